from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.wording.asking import asked_next
from tests.support.considered import consider


def test_without_an_order_of_its_own_the_engine_says_what_is_next(content: Content) -> None:
    given = consider(content, proximal_leg_weakness="yes")
    assert asked_next(given, ()) == given.outlook.in_turn


def test_what_was_left_open_is_not_asked_again(content: Content) -> None:
    given = consider(content, proximal_leg_weakness="yes")
    first = given.outlook.in_turn[0]
    assert asked_next(given, {first: "unknown"}) == given.outlook.in_turn[1:]


def test_the_second_door_keeps_its_order_and_goes_on_with_the_engines(content: Content) -> None:
    given = consider(content, lems_established="yes", sex="female", age_at_onset_years=60)
    order = content.checklist.second_door
    asked = asked_next(given, (), order)
    possible = [name for name in order if name in asked]
    assert list(asked[: len(possible)]) == possible
    assert "chest_ct_date" in possible  # the engine itself never asks for a date
    assert "age_at_onset_years" not in asked  # answered
    assert "erectile_dysfunction" not in asked  # cannot apply
    assert len(set(asked)) == len(asked)
    assert set(given.outlook.in_turn) <= set(asked)
