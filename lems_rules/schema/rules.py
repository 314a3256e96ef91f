"""What is concluded: findings, levels, flags, safety messages, a score and the workup.

Every entry says how strong it is, where it is limited and where it comes from.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Certainty, Citation, Entry

Basis = Literal["given", "ct_and_pet", "ct_alone", "ct_date_missing", "pet_date_missing", "none"]
Strength = Literal["published", "consensus", "heuristic"]


class Sourced(Entry):
    """An entry with its strength, its limits and its sources."""

    id: str
    title: str
    strength: Strength
    limits: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class Finding(Sourced):
    """A statement about the patient that is yes, no or unknown.

    Where evidence is lopsided its two sides are written apart: yes if ``yes_when`` is sure, else
    no if ``no_when`` is sure, else unknown.
    """

    when: Condition | None = None
    yes_when: Condition | None = None
    no_when: Condition | None = None

    @model_validator(mode="after")
    def _one_way_of_saying(self) -> Finding:
        two_sided = self.yes_when is not None and self.no_when is not None
        lone_side = (self.yes_when is None) != (self.no_when is None)
        if lone_side or (self.when is None) != two_sided:
            raise ValueError("write either `when`, or both `yes_when` and `no_when`")
        return self

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The condition, or the yes side and the no side."""
        return tuple(c for c in (self.when, self.yes_when, self.no_when) if c is not None)


class Level(Entry):
    """A level of suspicion, from ``rank`` 0 upwards, in words."""

    id: str
    rank: int = Field(ge=0)
    title: str
    says: str


