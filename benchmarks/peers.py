"""The same rules for other people's engines, written out from the same conditions.

Each peer decides the level with its rule, the DELTA-P range, the safety messages, the count of open
questions and the schedule. Cells are checked as ours are: a word that is not offered and a number
out of range count as not answered. What contradicts or hides other answers is not set aside, which
takes another pass; ours does that too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from typing import Any, Protocol

import pandas as pd
import polars as pl

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    Leaf,
    Measured,
    Not,
)
from lems_rules.schema.questions.item import Item

Expression = Any
COLUMNS = (
    "lems_level",
    "lems_rule",
    "lems_delta_p_low",
    "lems_delta_p_high",
    "lems_safety",
    "lems_unanswered",
    "lems_schedule_rule",
)


class Dialect(Protocol):
    """How one engine writes what a condition can say."""

    def column(self, name: str) -> Expression: ...
    def keep(self, name: str, value: Expression) -> Expression: ...
    def unknown(self) -> Expression: ...
    def equals(self, column: Expression, words: Sequence[str]) -> Expression: ...
    def compare(self, column: Expression, op: str, limit: float) -> Expression: ...
    def every(self, parts: Sequence[Expression]) -> Expression: ...
    def some(self, parts: Sequence[Expression]) -> Expression: ...
    def negated(self, part: Expression) -> Expression: ...
    def known(self, part: Expression, if_not: bool) -> Expression: ...
    def first_known(self, parts: Sequence[Expression]) -> Expression: ...
    def count(self, parts: Sequence[Expression]) -> Expression: ...
    def first(self, decisions: Sequence[tuple[Expression, Any]], otherwise: Any) -> Expression: ...
    def known_from(self, low: Expression, high: Expression, needed: int) -> Expression: ...
    def is_missing(self, column: Expression) -> Expression: ...
    def words(self, flags: Sequence[tuple[str, Expression]]) -> Expression: ...
    def named(self, place: Expression, names: Sequence[str]) -> Expression: ...


class Writer:
    """Writes the rules of a content in one dialect."""

    def __init__(self, content: Content, columns: Iterable[str], dialect: Dialect) -> None:
        self.content = content
        self.columns = set(columns)
        self.put = dialect
        self.kept: dict[str, Expression] = {}

    def outputs(self) -> dict[str, Expression]:
        """Each column of the result."""
        content, put = self.content, self.put
        rules = content.suspicion.rules
        rule = self.rule()
        low, high = self.score()
        unanswered = [self.is_open(item) for item in content.checklist.items]
        schedules = content.screening.schedules
        return {
            "lems_level": self.rank(),
            "lems_rule": put.named(rule, [one.id for one in rules]),
            "lems_delta_p_low": low,
            "lems_delta_p_high": high,
            "lems_safety": put.words([(one.id, self.fires(one)) for one in content.safety]),
            "lems_unanswered": put.count(unanswered),
            "lems_schedule_rule": put.named(
                put.first([(self.fires(one), i) for i, one in enumerate(schedules)], None),
                [one.id for one in schedules],
            ),
        }

    def once(self, name: str, make: Callable[[], Expression]) -> Expression:
        if name not in self.kept:
            self.kept[name] = self.put.keep(name, make())
        return self.kept[name]

    def condition(self, one: Condition) -> Expression:
        put = self.put
        if isinstance(one, Leaf):
            return self.leaf(one)
        parts = [self.condition(part) for part in one.parts]
        match one:
            case AllOf():
                return put.every(parts)
            case AnyOf():
                return put.some(parts)
            case Not():
                return put.negated(parts[0])
            case AtLeast():
                low = put.count([put.known(part, False) for part in parts])
                high = put.count([put.known(part, True) for part in parts])
                return put.known_from(low, high, one.at_least)
            case _:
                return put.first_known(parts)

    def leaf(self, leaf: Leaf) -> Expression:
        content, put = self.content, self.put
        if leaf.name in content.findings:
            finding = content.findings[leaf.name]
            return self.once(f"f_{leaf.name}", lambda: self.two_sided(finding))
        if isinstance(leaf, Chosen) and leaf.name == "suspicion":
            ranks = {level.id: level.rank for level in content.suspicion.levels}
            rank = self.rank()
            return put.some([put.compare(rank, "==", ranks[name]) for name in leaf.options])
        if isinstance(leaf, Measured) and leaf.name in content.scores:
            low, high = self.score()
            needed = int(leaf.limit) + (leaf.op in (">", "<="))
            found = put.known_from(low, high, needed)
            return put.negated(found) if leaf.op in ("<", "<=") else found
        if leaf.name not in self.columns:
            return put.unknown()
        column = put.column(leaf.name)
        if isinstance(leaf, Measured):
            return put.compare(column, leaf.op, leaf.limit)
        return put.equals(column, leaf.options if isinstance(leaf, Chosen) else ["yes"])

    def two_sided(self, one: Any) -> Expression:
        put = self.put
        if one.when is not None:
            return self.condition(one.when)
        yes = put.known(self.condition(one.yes_when), False)
        no = put.known(self.condition(one.no_when), False)
        return put.first([(yes, True), (no, False)], None)

    def fires(self, rule: Any) -> Expression:
        put = self.put
        stops = [put.negated(put.known(self.condition(one), False)) for one in rule.unless]
        return put.every([put.known(self.condition(rule.when), False), *stops])

    def rule(self) -> Expression:
        rules = self.content.suspicion.rules
        return self.once(
            "rule",
            lambda: self.put.first([(self.fires(one), i) for i, one in enumerate(rules)], None),
        )

    def rank(self) -> Expression:
        put, suspicion, rule = self.put, self.content.suspicion, self.rule()
        ranks = {level.id: level.rank for level in suspicion.levels}

        def make() -> Expression:
            decisions = []
            for level, rank in ranks.items():
                places = [i for i, one in enumerate(suspicion.rules) if one.level == level]
                if places:
                    same = [put.compare(rule, "==", place) for place in places]
                    decisions.append((put.some(same), rank))
            return put.first(decisions, ranks[suspicion.otherwise])

        return self.once("rank", make)

    def score(self) -> tuple[Expression, Expression]:
        put, score = self.put, self.content.score
        assert score is not None
        items = [
            self.once(f"s_{one.id}", lambda one=one: self.two_sided(one))  # type: ignore[misc]
            for one in score.items
        ]
        low = self.once("low", lambda: put.count([put.known(one, False) for one in items]))
        high = self.once("high", lambda: put.count([put.known(one, True) for one in items]))
        return low, high

    def is_open(self, item: Item) -> Expression:
        put = self.put
        found = [put.is_missing(put.column(item.id))] if item.id in self.columns else []
        if item.hidden_when is not None:
            found.append(put.negated(put.known(self.condition(item.hidden_when), False)))
        if item.asked_when is not None:
            found.append(put.known(self.condition(item.asked_when), False))
        return put.every(found) if found else put.negated(put.known(put.unknown(), False))


class InPolars:
    """Expressions of Polars; what is kept becomes a column, in as few steps as there can be."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, pl.Expr]] = []

    def column(self, name: str) -> pl.Expr:
        return pl.col(name)

    def keep(self, name: str, value: pl.Expr) -> pl.Expr:
        self.kept.append((f"_{name}", value))
        return pl.col(f"_{name}")

    def unknown(self) -> pl.Expr:
        return pl.lit(None, dtype=pl.Boolean)

    def equals(self, column: pl.Expr, words: Sequence[str]) -> pl.Expr:
        return self.some([column == word for word in words])

    def compare(self, column: pl.Expr, op: str, limit: float) -> pl.Expr:
        compared: dict[str, pl.Expr] = {
            ">=": column >= limit,
            ">": column > limit,
            "<=": column <= limit,
            "<": column < limit,
            "==": column == limit,
        }
        return compared[op]

    def every(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: a & b, parts)

    def some(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        return reduce(lambda a, b: a | b, parts)

    def negated(self, part: pl.Expr) -> pl.Expr:
        return ~part

    def known(self, part: pl.Expr, if_not: bool) -> pl.Expr:
        return part.fill_null(if_not)

    def first_known(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        return pl.coalesce(parts)

    def count(self, parts: Sequence[pl.Expr]) -> pl.Expr:
        return pl.sum_horizontal([part.cast(pl.UInt8) for part in parts]).cast(pl.Int64)

    def first(self, decisions: Sequence[tuple[pl.Expr, Any]], otherwise: Any) -> pl.Expr:
        chain: Any = pl
        for when, then in decisions:
            chain = chain.when(when).then(_small(then))
        found: pl.Expr = chain.otherwise(_small(otherwise))
        return found

    def known_from(self, low: pl.Expr, high: pl.Expr, needed: int) -> pl.Expr:
        return pl.when(low >= needed).then(True).when(high < needed).then(False)

    def is_missing(self, column: pl.Expr) -> pl.Expr:
        return column.is_null()

    def words(self, flags: Sequence[tuple[str, pl.Expr]]) -> pl.Expr:
        """Small numbers become words of a dictionary, as ours do: the cheapest way there is."""
        names = [name for name, _ in flags]
        told = [
            " ".join(name for i, name in enumerate(names) if bits >> i & 1)
            for bits in range(1 << len(names))
        ]
        bits = reduce(
            lambda a, b: a + b,
            [flag.cast(pl.UInt16) * (1 << i) for i, (_, flag) in enumerate(flags)],
        )
        return bits.cat.to(pl.Enum(told))

    def named(self, place: pl.Expr, names: Sequence[str]) -> pl.Expr:
        return place.cat.to(pl.Enum(list(names)))


def _small(value: Any) -> pl.Expr:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return pl.lit(value, dtype=pl.UInt8) if whole else pl.lit(value)


def polars_plan(content: Content, read: pl.LazyFrame, carried: Sequence[str]) -> pl.LazyFrame:
    """The rules over a lazy frame, cells checked."""
    names = read.collect_schema().names()
    dialect = InPolars()
    outputs = Writer(content, names, dialect).outputs()
    plan = read.with_columns(_checked(item) for item in content.checklist.items if item.id in names)
    ready, waiting = set(names), dialect.kept
    while waiting:
        now = [(name, one) for name, one in waiting if set(one.meta.root_names()) <= ready]
        plan = plan.with_columns(one.alias(name) for name, one in now)
        ready |= {name for name, _ in now}
        waiting = [pair for pair in waiting if pair[0] not in ready]
    made = [one.alias(name) for name, one in outputs.items()]
    return plan.select(*carried, *made)


def _checked(item: Item) -> pl.Expr:
    column = pl.col(item.id)
    if item.option_ids:
        fits = reduce(lambda a, b: a | b, [column == word for word in item.option_ids])
        return pl.when(fits).then(column).alias(item.id)
    column = column.fill_nan(None).round(2)
    return pl.when((column >= item.least) & (column <= item.most)).then(column).alias(item.id)


class InSql:
    """DuckDB's SQL, which has the same three values; what is kept becomes a column of a step."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []

    def column(self, name: str) -> str:
        return f'"{name}"'

    def keep(self, name: str, value: str) -> str:
        self.kept.append((f"_{name}", value))
        return f'"_{name}"'

    def unknown(self) -> str:
        return "NULL::BOOLEAN"

    def equals(self, column: str, words: Sequence[str]) -> str:
        return self.some([f"{column} = '{word}'" for word in words])

    def compare(self, column: str, op: str, limit: float) -> str:
        return f"({column} {'=' if op == '==' else op} {limit})"

    def every(self, parts: Sequence[str]) -> str:
        return f"({' AND '.join(parts)})"

    def some(self, parts: Sequence[str]) -> str:
        return f"({' OR '.join(parts)})"

    def negated(self, part: str) -> str:
        return f"(NOT {part})"

    def known(self, part: str, if_not: bool) -> str:
        return f"coalesce({part}, {if_not})"

    def first_known(self, parts: Sequence[str]) -> str:
        return f"coalesce({', '.join(parts)})"

    def count(self, parts: Sequence[str]) -> str:
        return f"({' + '.join(f'({part})::TINYINT' for part in parts)})"

    def first(self, decisions: Sequence[tuple[str, Any]], otherwise: Any) -> str:
        whens = " ".join(f"WHEN {when} THEN {_sql(then)}" for when, then in decisions)
        return f"(CASE {whens} ELSE {_sql(otherwise)} END)"

    def known_from(self, low: str, high: str, needed: int) -> str:
        return f"(CASE WHEN {low} >= {needed} THEN true WHEN {high} < {needed} THEN false END)"

    def is_missing(self, column: str) -> str:
        return f"({column} IS NULL)"

    def words(self, flags: Sequence[tuple[str, str]]) -> str:
        each = ", ".join(f"CASE WHEN {flag} THEN '{name}' END" for name, flag in flags)
        return f"concat_ws(' ', {each})"

    def named(self, place: str, names: Sequence[str]) -> str:
        words = ", ".join(f"'{name}'" for name in names)
        return f"[{words}][{place} + 1]"


def sql_query(content: Content, source: str, names: Sequence[str], carried: Sequence[str]) -> str:
    """The rules over a table, cells checked; ``source`` is what stands after FROM."""
    dialect = InSql()
    outputs = Writer(content, names, dialect).outputs()
    checked = [_checked_sql(item) for item in content.checklist.items if item.id in names]
    query = f"SELECT * REPLACE ({', '.join(checked)}) FROM {source}"
    ready: set[str] = set()
    waiting = dialect.kept
    while waiting:
        unready = {name for name, _ in waiting} - ready
        now = [(n, one) for n, one in waiting if not any(f'"{other}"' in one for other in unready)]
        columns = ", ".join(f'{one} AS "{name}"' for name, one in now)
        query = f"SELECT *, {columns} FROM ({query})"
        ready |= {name for name, _ in now}
        waiting = [pair for pair in waiting if pair[0] not in ready]
    made = ", ".join(f'{one} AS "{name}"' for name, one in outputs.items())
    return f"SELECT {''.join(f'{name}, ' for name in carried)}{made} FROM ({query})"


def _sql(value: Any) -> str:
    if value is None:
        return "NULL"
    return f"'{value}'" if isinstance(value, str) else str(value)


def _checked_sql(item: Item) -> str:
    if item.option_ids:
        words = ", ".join(f"'{word}'" for word in item.option_ids)
        return f"CASE WHEN {item.id} IN ({words}) THEN {item.id} END AS {item.id}"
    within = f"round({item.id}, 2) BETWEEN {item.least} AND {item.most}"
    return f"CASE WHEN {within} THEN round({item.id}, 2) END AS {item.id}"


class InPandas:
    """Masks with a missing value, one after the other, as people write them."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def column(self, name: str) -> pd.Series:
        return self.frame[name]

    def keep(self, name: str, value: pd.Series) -> pd.Series:
        return value

    def unknown(self) -> pd.Series:
        return pd.Series(pd.NA, self.frame.index, dtype="boolean")

    def equals(self, column: pd.Series, words: Sequence[str]) -> pd.Series:
        return column.isin(words).astype("boolean").mask(column.isna())

    def compare(self, column: pd.Series, op: str, limit: float) -> pd.Series:
        name = {">=": "ge", ">": "gt", "<=": "le", "<": "lt", "==": "eq"}[op]
        found: pd.Series = getattr(column, name)(limit)
        return found.astype("boolean").mask(column.isna())

    def every(self, parts: Sequence[pd.Series]) -> pd.Series:
        return reduce(lambda a, b: a & b, parts)

    def some(self, parts: Sequence[pd.Series]) -> pd.Series:
        return reduce(lambda a, b: a | b, parts)

    def negated(self, part: pd.Series) -> pd.Series:
        return ~part

    def known(self, part: pd.Series, if_not: bool) -> pd.Series:
        return part.fillna(if_not)

    def first_known(self, parts: Sequence[pd.Series]) -> pd.Series:
        return reduce(lambda a, b: a.fillna(b), parts)

    def count(self, parts: Sequence[pd.Series]) -> pd.Series:
        return reduce(lambda a, b: a + b, [part.astype("int64") for part in parts])

    def first(self, decisions: Sequence[tuple[pd.Series, Any]], otherwise: Any) -> pd.Series:
        kind = "boolean" if isinstance(decisions[0][1], bool) else "Int64"
        found = pd.Series(otherwise, self.frame.index, dtype=kind)
        for when, then in reversed(decisions):
            found = found.mask(when.fillna(False).astype(bool), then)
        return found

    def known_from(self, low: pd.Series, high: pd.Series, needed: int) -> pd.Series:
        return self.first([(low >= needed, True), (high < needed, False)], None)

    def is_missing(self, column: pd.Series) -> pd.Series:
        return column.isna()

    def words(self, flags: Sequence[tuple[str, pd.Series]]) -> pd.Series:
        found = pd.Series("", self.frame.index, dtype=object)
        for name, flag in flags:
            found = found.where(~flag.astype(bool), found + f" {name}")
        return found.str.strip()

    def named(self, place: pd.Series, names: Sequence[str]) -> pd.Series:
        return place.map(dict(enumerate(names)))


def pandas_result(content: Content, frame: pd.DataFrame, carried: Sequence[str]) -> pd.DataFrame:
    """The rules over a data frame, cells checked."""
    checked = frame.copy()
    for item in content.checklist.items:
        if item.id not in checked:
            continue
        column = checked[item.id]
        if item.option_ids:
            checked[item.id] = column.where(column.isin(item.option_ids))
        else:
            rounded = column.round(2)
            checked[item.id] = rounded.where(rounded.between(item.least, item.most))
    outputs = Writer(content, list(frame.columns), InPandas(checked)).outputs()
    return pd.concat([frame[list(carried)], pd.DataFrame(outputs)], axis="columns")
