"""Each worked case holds, and no finding and no rule is without its cases."""

from __future__ import annotations

from itertools import product

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Condition, Leaf, Measured, leaves
from lems_rules.logic.program import Verdict
from lems_rules.schema.decisions.rules import LevelRule, SafetyMessage
from lems_rules.schema.decisions.workup import Advice, Schedule
from tests.support.worked_case import (
    FILES,
    WorkedCase,
    cases_of,
    entries_in,
    shortfalls,
    whole_book,
    worked_cases,
)

CASES = [case for file in FILES for case in worked_cases(file)]

# A level is never unknown, so a rule that asks for a level alone cannot be either.
NEVER_UNKNOWN = {"G1", "G5"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_worked_case_holds(content: Content, case: WorkedCase) -> None:
    seen = whole_book(content).conclude(case.answers(content))
    assert shortfalls(case, seen) == []


@pytest.mark.parametrize("file", FILES)
def test_every_entry_has_a_yes_a_no_and_an_unknown_case(content: Content, file: str) -> None:
    missing = [
        f"{entry}: {verdict.value}"
        for entry, verdict in product(entries_in(content, file), Verdict)
        if verdict not in {case.verdict for case in cases_of(file, entry)}
        and not (verdict is Verdict.UNKNOWN and entry in NEVER_UNKNOWN)
    ]
    assert missing == []


@pytest.mark.parametrize("file", FILES)
def test_no_worked_case_is_about_an_entry_that_is_gone(content: Content, file: str) -> None:
    known = {*entries_in(content, file), *(["range"] if file == "delta_p" else [])}
    assert {case.entry for case in worked_cases(file)} <= known


@pytest.mark.parametrize("file", FILES)
def test_no_two_cases_of_an_entry_share_a_name(file: str) -> None:
    names = [(case.entry, case.name) for case in worked_cases(file)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("file", FILES)
def test_every_limit_is_met_exactly_and_from_the_other_side(content: Content, file: str) -> None:
    """Of every number a rule compares: a case at the limit, and one just on the other side."""
    missing = []
    for entry, rule in entries_in(content, file).items():
        given = [case.given for case in cases_of(file, entry)]
        # What its lines say decides nothing; `test_fit` tries their limits.
        deciding = rule.model_copy(update={"lines": ()}) if hasattr(rule, "lines") else rule
        for leaf in _limits(content, deciding.conditions):
            values = [float(one[leaf.name]) for one in given if leaf.name in one]
            below = any(leaf.limit - 1 <= value < leaf.limit for value in values)
            above = any(leaf.limit < value <= leaf.limit + 1 for value in values)
            met = leaf.limit in values
            if not met or not (below if leaf.op in (">=", "<") else above):
                missing.append(f"{entry}: {leaf.name} {leaf.op} {leaf.limit:g}")
    assert missing == []


def _limits(content: Content, conditions: tuple[Condition, ...]) -> list[Measured]:
    found: list[Leaf] = [leaf for condition in conditions for leaf in leaves(condition)]
    measured = [
        leaf for leaf in found if isinstance(leaf, Measured) and leaf.name in content.checklist
    ]
    # Whether a number was given at all is asked by its lowest value: nothing lies below that.
    return [leaf for leaf in measured if leaf.limit != content.checklist.item(leaf.name).least]


def test_every_level_rule_has_a_case_in_which_it_decides_and_one_that_states_its_level(
    content: Content,
) -> None:
    for rule in content.suspicion.rules:
        assert isinstance(rule, LevelRule)
        deciding = [
            case
            for case in cases_of("suspicion", rule.id)
            if case.verdict is Verdict.YES and case.more.get("decides", rule.id) == rule.id
        ]
        rank = content.suspicion.level(rule.level).rank
        assert rank in {case.more.get("level") for case in deciding}, rule.id


def test_every_line_that_can_be_done_has_a_case_that_is_and_one_that_is_not(
    content: Content,
) -> None:
    tried = set()
    for file, key in (("screening", "done"), ("safety", "also"), ("screening", "offer")):
        for entry, rule in entries_in(content, file).items():
            asked = (
                (isinstance(rule, Advice) and rule.done_when is not None and key == "done")
                or (isinstance(rule, SafetyMessage) and rule.also is not None and key == "also")
                or (isinstance(rule, Schedule) and bool(rule.offer_months) and key == "offer")
            )
            if asked:
                tried.add(key)
                said = {case.more.get(key) for case in cases_of(file, entry)}
                assert {"yes", "no"} <= said, f"{entry}: {key}"
    assert tried == {"done", "also", "offer"}
