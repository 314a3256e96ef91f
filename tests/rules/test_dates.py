"""The dates of every schedule, worked out by hand and asked for through the public door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import NamedTuple

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.questions.item import AnswerError

DAY = timedelta(days=1)
LONG_AFTER = date(2040, 1, 1)

NO_POINTS: dict[str, object] = {
    "lems_established": "yes",
    "early_bulbar_involvement": "no",
    "early_erectile_dysfunction": "no",
    "weight_loss_percent": 0,
    "smoking_at_onset": "no",
    "age_at_onset_years": 40,
    "karnofsky": 90,
}
CLOSE = (3, 9, 15, 21, 27)


class Plan(NamedTuple):
    """A patient, the schedule that counts, its months, and the months beyond them on offer."""

    answers: dict[str, object]
    rule: str
    months: tuple[int, ...]
    offered: tuple[int, ...] = ()


PLANS = {
    "another cancer": Plan({**NO_POINTS, "known_cancer": "other"}, "TK2", CLOSE),
    "small cell lung cancer, treated": Plan({**NO_POINTS, "known_cancer": "sclc"}, "TK1", CLOSE),
    "a tumour antibody without LEMS": Plan({"hu_antibody": "positive"}, "TA", (6, 12, 18, 24)),
    "nothing known of the score": Plan({"lems_established": "yes"}, "T3", CLOSE),
    "a tumour antibody": Plan({**NO_POINTS, "sox1_antibody": "positive"}, "T+", CLOSE),
    "2 points": Plan(
        {**NO_POINTS, "age_at_onset_years": 60, "weight_loss_percent": 8}, "T2", (6, 12, 18, 24)
    ),
    "1 point": Plan({**NO_POINTS, "age_at_onset_years": 60}, "T1", (6,), (12, 18, 24)),
    "0 points, never smoked": Plan(
        {**NO_POINTS, "smoking_at_onset": None, "ever_smoked": "no"}, "T1", (6,)
    ),
}

# T0, and the due dates at 3, 6, 9 ... 27 calendar months after it, read off a calendar.
CALENDAR = """
2026-11-23  2027-02-23 2027-05-23 2027-08-23 2027-11-23 2028-02-23 2028-05-23 2028-08-23 2028-11-23 2029-02-23
2023-08-28  2023-11-28 2024-02-28 2024-05-28 2024-08-28 2024-11-28 2025-02-28 2025-05-28 2025-08-28 2025-11-28
2023-08-29  2023-11-29 2024-02-29 2024-05-29 2024-08-29 2024-11-29 2025-02-28 2025-05-29 2025-08-29 2025-11-29
2023-08-30  2023-11-30 2024-02-29 2024-05-30 2024-08-30 2024-11-30 2025-02-28 2025-05-30 2025-08-30 2025-11-30
2023-08-31  2023-11-30 2024-02-29 2024-05-31 2024-08-31 2024-11-30 2025-02-28 2025-05-31 2025-08-31 2025-11-30
2023-11-30  2024-02-29 2024-05-30 2024-08-30 2024-11-30 2025-02-28 2025-05-30 2025-08-30 2025-11-30 2026-02-28
2024-02-29  2024-05-29 2024-08-29 2024-11-29 2025-02-28 2025-05-29 2025-08-29 2025-11-29 2026-02-28 2026-05-29
"""  # noqa: E501
DUE = {
    start: dict(zip(range(3, 30, 3), due, strict=True))
    for start, *due in (map(date.fromisoformat, row.split()) for row in CALENDAR.split("\n") if row)
}


def scans(way: str, start: date) -> dict[str, object]:
    """What was entered of the scans so that the first negative screen is on this day."""
    ct, pet = {"chest_ct": "normal"}, {"fdg_pet": "normal"}
    earlier = start - 12 * DAY
    entered: dict[str, dict[str, object]] = {
        "ct_alone": {**ct, "chest_ct_date": start},
        "pet_date_missing": {**ct, "chest_ct_date": start, **pet},
        "ct_and_pet": {**ct, "chest_ct_date": earlier, **pet, "fdg_pet_date": start},
        "pet_before_ct": {**ct, "chest_ct_date": start, **pet, "fdg_pet_date": earlier},
        "given": {
            **ct, "chest_ct_date": earlier, **pet, "fdg_pet_date": earlier,
            "negative_screen_date": start,
        },
        "given_alone": {"negative_screen_date": start},
    }  # fmt: skip
    return entered[way]


WAYS = {
    "ct_alone": "ct_alone",
    "pet_date_missing": "pet_date_missing",
    "ct_and_pet": "ct_and_pet",
    "pet_before_ct": "ct_and_pet",
    "given": "given",
    "given_alone": "given",
}


def planned(
    content: Content,
    plan: Plan,
    start: date,
    today: date,
    way: str = "ct_alone",
    **more: object,
) -> Assessment:
    return assess(content, {**plan.answers, **scans(way, start), **more}, today=today)


def each_screen(plan: Plan) -> Iterator[tuple[date, int, date]]:
    """Every T0 with each repeat screen of a plan and its due date."""
    for start, months in product(DUE, (*plan.months, *plan.offered)):
        yield start, months, DUE[start][months]


def statuses(result: Assessment) -> dict[int, str]:
    return {one.months: one.status for one in result.schedule}


every_plan = pytest.mark.parametrize("plan", PLANS.values(), ids=list(PLANS))


def test_every_schedule_is_tried_here(content: Content) -> None:
    known = {one.id: one for one in content.screening.schedules}
    assert {plan.rule for plan in PLANS.values()} == set(known)
    for plan in PLANS.values():
        assert known[plan.rule].months == plan.months
        assert plan.offered in ((), known[plan.rule].offer_months)


@every_plan
@pytest.mark.parametrize("way", WAYS)
def test_each_screen_falls_on_the_day_read_off_the_calendar(
    content: Content, plan: Plan, way: str
) -> None:
    for start, due in DUE.items():
        result = planned(content, plan, start, start, way)
        assert result.schedule_rule == plan.rule
        assert result.first_negative_screen == start
        found = [(one.months, one.due, one.offered) for one in result.schedule]
        expected = [(month, due[month], False) for month in plan.months]
        expected += [(month, due[month], True) for month in plan.offered]
        assert found == expected
        assert set(statuses(result).values()) == {"due"}
        assert content.screening.start_says[WAYS[way]] in result.notices


@every_plan
def test_a_screen_is_due_up_to_its_day_and_overdue_from_the_next(
    content: Content, plan: Plan
) -> None:
    for start, months, due in each_screen(plan):
        for today, status in ((due - DAY, "due"), (due, "due"), (due + DAY, "overdue")):
            found = statuses(planned(content, plan, start, today))
            assert found.pop(months) == status
            assert all(found[one] == ("overdue" if one < months else "due") for one in found)


@every_plan
def test_screens_whose_day_has_passed_are_never_dropped(content: Content, plan: Plan) -> None:
    for start in DUE:
        found = statuses(planned(content, plan, start, LONG_AFTER))
        assert found == dict.fromkeys((*plan.months, *plan.offered), "overdue")


@every_plan
@pytest.mark.parametrize(
    ("early", "done"), [(0, True), (1, True), (27, True), (28, True), (29, False), (60, False)]
)
def test_a_negative_repeat_counts_from_four_weeks_before_its_day(
    content: Content, plan: Plan, early: int, done: bool
) -> None:
    for start, months, due in each_screen(plan):
        record = due - early * DAY
        found = statuses(
            planned(content, plan, start, due + DAY, latest_negative_screen_date=record)
        )
        assert found.pop(months) == ("done" if done else "overdue")
        assert all(found[one] == ("done" if one < months else "due") for one in found)


@every_plan
def test_a_negative_repeat_counts_before_its_day_has_come_too(content: Content, plan: Plan) -> None:
    for start, months, due in each_screen(plan):
        today = due - 28 * DAY
        result = planned(content, plan, start, today, latest_negative_screen_date=today)
        assert statuses(result)[months] == "done"


@every_plan
def test_a_repeat_on_record_in_the_future_counts_for_nothing(content: Content, plan: Plan) -> None:
    for start, months, due in each_screen(plan):
        today = due + DAY
        nothing = planned(content, plan, start, today)
        tomorrow = today + DAY  # it may be tomorrow already where the scan was done
        slip = planned(content, plan, start, today, latest_negative_screen_date=tomorrow)
        assert slip.schedule == nothing.schedule
        assert content.words["date_in_future"] in " ".join(slip.notices)
        for record in (tomorrow + DAY, date(2199, 12, 31)):
            with pytest.raises(AnswerError, match=record.isoformat()):
                planned(content, plan, start, today, latest_negative_screen_date=record)
        kept = planned(content, plan, start, today, latest_negative_screen_date=today)
        assert statuses(kept)[months] == "done"


@every_plan
def test_a_repeat_on_record_from_before_the_first_screen_does_none_of_them(
    content: Content, plan: Plan
) -> None:
    for start in DUE:
        record = start - DAY
        result = planned(content, plan, start, LONG_AFTER, latest_negative_screen_date=record)
        assert set(statuses(result).values()) == {"overdue"}


@every_plan
@pytest.mark.parametrize(
    ("entered", "basis"),
    [
        ({}, "none"),
        ({"fdg_pet": "normal", "fdg_pet_date": "2026-01-10"}, "none"),
        ({"chest_ct": "normal"}, "ct_date_missing"),
        (
            {"chest_ct": "normal", "fdg_pet": "normal", "fdg_pet_date": "2026-01-10"},
            "ct_date_missing",
        ),
        ({"latest_negative_screen_date": "2026-01-10"}, "none"),
    ],
)
def test_without_a_first_screen_the_months_stand_and_no_date_is_made_up(
    content: Content, plan: Plan, entered: dict[str, object], basis: str
) -> None:
    result = assess(content, {**plan.answers, **entered}, today=LONG_AFTER)
    assert result.schedule_rule == plan.rule
    assert result.first_negative_screen is None
    assert {one.due for one in result.schedule} == {None}
    assert statuses(result) == dict.fromkeys((*plan.months, *plan.offered), "undated")
    assert content.screening.start_says[basis] in result.notices


@every_plan
@pytest.mark.parametrize("scan", ["chest_ct", "fdg_pet"])
def test_a_suspicious_scan_stops_every_schedule(content: Content, plan: Plan, scan: str) -> None:
    start = date(2026, 11, 23)
    result = planned(content, plan, start, start, "given_alone", **{scan: "suspicious"})
    assert (result.schedule_rule, result.schedule, result.first_negative_screen) == (None, (), None)
    assert {"W3", "K1"} & {line.id for line in result.workup}
