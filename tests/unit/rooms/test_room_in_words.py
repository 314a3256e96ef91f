"""What a step asks, what a room made of it, and what the wall, the phones and the sheet show."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.rooms.board import GoneError, case_of, phone, standing, steps_told, wall
from lems_rules.rooms.course import Planned, Point
from lems_rules.rooms.question import Question, is_last, questions, read_ballot
from lems_rules.rooms.sheet import sheet
from lems_rules.rooms.store import Ballot, Counts, Room
from lems_rules.rooms.tally import Spread, ending, most_missed, spreads
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import choices, lesson_of, reading_after
from lems_rules.teaching.feedback import worth_testing
from tests.support.cases import each_lesson
from tests.support.shipped import CONTENT

CASE = CONTENT.cases["case_024"]
LONG = CONTENT.cases["case_c01"]
PLAN = (Planned("case_024", 2), Planned("case_c01", 4))


def room(at: Point, plan: tuple[Planned, ...] = PLAN) -> Room:
    return Room("BCDFGH", plan, at, 1, 0)


def ids(question: Question) -> list[str]:
    return [one.id for one in question.options]


def voted(level: str, choice: str, *confidences: int) -> list[Ballot]:
    return [Ballot(level, choice, one) for one in confidences]


# What is asked


@each_lesson
def test_every_step_asks_three_things_that_one_touch_each_answers(case: Case) -> None:
    for step in range(len(lesson_of(case).stages)):
        asked = questions(CONTENT, case, step)
        assert [one.id for one in asked] == ["level", "choice", "confidence"]
        assert all(2 <= len(one.options) <= 10 for one in asked)
        titles = [one.title.casefold() for one in asked[1].options]
        assert titles == sorted(titles)  # the order says nothing of the case


def test_the_story_goes_on_with_a_test_and_ends_with_a_diagnosis() -> None:
    first, last = questions(CONTENT, CASE, 0)[1], questions(CONTENT, CASE, 1)[1]
    assert not is_last(CASE, 0)
    assert is_last(CASE, 1)
    assert set(ids(first)) == {*lesson_of(CASE).next_tests, *worth_testing(CONTENT, CASE, 1)}
    assert set(ids(last)) == {CASE.diagnosis, *lesson_of(CASE).alternatives}


def test_what_is_worked_out_once_is_handed_out_again() -> None:
    assert questions(CONTENT, CASE, 0) is questions(CONTENT, CASE, 0)


def test_a_ballot_holds_what_the_step_offers() -> None:
    raw = {"level": "features_present", "choice": "chest_ct", "confidence": "80", "more": "text"}
    assert read_ballot(CONTENT, LONG, 0, raw) == Ballot("features_present", "chest_ct", 80)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {},
        {"level": "features_present", "choice": "chest_ct"},
        {"level": "features_present", "choice": "chest_ct", "confidence": 85},
        {"level": "<b>", "choice": "chest_ct", "confidence": "80"},
        {"level": "features_present", "choice": "lems", "confidence": "80"},
        {"level": ["features_present"], "choice": "chest_ct", "confidence": "80"},
    ],
)
def test_what_the_step_does_not_offer_is_no_ballot(raw: object) -> None:
    assert read_ballot(CONTENT, LONG, 0, raw) is None


# What came of it


def bars(spread: Spread) -> dict[str, tuple[int, int, int | None, bool]]:
    return {one.title: (one.count, one.percent, one.sure, one.ours) for one in spread.bars}


def test_each_choice_has_how_many_took_it_and_how_sure_they_were() -> None:
    votes = [
        *voted("features_present", "chest_ct", 50, 70, 90),
        *voted("insufficient", "fdg_pet", 100),
    ]
    level, test = spreads(CONTENT, LONG, 0, votes)
    levels, tests = choices(CONTENT).levels, choices(CONTENT).tests
    assert bars(level)[levels["features_present"]] == (3, 75, 70, True)
    assert bars(level)[levels["insufficient"]] == (1, 25, 100, False)
    assert bars(level)[levels["strongly_suggestive"]] == (0, 0, None, False)
    assert bars(test)[tests["chest_ct"]][:3] == (3, 75, 70)
    ours = {one.title for one in test.bars if one.ours}
    assert ours == {tests[one] for one in worth_testing(CONTENT, LONG, 1)}
    assert reading_after(CONTENT, LONG, 1).level.because in level.why
    assert test.why == CONTENT.words["teach_next_matters"]


def test_a_step_that_nobody_answered_is_shown_all_the_same() -> None:
    level, test = spreads(CONTENT, CASE, 0, [])
    assert {(one.count, one.percent, one.sure) for one in (*level.bars, *test.bars)} == {
        (0, 0, None)
    }


def test_a_step_after_which_no_test_matters_says_so(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lems_rules.rooms.tally.worth_testing", lambda *_: ())
    _, test = spreads(content, CASE, 0, [])
    assert test.why == content.words["room_why_no_test"]
    assert not any(one.ours for one in test.bars)


def test_what_it_turned_out_to_be_is_not_marked_before_the_end() -> None:
    votes = voted("meets_criteria", LONG.diagnosis, 80)
    _, diagnosis = spreads(CONTENT, LONG, 3, votes)
    assert not any(one.ours for one in diagnosis.bars)
    assert diagnosis.why == ""
    told = ending(CONTENT, LONG, [[], [], [], votes])
    title = choices(CONTENT).diagnoses[LONG.diagnosis]
    assert bars(told.spread)[title] == (1, 100, 80, True)
    assert title in told.spread.why
    assert told.errors == lesson_of(LONG).errors


def test_naming_what_is_also_right_is_right() -> None:
    case = CONTENT.cases["case_009"]
    votes = voted("insufficient", case.lesson.also_right[0] if case.lesson else "", 60)
    told = ending(CONTENT, case, [[], [], [], votes])
    assert told.verdict.startswith("1 of 1")
    assert [one.ours for one in told.spread.bars].count(True) == 2


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        ([], "Nobody answered the last step."),
        (voted("insufficient", "myasthenia_gravis", 90), "0 of 1 ended on what it was."),
        (
            [
                *voted("insufficient", "lems", 60, 80),
                *voted("insufficient", "myasthenia_gravis", 90),
            ],
            "2 of 3 ended on what it was. On average they were 70 % sure.",
        ),
    ],
)
def test_the_verdict_counts_those_who_ended_on_what_it_was(
    last: Sequence[Ballot], verdict: str
) -> None:
    assert ending(CONTENT, CASE, [[], last]).verdict == verdict


def test_the_finding_most_missed_is_the_one_after_which_fewest_were_with_us() -> None:
    # Our reading rises in steps 1, 2 and 3 of this case.
    right = [reading_after(CONTENT, LONG, step).level.id for step in (1, 2, 3, 4)]
    with_us = [voted(one, "chest_ct", 70, 70, 70) for one in right]
    votes = [list(one) for one in with_us]
    votes[1] = [*voted(right[1], "chest_ct", 70), *voted("not_suggested", "chest_ct", 70, 70)]
    votes[2] = [*voted(right[2], "chest_ct", 70, 70), *voted("not_suggested", "chest_ct", 70)]
    said = most_missed(CONTENT, LONG, votes)
    assert "Tendon reflexes" in said
    assert "Step 2" in said
    assert "1 of 3" in said
    assert most_missed(CONTENT, LONG, with_us) == ""
    assert most_missed(CONTENT, LONG, [[], [], [], []]) == ""


# On the wall and on the phones


def test_a_room_of_another_edition_has_no_case() -> None:
    for gone in (Planned("case_none", 2), Planned("case_024", 3), Planned("case_011", 2)):
        with pytest.raises(GoneError):
            case_of(CONTENT, room(Point(), (gone,)))


@pytest.mark.parametrize(
    ("at", "press", "steps"),
    [
        (Point(), "Begin", ()),
        (Point(0, "step", 0, 0), "Reveal", ()),
        (Point(0, "step", 0, 1), "Next step", (0,)),
        (Point(0, "step", 1, 2), "How it turned out", (1,)),
        (Point(0, "end", 1, 2), "Next case", (0, 1)),
        (Point(1, "end", 3, 4), "", (0, 1, 2, 3)),
    ],
)
def test_what_the_space_bar_does_is_said(at: Point, press: str, steps: tuple[int, ...]) -> None:
    told = standing(CONTENT, room(at), Counts(22, 14))
    assert told.press == press
    assert steps_told(room(at)) == steps
    lobby = at.phase == "lobby"
    assert told.answered == ("In the room: 22" if lobby else "14 of 22 have answered")
    assert told.share == 64


def test_an_empty_room_has_no_share() -> None:
    assert standing(CONTENT, room(Point(0, "step")), Counts(0, 0)).share == 0


def test_the_wall_shows_no_answer_before_it_is_revealed() -> None:
    told = wall(CONTENT, room(Point(0, "step", 0, 0)), {})
    assert told.told is not None
    assert told.told.story == lesson_of(CASE).stages[0].story
    assert told.spreads == ()
    assert told.ending is None
    assert told.place == "Case 1 of 2"
    assert told.next_title == lesson_of(LONG).title


def test_the_wall_shows_the_spread_once_it_is_revealed_and_at_the_end_how_it_turned_out() -> None:
    votes = voted("features_present", "chest_ct", 70)
    shown = wall(CONTENT, room(Point(0, "step", 0, 1)), {0: votes})
    assert shown.spreads == spreads(CONTENT, CASE, 0, votes)
    over = wall(CONTENT, room(Point(0, "end", 1, 2)), {0: votes, 1: []})
    assert over.ending == ending(CONTENT, CASE, [votes, []])
    assert over.told is None


def test_a_room_with_one_case_has_no_place_and_no_next() -> None:
    told = wall(CONTENT, room(Point(), PLAN[:1]), {})
    assert (told.place, told.next_title, told.told) == ("", "", None)


def test_a_next_case_that_is_gone_is_named_by_its_id() -> None:
    assert wall(CONTENT, room(Point(), (PLAN[0], Planned("case_x", 2))), {}).next_title == "case_x"


def test_a_phone_is_told_no_more_than_the_wall() -> None:
    assert phone(CONTENT, room(Point())).told == ()
    assert phone(CONTENT, room(Point())).questions == ()
    first = phone(CONTENT, room(Point(0, "step", 0, 0)))
    assert [one.story for one in first.told] == [lesson_of(CASE).stages[0].story]
    assert first.is_open
    assert (first.ours, first.outcome) == ({}, "")
    assert first.questions == questions(CONTENT, CASE, 0)


def test_a_phone_shows_our_reading_once_it_is_revealed() -> None:
    told = phone(CONTENT, room(Point(0, "step", 0, 1)))
    assert not told.is_open
    assert told.ours["level"] == reading_after(CONTENT, CASE, 1).level.title
    assert set(told.ours) == {"level", "choice"}
    last = phone(CONTENT, room(Point(0, "step", 1, 2)))
    assert set(last.ours) == {"level"}  # the diagnosis comes with the end
    over = phone(CONTENT, room(Point(0, "end", 1, 2)))
    assert over.outcome == choices(CONTENT).diagnoses[CASE.diagnosis]
    assert len(over.told) == 2


# On paper


def test_the_sheet_goes_as_far_as_the_room_has_come() -> None:
    votes = {(0, 0): voted("features_present", "chest_ct", 70, 90)}
    asked: list[tuple[int, int]] = []

    def votes_of(place: int, step: int) -> Sequence[Ballot]:
        asked.append((place, step))
        return votes.get((place, step), [])

    half = sheet(CONTENT, room(Point(0, "step", 1, 1)), votes_of)
    (only,) = half.cases
    assert [one.answered for one in only.steps] == [2]
    assert only.ending is None
    assert {place for place, _ in asked} == {0}
    further = sheet(CONTENT, room(Point(1, "step", 0, 0)), votes_of)
    assert [one.id for one in further.cases] == ["case_024", "case_c01"]
    assert [len(one.steps) for one in further.cases] == [1, 0]  # nobody answered step 2
    assert further.cases[0].ending is not None
    over = sheet(CONTENT, room(Point(0, "end", 1, 2)), votes_of)
    assert [len(one.steps) for one in over.cases] == [2]
    assert over.disclaimer == CONTENT.edition.disclaimer
    assert CONTENT.digest in over.edition
