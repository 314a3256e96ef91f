from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from lems_rules.schema.questions.unit import TypedUnit

WEEKS = TypedUnit(unit="weeks", times=Decimal(7), over=Decimal("30.4375"))
KILOGRAMS = TypedUnit(unit="kg", lost=True)


@pytest.mark.parametrize(
    ("weeks", "months"), [("0", 0.0), ("1", 0.23), ("3", 0.69), ("26", 5.98), ("1.5", 0.34)]
)
def test_a_number_is_multiplied_divided_and_kept_to_two_decimals(weeks: str, months: float) -> None:
    assert WEEKS.stored((Decimal(weeks),)) == months


def test_a_number_listed_by_itself_is_not_worked_out() -> None:
    days = TypedUnit(unit="days", over=Decimal("30.4375"), exactly={Decimal(31): Decimal(1)})
    assert days.stored((Decimal(31),)) == 1
    assert days.stored((Decimal("31.0"),)) == 1
    assert days.stored((Decimal(32),)) == 1.05


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [("80", "76", 5.0), ("76", "80", -5.26), ("70", "70", 0.0), ("61.5", "57.9", 5.85)],
)
def test_what_was_lost_is_in_per_cent_of_what_there_was(
    before: str, after: str, lost: float
) -> None:
    assert KILOGRAMS.stored((Decimal(before), Decimal(after))) == lost


def test_nothing_is_worked_out_from_too_few_numbers_or_too_many_or_from_nothing() -> None:
    assert WEEKS.stored(()) is None
    assert WEEKS.stored((Decimal(1), Decimal(2))) is None
    assert KILOGRAMS.stored((Decimal(80),)) is None
    assert KILOGRAMS.stored((Decimal(0), Decimal(0))) is None


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"times": 0}, "above 0"),
        ({"over": -1}, "above 0"),
        ({"lost": True, "times": 2}, "leave out the factors"),
        ({"lost": True, "exactly": {1: 1}}, "leave out the factors"),
    ],
)
def test_a_unit_that_cannot_be_worked_out_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        TypedUnit.model_validate({"unit": "x", **wrong})
