"""Hypothesis strategies shared by the property tests: conditions, answers, patients, cohorts.

They draw on a small checklist of their own, with few answers and limits among the possible
answers, so that every leaf is often met from both sides. `answers_to` serves real items too.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from hypothesis import strategies as st

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
)
from lems_rules.logic.number import as_compared
from lems_rules.schema.questions.item import YEARS, Answer, Item, Option

LEAF_KINDS: tuple[type[Leaf], ...] = (Named, Chosen, Measured)
COMPOUND_KINDS: tuple[type[Node], ...] = (AllOf, AnyOf, AtLeast, Not, FirstKnown)


def _item(name: str, **more: Any) -> Item:
    return Item(id=name, section="any", label=name, ask=f"{name}?", why="It decides.", **more)


ITEMS: tuple[Item, ...] = (
    *(_item(name, kind="yn") for name in ("ptosis", "dysphagia", "dry_mouth")),
    _item(
        "reflexes",
        kind="choice",
        options=tuple(Option(id=one, label=one) for one in ("normal", "reduced", "absent")),
    ),
    _item(
        "chest_ct",
        kind="choice",
        options=tuple(Option(id=one, label=one) for one in ("normal", "suspicious")),
    ),
    _item("score", kind="number", least=0, most=3, whole=True),
    _item("change_percent", kind="number", least=-2, most=2),
)


def answers_to(item: Item) -> st.SearchStrategy[Answer]:
    """Any answer to an item, as the rules use it."""
    match item.kind:
        case "number":
            assert item.least is not None
            assert item.most is not None
            whole = st.integers(int(item.least), int(item.most)).map(float)
            halves = st.integers(int(item.least) * 2, int(item.most) * 2).map(lambda n: n / 2)
            any_number = st.floats(item.least, item.most).map(as_compared)
            return whole if item.whole else halves | any_number
        case "date":
            return st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31))
        case _:
            return st.sampled_from(item.option_ids)


def patients(items: Sequence[Item] = ITEMS) -> st.SearchStrategy[dict[str, Answer]]:
    """Some of the items answered; an unanswered item is absent."""
    # An optional key would leave four patients in ten without any answer.
    each = {item.id: st.none() | answers_to(item) for item in items}
    return st.fixed_dictionaries(each).map(
        lambda drawn: {name: value for name, value in drawn.items() if value is not None}
    )


def cohorts(items: Sequence[Item] = ITEMS) -> st.SearchStrategy[list[dict[str, Answer]]]:
    """A few patients, at times more than one machine word holds."""
    few = st.lists(patients(items), min_size=1, max_size=12)
    return few | st.builds(lambda some, times: some * times, few, st.integers(6, 12))


def leaves(items: Sequence[Item] = ITEMS) -> st.SearchStrategy[Condition]:
    """Any leaf about any of the items."""

    def about(item: Item) -> st.SearchStrategy[Condition]:
        match item.kind:
            case "yn":
                return st.just(Named(name=item.id))
            case "choice":
                some = st.lists(st.sampled_from(item.option_ids), min_size=1, unique=True)
                return some.map(lambda options: Chosen(name=item.id, options=tuple(options)))
            case "number":
                ops = st.sampled_from((">=", ">", "<=", "<"))
                return st.builds(Measured, name=st.just(item.id), op=ops, limit=answers_to(item))
            case _:
                raise AssertionError(f"no condition reads a {item.kind}")

    return st.one_of([about(item) for item in items if item.kind != "date"])


def conditions(
    items: Sequence[Item] = ITEMS, compounds: Sequence[type[Node]] = COMPOUND_KINDS
) -> st.SearchStrategy[Condition]:
    """Any condition about the items, made with the given kinds of compound."""

    def around(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        some = st.lists(inner, min_size=1, max_size=4).map(tuple)
        ways = st.lists(inner, min_size=2, max_size=3).map(tuple)
        made: dict[type[Node], st.SearchStrategy[Condition]] = {
            AllOf: some.map(lambda parts: AllOf(all_of=parts)),
            AnyOf: some.map(lambda parts: AnyOf(any_of=parts)),
            AtLeast: some.flatmap(
                lambda parts: st.integers(1, len(parts)).map(
                    lambda needed: AtLeast(at_least=needed, of=parts)
                )
            ),
            Not: inner.map(lambda part: Not.model_validate({"not": part})),
            FirstKnown: ways.map(lambda parts: FirstKnown(first_known=parts)),
        }
        return st.one_of([made[kind] for kind in compounds])

    return st.recursive(leaves(items), around, max_leaves=10)


def monotone_conditions(items: Sequence[Item] = ITEMS) -> st.SearchStrategy[Condition]:
    """Conditions without ``first_known``, where a better way of knowing can overturn a verdict."""
    return conditions(items, [kind for kind in COMPOUND_KINDS if kind is not FirstKnown])
