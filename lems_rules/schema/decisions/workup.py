"""The tumour workup: its lines, the repeat schedules, and requests to other departments."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Citation, Entry, Since, Wording
from lems_rules.schema.decisions.rules import RequestLine, Rule, conditions_of

Basis = Literal["given", "ct_and_pet", "ct_alone", "ct_date_missing", "pet_date_missing", "none"]


class Advice(Rule):
    """One line of the workup. ``done_when`` says how the checklist knows that it was done.

    ``lines`` are added to what it says where they fit the patient; ``asks`` are the items whose
    answers it asks for itself; ``excludes`` the advice that must never stand beside it.
    """

    says: Wording[str]
    lines: Wording[tuple[RequestLine, ...]] = ()
    asks: Wording[tuple[str, ...]] = ()
    excludes: Wording[tuple[str, ...]] = ()
    part: Literal["gate", "branch", "first_screen", "antibody", "context", "stop_and_restart"]
    done_when: Condition | None = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, that of being done, and those of its lines."""
        more = () if self.done_when is None else (self.done_when,)
        return (self.when, *self.unless, *more, *conditions_of(self.lines))


class Schedule(Rule):
    """Repeat screens, in calendar months after the negative first screen; the first that fires.

    ``offer_months`` are offered beyond them unless ``offer_unless`` is known to hold.
    """

    says: Wording[str]
    months: tuple[int, ...] = Field(min_length=1)
    offer_months: tuple[int, ...] = ()
    offer_unless: tuple[Condition, ...] = ()
    offer_says: Wording[str | None] = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, and those that withhold the offer."""
        return (self.when, *self.unless, *self.offer_unless)


class OtherInterval(Entry):
    """Another published reading of how often to screen."""

    id: str
    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class NoPlan(Entry):
    """Why there is no plan yet, for one level of suspicion."""

    level: str
    says: str


class Screening(Entry):
    """The tumour workup: what to do now, the repeat schedule, and when to stop or restart.

    ``gate`` is the finding that opens the full plan, ``score`` the score that steers it, if any
    does; a repeat screen done up to ``early_days``
    before its date counts for it.
    """

    gate: str
    score: Annotated[str | None, Since(2)] = None
    advice: tuple[Advice, ...]
    schedules: tuple[Schedule, ...]
    start_says: Wording[dict[str, str]]
    early_days: int = Field(ge=0)
    other_interval: Wording[OtherInterval]
    none_says: Wording[tuple[NoPlan, ...]]


class Request(Entry):
    """A request to another department, put together from what is missing.

    It is written where ``when`` is known to hold, if it has one, and ``unless`` is not.
    """

    id: str
    title: str
    when: Condition | None = None
    unless: Condition | None = None
    opening: str
    lines: tuple[RequestLine, ...] = Field(min_length=1)
    closing: str
    refs: tuple[Citation, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it and its lines are written."""
        own = tuple(one for one in (self.when, self.unless) if one is not None)
        return (*own, *conditions_of(self.lines))
