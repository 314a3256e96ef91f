from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.screening_dates import Screen, Start, add_months, dated, first_screen
from lems_rules.schema.questions.item import Answer
from lems_rules.schema.questions.roles import Roles

TODAY = date(2026, 11, 23)
CT, PET = date(2026, 1, 10), date(2026, 1, 25)
DATES = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
        (date(2026, 11, 23), 0, date(2026, 11, 23)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 30), 1, date(2024, 2, 29)),
        (date(2024, 1, 29), 1, date(2024, 2, 29)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(1900, 1, 31), 1, date(1900, 2, 28)),
        (date(2000, 1, 31), 1, date(2000, 2, 29)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 12, 1), 27, date(2029, 3, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 23), -1200, date(1926, 11, 23)),
    ],
)
def test_months_are_calendar_months_and_a_short_month_ends_early(
    start: date, months: int, due: date
) -> None:
    assert add_months(start, months) == due


@given(DATES, st.integers(0, 60))
def test_a_screen_falls_in_the_month_that_was_meant(start: date, months: int) -> None:
    due = add_months(start, months)
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == months
    assert due.day == start.day or (due.day < start.day and (due + timedelta(1)).day == 1)


@given(DATES, st.integers(0, 60), st.integers(0, 60))
def test_a_later_screen_never_falls_earlier(start: date, one: int, two: int) -> None:
    assert (add_months(start, one) <= add_months(start, two)) == (one <= two)


NORMAL_BOTH = {"chest_ct": "normal", "fdg_pet": "normal"}


@pytest.mark.parametrize(
    ("answers", "start"),
    [
        ({}, Start(None, "none")),
        ({"chest_ct_date": CT}, Start(None, "none")),
        ({"chest_ct": "suspicious", "chest_ct_date": CT}, Start(None, "none")),
        ({"fdg_pet": "normal", "fdg_pet_date": PET}, Start(None, "none")),
        ({"chest_ct": "normal"}, Start(None, "ct_date_missing")),
        ({"chest_ct": "normal", "fdg_pet_date": PET}, Start(None, "ct_date_missing")),
        ({**NORMAL_BOTH, "fdg_pet_date": PET}, Start(None, "ct_date_missing")),
        ({"chest_ct": "normal", "chest_ct_date": CT}, Start(CT, "ct_alone")),
        (
            {"chest_ct": "normal", "chest_ct_date": CT, "fdg_pet_date": PET},
            Start(CT, "ct_alone"),
        ),
        ({**NORMAL_BOTH, "chest_ct_date": CT}, Start(CT, "pet_date_missing")),
        ({**NORMAL_BOTH, "chest_ct_date": CT, "fdg_pet_date": PET}, Start(PET, "ct_and_pet")),
        ({**NORMAL_BOTH, "chest_ct_date": PET, "fdg_pet_date": CT}, Start(PET, "ct_and_pet")),
        ({**NORMAL_BOTH, "chest_ct_date": CT, "fdg_pet_date": CT}, Start(CT, "ct_and_pet")),
        ({"negative_screen_date": CT}, Start(CT, "given")),
        (
            {**NORMAL_BOTH, "chest_ct_date": PET, "negative_screen_date": CT},
            Start(CT, "given"),
        ),
    ],
)
def test_the_first_screen_is_the_later_of_two_normal_scans_or_the_ct_alone(
    content: Content, answers: dict[str, Answer], start: Start
) -> None:
    assert first_screen(answers, content.checklist.roles) == start


def test_a_checklist_that_asks_about_no_scan_has_no_first_screen_until_its_date_is_given() -> None:
    answers = {**NORMAL_BOTH, "chest_ct_date": CT, "negative_screen_date": PET}
    assert first_screen(answers, Roles()) == Start(None, "none")
    assert first_screen(answers, Roles(negative_screen="negative_screen_date")).on == PET


def test_a_first_screen_of_one_scan_counts_from_that_scan(content: Content) -> None:
    one = Roles(first_scan=content.checklist.roles.first_scan)
    answers = {**NORMAL_BOTH, "chest_ct_date": CT, "fdg_pet_date": PET}
    assert first_screen(answers, one) == Start(CT, "ct_alone")


@pytest.mark.parametrize(
    ("due_on", "status"),
    [
        (TODAY - timedelta(1), "overdue"),
        (TODAY, "due"),
        (TODAY + timedelta(1), "due"),
    ],
)
def test_a_screen_is_overdue_from_the_day_after_it_was_due(due_on: date, status: str) -> None:
    start = add_months(due_on, -6)
    assert dated([6], [], start, TODAY, None) == (Screen(6, due_on, status, False),)  # type: ignore[arg-type]


def test_without_a_start_every_screen_is_undated() -> None:
    screens = dated([3, 9], [15], None, TODAY, date(2026, 6, 1))
    assert screens == (
        Screen(3, None, "undated", False),
        Screen(9, None, "undated", False),
        Screen(15, None, "undated", True),
    )


def test_screens_come_in_order_and_an_offer_is_marked() -> None:
    screens = dated([6], [24, 12, 18], date(2026, 11, 1), TODAY, None)
    assert [(one.months, one.offered) for one in screens] == [
        (6, False),
        (12, True),
        (18, True),
        (24, True),
    ]


def test_a_month_that_is_planned_and_offered_is_shown_once_as_planned() -> None:
    assert [(one.months, one.offered) for one in dated([6], [6, 12], CT, TODAY, None)] == [
        (6, False),
        (12, True),
    ]


@pytest.mark.parametrize(
    ("done_until", "statuses"),
    [
        (None, ["overdue", "overdue", "due"]),
        (date(2026, 4, 9), ["overdue", "overdue", "due"]),
        (date(2026, 4, 10), ["done", "overdue", "due"]),
        (date(2026, 10, 9), ["done", "overdue", "due"]),
        (date(2026, 10, 10), ["done", "done", "due"]),
        (TODAY, ["done", "done", "due"]),
        (TODAY + timedelta(1), ["overdue", "overdue", "due"]),  # a slip: it lies in the future
        (date(2030, 1, 1), ["overdue", "overdue", "due"]),
    ],
)
def test_a_screen_is_done_when_a_negative_one_is_on_record_on_its_date_or_later(
    done_until: date | None, statuses: list[str]
) -> None:
    screens = dated([3, 9, 15], [], CT, TODAY, done_until)
    assert [one.status for one in screens] == statuses