class Rule(Sourced):
    """Something that is decided: ``when`` is known to hold and no ``unless`` is known to.

    "Not known to hold" is written with ``unless``, never with ``not``.
    """

    when: Condition
    unless: tuple[Condition, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The condition that must hold and those that must not be known to."""
        return (self.when, *self.unless)


class LevelRule(Rule):
    """Gives a level of suspicion; the first that fires decides."""

    level: str


class Flag(Rule):
    """Something that speaks for another explanation; shown beside the level."""

    says: str
    points_to: tuple[str, ...] = ()


class SafetyMessage(Rule):
    """Comes first on every screen and in every export; ``also`` is added when its rule holds.

    ``urgent`` is something to do today, as against a caution for later decisions.
    """

    says: str
    urgent: bool = False
    also_when: Condition | None = None
    also: str | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, and that of the addition."""
        more = () if self.also_when is None else (self.also_when,)
        return (self.when, *self.unless, *more)


class Notice(Rule):
    """A caution about what was entered or what it cannot show."""

    says: str


class Advice(Rule):
    """One line of the workup. ``done_when`` says how the checklist knows that it was done."""

    says: str
    part: Literal["gate", "branch", "first_screen", "antibody", "context", "stop_and_restart"]
    done_when: Condition | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, and that of being done."""
        more = () if self.done_when is None else (self.done_when,)
        return (self.when, *self.unless, *more)


class Schedule(Rule):
    """Repeat screens, in calendar months after the negative first screen; the first that fires.

    ``offer_months`` are offered beyond them unless ``offer_unless`` is known to hold.
    """

    says: str
    months: tuple[int, ...] = Field(min_length=1)
    offer_months: tuple[int, ...] = ()
    offer_unless: tuple[Condition, ...] = ()
    offer_says: str | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, and those that withhold the offer."""
        return (self.when, *self.unless, *self.offer_unless)


class Suspicion(Entry):
    """The levels, and the rules that give them, top down.

    ``otherwise`` is the level when no rule fires; ``supporting`` are the findings that are listed
    for, against or as not known yet.
    """

    levels: tuple[Level, ...]
    rules: tuple[LevelRule, ...]
    otherwise: str
    supporting: tuple[str, ...]

    def level(self, level_id: str) -> Level:
        """The level of this id."""
        return next(level for level in self.levels if level.id == level_id)


class Screening(Entry):
    """The tumour workup: what to do now, the repeat schedule, and when to stop or restart.

    ``gate`` is the finding that opens the full plan; a repeat screen done up to ``early_days``
    before its date counts for it.
    """

    gate: str
    advice: tuple[Advice, ...]
    schedules: tuple[Schedule, ...]
    start_says: dict[str, str]
    early_days: int = Field(ge=0)
    other_interval: OtherInterval
    none_says: tuple[NoPlan, ...]


class OtherInterval(Entry):
    """Another published reading of how often to screen."""

    id: str
    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class NoPlan(Entry):
    """Why there is no plan yet, for one level of suspicion."""

    level: str
    says: str


class Exclusion(Entry):
    """Where a score does not apply, with the reason as the reader sees it."""

    id: str
    when: Condition
    says: str


class Band(Entry):
    """A tier of a score: the totals from ``least`` to ``most``, both inclusive."""

    id: str
    title: str
    least: int
    most: int
    says: str


class Risk(Entry):
    """The share with the outcome at one total, in per cent, as one cohort reports it.

    ``percent`` is absent where the figure was not verified; ``least`` and ``most`` are a 95 %
    interval in per cent; ``with_outcome`` of ``n`` patients.
    """

    score: int
    percent: float | None = None
    percent_to: float | None = None
    least: float | None = None
    most: float | None = None
    with_outcome: int | None = None
    n: int | None = None


class Cohort(Entry):
    """What one published cohort found at each total of a score."""

    id: str
    title: str
    description: str
    n: int | None = None
    auc: str
    risks: tuple[Risk, ...]
    counts_note: str | None = None
    refs: tuple[Citation, ...] = Field(min_length=1)


class Score(Sourced):
    """A published score: one point for each item known to be yes, so its result is a range.

    Its risks are from before imaging: where ``not_quoted_when`` is known to hold they are not
    quoted again, and ``not_quoted_says`` stands in their place.
    """

    window: str
    applies_when: Condition
    not_yet: str
    exclusions: tuple[Exclusion, ...]
    items: tuple[ScoreItem, ...]
    bands: tuple[Band, ...]
    cohorts: tuple[Cohort, ...]
    not_quoted_when: Condition
    not_quoted_says: str
    always_say: tuple[str, ...] = Field(min_length=1)


class ScoreItem(Finding):
    """One point of a score; ``deciders`` are the checklist items that settle it, best first."""

    short: str
    deciders: tuple[str, ...] = Field(min_length=1)

    @property
    def key(self) -> str:
        """The name of this point in results: the id without the score's own."""
        return self.id.split("_", 2)[2]


class Lookalike(Entry):
    """A condition that can be taken for LEMS, and the answers that speak for or against it."""

    id: str
    title: str
    speaks_for: tuple[Pointer, ...]
    speaks_against: tuple[Pointer, ...] = ()
    trap: str
    tests: tuple[str, ...] = ()
    refs: tuple[Citation, ...] = Field(min_length=1)


class Pointer(Entry):
    """What an answer says: for or against a look-alike, or of a step of the mechanism."""

    when: Condition
    says: str
    refs: tuple[Citation, ...] = ()


class Contrast(Entry):
    """How a step stands in myasthenia gravis; without a certainty where nothing is claimed."""

    says: str = ""
    certainty: Certainty | None = None
    refs: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _sourced_if_certain(self) -> Contrast:
        if (self.certainty is None) == bool(self.refs):
            raise ValueError("what is claimed needs certainty and refs; what is not has neither")
        return self


class Step(Entry):
    """One step from nerve impulse to movement: in health, in LEMS and in myasthenia gravis.

    ``explains`` are the answers this step explains if the illness is LEMS; ``cautions`` are those
    that it does not explain, or that settle less than they seem to.
    """

    id: str
    title: str
    plain: str
    in_lems: str
    in_mg: Contrast = Contrast()  # older editions say nothing of it
    evidence: str
    certainty: Certainty
    refs: tuple[Citation, ...] = Field(min_length=1)
    article: str
    explains: tuple[Pointer, ...] = ()
    cautions: tuple[Pointer, ...] = ()

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Everything this step says of answers."""
        return (*self.explains, *self.cautions)


class Discordance(Rule):
    """Results that do not fit together, what each side means, and the next step."""

    says: str
    next_step: str


class RequestLine(Entry):
    """A line of a request: always, when its condition holds, or when answers are missing."""

    says: str
    always: bool = False
    when: Condition | None = None
    unanswered: tuple[str, ...] = ()


class Request(Entry):
    """A request to another department, put together from what is missing."""

    id: str
    title: str
    opening: str
    lines: tuple[RequestLine, ...] = Field(min_length=1)
    closing: str
    refs: tuple[Citation, ...] = ()


class Edition(Entry):
    """Which edition of the content this is, and how far it was reviewed."""

    edition: str
    released: str
    review: str
    disclaimer: str
    privacy: str
    digest: str


class Release(Entry):
    """An edition that was released, and the digest of what decided its results then."""

    edition: str
    released: date
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")


for _model in (Screening, Score, Lookalike):
    _model.model_rebuild()
