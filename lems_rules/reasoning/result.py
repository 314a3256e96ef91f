"""What was concluded of one patient, as others see it: frozen models.

The screens, the questions and the branches stand in it as they were worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from lems_rules.reasoning.next_question import Branch, Question
from lems_rules.reasoning.screening_dates import Screen
from lems_rules.schema.decisions.do_now import Urgency
from lems_rules.schema.decisions.rules import Strength

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


class DoNowLine(Result):
    """Something to do first: the rule that asks for it, an imperative, and how soon."""

    id: str
    text: str
    urgency: Urgency


class Assessment(Result):
    """Everything concluded from the answers; what the command line prints.

    ``headline`` is the result in one line; ``do_now`` what to do first, most urgent first, and
    ``do_now_more`` how many lines there are beyond it; ``look_alikes`` are those offered, leading
    ones first.
    """

    edition: str
    content_digest: str
    today: date
    headline: str
    do_now: tuple[DoNowLine, ...]
    do_now_more: int
    suspicion: SuspicionResult
    look_alikes: tuple[str, ...]
    findings: Mapping[str, KnownAs]
    delta_p: ScoreResult
    safety: tuple[str, ...]
    counter_flags: tuple[str, ...]
    workup: tuple[WorkupLine, ...]
    schedule_rule: str | None
    first_negative_screen: date | None
    schedule: tuple[Screen, ...]
    ask_next: tuple[Question, ...]
    next_item: str | None
    plan_settled: bool
    schedule_settled: bool
    branches: tuple[Branch, ...]
    unanswered: tuple[str, ...]
    notices: tuple[str, ...]
    disclaimer: str
