from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.wording.summary.what_if import WhatIf, what_if

TODAY = date(2026, 11, 23)
ANSWERS = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "karnofsky": 60}


def tried(content: Content, item: str, value: object, **more: object) -> WhatIf:
    given = Consideration(content, read_answers(content, {**ANSWERS, **more}), TODAY)
    before = dict(given.answers)
    found = what_if(given, item, value)
    assert given.answers == before  # the record is left alone
    return found


def test_an_answer_that_raises_the_level_shows_both_levels(content: Content) -> None:
    found = tried(content, "tendon_reflexes", "reduced")
    level = found.rows[0]
    assert level.changed
    assert level.now.startswith("Some features are present")
    assert level.then == "Strongly suggestive (H3)"
    assert found.answer == "Tendon reflexes at rest: reduced"


def test_an_answer_without_effect_changes_no_row(content: Content) -> None:
    found = tried(content, "paraesthesia", "no")
    assert found.rows
    assert not any(row.changed for row in found.rows)


def test_an_answer_can_be_taken_away(content: Content) -> None:
    found = tried(content, "dry_mouth", None)
    assert found.rows[0].changed
    assert found.answer.startswith("Dry mouth: ")


def test_a_date_brings_the_dates_of_the_plan(content: Content) -> None:
    found = tried(
        content,
        "chest_ct_date",
        date(2026, 8, 10),
        lems_established="yes",
        chest_ct="normal",
        age_at_onset_years=60,
    )
    assert any("2026-11-10" in row.then and "2026-11-10" not in row.now for row in found.rows)


def test_an_answer_that_is_none_says_what_is_allowed(content: Content) -> None:
    found = tried(content, "karnofsky", 500)
    assert found.rows == ()
    assert "from 0 to 100" in found.refusal


def test_an_answer_that_contradicts_another_says_so(content: Content) -> None:
    found = tried(content, "needs_assistance", "no")
    assert found.rows == ()
    assert "below 70 means help was needed" in found.refusal


def test_every_part_of_the_result_is_compared(content: Content) -> None:
    found = tried(content, "lems_established", "yes", chest_ct="normal", chest_ct_date="2026-08-10")
    parts = ("level", "safety", "score", "plan", "schedule", "dates", "settled")
    assert [row.what for row in found.rows] == [content.words[f"compare_{one}"] for one in parts]
    rows = dict(zip(parts, found.rows, strict=True))
    assert not rows["level"].changed
    assert rows["score"].now == content.words["does_not_apply"]
    assert rows["score"].then == "1 to 6 of 6"
    assert "G1" in rows["plan"].now
    assert "W1" in rows["plan"].then
    assert rows["schedule"].now == rows["dates"].now == content.words["none"]
    assert rows["schedule"].then.startswith("Repeat at 3 months")
    assert rows["dates"].then == "2026-11-10; 2027-05-10; 2027-11-10; 2028-05-10; 2028-11-10"


def test_trying_an_answer_changes_nothing_that_was_concluded(content: Content) -> None:
    given = Consideration(content, read_answers(content, ANSWERS), TODAY)
    before = given.result()
    for item, value in (("dysphagia", "yes"), ("karnofsky", None), ("needs_assistance", "no")):
        what_if(given, item, value)
        assert given.answers == read_answers(content, ANSWERS)
        assert given.result() == before


def test_an_answer_that_is_there_can_be_changed(content: Content) -> None:
    found = tried(content, "karnofsky", 90, lems_established="yes")
    (score,) = [row for row in found.rows if row.what == content.words["compare_score"]]
    assert (score.now, score.then) == ("1 to 6 of 6", "0 to 5 of 6")


def test_the_answer_given_already_changes_nothing(content: Content) -> None:
    found = tried(content, "dry_mouth", "yes")
    assert found.rows
    assert not any(row.changed for row in found.rows)


def test_an_answer_that_is_not_there_can_be_taken_away_without_effect(content: Content) -> None:
    found = tried(content, "ptosis", None)
    assert found.answer == f"Drooping eyelid: {content.words['not_answered']}"
    assert not any(row.changed for row in found.rows)


@pytest.mark.parametrize(
    ("item", "value", "allowed"),
    [
        ("ptosis", "maybe", '"yes" or "no"'),
        ("ptosis", True, '"yes" or "no"'),
        ("tendon_reflexes", "weak", '"normal", "reduced", "absent" or "brisk"'),
        ("age_at_onset_years", "60", "a number from 0 to 120 years"),
        ("chest_ct_date", "2026-02-30", "a date as YYYY-MM-DD"),
    ],
)
def test_a_wrong_answer_of_each_kind_is_refused_with_what_is_allowed(
    content: Content, item: str, value: object, allowed: str
) -> None:
    found = tried(content, item, value)
    assert found.answer == content.checklist.item(item).label
    assert found.rows == ()
    assert allowed in found.refusal


def test_answers_that_would_be_in_doubt_are_compared_all_the_same(content: Content) -> None:
    found = tried(
        content,
        "symptom_duration_months",
        3,
        lems_established="yes",
        dysphagia="yes",
        early_bulbar_involvement="no",
    )
    assert found.refusal == ""
    (score,) = [row for row in found.rows if row.what == content.words["compare_score"]]
    assert (score.now, score.then) == ("1 to 5 of 6", "2 to 6 of 6")
