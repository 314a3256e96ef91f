"""How far a room has come through its cases, and what each press of the teacher makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

Phase = Literal["lobby", "step", "end"]
Press = Literal["next", "reveal", "back", "case"]
PRESSES: tuple[str, ...] = get_args(Press)


@dataclass(frozen=True, slots=True)
class Planned:
    """A case of the room, by its id, and how many steps it is told in."""

    case: str
    steps: int


@dataclass(frozen=True, slots=True)
class Point:
    """Where a room stands: the place in its list of cases, the step, and how many are revealed.

    Places and steps count from 0. A step that is not revealed yet takes votes while it is before
    the room, and no other does.
    """

    place: int = 0
    phase: Phase = "lobby"
    step: int = 0
    revealed: int = 0

    @property
    def takes_votes(self) -> bool:
        """Whether a vote on the step before the room still counts."""
        return self.phase == "step" and self.step >= self.revealed


def moved(at: Point, press: Press, plan: tuple[Planned, ...]) -> Point:
    """Where the room stands after a press; where it stood, if there is nothing that way."""
    if press == "reveal":
        return _revealed(at)
    if press == "case":
        return _next_case(at, plan)
    return _back(at, plan) if press == "back" else _next(at, plan)


def _revealed(at: Point) -> Point:
    return replace(at, revealed=at.step + 1) if at.takes_votes else at


def _next(at: Point, plan: tuple[Planned, ...]) -> Point:
    if at.phase == "lobby":
        return replace(at, phase="step")
    if at.phase == "end":
        return _next_case(at, plan)
    if at.takes_votes:
        return _revealed(at)
    if at.step + 1 < plan[at.place].steps:
        return replace(at, step=at.step + 1)
    return replace(at, phase="end")


def _back(at: Point, plan: tuple[Planned, ...]) -> Point:
    if at.phase == "end":
        return replace(at, phase="step", step=plan[at.place].steps - 1)
    if at.phase == "step" and at.step:
        return replace(at, step=at.step - 1)
    return at


def _next_case(at: Point, plan: tuple[Planned, ...]) -> Point:
    return Point(at.place + 1, "step") if at.place + 1 < len(plan) else at
