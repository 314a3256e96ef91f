"""What the wall and the phones show of a room, in words; both are drawn from here alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.rooms.course import Phase
from lems_rules.rooms.question import Question, questions
from lems_rules.rooms.store import Ballot, Counts, Room
from lems_rules.rooms.tally import Ending, Spread, ending, spreads
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import StepTold, lesson_of, step_told

Votes = Mapping[int, Sequence[Ballot]]  # by step of the case before the room


class GoneError(ValueError):
    """A case of the room is not in this edition of the content."""


@dataclass(frozen=True, slots=True)
class Wall:
    """What the teacher shows of a room: its lobby, one step, or how it turned out.

    ``spreads`` is empty until the step is revealed; ``place`` where the room has one case only.
    """

    title: str
    place: str
    told: StepTold | None
    spreads: tuple[Spread, ...]
    ending: Ending | None
    next_title: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What changes while a step is before the room.

    ``share`` is the per cent that has answered, and ``press`` what the space bar does, in words;
    empty where nothing is left to do.
    """

    answered: str
    share: int
    press: str


@dataclass(frozen=True, slots=True)
class Phone:
    """What every phone of a room shows: the story so far, what is asked, and in the end ours.

    ``ours`` are by question, in words. What a phone has answered itself it knows (`Ballot`).
    """

    title: str
    phase: Phase
    told: tuple[StepTold, ...]
    questions: tuple[Question, ...]
    is_open: bool
    ours: Mapping[str, str]
    outcome: str


def case_of(content: Content, room: Room) -> Case:
    """The case before the room.

    Raises:
        GoneError: the content has changed since the room was opened, and has it no more.
    """
    planned = room.plan[room.at.place]
    case = content.cases.get(planned.case)
    if case is None or case.lesson is None or len(case.lesson.stages) != planned.steps:
        raise GoneError(planned.case)
    return case


def steps_told(room: Room) -> tuple[int, ...]:
    """The steps whose votes the wall shows: the one revealed before the room, at the end all."""
    at = room.at
    if at.phase == "end":
        return tuple(range(room.plan[at.place].steps))
    return (at.step,) if at.phase == "step" and not at.takes_votes else ()


def wall(content: Content, room: Room, votes: Votes) -> Wall:
    """What the teacher shows; ``votes`` are those of `steps_told`."""
    at, case = room.at, case_of(content, room)
    steps = range(room.plan[at.place].steps)
    further = room.plan[at.place + 1 : at.place + 2]
    told = step_told(content, case, at.step) if at.phase == "step" else None
    shown = told is not None and not at.takes_votes
    over = at.phase == "end"
    place = content.words["room_place"].format(number=at.place + 1, of=len(room.plan))
    return Wall(
        title=lesson_of(case).title,
        place=place if len(room.plan) > 1 else "",
        told=told,
        spreads=spreads(content, case, at.step, votes[at.step]) if shown else (),
        ending=ending(content, case, [votes[step] for step in steps]) if over else None,
        next_title=_title(content, further[0].case) if further else "",
    )


def standing(content: Content, room: Room, counts: Counts) -> Standing:
    """How many have answered, and what comes next."""
    words, at = content.words, room.at
    answered = words["room_answered"].format(count=counts.answered, of=counts.here)
    if at.phase == "lobby":
        answered = words["room_here"].format(count=counts.here)
    share = round(100 * counts.answered / counts.here) if counts.here else 0
    return Standing(answered, share, words.get(_press(room), ""))


def _press(room: Room) -> str:
    at = room.at
    if at.phase == "lobby":
        return "room_press_begin"
    if at.phase == "end":
        return "room_press_case" if at.place + 1 < len(room.plan) else ""
    if at.takes_votes:
        return "room_press_reveal"
    return "cases_next_step" if at.step + 1 < room.plan[at.place].steps else "cases_to_end"


def phone(content: Content, room: Room) -> Phone:
    """What every phone shows of the point at which the room stands."""
    at, case = room.at, case_of(content, room)
    steps = len(lesson_of(case).stages)
    last = {"lobby": -1, "step": at.step, "end": steps - 1}[at.phase]
    asked = questions(content, case, at.step) if at.phase == "step" else ()
    told = wall(content, room, dict.fromkeys(range(steps), ()))
    marked = {
        one.id: "; ".join(bar.title for bar in spread.bars if bar.ours)
        for one, spread in zip(asked, told.spreads, strict=False)
    }
    return Phone(
        title=lesson_of(case).title,
        phase=at.phase,
        told=tuple(step_told(content, case, step) for step in range(last + 1)),
        questions=asked,
        is_open=at.takes_votes,
        ours={name: titles for name, titles in marked.items() if titles},
        outcome=told.ending.outcome.diagnosis if told.ending else "",
    )


def _title(content: Content, name: str) -> str:
    case = content.cases.get(name)
    return lesson_of(case).title if case else name
