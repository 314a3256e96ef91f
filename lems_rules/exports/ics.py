"""The dated screens for a calendar: one all-day event each, and nothing about the patient.

A calendar takes a later file for a correction of an earlier one where an event has the same UID and
a higher SEQUENCE. So a screen is named by its plan and its month alone, whatever its date, its rule
and everything else that is entered later; the numbers rise with the days and, within a day, with
the answers given; and the months that other schedules use and this plan does not are withdrawn.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Component, Event, Journal

from lems_rules.exports.parts.plan_name import OURS, plan_id, withdrawn
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.screening_dates import Screen
from lems_rules.wording.summary.report import Report

REMINDER = timedelta(days=14)  # time enough to ask for a scan
MORNING = timedelta(hours=9)  # of the day on which an overdue screen is told
_FIRST_DAY = date(2020, 1, 1)  # from which the days are counted
_STEPS = 1_000  # of the sequence in a day: more than there are questions
C = TypeVar("C", bound=Component)


def ics(given: Consideration, told: Report, plan: UUID | None = None) -> bytes:
    """The calendar as bytes; the same answers on the same day give the same bytes.

    ``plan`` is the plan's name where a draft has carried one (`plan_in`), else `plan_id` names it.
    An overdue screen is an event of today, with a reminder: on its own day nobody would see it any
    more. Screens that were done have no event, and what was exported of them before stays as it is.
    A screen of another schedule is withdrawn (STATUS:CANCELLED), which changes nothing in a
    calendar that never had it. Where no screen has a date, a journal entry says why.

    Nothing remembers what was exported before, so a correction that takes an answer away or changes
    one in place has no higher number on the same day; on the next day it has.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//LEMS checklist//{told.version}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    plan = plan or plan_id(given.answers, given.content.checklist.roles) or OURS
    ahead = [one for one in given.schedule if one.due and one.status != "done"]
    if not ahead:
        calendar.add_component(_nothing(given, told))
    for one in ahead:
        calendar.add_component(_event(one, plan, given, told))
    for month, day in withdrawn(given):
        calendar.add_component(_cancelled(month, day, plan, given, told))
    made: bytes = calendar.to_ical()
    return made


def _event(one: Screen, plan: UUID, given: Consideration, told: Report) -> Event:
    key = "calendar_offered" if one.offered else "calendar_summary"
    summary = told.words[key].format(months=one.months)
    assert one.due is not None
    day, before, since = one.due, -REMINDER, ""
    if one.status == "overdue":
        day, before = given.today, MORNING
        summary = told.words["calendar_overdue"].format(screen=summary)
        since = told.words["calendar_overdue_says"].format(due=one.due.isoformat()) + " "
    event = _on_day(day, _named(Event(), uuid5(plan, str(one.months)), given, told))
    event.add("summary", summary)
    event.add("description", since + _says(told, "calendar_says"))
    event.add_component(_reminder(summary, before))
    return event


def _cancelled(month: int, day: date, plan: UUID, given: Consideration, told: Report) -> Event:
    event = _on_day(day, _named(Event(), uuid5(plan, str(month)), given, told))
    event.add("summary", told.words["calendar_withdrawn"].format(months=month))
    event.add("description", _says(told, "calendar_withdrawn_says"))
    event.add("status", "CANCELLED")
    return event


def _on_day(day: date, event: Event) -> Event:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # the day stays free for appointments
    return event


def _reminder(says: str, when: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", says)
    alarm.add("trigger", when)
    return alarm


def _nothing(given: Consideration, told: Report) -> Journal:
    entry = _named(Journal(), OURS, given, told)
    entry.add("summary", told.words["calendar_empty"])
    entry.add("description", _says(told, "calendar_empty_says"))
    return entry


def _named(component: C, name: UUID, given: Consideration, told: Report) -> C:
    days, step = max((given.today - _FIRST_DAY).days, 0), len(given.answers)
    component.add("uid", str(name))
    component.add("dtstamp", datetime.combine(given.today, time(), UTC) + timedelta(seconds=step))
    component.add("sequence", days * _STEPS + step)
    return component


def _says(told: Report, key: str) -> str:
    return f"{told.words[key]} {told.disclaimer} {told.made}"
