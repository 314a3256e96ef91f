from __future__ import annotations

import pytest

from lems_rules.intake.typed_unit import stored, told
from lems_rules.knowledge.content import Content

DURATION, WEIGHT = "symptom_duration_months", "weight_loss_percent"


@pytest.mark.parametrize(
    ("item", "typed", "kept"),
    [
        (DURATION, "3 weeks", 0.69),
        (DURATION, "10 days", 0.33),
        (DURATION, "2 years", 24.0),
        (DURATION, "1.5 years", 18.0),
        (DURATION, "1,5 years", 18.0),
        (DURATION, "2. weeks", 0.46),
        (WEIGHT, "80 to 76 kg", 5.0),
        (WEIGHT, "180 to 171 lb", 5.0),
        (WEIGHT, "80,5 to 76,0 kg", 5.59),
    ],
)
def test_what_is_typed_in_another_unit_is_kept_in_that_of_the_question(
    content: Content, item: str, typed: str, kept: float
) -> None:
    assert stored(content.checklist.item(item), typed) == kept


@pytest.mark.parametrize(("days", "months"), [("31 days", 1.0), ("92 days", 3.0)])
def test_as_many_days_as_calendar_months_can_have_are_not_more_than_these_months(
    content: Content, days: str, months: float
) -> None:
    assert stored(content.checklist.item(DURATION), days) == months


@pytest.mark.parametrize(
    ("item", "typed"),
    [
        (DURATION, 6.0),
        (DURATION, "6"),
        (DURATION, "six weeks"),
        (DURATION, "3 fortnights"),
        (DURATION, "3  weeks"),
        (DURATION, "-3 weeks"),
        (DURATION, "3 to 4 weeks"),
        (DURATION, "1.250 weeks"),
        (DURATION, "٣ weeks"),
        (WEIGHT, "80 kg"),
        (WEIGHT, "0 to 0 kg"),
        (WEIGHT, "3 weeks"),
        ("karnofsky", "3 weeks"),
        ("ptosis", "yes"),
    ],
)
def test_what_cannot_be_worked_out_is_left_for_the_checklist_to_refuse(
    content: Content, item: str, typed: object
) -> None:
    known = content.checklist.item(item)
    assert stored(known, typed) == typed
    assert told(known, typed) == ""


@pytest.mark.parametrize(
    ("item", "typed", "says"),
    [
        (DURATION, "3 weeks", "3 weeks = 0.69 months"),
        (DURATION, "31 days", "31 days = 1 month"),
        (WEIGHT, "80 to 76 kg", "80 to 76 kg = 5 %"),
    ],
)
def test_the_reader_is_told_what_is_kept(
    content: Content, item: str, typed: str, says: str
) -> None:
    assert told(content.checklist.item(item), typed) == says


def test_every_unit_of_every_question_gives_a_number_that_the_question_takes(
    content: Content,
) -> None:
    tried = 0
    for item in content.checklist.items:
        for unit in item.typed_as:
            typed = f"90 to 85 {unit.unit}" if unit.lost else f"2 {unit.unit}"
            kept = stored(item, typed)
            assert isinstance(kept, float)
            assert item.read(kept) == kept
            tried += 1
    assert tried == 5
