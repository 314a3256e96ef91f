"""A sitting that another program opens: the answers of a record, each with its mark."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.intake.record import FromRecord, read_record
from tests.support.fhir.record import record
from tests.support.screen import go, opened, sound, told, written
from tests.support.shipped import CONTENT
from views.state.handover import (
    CARD_LASTS,
    CARDS,
    HANDOVERS,
    LASTS,
    MOST,
    MOST_CARDS,
    PARAMETER,
    Handover,
    Handovers,
    taken,
)

TODAY = date(2026, 3, 1)
FOUND = read_record(CONTENT, record(CONTENT).values(), TODAY)
HANDOVER = Handover(FOUND, "fhir.example.org")


def arrived(ticket: str, **state: object) -> AppTest:
    app = opened(**state)
    app.query_params[PARAMETER] = ticket
    return sound(app.run())


def test_what_is_handed_over_is_taken_once_and_within_its_time() -> None:
    clock = [0.0]
    held = Handovers(lambda: clock[0])
    ticket, late = held.leave(HANDOVER), held.leave(HANDOVER)
    assert held.take("another") is None
    assert held.take(ticket) is HANDOVER
    assert held.take(ticket) is None
    clock[0] = LASTS
    assert held.take(late) is None
    assert not held.waiting


def test_what_one_browser_was_given_no_other_takes() -> None:
    held = Handovers()
    mine = Handover(FOUND, "fhir.example.org", owner="me")
    ticket = held.leave(mine)
    assert held.take(ticket, "you") is None
    assert held.take(ticket) is None
    assert held.take(ticket, "me") is mine


def test_cards_that_nobody_opens_push_out_each_other_and_no_launch() -> None:
    launched, oldest = HANDOVERS.leave(HANDOVER), CARDS.leave(HANDOVER)
    for _ in range(MOST_CARDS):
        last = CARDS.leave(HANDOVER)
    assert len(CARDS.waiting) == MOST_CARDS
    assert taken(oldest) is None
    assert taken(last) is taken(launched) is HANDOVER
    CARDS.waiting.clear()


def test_a_card_may_be_opened_later_than_a_launch_and_not_for_ever() -> None:
    clock = [0.0]
    held = Handovers(lambda: clock[0], CARD_LASTS)
    in_time, late = held.leave(HANDOVER), held.leave(HANDOVER)
    clock[0] = CARD_LASTS - 1
    assert held.take(in_time) is HANDOVER
    clock[0] = CARD_LASTS
    assert held.take(late) is None


def test_only_so_many_wait() -> None:
    held = Handovers()
    first = held.leave(HANDOVER)
    for _ in range(MOST):
        last = held.leave(HANDOVER)
    assert held.take(first) is None
    assert held.take(last) is HANDOVER


def test_a_sitting_takes_the_answers_of_the_record_with_their_marks() -> None:
    app = arrived(HANDOVERS.leave(HANDOVER), answers={"dry_mouth": "yes"}, notes="another patient")
    assert PARAMETER not in app.query_params
    assert app.session_state["answers"] == dict(FOUND.answers)
    assert app.session_state["notes"] == ""
    marks = told(app)["record"]
    assert set(marks) == set(FOUND.answers)
    assert marks["potassium"].startswith("From fhir.example.org, 2026-")
    assert f"{len(FOUND.answers)} answers were filled in from fhir" in plain(app)


def test_a_mark_goes_with_the_answer_it_was_for() -> None:
    app = arrived(HANDOVERS.leave(HANDOVER))
    app.session_state["answers"] = {**FOUND.answers, "sex": "other"}
    assert set(told(sound(app.run()))["record"]) == set(FOUND.answers) - {"sex"}
    go(app, "views/pages/result.py")
    go(app, "views/pages/checklist.py")
    assert set(told(app)["record"]) == set(FOUND.answers) - {"sex"}


def test_a_record_that_says_nothing_leaves_every_question_open() -> None:
    app = arrived(HANDOVERS.leave(Handover(read_record(CONTENT, [], TODAY), "fhir.example.org")))
    assert app.session_state["answers"] == {}
    assert told(app)["record"] == {}
    assert "answers no question by itself" in plain(app)


def test_questions_that_a_record_answers_in_two_ways_are_named() -> None:
    twice = FromRecord(disagreed=("sex",))
    app = arrived(HANDOVERS.leave(Handover(twice, "fhir.example.org")))
    assert app.session_state["answers"] == {}
    assert CONTENT.checklist.item("sex").label in plain(app)


@pytest.mark.parametrize("ticket", ["", "forged"])
def test_a_ticket_that_nothing_waits_under_changes_nothing(ticket: str) -> None:
    app = arrived(ticket, answers={"dry_mouth": "yes"})
    assert app.session_state["answers"] == {"dry_mouth": "yes"}
    assert "has been used or is too old" in plain(app)


def test_going_back_to_the_address_that_opened_the_sitting_says_nothing_of_it() -> None:
    ticket = HANDOVERS.leave(HANDOVER)
    app = arrived(ticket)
    app.query_params[PARAMETER] = ticket
    assert "too old" not in plain(sound(app.run()))
    assert app.session_state["answers"] == dict(FOUND.answers)


def plain(app: AppTest) -> str:
    return written(app).replace("\\", "")
