"""What must be true of every condition and every patient, whatever the content says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import duckdb
import numpy as np
import pytest
import yaml
from hypothesis import Phase, assume, example, find, given, settings
from hypothesis import strategies as st

from lems_rules.knowledge.yaml_text import read_yaml
from lems_rules.logic.circuit import Circuit
from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    FirstKnown,
    Leaf,
    Measured,
    Named,
    Node,
    Not,
    holds_for,
    leaves,
    walk,
)
from lems_rules.logic.program import Verdict
from lems_rules.logic.reason import Reasons, unanswered
from lems_rules.schema.questions.item import Answer
from tests.support.builders import compiled, condition
from tests.support.strategies import (
    COMPOUND_KINDS,
    ITEMS,
    LEAF_KINDS,
    cohorts,
    conditions,
    monotone_conditions,
    patients,
)

TYPES = {"yn": "VARCHAR", "choice": "VARCHAR", "number": "DOUBLE"}


# The first that fits will do; it need not be the smallest.
FOUND = settings(max_examples=2_000, database=None, phases=[Phase.generate])


def verdict(one: Condition, answers: Mapping[str, object]) -> Verdict:
    program, part = compiled(one)
    return program.of_one(answers).verdict(part.slot)


# The strategies themselves


@pytest.mark.parametrize("kind", [*LEAF_KINDS, *COMPOUND_KINDS])
def test_the_strategies_make_every_kind_of_node(kind: type[Node]) -> None:
    found = find(
        conditions(),
        lambda one: any(isinstance(node, kind) for node in walk(one)),
        settings=FOUND,
    )
    assert kind in {type(node) for node in walk(found)}


def test_the_strategies_know_every_kind_of_node_there_is() -> None:
    def below(kind: type[Node]) -> Iterator[type[Node]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    assert {*LEAF_KINDS, *COMPOUND_KINDS, Leaf} == set(below(Node))


@pytest.mark.parametrize("wanted", list(Verdict))
def test_the_strategies_make_every_verdict(wanted: Verdict) -> None:
    assert find(
        st.tuples(conditions(), patients()),
        lambda both: verdict(both[0], both[1]) is wanted,
        settings=FOUND,
    )


# A second opinion: the three-valued logic of SQL


def as_sql(one: Condition) -> str:
    """The same condition for a database, written without the engine's help."""
    match one:
        case Chosen():
            return f"({one.name} IN ({', '.join(repr(option) for option in one.options)}))"
        case Measured():
            return f"({one.name} {one.op} {one.limit!r}::DOUBLE)"
        case Named():
            return f"({one.name} = 'yes')"
        case AllOf():
            return f"({' AND '.join(as_sql(part) for part in one.all_of)})"
        case AnyOf():
            return f"({' OR '.join(as_sql(part) for part in one.any_of)})"
        case AtLeast():
            chosen = combinations([as_sql(part) for part in one.of], one.at_least)
            return f"({' OR '.join('(' + ' AND '.join(some) + ')' for some in chosen)})"
        case Not():
            return f"(NOT {as_sql(one.not_)})"
        case FirstKnown():
            return f"coalesce({', '.join(as_sql(part) for part in one.first_known)})"
    raise AssertionError(one)


def as_row(position: int, answers: Mapping[str, Answer]) -> str:
    cells = []
    for item in ITEMS:
        value = answers.get(item.id)
        cells.append(f"CAST({'NULL' if value is None else repr(value)} AS {TYPES[item.kind]})")
    return f"({position}, {', '.join(cells)})"


def asked_of_the_database(
    database: duckdb.DuckDBPyConnection, one: Condition, rows: Sequence[Mapping[str, Answer]]
) -> list[Verdict]:
    table = ", ".join(as_row(i, answers) for i, answers in enumerate(rows))
    columns = ", ".join(item.id for item in ITEMS)
    found = database.execute(
        f"SELECT {as_sql(one)} FROM (VALUES {table}) AS cohort(position, {columns}) "
        "ORDER BY position"
    ).fetchall()
    words = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}
    return [words[value] for (value,) in found]


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@given(one=conditions(), rows=st.lists(patients(), min_size=1, max_size=12))
def test_every_verdict_agrees_with_the_logic_of_sql(
    database: duckdb.DuckDBPyConnection, one: Condition, rows: list[dict[str, Answer]]
) -> None:
    assert [verdict(one, answers) for answers in rows] == asked_of_the_database(database, one, rows)


# Answering more


@given(one=monotone_conditions(), before=patients(), more=patients())
def test_answering_more_never_overturns_a_yes_or_a_no(
    one: Condition, before: dict[str, Answer], more: dict[str, Answer]
) -> None:
    first = verdict(one, before)
    assume(first is not Verdict.UNKNOWN)
    assert verdict(one, {**more, **before}) is first


def test_a_better_way_of_knowing_can_overturn_a_verdict() -> None:
    one = condition({"first_known": ["score >= 1", "ptosis"]})
    assert verdict(one, {"ptosis": "yes"}) is Verdict.YES
    assert verdict(one, {"ptosis": "yes", "score": 0.0}) is Verdict.NO


@given(one=monotone_conditions(), before=patients(), more=patients())
def test_only_an_answer_that_is_listed_as_missing_can_change_an_unknown(
    one: Condition, before: dict[str, Answer], more: dict[str, Answer]
) -> None:
    program, part = compiled(one)
    truths = program.of_one(before)
    missing = unanswered(part, truths)
    assert missing.isdisjoint(before)
    if truths.verdict(part.slot) is Verdict.UNKNOWN:
        others = {name: value for name, value in more.items() if name not in missing}
        assert verdict(one, {**others, **before}) is Verdict.UNKNOWN
    else:
        assert missing == set()


