"""What a patient's electronic record answers, and which orders a message belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from lems_rules.schema.citation import Entry

# Which resource answers, and how it is read (`intake.record`).
Reads = Literal[
    "gender",
    "condition",
    "remission",
    "onset_age",
    "medicine",
    "result",
    "coded_result",
    "weights",
    "report_date",
]


class Code(Entry):
    """A code with its meaning, and a public page that shows both.

    A ``group`` stands for every code that begins with it, as the groups of the ATC do.
    """

    system: str
    code: str = Field(min_length=2)
    display: str
    source: str = Field(pattern=r"^https?://")
    group: bool = False

    def covers(self, code: str) -> bool:
        """Whether this code is meant."""
        return code.startswith(self.code) if self.group else code == self.code


class Concept(Entry):
    """One thing that a record can hold, under the codes that it goes by."""

    id: str
    title: str
    codes: tuple[Code, ...] = Field(min_length=1)


class RecordMapping(Entry):
    """One question that a record can answer.

    ``concepts`` are what is looked for; ``answers`` say what each thing found answers. ``ever``
    counts what is past too, ``long_term`` only what is marked so, ``within_months`` leaves out
    what is older. ``limits`` says what the record cannot say.
    """

    id: str
    item: str
    reads: Reads
    concepts: tuple[str, ...] = ()
    answers: Mapping[str, str] = {}
    ever: bool = False
    long_term: bool = False
    within_months: int | None = Field(None, gt=0)
    limits: str


class Order(Entry):
    """An order, by the concept that it is of, and the safety message that speaks of it."""

    id: str
    message: str


class Record(Entry):
    """All of it; an edition may know no record."""

    systems: Mapping[str, str] = {}
    concepts: tuple[Concept, ...] = ()
    mappings: tuple[RecordMapping, ...] = ()
    orders: tuple[Order, ...] = ()

    def concept(self, name: str) -> Concept:
        """The concept of this id, which the checks of the content have seen to be there."""
        return next(one for one in self.concepts if one.id == name)
