"""The calendar, read by the library that others read calendars with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Component

from lems_rules.exports.catalogue import export_of
from lems_rules.exports.ics import ics
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case
from tests.support.cases import each_case
from tests.support.patients import EARLY, RICH, TODAY


def made(content: Content, answers: dict[str, Any], today: date = TODAY) -> bytes:
    one = export_of(Consideration(content, read_answers(content, answers), today), "Mrs Example")
    return ics(one.given, one.told)


def events(data: bytes) -> list[Component]:
    """Every event of a calendar that was read without a single error."""
    calendar = Calendar.from_ical(data)
    assert [one.errors for one in calendar.walk()] == [[]] * len(calendar.walk())
    return list(calendar.walk("VEVENT"))


def uids(data: bytes) -> list[str]:
    return [str(one["uid"]) for one in events(data)]


def test_there_is_one_all_day_event_for_each_screen_that_is_not_done(content: Content) -> None:
    seen = {**RICH, "latest_negative_screen_date": "2026-11-12"}
    given = Consideration(content, read_answers(content, seen), TODAY)
    ahead = [one.due for one in given.schedule() if one.status != "done"]
    found = events(made(content, seen))
    assert len(ahead) == len(given.schedule()) - 1
    assert [one.decoded("dtstart") for one in found] == ahead
    for one in found:
        assert type(one.decoded("dtstart")) is date
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert one["transp"] == "TRANSPARENT"


def test_a_screen_that_is_due_has_a_reminder_and_one_that_is_overdue_none(
    content: Content,
) -> None:
    overdue, *due = events(made(content, RICH))
    assert overdue.decoded("dtstart") < TODAY
    assert overdue.walk("VALARM") == []
    for one in due:
        (alarm,) = one.walk("VALARM")
        assert alarm["action"] == "DISPLAY"
        assert alarm.decoded("trigger") == timedelta(days=-14)


@pytest.mark.parametrize(
    "later",
    [
        {},
        {"latest_negative_screen_date": "2026-11-12"},
        {"fdg_pet": "normal", "fdg_pet_date": "2026-09-01"},
        {"smoking_at_onset": "yes", "weight_loss_percent": 10, "dry_eyes": "yes"},
        {"negative_screen_date": "2026-08-12"},
    ],
    ids=["nothing", "a repeat", "a late PET", "more answers", "a letter"],
)
def test_a_second_export_meets_the_events_of_the_first(
    content: Content, later: dict[str, Any]
) -> None:
    first = made(content, RICH)
    second = made(content, {**RICH, **later}, TODAY + timedelta(days=30))
    assert set(uids(second)) <= set(uids(first))
    assert uids(second)
    before, after = events(first)[-1], events(second)[-1]
    assert before["uid"] == after["uid"]
    assert after["sequence"] == before["sequence"] + 30
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


@pytest.mark.parametrize(
    "other",
    [{"age_at_onset_years": 63}, {"sex": "female"}, {"chest_ct_date": "2026-08-11"}],
    ids=str,
)
def test_two_patients_do_not_meet_in_one_calendar(content: Content, other: dict[str, Any]) -> None:
    both = uids(made(content, RICH)) + uids(made(content, {**RICH, **other}))
    assert len(both) == len(set(both)) == 10


def test_no_two_events_share_a_name(content: Content) -> None:
    found = uids(made(content, RICH))
    assert len(found) == len(set(found)) == 5


def test_there_is_no_patient_in_the_calendar(content: Content) -> None:
    text = made(content, RICH).decode().replace("\r\n ", "")
    given = Consideration(content, read_answers(content, RICH), TODAY)
    assert given.start.on is not None
    told = [content.checklist.item(name).label for name in RICH]
    told += ["Mrs Example", "20260810", "2026-08-10", "62", "H2", "Strongly", "T3"]
    assert [one for one in told if one in text] == []
    assert "LEMS" not in "".join(str(one["summary"]) for one in events(made(content, RICH)))


def test_every_event_says_what_made_it_and_that_it_is_educational(content: Content) -> None:
    found = events(made(content, RICH))
    assert found
    for one in found:
        assert content.edition.disclaimer in one["description"]
        assert f"content edition {content.edition.edition} ({content.digest})" in one["description"]
        assert "made on 2026-11-23" in one["description"]


@pytest.mark.parametrize("answers", [{}, EARLY], ids=["no plan", "no dates"])
def test_without_dates_there_is_no_event_and_an_entry_that_says_why(
    content: Content, answers: dict[str, Any]
) -> None:
    data = made(content, answers)
    assert events(data) == []
    (entry,) = Calendar.from_ical(data).walk("VJOURNAL")
    assert entry["summary"] == content.words["calendar_empty"]


def test_an_offered_screen_says_so(content: Content) -> None:
    low = {
        **RICH,
        "sex": "female",
        "early_bulbar_involvement": "no",
        "smoking_at_onset": "no",
        "weight_loss_percent": 0,
        "karnofsky": 90,
    }
    given = Consideration(content, read_answers(content, low), TODAY)
    offered = [one.offered for one in given.schedule() if one.status != "done"]
    assert any(offered)
    summaries = [str(one["summary"]) for one in events(made(content, low))]
    assert offered == ["(offered)" in one for one in summaries]


def test_a_day_before_counting_began_is_no_negative_number(content: Content) -> None:
    answers = {**RICH, "chest_ct_date": "2018-01-10"}
    assert {one["sequence"] for one in events(made(content, answers, date(2018, 2, 1)))} == {0}


@each_case
def test_the_calendar_of_every_shipped_case_reads_without_errors(
    content: Content, case: Case
) -> None:
    diagnosed = {**case.answers, "lems_established": "yes", "negative_screen_date": "2026-08-10"}
    given = Consideration(content, read_answers(content, diagnosed), case.today)
    found = events(made(content, diagnosed, case.today))
    assert len(found) == len([one for one in given.schedule() if one.status != "done"])


def test_lines_end_and_fold_as_the_format_asks(content: Content) -> None:
    data = made(content, RICH)
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
