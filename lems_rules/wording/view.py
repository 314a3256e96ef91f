"""View objects: every word is ready, nothing is left to decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lems_rules.schema.decisions.do_now import Urgency

Kind = Literal["safety", "level", "tier", "plan"]


@dataclass(frozen=True, slots=True)
class Source:
    """A reference as it is named beside a statement."""

    id: str
    label: str
    link: str
    second_hand: bool


@dataclass(frozen=True, slots=True)
class Basis:
    """How strong a statement is, where it is limited, and its sources."""

    strength: str
    strength_says: str
    limits: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A titled statement with its basis; ``points`` are short lines under it."""

    id: str
    title: str
    says: str
    basis: Basis
    points: tuple[str, ...] = ()
    status: str = ""
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: what it is, why, and the checklist item it leads to."""

    title: str
    because: str
    item: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelView:
    """The level of suspicion and the rule that gave it.

    ``first`` is the headline of the result where it says more than the level does; ``reasons`` are
    the answers that carry the headline most. Once LEMS is ``established`` the headline alone is
    worded: a level of suspicion has nothing left to say.
    """

    id: str
    rank: int
    of: int
    title: str
    says: str
    rule: str
    because: str
    basis: Basis | None
    first: str = ""
    reasons: tuple[Line, ...] = ()
    established: bool = False

    @property
    def headline(self) -> str:
        """The result in one line."""
        return self.first or self.title


@dataclass(frozen=True, slots=True)
class DoNowLineView:
    """Something to do first: an imperative, how soon (by id and in words), and why.

    ``letter`` is the request that goes with it, ``item`` the question that it asks for or that
    brought it, and ``rule`` what it comes from.
    """

    rule: str
    text: str
    urgency: Urgency
    soon: str
    why: str
    letter: str | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class DoNowView:
    """What to do first, most urgent first.

    ``further`` are the lines beyond those that are shown at once, and ``more`` counts them.
    """

    lines: tuple[DoNowLineView, ...]
    further: tuple[DoNowLineView, ...]
    more: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """An unanswered question that matters, with what each answer would do."""

    item: str
    label: str
    ask: str
    why: str
    could: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One thing that missing answers would change, and the answers that would."""

    kind: Kind
    title: str
    answers: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the mechanism, in plain words, with its evidence."""

    id: str
    title: str
    plain: str
    in_lems: str
    evidence: str
    certainty: str
    sources: tuple[Source, ...]
    article: str
    state: Literal["health", "lems", "effort"]


@dataclass(frozen=True, slots=True)
class PlanInShort:
    """The score and the plan in a few words, once the full plan applies."""

    score: str
    tier: str
    robustness: str


@dataclass(frozen=True, slots=True)
class SoFar:
    """The panel beside the questions."""

    safety: tuple[Card, ...]
    do_now: DoNowView
    level: LevelView
    plan: PlanInShort | None
    speaks_for: tuple[Line, ...]
    speaks_against: tuple[Line, ...]
    not_known: tuple[Line, ...]
    next_question: QuestionView | None
    step: StepView
    notices: tuple[str, ...]
    answered: int
    status: str
