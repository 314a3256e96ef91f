"""What the evidence page shows beside the rules: conflicts, calculators, and this support itself."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from lems_rules.library import Citation, Entry


class Side(Entry):
    """What one source, or one group of sources, says in a disagreement."""

    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class Conflict(Entry):
    """A question on which sources disagree, every side, and what is done about it here."""

    id: str
    title: str
    sides: tuple[Side, ...] = Field(min_length=2)
    we_do: str

    @property
    def refs(self) -> tuple[Citation, ...]:
        """The citations of all sides."""
        return tuple(citation for side in self.sides for citation in side.refs)


class Calculator(Entry):
    """A public form of DELTA-P as it was on a given day, and where it differs from the source."""

    id: str
    title: str
    read_on: date
    items: str
    differs: str
    refs: tuple[Citation, ...] = ()
    url: str | None = None


class Attribute(Entry):
    """One line of a published yardstick for decision support; no ``says`` is "not reported"."""

    id: str
    yardstick: str
    group: str
    title: str
    says: str | None = None
    stands: Literal["met", "partly", "not_met", "not_applicable", "not_reported", "reported"]
    refs: tuple[Citation, ...] = ()


class Yardstick(Entry):
    """A published list against which this support is laid open."""

    id: str
    title: str
    says: str
    refs: tuple[Citation, ...] = Field(min_length=1)


class Support(Entry):
    """This support laid beside the yardsticks."""

    yardsticks: tuple[Yardstick, ...]
    attributes: tuple[Attribute, ...]
