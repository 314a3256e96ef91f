"""Dates of the screening plan. Calendar dates only: no clock, no time zone."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from lems_rules.schema.decisions.workup import Basis
from lems_rules.schema.questions.item import Answers
from lems_rules.schema.questions.roles import Roles

Status = Literal["due", "overdue", "undated", "done"]


def add_months(start: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of a shorter month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last_day))


@dataclass(frozen=True, slots=True)
class Start:
    """T0, the date of the negative first screen, and how it is known (``basis``)."""

    on: date | None
    basis: Basis


def first_screen(answers: Answers, roles: Roles) -> Start:
    """When the first screen was negative, from what was entered about the scans.

    A date that was given outright counts first; then the later of a normal CT and a normal PET;
    then the CT alone while no PET was reported. A normal PET without its date leaves the CT date
    standing: counting from the earlier scan brings the next screen forward, never back.
    """
    ct, pet = roles.first_scan, roles.second_scan
    if isinstance(given := answers.get(roles.negative_screen), date):
        return Start(given, "given")
    if answers.get(ct.item) != ct.negative:
        return Start(None, "none")
    ct_on, pet_on = answers.get(ct.date), answers.get(pet.date)
    if not isinstance(ct_on, date):
        return Start(None, "ct_date_missing")
    if answers.get(pet.item) != pet.negative:
        return Start(ct_on, "ct_alone")
    if not isinstance(pet_on, date):
        return Start(ct_on, "pet_date_missing")
    return Start(max(ct_on, pet_on), "ct_and_pet")


@dataclass(frozen=True, slots=True)
class Screen:
    """One repeat screen: so many calendar months after T0, with its date where T0 is known."""

    months: int
    due: date | None
    status: Status
    offered: bool


def dated(
    months: Sequence[int],
    offered: Sequence[int],
    start: date | None,
    today: date,
    done_until: date | None,
    early_days: int = 0,
) -> tuple[Screen, ...]:
    """The repeat screens with dates; one is overdue from the day after it was due.

    A screen counts as done when a negative repeat screen is on record on its date or later, or up
    to ``early_days`` before it. A record in the future is a slip and counts for nothing.
    """
    counted = None
    if done_until is not None and done_until <= today:
        counted = done_until + timedelta(days=early_days)
    screens = []
    for month in sorted({*months, *offered}):
        due = add_months(start, month) if start else None
        status: Status
        if due is None:
            status = "undated"
        elif counted is not None and due <= counted:
            status = "done"
        else:
            status = "overdue" if due < today else "due"
        screens.append(Screen(month, due, status, month not in months))
    return tuple(screens)
