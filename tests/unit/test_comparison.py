from __future__ import annotations

from datetime import date

from lems_rules.assessment import Consideration, read_answers
from lems_rules.comparison import WhatIf, what_if
from lems_rules.content import Content

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
