"""A file of another edition says what reads differently now."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from lems_rules.intake.older_file import read_again
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers

ANSWERS = {
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "dysphagia": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2026-08-10",
}
MADE_ON = date(2026, 9, 1)


def given(content: Content, today: date = date(2027, 3, 1)) -> Consideration:
    return Consideration(content, read_answers(content, ANSWERS), today)


def saved(content: Content, edition: str = "2025.9", **result: Any) -> dict[str, Any]:
    """What a file of that edition says of itself, with some of its result otherwise than now."""
    now = given(content, MADE_ON).result().model_dump(mode="json")
    then = {**now, "edition": edition, **result}
    return {"edition": edition, "content_digest": "0123456789ab", "result": then}


def changes(content: Content, made: dict[str, Any]) -> tuple[str, ...]:
    told = read_again(given(content), made)
    assert told[0] == (
        "This file was made with content edition 2025.9 (0123456789ab); this is edition "
        f"{content.edition.edition} ({content.digest})."
    )
    return told[1:]


def test_a_file_of_this_edition_has_nothing_to_say(content: Content) -> None:
    made = saved(content, content.edition.edition)
    assert read_again(given(content), {**made, "content_digest": content.digest}) == ()


@pytest.mark.parametrize(
    "made", [{}, {"edition": ""}, {"edition": 5}, {"edition": "<b>\n"}], ids=str
)
def test_a_file_that_names_no_edition_has_nothing_to_say(
    content: Content, made: dict[str, Any]
) -> None:
    assert read_again(given(content), made) == ()


def test_a_file_of_this_edition_without_a_digest_has_nothing_to_say(content: Content) -> None:
    assert read_again(given(content), {"edition": content.edition.edition}) == ()


def test_the_same_edition_with_other_content_is_told_apart(content: Content) -> None:
    made = saved(content, content.edition.edition)
    assert read_again(given(content), made)[1:] == ("Its result reads the same now.",)


def test_that_time_has_passed_is_no_difference(content: Content) -> None:
    statuses = [one.status for one in given(content).schedule]
    assert statuses != [one.status for one in given(content, MADE_ON).schedule]
    assert changes(content, saved(content)) == ("Its result reads the same now.",)


def test_another_level_is_told_with_both_rules(content: Content) -> None:
    then = {"id": "features_present", "rule": "F1", "level": 2}
    assert changes(content, saved(content, suspicion=then)) == (
        "Level: was Some features are present (F1), now Strongly suggestive (H3).",
    )


def test_a_level_that_had_no_rule_or_is_gone_is_told_too(content: Content) -> None:
    told = changes(content, saved(content, suspicion={"id": "abandoned_level", "rule": None}))
    assert told == ("Level: was abandoned_level, now Strongly suggestive (H3).",)


@pytest.mark.parametrize(
    ("then", "was"),
    [
        ({"applies": True, "low": 2, "high": 3}, "2 to 3 of 6"),
        ({"applies": False, "low": 0, "high": 6}, "does not apply"),
    ],
)
def test_another_range_is_told(content: Content, then: dict[str, Any], was: str) -> None:
    assert changes(content, saved(content, delta_p=then)) == (
        f"DELTA-P: was {was}, now 0 to 6 of 6.",
    )


def test_another_plan_is_told_by_title(content: Content) -> None:
    now = given(content, MADE_ON).result()
    then = {
        "safety": [],
        "counter_flags": ["ocular_onset"],
        "workup": [{"id": "W1"}, {"id": "Z9"}],
        "schedule_rule": None,
        "schedule": [{"due": "2027-02-10"}, {"due": None}],
    }
    level, flags, plan, schedule, dates = changes(content, saved(content, **then))
    assert level.startswith("Safety: was none, now S2 Trouble swallowing")
    assert flags == "Points against: was ocular_onset Ocular onset, now none."
    was, now_is = plan.split(", now ")
    assert was == "Workup: was W1 CT of the chest now; Z9"
    settled, first, second, *_ = now_is.split("; ")
    assert settled == "G5 The tests that settle it, beside the tumour search"
    assert (first, second[:2]) == ("W1 CT of the chest now", "W2")
    assert schedule.startswith(f"Repeat screens: was none, now {now.schedule_rule} Repeat")
    assert dates.startswith("Dates: was 2027-02-10, now 2026-11-10; ")


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"suspicion": None, "delta_p": [], "safety": 5, "workup": {}, "schedule": "x"},
        {"suspicion": {"id": "<script>"}, "delta_p": {"low": "1", "high": 2}},
        {"delta_p": {"low": 1, "high": None, "applies": True}},
    ],
    ids=["empty", "other kinds", "hostile", "half"],
)
def test_parts_of_another_shape_are_not_compared(content: Content, result: dict[str, Any]) -> None:
    made = {"edition": "2025.9", "content_digest": "0123456789ab", "result": {"x": 1, **result}}
    assert changes(content, made) == ("Its result reads the same now.",)


@pytest.mark.parametrize("result", [None, [], "x", {}], ids=str)
def test_a_file_without_a_result_says_that_there_is_nothing_to_compare(
    content: Content, result: Any
) -> None:
    made = {"edition": "2025.9", "result": result}
    told = read_again(given(content), made)
    assert told[0].startswith("This file was made with content edition 2025.9 (not recorded); ")
    assert told[1:] == ("It holds no result to compare with.",)


def test_the_edition_may_stand_in_the_result_alone(content: Content) -> None:
    made = {"result": saved(content)["result"]}
    assert "2025.9" in read_again(given(content), made)[0]


@pytest.mark.parametrize("today", [None, "yesterday", "1026-01-01", 5], ids=str)
def test_a_day_that_cannot_be_read_is_today(content: Content, today: Any) -> None:
    told = read_again(given(content), saved(content, today=today))
    assert told[1:] == ("Its result reads the same now.",)


def test_nothing_in_a_file_reaches_the_words_as_markup(content: Content) -> None:
    hostile = "<img src=x>"
    made = saved(content, safety=[hostile, "S2"], suspicion={"id": hostile, "rule": hostile})
    assert not [one for one in read_again(given(content), made) if "<" in one]
