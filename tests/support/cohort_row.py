"""Random rows of a table: each cell with what the same patient's file would hold for it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import Answer, Item

TODAY = date(2026, 11, 23)
# Every spelling of a missing cell.
MISSING: tuple[Any, ...] = (None, np.nan, float("nan"), pd.NA, pd.NaT, "", "  ", "NA", "n/a", "NaN")
# For a patient's file: what no question can be answered with.
BAD: tuple[Any, ...] = ("maybe", "unknown", "?", [1, 2], {"a": 1}, b"yes", "=1+1", "x" * 500, "\0")
# A cell, and what a patient's file would hold for it.
Cell = tuple[Any, Any]
NOTHING: Cell = (None, None)


def cell(chance: random.Random, item: Item) -> Cell:
    """One cell that is answered, missing or wrong."""
    kind = chance.random()
    if kind < 0.06:
        bad = chance.choice((*BAD, *_bad(item)))
        return bad, bad
    if kind < 0.16:
        return chance.choice(MISSING), None
    return chance.choice(_spellings(item, _answer(chance, item)))


def row(chance: random.Random, content: Content) -> dict[str, Cell]:
    """One patient: a case of the content changed in places, or anything answered at random."""
    items, density = content.checklist.items, chance.choice((0.02, 0.1, 0.3, 0.9))
    made = {item.id: NOTHING for item in items}
    if chance.random() < 0.6:
        case = chance.choice(list(content.cases.values()))
        made |= {name: (value, value) for name, value in case.answers.items()}
    return made | {item.id: cell(chance, item) for item in items if chance.random() < density}


def table(rows: Sequence[dict[str, Cell]]) -> pd.DataFrame:
    """The rows as a data frame of whatever the cells are."""
    columns = {name: [one[name][0] for one in rows] for name in rows[0]}
    return pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()})


def _answer(chance: random.Random, item: Item) -> Answer:
    match item.kind:
        case "number":
            assert item.least is not None
            assert item.most is not None
            if item.whole:
                return float(chance.randint(int(item.least), int(item.most)))
            near = chance.choice((10, 60, 120, item.most))
            return round(chance.uniform(item.least, min(near, item.most)), chance.randrange(3))
        case "date":
            return date(2024, 1, 1) + pd.Timedelta(days=chance.randrange(1058)).to_pytimedelta()
        case _:
            return chance.choice(item.option_ids)


def _spellings(item: Item, answer: Answer) -> list[Cell]:
    found: list[Any] = [answer]
    if isinstance(answer, float):
        found += [np.float64(answer), np.float32(answer), repr(answer), f" {answer!r} "]
        found += [repr(answer).replace(".", ","), Decimal(repr(answer))]
        found += [int(answer), np.int32(answer)] if answer.is_integer() else []
        raw = {type(np.float32()): lambda value: float(value)}
        return [(one, raw.get(type(one), lambda _: answer)(one)) for one in found]
    if isinstance(answer, date):
        stamp = datetime(answer.year, answer.month, answer.day, 14, 30)
        found += [answer.isoformat(), f"{answer} 00:00:00", f"{answer}T00:00", stamp]
        found += [pd.Timestamp(stamp), np.datetime64(answer)]
    elif answer != "none":  # a program's None is not the option
        found += [answer.upper(), f" {answer.capitalize()} "]
    if item.kind == "yn":
        yes = answer == "yes"
        found += [yes, np.bool_(yes), "TRUE" if yes else "FALSE", str(yes)]
    return [(one, answer) for one in found]


def _bad(item: Item) -> tuple[Any, ...]:
    match item.kind:
        case "number":
            assert item.most is not None
            over = item.most + 1
            return (
                over,
                repr(over),
                np.inf,
                True,
                "1,250",
                "1.250,0",
                "12 %",
                10**400,
                pd.Timestamp(0),
            )
        case "date":
            return ("31/12/2025", "2026-13-01", 20260301, date(2027, 1, 1), "2199-01-01", True)
        case "yn":
            # Numbers, and no 0 among them: in such a column 1 is not known to be yes.
            return (1, 2.0, "1", "2")
        case _:
            # Where "none" can be chosen, a program's None is not known to be it.
            return (1, True, "yess", *(["None"] if "none" in item.option_ids else []))