@given(one=conditions(), before=patients(), more=patients())
@example(
    one=condition({"all_of": ["dysphagia", {"first_known": ["score >= 1", "ptosis"]}]}),
    before={"ptosis": "yes"},
    more={"score": 0.0},
)
@example(
    one=condition({"first_known": ["score >= 1", "ptosis"]}),
    before={"ptosis": "yes"},
    more={"score": 0.0},
)
def test_only_a_missing_answer_can_change_a_verdict_with_better_ways_of_knowing_too(
    one: Condition, before: dict[str, Answer], more: dict[str, Answer]
) -> None:
    program, part = compiled(one)
    truths = program.of_one(before)
    missing = unanswered(part, truths)
    assert missing.isdisjoint(before)
    others = {name: value for name, value in more.items() if name not in missing}
    assert verdict(one, {**others, **before}) is truths.verdict(part.slot)


@given(one=conditions(), answers=patients())
def test_the_reasons_alone_give_the_same_verdict(
    one: Condition, answers: dict[str, Answer]
) -> None:
    program, part = compiled(one)
    truths = program.of_one(answers)
    because = Reasons(truths).of(part)
    found = truths.verdict(part.slot)
    if found is Verdict.UNKNOWN:
        assert set(because).isdisjoint(answers)
    else:
        assert set(because) <= set(answers)
        assert verdict(one, {name: answers[name] for name in because}) is found


# Writing and reading again


def written(one: Condition) -> object:
    """The condition as an author writes it: leaves on one line."""
    match one:
        case Chosen():
            return f"{one.name} is {' or '.join(one.options)}"
        case Measured():
            return f"{one.name} {one.op} {one.limit:.20f}".rstrip("0").rstrip(".")
        case Named():
            return one.name
        case Not():
            return {"not": written(one.not_)}
        case AtLeast():
            return {"at_least": one.at_least, "of": [written(part) for part in one.of]}
        case _:
            (key,) = type(one).model_fields
            return {key: [written(part) for part in one.parts]}


@given(one=conditions())
def test_every_condition_survives_json_and_yaml(one: Condition) -> None:
    plain = one.model_dump(mode="json", by_alias=True)
    assert condition(json.loads(json.dumps(plain))) == one
    assert condition(read_yaml(yaml.safe_dump(plain))) == one
    assert condition(one.model_dump()) == one


@given(one=conditions())
def test_every_condition_survives_the_form_authors_write(one: Condition) -> None:
    if any(isinstance(leaf, Measured) and leaf.limit * 2 % 1 for leaf in leaves(one)):
        return  # a line holds decimals, not every float
    assert condition(read_yaml(yaml.safe_dump(written(one)))) == one


# One patient and many


@given(one=conditions(), rows=cohorts())
def test_each_of_many_patients_gets_what_that_patient_gets_alone(
    one: Condition, rows: list[dict[str, Answer]]
) -> None:
    program, part = compiled(one)
    together = program.of_many(rows)
    assert [together.verdict(part.slot, i) for i in range(len(rows))] == [
        program.of_one(answers).verdict(part.slot) for answers in rows
    ]


@given(one=conditions(), rows=cohorts(), data=st.data())
def test_the_order_of_patients_does_not_matter(
    one: Condition, rows: list[dict[str, Answer]], data: st.DataObject
) -> None:
    program, part = compiled(one)
    order = data.draw(st.permutations(range(len(rows))))
    straight, shuffled = program.of_many(rows), program.of_many([rows[i] for i in order])
    assert [shuffled.verdict(part.slot, place) for place in range(len(rows))] == [
        straight.verdict(part.slot, i) for i in order
    ]


def as_words(flags: Sequence[bool]) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Flags packed into 64-bit words, patient i in bit i % 64 of word i // 64."""
    words = np.zeros(-(-len(flags) // 64), dtype=np.uint64)
    for i, flag in enumerate(flags):
        if flag:
            words[i // 64] |= np.uint64(1 << i % 64)
    return words


@given(one=conditions(), rows=cohorts())
def test_arrays_of_words_give_the_same_answer_as_integers(
    one: Condition, rows: list[dict[str, Answer]]
) -> None:
    program, part = compiled(one)

    def known(leaf: Leaf) -> tuple[Any, Any]:
        sure = [leaf.name in row and holds_for(leaf, row[leaf.name]) for row in rows]
        possible = [leaf.name not in row or holds_for(leaf, row[leaf.name]) for row in rows]
        return as_words(sure), as_words(possible)

    as_arrays = program.of_sets(known, as_words([True] * len(rows)))
    as_integer = program.of_many(rows)
    for arrays, integers in (
        (as_arrays.sure, as_integer.sure),
        (as_arrays.possible, as_integer.possible),
    ):
        words = arrays[part.slot]
        assert words.dtype == np.uint64
        assert sum(int(word) << 64 * i for i, word in enumerate(words)) == integers[part.slot]


@given(some=st.lists(conditions(), min_size=1, max_size=6), answers=patients())
def test_conditions_compiled_together_keep_their_verdicts(
    some: list[Condition], answers: dict[str, Answer]
) -> None:
    circuit = Circuit()
    slots = [circuit.add(one).slot for one in some]
    truths = circuit.build().of_one(answers)
    assert [truths.verdict(slot) for slot in slots] == [verdict(one, answers) for one in some]
