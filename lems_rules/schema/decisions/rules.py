"""What is concluded: findings, levels, flags, safety messages, look-alikes.

Every entry says how strong it is, where it is limited and where it comes from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Citation, Entry, Since, Wording
from lems_rules.schema.decisions.do_now import Imperative

Strength = Literal["published", "consensus", "heuristic"]


class Sourced(Entry):
    """An entry with its strength, its limits and its sources."""

    id: str
    title: Wording[str]
    strength: Strength
    limits: Wording[str]
    refs: Wording[tuple[Citation, ...]] = Field(min_length=1)


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
    title: Wording[str]
    says: Wording[str]


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

    says: Wording[str]
    points_to: Wording[tuple[str, ...]] = ()


class RequestLine(Entry):
    """A line that is said where it fits the patient.

    It is said ``always``, when its condition holds, when an item is ``unanswered`` that is worth
    asking for, or while a finding or item is ``unknown``; never where an ``unless`` is known to
    hold. ``asks`` are the items whose answers it asks for, the ``unanswered`` ones unless named.
    """

    says: str
    always: bool = False
    when: Condition | None = None
    unless: tuple[Condition, ...] = ()
    unanswered: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it is said, and when it is not."""
        return (*(() if self.when is None else (self.when,)), *self.unless)


def conditions_of(lines: tuple[RequestLine, ...]) -> tuple[Condition, ...]:
    """The conditions of all these lines."""
    return tuple(one for line in lines for one in line.conditions)


class SafetyMessage(Rule):
    """Comes first on every screen and in every export; ``also`` is added when its rule holds.

    ``urgent`` is something to do today, as against a caution for later decisions. ``lines`` are
    added where they fit the patient; ``asks`` are the items whose answers it asks for itself.
    """

    says: Wording[str]
    lines: Wording[tuple[RequestLine, ...]] = ()
    asks: Wording[tuple[str, ...]] = ()
    urgent: bool = False
    also_when: Condition | None = None
    also: Wording[str | None] = None

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rule, that of the addition, and those of its lines."""
        more = () if self.also_when is None else (self.also_when,)
        return (self.when, *self.unless, *more, *conditions_of(self.lines))


class Notice(Rule):
    """A caution about what was entered or what it cannot show."""

    says: Wording[str]


class Suspicion(Entry):
    """The levels, and the rules that give them, top down.

    ``otherwise`` is the level when no rule fires; from ``tested_from`` upwards the illness can be
    tested for, and at ``met`` its published criteria are met. ``supporting`` are the findings that
    are listed for, against or as not known yet.
    """

    levels: tuple[Level, ...]
    tested_from: Annotated[str, Since(2)]
    met: Annotated[str, Since(2)]
    rules: tuple[LevelRule, ...]
    otherwise: str
    supporting: Wording[tuple[str, ...]]

    def level(self, level_id: str) -> Level:
        """The level of this id."""
        return next(level for level in self.levels if level.id == level_id)

    def tests(self, level: Level) -> bool:
        """Whether the illness can be tested for at this level."""
        return level.rank >= self.level(self.tested_from).rank


class Pointer(Entry):
    """What an answer says: for or against a look-alike, or of a step of the mechanism."""

    when: Condition
    says: str
    refs: tuple[Citation, ...] = ()


class Lookalike(Entry):
    """A condition that can be taken for LEMS, and the answers that speak for or against it.

    ``name`` is what a headline calls it. It is not offered where one of ``not_when`` is known to
    hold (time, as a rule), and it leads where ``leads_when`` is. Where hardly anything else is
    offered, ``common`` says why it is to be thought of all the same. ``acts`` are what tells it
    apart; of them the first that fits the patient is said under *Do now*.
    """

    id: str
    title: str
    name: Wording[str] = ""  # older editions have none
    not_when: tuple[Condition, ...] = ()
    leads_when: Condition | None = None
    speaks_for: tuple[Pointer, ...]
    speaks_against: tuple[Pointer, ...] = ()
    common: Pointer | None = None
    trap: str
    tests: tuple[str, ...] = ()
    acts: tuple[Imperative, ...] = ()
    refs: tuple[Citation, ...] = Field(min_length=1)

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """Everything that is said for it and against it."""
        common = () if self.common is None else (self.common,)
        return (*self.speaks_for, *self.speaks_against, *common)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When each of these is said, when it is not offered, and when it leads."""
        leads = () if self.leads_when is None else (self.leads_when,)
        acts = (one for act in self.acts for one in act.conditions)
        return (*(pointer.when for pointer in self.pointers), *self.not_when, *leads, *acts)


class Discordance(Rule):
    """Results that do not fit together, what each side means, and the next step."""

    says: str
    next_step: str
