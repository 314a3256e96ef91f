from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.scorecard import Outcome, scorecard
from lems_rules.schema.case import Case

ENTRY = {"proximal_leg_weakness": "yes", "dry_mouth": "yes"}
TRIAD = {**ENTRY, "tendon_reflexes": "absent"}


def outcomes(content: Content, **changes: Any) -> tuple[Outcome, ...]:
    """The outcomes of a content whose only case is a published one with these changes."""
    case = content.cases["case_024"].model_copy(update=changes)
    return scorecard(replace(content, cases=MappingProxyType({case.id: case})))


@pytest.mark.parametrize(
    ("diagnosis", "answers", "kind", "searched"),
    [
        ("lems", TRIAD, "reached", True),
        ("lems", ENTRY, "reached", False),
        ("lems", {"dry_mouth": "yes"}, "missed", False),
        ("lems", {"proximal_leg_weakness": "no", "proximal_arm_weakness": "no"}, "missed", False),
        ("botulism", TRIAD, "false_alarm", True),
        ("botulism", ENTRY, "false_alarm", False),
        ("botulism", {"dry_mouth": "yes"}, "left", False),
    ],
)
def test_a_case_is_reached_or_missed_by_the_level_it_is_given(
    content: Content, diagnosis: str, answers: dict[str, str], kind: str, searched: bool
) -> None:
    (outcome,) = outcomes(content, diagnosis=diagnosis, answers=answers)
    assert (outcome.kind, outcome.searched) == (kind, searched)


def test_a_case_without_a_rule_has_a_level_all_the_same(content: Content) -> None:
    (outcome,) = outcomes(content, answers={"dry_mouth": "yes"})
    assert (outcome.level.id, outcome.rule) == ("insufficient", None)


def test_a_composite_case_proves_nothing_and_is_left_out(content: Content) -> None:
    assert outcomes(content, kind="composite") == ()


def test_every_published_case_is_there_with_the_level_read_by_hand(content: Content) -> None:
    published: list[Case] = [one for one in content.cases.values() if one.kind == "published"]
    found = scorecard(content)
    assert [one.case.id for one in found] == [case.id for case in published]
    assert [one.level.id for one in found] == [case.expect.level for case in published]
