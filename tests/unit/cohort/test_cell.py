"""What one cell says: no answer, an answer in another spelling, or something to be named."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lems_rules.cohort.rows.cell import MOST, answer_in, as_bits, is_missing, shown
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError, Item


@pytest.fixture
def yn(content: Content) -> Item:
    return content.checklist.item("dry_mouth")


@pytest.mark.parametrize("value", [None, np.nan, pd.NA, pd.NaT, "", " ", "NA", "<NA>", "None"])
def test_a_missing_cell_says_nothing(yn: Item, value: object) -> None:
    assert is_missing(yn, value)


@pytest.mark.parametrize("value", ["no", 0, False, [], [None], "unknown"])
def test_what_stands_there_is_not_missing(yn: Item, value: object) -> None:
    assert not is_missing(yn, value)


def test_an_option_called_none_is_an_answer_and_a_program_s_none_is_asked_about(
    content: Content,
) -> None:
    item = next(one for one in content.checklist.items if "none" in one.option_ids)
    assert answer_in(item, "none") == "none"
    assert not is_missing(item, "None")
    with pytest.raises(AnswerError, match="'None' is not an answer here"):
        item.read(answer_in(item, "None"))


@pytest.mark.parametrize("cells", [[0, 1], ["0", "1.0"], [0.0, np.nan, 1.0], [1, 0, "yes", None]])
def test_ones_and_noughts_are_yes_and_no(yn: Item, cells: list[Any]) -> None:
    assert as_bits(yn, cells)
    assert answer_in(yn, 1, bits=True) == answer_in(yn, "1", bits=True) == "yes"
    assert answer_in(yn, 0.0, bits=True) == answer_in(yn, "0", bits=True) == "no"


@pytest.mark.parametrize("cells", [[1, 2], [1], [0, 1, 2], ["1", "2"], [0, 1, 9], [True, False]])
def test_where_another_code_is_possible_ones_are_not_taken_for_yes(
    yn: Item, cells: list[Any]
) -> None:
    assert not as_bits(yn, cells)
    with pytest.raises(AnswerError, match='write "yes" or "no"'):
        yn.read(answer_in(yn, 1))


def test_only_yes_and_no_are_written_in_bits(content: Content) -> None:
    assert not as_bits(content.checklist.item("karnofsky"), [0, 1])


def test_with_a_decimal_comma_a_number_and_a_date_are_as_a_spreadsheet_writes_them(
    content: Content,
) -> None:
    number, day = content.checklist.item("pack_years"), content.checklist.item("chest_ct_date")
    assert answer_in(number, "2,5", comma=True) == answer_in(number, "2,5") == 2.5
    assert answer_in(number, "2.125") == 2.125
    assert answer_in(number, "2.125", comma=True) == "2.125"  # to be asked about
    assert answer_in(day, "31.08.2026", comma=True) == "2026-08-31"
    assert answer_in(day, "31.08.2026") == "31.08.2026"


def test_a_time_of_day_is_dropped_where_it_can_be_only_one_day(content: Content) -> None:
    item = content.checklist.item("chest_ct_date")
    assert answer_in(item, datetime(2026, 3, 1, 14)) == date(2026, 3, 1)
    assert answer_in(item, "2026-03-01 00:00:00") == "2026-03-01"
    elsewhere = pd.Timestamp("2026-03-01 23:30", tz="America/New_York")
    with pytest.raises(AnswerError, match="write a date"):
        item.read(answer_in(item, elsewhere))


@pytest.mark.parametrize("value", [Decimal("sNaN"), np.datetime64("20000-01-01")])
def test_what_python_cannot_hold_is_refused_and_not_stumbled_over(
    content: Content, value: object
) -> None:
    for item in content.checklist.items:
        with pytest.raises(AnswerError):
            item.read(answer_in(item, value))


def test_a_cell_among_the_problems_is_as_it_was_entered_and_no_longer_than_can_be_read() -> None:
    assert shown("  maybe ") == "  maybe "
    assert shown(np.int64(7)) == "7"
    assert shown(date(2027, 1, 1)) == "2027-01-01"
    assert shown("x" * 10_000) == "x" * MOST
    assert len(shown(10**5_000)) <= MOST
