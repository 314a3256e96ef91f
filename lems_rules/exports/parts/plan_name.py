"""What a patient's plan is called in calendars, and the screens that are no part of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.screening_dates import add_months
from lems_rules.schema.questions.item import Answers
from lems_rules.schema.questions.roles import Roles

OURS = UUID("3bb5ae85-35c3-4e10-8185-b05464e2d1c5")


def plan_in(made: Mapping[str, object]) -> UUID | None:
    """The name of the plan that a file carries; None where it carries none that can be used."""
    try:
        return UUID(str(made.get("plan_id")))
    except ValueError:
        return None


def plan_id(answers: Answers, roles: Roles) -> UUID | None:
    """What names this plan in calendars where no draft has carried a name; None without any scan.

    A second export must meet the events of the first, also after a repeat screen, a late PET, a
    reload, or when age and sex are entered at last, and nothing is known but the answers. So it is
    made of the one thing that is there as soon as a plan has dates and stays as it is while a
    patient is followed: the date of the first scan that was entered (not T0, which a later PET
    moves). It tells no more than the dates in the file do, and the slow hash hides even that.

    The price: two patients first scanned on the same day share it. Whoever keeps both in one
    calendar gives each file of answers a ``plan_id`` of its own, any UUID; drafts carry it along,
    and so do the CSV and the FHIR bundle.
    """
    first = _first_scan(answers, roles)
    if first is None:
        return None
    made = hashlib.scrypt(first.isoformat().encode(), salt=OURS.bytes, n=2**14, r=8, p=1)
    return UUID(bytes=made[:16], version=4)


def withdrawn(given: Consideration) -> list[tuple[int, date]]:
    """The months that any schedule uses and this plan does not, each with the day it would be."""
    start = given.start.on or _first_scan(given.answers, given.content.checklist.roles)
    if start is None:
        return []
    schedules = given.content.screening.schedules
    used = {month for one in schedules for month in (*one.months, *one.offer_months)}
    here = {one.months for one in given.schedule}
    return [(month, add_months(start, month)) for month in sorted(used - here)]


def _first_scan(answers: Answers, roles: Roles) -> date | None:
    dates = (roles.first_scan.date, roles.negative_screen, roles.second_scan.date)
    found = (answers.get(name) for name in dates)
    return next((one for one in found if isinstance(one, date)), None)
