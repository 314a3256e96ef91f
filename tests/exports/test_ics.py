"""The calendar, read by the library that others read calendars with."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar, Component

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case
from lems_rules.wording.presenter import Presenter
from tests.support.cases import each_case
from tests.support.patients import EARLY, RICH, TODAY


def made(
    content: Content, answers: dict[str, Any], today: date = TODAY, plan: UUID | None = None
) -> bytes:
    given = Consideration(content, read_answers(content, answers), today)
    return FORMATS["ics"].build(export_of(given, "Mrs Example", plan=plan))


def events(data: bytes) -> list[Component]:
    """Every screen that is not withdrawn, of a calendar that was read without a single error."""
    calendar = Calendar.from_ical(data)
    assert [one.errors for one in calendar.walk()] == [[]] * len(calendar.walk())
    return [one for one in calendar.walk("VEVENT") if "status" not in one]


def withdrawn(data: bytes) -> list[Component]:
    """Every screen that is taken back."""
    found = [one for one in Calendar.from_ical(data).walk("VEVENT") if "status" in one]
    assert {str(one["status"]) for one in found} <= {"CANCELLED"}
    return found


def uids(data: bytes) -> list[str]:
    return [str(one["uid"]) for one in events(data)]


def imported(*files: bytes) -> dict[str, date]:
    """The days a calendar shows after these files: of each UID the last, less what is cancelled.

    A file that changes a screen without a higher number fails: a calendar may leave it unread.
    """
    shown: dict[str, Component] = {}
    for data in files:
        for one in Calendar.from_ical(data).walk("VEVENT"):
            name = str(one["uid"])
            if name in shown:
                assert one["sequence"] > shown[name]["sequence"]
                assert one.decoded("dtstamp") > shown[name].decoded("dtstamp")
            shown[name] = one
    return {n: one.decoded("dtstart") for n, one in shown.items() if "status" not in one}


def planned(content: Content, answers: dict[str, Any], today: date = TODAY) -> list[date]:
    """The days of the screens that the plan holds and is not done with; an overdue one is today."""
    given = Consideration(content, read_answers(content, answers), today)
    days = [one.due for one in given.schedule if one.due and one.status != "done"]
    return sorted(max(day, today) for day in days)


def test_there_is_one_all_day_event_for_each_screen_that_is_not_done(content: Content) -> None:
    seen = {**RICH, "latest_negative_screen_date": "2026-11-12"}
    given = Consideration(content, read_answers(content, seen), TODAY)
    ahead = [one.due for one in given.schedule if one.status == "due"]
    found = events(made(content, seen))
    assert len(ahead) == len(given.schedule) - 1
    assert [one.decoded("dtstart") for one in found] == ahead
    for one in found:
        assert type(one.decoded("dtstart")) is date
        assert one.decoded("dtend") - one.decoded("dtstart") == timedelta(days=1)
        assert one["transp"] == "TRANSPARENT"


def test_a_screen_that_is_due_has_a_reminder_two_weeks_before(content: Content) -> None:
    _, *due = events(made(content, RICH))
    assert due
    for one in due:
        (alarm,) = one.walk("VALARM")
        assert alarm["action"] == "DISPLAY"
        assert alarm.decoded("trigger") == timedelta(days=-14)


def test_an_overdue_screen_is_told_today_with_a_reminder_and_the_day_it_was_due(
    content: Content,
) -> None:
    (late,) = [
        one
        for one in Consideration(content, read_answers(content, RICH), TODAY).schedule
        if one.status == "overdue"
    ]
    assert late.due is not None
    assert late.due < TODAY
    overdue = events(made(content, RICH))[0]
    assert overdue.decoded("dtstart") == TODAY
    assert overdue["summary"] == f"Overdue: Repeat screen, {late.months} months after the first"
    assert f"It was due on {late.due}" in overdue["description"]
    (alarm,) = overdue.walk("VALARM")
    assert alarm["description"] == overdue["summary"]
    assert alarm.decoded("trigger") == timedelta(hours=9)


def test_an_overdue_screen_moves_on_with_each_file_until_it_is_entered_as_done(
    content: Content,
) -> None:
    later = TODAY + timedelta(days=5)
    shown = imported(made(content, RICH), made(content, RICH, later))
    assert sorted(shown.values()) == planned(content, RICH, later)
    assert later in shown.values()


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
    assert after["sequence"] >= before["sequence"] + 30_000
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


PET = {"fdg_pet": "normal", "fdg_pet_date": "2026-09-01"}
NOBODY = {name: value for name, value in RICH.items() if name not in ("age_at_onset_years", "sex")}
# No point of the score is left open, so that the tier falls: from month 3 and 9 to 6 and 12.
FEW_POINTS = {
    "sex": "female",
    "age_at_onset_years": 40,
    "early_bulbar_involvement": "no",
    "smoking_at_onset": "no",
    "weight_loss_percent": 0,
    "karnofsky": 90,
}


@pytest.mark.parametrize(
    ("first", "later"),
    [
        (RICH, PET),
        (NOBODY, {"sex": "male"}),
        (NOBODY, {"sex": "female"}),
        (NOBODY, {"age_at_onset_years": 62}),
        (NOBODY, {"age_at_onset_years": 40, "sex": "female"}),
        (NOBODY, FEW_POINTS),
        (NOBODY, {**FEW_POINTS, **PET}),
        (NOBODY, {"sox1_antibody": "positive"}),
        (NOBODY, {"known_cancer": "other"}),
        (RICH, {"negative_screen_date": "2026-08-20"}),
    ],
    ids=str,
)
def test_a_calendar_file_of_the_same_day_corrects_the_one_before(
    content: Content, first: dict[str, Any], later: dict[str, Any]
) -> None:
    answers = {**first, **later}
    files = made(content, first), made(content, answers)
    assert sorted(imported(*files).values()) == planned(content, answers)
    assert imported(files[0])
    assert imported(files[1])
    both = [{str(one["uid"]) for one in Calendar.from_ical(data).walk("VEVENT")} for data in files]
    assert both[0] == both[1]


def test_a_later_pet_moves_the_dates_and_keeps_the_names(content: Content) -> None:
    before, after = made(content, RICH), made(content, {**RICH, **PET})
    assert uids(before) == uids(after)
    for one, other in zip(events(before), events(after), strict=True):
        assert one.decoded("dtstart") < other.decoded("dtstart")


def test_screens_of_another_schedule_are_withdrawn(content: Content) -> None:
    answers = {**RICH, **FEW_POINTS}
    months = {str(one["summary"]) for one in withdrawn(made(content, answers))}
    assert months == {
        content.words["calendar_withdrawn"].format(months=month) for month in (3, 9, 15, 21, 27)
    }
    for one in withdrawn(made(content, answers)):
        assert type(one.decoded("dtstart")) is date
        assert one.walk("VALARM") == []
        assert content.edition.disclaimer in one["description"]


@pytest.mark.parametrize(
    "later",
    [
        {"chest_ct": "suspicious"},
        {"fdg_pet": "suspicious", "fdg_pet_date": "2026-11-20"},
        {"known_cancer": "sclc", "sclc_in_remission": "no"},
    ],
    ids=str,
)
def test_a_plan_that_stops_is_withdrawn_as_a_whole(content: Content, later: dict[str, Any]) -> None:
    """On the next day, since a changed answer is no further answer."""
    answers = {**RICH, **later}
    tomorrow = TODAY + timedelta(days=1)
    stopped = made(content, answers, tomorrow)
    assert imported(made(content, RICH), stopped) == {}
    assert len(Calendar.from_ical(stopped).walk("VJOURNAL")) == 1


def test_a_screen_that_was_done_is_not_withdrawn(content: Content) -> None:
    seen = {**RICH, "latest_negative_screen_date": "2026-11-12"}
    before, after = made(content, RICH), made(content, seen)
    (done,) = set(uids(before)) - set(uids(after))
    assert done not in {str(one["uid"]) for one in withdrawn(after)}
    assert done in imported(before, after)


def test_the_same_answers_on_the_same_day_give_the_same_bytes(content: Content) -> None:
    assert made(content, RICH) == made(content, dict(reversed(RICH.items())))


def test_patients_first_scanned_on_different_days_do_not_meet_in_one_calendar(
    content: Content,
) -> None:
    both = uids(made(content, RICH)) + uids(made(content, {**RICH, "chest_ct_date": "2026-08-11"}))
    assert len(both) == len(set(both)) == 10


def test_patients_whose_plans_have_names_of_their_own_do_not_meet_in_one_calendar(
    content: Content,
) -> None:
    """Both first scanned on one day; the name also outlives a correction of that day."""
    mine, other = UUID(int=1, version=4), UUID(int=2, version=4)
    assert set(uids(made(content, RICH, plan=mine))).isdisjoint(
        uids(made(content, RICH, plan=other))
    )
    corrected = {**RICH, "chest_ct_date": "2026-08-01", "ptosis": "no"}
    files = made(content, RICH, plan=mine), made(content, corrected, plan=mine)
    assert sorted(imported(*files).values()) == planned(content, corrected)


@pytest.mark.parametrize(
    ("carried", "name"),
    [
        (str(UUID(int=7, version=4)), UUID(int=7, version=4)),
        ("Mrs Example", None),
        (5, None),
        (None, None),
    ],
    ids=str,
)
def test_a_name_that_a_file_carries_is_used_if_it_is_one(
    carried: object, name: UUID | None
) -> None:
    assert plan_in({"plan_id": carried}) == name
    assert plan_in({}) is None


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


def test_every_event_says_what_made_it_and_that_it_is_educational(
    content: Content, say: Presenter
) -> None:
    found = events(made(content, RICH))
    assert found
    for one in found:
        assert content.edition.disclaimer in one["description"]
        assert f"content edition {say.edition()} ({content.digest})" in one["description"]
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
    offered = [one.offered for one in given.schedule if one.status != "done"]
    assert any(offered)
    summaries = [str(one["summary"]) for one in events(made(content, low))]
    assert offered == ["(offered)" in one for one in summaries]


def test_a_day_before_counting_began_is_no_negative_number(content: Content) -> None:
    answers = {**RICH, "chest_ct_date": "2018-01-10"}
    numbers = {one["sequence"] for one in events(made(content, answers, date(2018, 2, 1)))}
    assert numbers == {len(answers)}


@each_case
def test_the_calendar_of_every_shipped_case_reads_without_errors(
    content: Content, case: Case
) -> None:
    diagnosed = {**case.answers, "lems_established": "yes", "negative_screen_date": "2026-08-10"}
    given = Consideration(content, read_answers(content, diagnosed), case.today)
    found = events(made(content, diagnosed, case.today))
    assert len(found) == len([one for one in given.schedule if one.status != "done"])


def test_lines_end_and_fold_as_the_format_asks(content: Content) -> None:
    data = made(content, RICH)
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.split(b"\r\n"))) <= 75
