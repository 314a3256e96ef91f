"""What the evidence page shows beside the rules: conflicts, calculators, and the yardsticks."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from lems_rules.schema.citation import Citation, Entry

Area = Literal["picture", "tests", "antibodies", "score", "search"]
Stands = Literal["met", "partly", "not_met", "not_applicable", "reported", "not_reported"]


class Side(Entry):
    """What one source, or one group of sources, says in a disagreement."""

    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class Conflict(Entry):
    """A question on which sources disagree, every side, and what is done about it here.

    ``rules`` are the ids of the rules, findings and points of the score that do it.
    """

    id: str
    area: Area
    title: str
    sides: tuple[Side, ...] = Field(min_length=2)
    we_do: str
    rules: tuple[str, ...] = ()

    @property
    def refs(self) -> tuple[Citation, ...]:
        """The citations of all sides."""
        return tuple(citation for side in self.sides for citation in side.refs)


class Calculator(Entry):
    """A public form of DELTA-P as it was on the day it was read.

    ``unanswered`` is what becomes of an item nobody answered; ``differs`` is empty where no
    difference from the source was seen in the part that could be read.
    """

    id: str
    title: str
    form: str
    read_on: date
    items: str
    unanswered: str
    differs: tuple[str, ...] = ()
    url: str | None = None
    refs: tuple[Citation, ...] = Field(min_length=1)


class Attribute(Entry):
    """One line of a published yardstick for decision support."""

    id: str
    yardstick: str
    group: str
    title: str
    says: str | None = None
    stands: Stands
    refs: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _silent_only_where_not_reported(self) -> Attribute:
        if self.says is None and self.stands != "not_reported":
            raise ValueError("only what is not reported may say nothing")
        return self


class Yardstick(Entry):
    """A published list of ``asks`` attributes, against which this support is laid open."""

    id: str
    title: str
    asks: int = Field(ge=1)
    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class Support(Entry):
    """This support laid beside the yardsticks, each of them whole; none in an early edition."""

    yardsticks: tuple[Yardstick, ...] = ()
    attributes: tuple[Attribute, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Support:
        ids = Counter(attribute.id for attribute in self.attributes)
        if twice := sorted(name for name, times in ids.items() if times > 1):
            raise ValueError(f"attributes that stand twice: {', '.join(twice)}")
        filled = Counter(attribute.yardstick for attribute in self.attributes)
        asked = {yardstick.id: yardstick.asks for yardstick in self.yardsticks}
        names = {*filled, *asked}
        if wrong := sorted(name for name in names if filled[name] != asked.get(name)):
            raise ValueError(f"not filled in whole, or no yardstick: {', '.join(wrong)}")
        return self


class Statement(Entry):
    """A statement of the text this project grew from, and how it is carried here."""

    id: str
    statement: str
    verdict: Literal["supported", "imprecise", "speculative", "wrong_denominator", "part_supported"]
    ours: str
    refs: tuple[Citation, ...] = ()
    article: str | None = None
