"""The answers of a room on paper, without anybody in them: what was chosen, and how surely."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.rooms.board import case_of
from lems_rules.rooms.course import Point
from lems_rules.rooms.store import Ballot, Room
from lems_rules.rooms.tally import Ending, Spread, ending, spreads
from lems_rules.teaching.attempt import StepTold, lesson_of, step_told
from lems_rules.wording.presenter import Presenter


@dataclass(frozen=True, slots=True)
class SheetStep:
    """One revealed step and how the room was spread over it."""

    told: StepTold
    answered: int
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class SheetCase:
    """One case of the room; ``ending`` is None where the room did not come to its end."""

    id: str
    title: str
    steps: tuple[SheetStep, ...]
    ending: Ending | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a room answered and was shown."""

    cases: tuple[SheetCase, ...]
    disclaimer: str
    edition: str


def sheet(content: Content, room: Room, votes_of: Callable[[int, int], Sequence[Ballot]]) -> Sheet:
    """The sheet of a room, as far as it has come; ``votes_of`` a place and a step are asked for.

    Raises:
        GoneError: a case of the room is not in this edition of the content.
    """
    at, steps = room.at, [planned.steps for planned in room.plan]
    cases = []
    for place in range(at.place + 1):
        done = place < at.place
        over = done or at.phase == "end"
        revealed = steps[place] if done else at.revealed
        case = case_of(content, Room(room.code, room.plan, Point(place), 0, 0))
        votes = [votes_of(place, step) for step in range(steps[place])]
        told = [step for step in range(revealed) if not done or votes[step]]
        cases.append(
            SheetCase(
                id=case.id,
                title=lesson_of(case).title,
                steps=tuple(
                    SheetStep(
                        step_told(content, case, step),
                        len(votes[step]),
                        spreads(content, case, step, votes[step]),
                    )
                    for step in told
                ),
                ending=ending(content, case, votes) if over else None,
            )
        )
    edition = content.words["guide_edition"].format(
        edition=Presenter(content).edition(), digest=content.digest
    )
    return Sheet(tuple(cases), content.edition.disclaimer, edition)
