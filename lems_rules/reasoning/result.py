"""What was concluded of one patient, as others see it: frozen models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from lems_rules.reasoning.screening_dates import (
    Status,
)
from lems_rules.schema.rules import Strength

# What the public interface calls the score, whichever one steers the plan: in results, in tables
# and forms made of them, and in what was saved. Other people's scripts rely on it.
SCORE = "delta_p"

KnownAs = Literal["yes", "no", "unknown"]


class Result(BaseModel):
    """A part of the result; frozen."""

    model_config = ConfigDict(frozen=True)


class SuspicionResult(Result):
    """The level, the rule that gave it (None when none did) and the answers it rests on."""

    level: int
    id: str
    rule: str | None
    strength: Strength | None
    because: tuple[str, ...]


class ScoreResult(Result):
    """The score as a range; ``tier`` follows the highest total still possible."""

    applies: bool
    reason: str | None
    low: int
    high: int
    items: Mapping[str, KnownAs]
    tier: str | None


class WorkupLine(Result):
    """One line of the workup."""

    id: str
    strength: Strength
    status: Literal["open", "done"]


class PlannedScreen(Result):
    """A repeat screen, ``months`` calendar months after the negative first screen."""

    months: int
    due: date | None
    status: Status
    offered: bool


class PossibleEffect(Result):
    """What one answer would lead to."""

    answer: str | float | date
    changes: tuple[str, ...]
    safety: tuple[str, ...]
    level: str
    tier: str | None
    schedule: str | None
    advice: tuple[str, ...]


class AskNext(Result):
    """An unanswered item that matters, what it can change, and how."""

    item: str
    changes: tuple[str, ...]
    could: tuple[PossibleEffect, ...]


class PlanBranch(Result):
    """A tier that answers to the score's open points can still lead to, with its schedule."""

    tier: str | None
    schedule: str | None


class Assessment(Result):
    """Everything concluded from the answers; what the command line prints."""

    edition: str
    content_digest: str
    today: date
    suspicion: SuspicionResult
    findings: Mapping[str, KnownAs]
    delta_p: ScoreResult
    safety: tuple[str, ...]
    counter_flags: tuple[str, ...]
    workup: tuple[WorkupLine, ...]
    schedule_rule: str | None
    first_negative_screen: date | None
    schedule: tuple[PlannedScreen, ...]
    ask_next: tuple[AskNext, ...]
    next_item: str | None
    plan_settled: bool
    schedule_settled: bool
    branches: tuple[PlanBranch, ...]
    unanswered: tuple[str, ...]
    notices: tuple[str, ...]
    disclaimer: str
