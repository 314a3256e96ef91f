"""The dated screens for a calendar: one all-day event each, and nothing about the patient."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Component, Event, Journal

from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.screening_dates import Screen
from lems_rules.schema.checklist import Answers
from lems_rules.schema.roles import Roles
from lems_rules.wording.report import Report

REMINDER = timedelta(days=14)  # time enough to ask for a scan
# Counts days, so that a later export always has the higher number.
_FIRST_DAY = date(2020, 1, 1)
_OURS = UUID("3bb5ae85-35c3-4e10-8185-b05464e2d1c5")
C = TypeVar("C", bound=Component)


def ics(given: Consideration, told: Report) -> bytes:
    """The calendar as bytes; the same plan on the same day gives the same bytes.

    Screens that were done, and those without a date, have no event; an event that was exported
    before and has left the plan stays in the reader's calendar. A calendar must hold something,
    so without any event it holds a journal entry that says why.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//LEMS checklist//{told.version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    events: list[Component] = list(_events(given, told))
    for component in events or [_nothing(given, told)]:
        calendar.add_component(component)
    made: bytes = calendar.to_ical()
    return made


def plan_id(answers: Answers, roles: Roles) -> UUID:
    """What names this plan in calendars: the same whenever and with whatever edition it is made.

    A second export must meet the events of the first, also after a repeat screen, a late PET or a
    reload, when nothing but the answers is known; and two patients in one calendar must not meet.
    So it is made of what stays as it is while a patient is followed: the date of the first scan
    that was entered (not T0, which a later PET moves), the age at the first symptom and the sex.
    None of it can be read in the name, and the slow hash makes trying all possibilities costly.
    """
    dates = (roles.first_scan.date, roles.negative_screen, roles.second_scan.date)
    first = next((answers[name] for name in dates if name in answers), None)
    facts = (first, answers.get(roles.onset_age), answers.get(roles.sex.item))
    written = " ".join(map(str, facts)).encode()
    made = hashlib.scrypt(written, salt=_OURS.bytes, n=2**14, r=8, p=1)
    return UUID(bytes=made[:16], version=4)


def _events(given: Consideration, told: Report) -> Iterator[Event]:
    ahead = [one for one in given.schedule() if one.due and one.status != "done"]
    plan = plan_id(given.answers, given.content.checklist.roles) if ahead else _OURS
    for one in ahead:
        key = "calendar_offered" if one.offered else "calendar_summary"
        event = _named(Event(), uuid5(plan, str(one.months)), given, told)
        event.add("summary", told.words[key].format(months=one.months))
        event.add("description", _says(told, "calendar_says"))
        _all_day(event, one)
        if one.status == "due":
            event.add_component(_reminder(told.words[key].format(months=one.months)))
        yield event


def _all_day(event: Event, one: Screen) -> None:
    assert one.due is not None
    event.add("dtstart", one.due)
    event.add("dtend", one.due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # the day stays free for appointments


def _reminder(says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", -REMINDER)
    return alarm


def _nothing(given: Consideration, told: Report) -> Journal:
    entry = _named(Journal(), _OURS, given, told)
    entry.add("summary", told.words["calendar_empty"])
    entry.add("description", _says(told, "calendar_empty_says"))
    return entry


def _named(component: C, name: UUID, given: Consideration, told: Report) -> C:
    component.add("uid", str(name))
    component.add("dtstamp", datetime.combine(given.today, time(), UTC))
    component.add("sequence", max((given.today - _FIRST_DAY).days, 0))
    return component


def _says(told: Report, key: str) -> str:
    return f"{told.words[key]} {told.disclaimer} {told.made}"
