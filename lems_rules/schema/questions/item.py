"""One question of the checklist, and how an answer to it is read.

An answer that was not given is absent; nothing here turns absence into "no".
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from pydantic import Field, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.logic.number import as_compared, as_shown, could_be_two
from lems_rules.schema.citation import Citation, Entry, Wording
from lems_rules.schema.questions.unit import TypedUnit
from lems_rules.schema.quote import one_line, quoted, which_of_two

Answer = str | float | date
Answers = Mapping[str, Answer]
# A year outside these is a slip of the keyboard, and adding months would run off the calendar.
YEARS = range(1900, 2200)


class AnswerError(ValueError):
    """An answer that cannot be used; says which item, what was found and what to do.

    ``plain`` says the same to somebody who has the question before their eyes.
    """

    def __init__(self, message: str, plain: str = "") -> None:
        super().__init__(one_line(message))
        self.plain = one_line(plain or message)


class Phenotype(Entry):
    """A term of the Human Phenotype Ontology."""

    id: str = Field(pattern=r"^HP:\d{7}$")
    label: str


class Option(Entry):
    """One of the answers a choice item offers."""

    id: str
    label: Wording[str]
    hpo: Wording[Phenotype | None] = None


class Reason(Entry):
    """Why a question may be left open; ``id`` is FHIR's code for it, with ``_`` for ``-``.

    ``on_card`` is the name of the choice beside the answers, where the reason is offered there.
    """

    id: Literal[
        "unknown",
        "asked_unknown",
        "temp_unknown",
        "not_asked",
        "asked_declined",
        "masked",
        "not_applicable",
        "unsupported",
        "not_performed",
        "not_permitted",
    ]
    label: str
    on_card: str | None = None


class Unlikely(Entry):
    """A number that is possible but rare, and what to check."""

    below: float | None = None
    above: float | None = None
    says: str

    def applies(self, value: float) -> bool:
        """Whether this number is unlikely enough to be pointed out."""
        return (self.below is not None and value < self.below) or (
            self.above is not None and value > self.above
        )


Part = Literal["history", "examination", "tests", "imaging", "course"]


class Section(Entry):
    """A step of the checklist; ``effort`` is what it costs to get its answers.

    ``told_in`` is the part of a teaching case in which its answers usually come in; ``waits`` names
    its specialist tests, whose questions are folded away until there is a report.
    """

    id: str
    title: Wording[str]
    intro: Wording[str]
    effort: Literal["bedside", "laboratory", "imaging"]
    told_in: Wording[Part]
    waits: Wording[str | None] = None


class Item(Entry):
    """One question. ``least`` and ``most`` are hard limits in ``unit``, both inclusive.

    ``step`` and ``state`` say what the figure of the mechanism shows when it was answered. A
    ``specialist`` question needs the report of a specialist's test; ``typed_as`` are the other
    units its number can be typed in.
    """

    id: str
    section: str
    group: Wording[str | None] = None
    kind: Literal["yn", "choice", "number", "date"]
    label: Wording[str]
    ask: Wording[str]
    help: Wording[str | None] = None
    why: Wording[str]
    if_yes: Wording[str | None] = None
    if_no: Wording[str | None] = None
    refs: Wording[tuple[Citation, ...]] = ()
    options: tuple[Option, ...] = ()
    unit: Wording[str | None] = None
    typed_as: Wording[tuple[TypedUnit, ...]] = ()
    specialist: Wording[bool] = False
    least: float | None = None
    most: float | None = None
    whole: bool = False
    unlikely: Wording[tuple[Unlikely, ...]] = ()
    hidden_when: Condition | None = None
    asked_when: Condition | None = None
    step: Wording[str | None] = None
    state: Wording[Literal["health", "lems", "effort"]] = "lems"
    hpo: Wording[Phenotype | None] = None
    context: bool = False

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Item:
        if (self.kind == "choice") != bool(self.options):
            raise ValueError("options belong to a choice item, and a choice item needs them")
        if (self.kind == "number") != (self.least is not None and self.most is not None):
            raise ValueError("a number item needs least and most; other kinds have neither")
        if self.typed_as and (self.kind != "number" or self.unit is None):
            raise ValueError("typed_as belongs to a number with a unit")
        return self

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it need not be asked, and when it is worth asking."""
        return tuple(one for one in (self.hidden_when, self.asked_when) if one is not None)

    @property
    def option_ids(self) -> tuple[str, ...]:
        """The words this item can be answered with (none for numbers and dates)."""
        if self.kind == "yn":
            return ("yes", "no")
        return tuple(option.id for option in self.options)

    def wording(self, value: Answer) -> str:
        """An answer in a clinician's words: ``Yes``, ``Reduced``, ``120 %``, ``2026-03-01``."""
        if self.kind == "choice":
            return next(option.label for option in self.options if option.id == value)
        if self.kind == "number":
            assert isinstance(value, int | float)
            unit = self.unit or ""
            return f"{as_shown(value)} {unit.removesuffix('s') if value == 1 else unit}".rstrip()
        if isinstance(value, date):
            return value.isoformat()
        return str(value).capitalize()

    def read(self, value: object) -> Answer:
        """The answer as the rules use it: an option word, a float or a date.

        A number is checked as it was given and then taken as it is shown, to two decimals.

        Raises:
            AnswerError: the value is not an answer to this item; says what is allowed.
        """
        match self.kind:
            case "number":
                return self._read_number(value)
            case "date":
                return self._read_date(value)
            case _:
                if isinstance(value, str) and value in self.option_ids:
                    return value
                raise self._refusal(value, f"write {_listed(self.option_ids)}")

    def allowed(self) -> str:
        """What may be answered, in words."""
        match self.kind:
            case "number":
                assert self.least is not None
                assert self.most is not None
                unit = f" {self.unit}" if self.unit else ""
                whole = "whole number" if self.whole else "number"
                return f"a {whole} from {as_shown(self.least)} to {as_shown(self.most)}{unit}"
            case "date":
                return f"a date as YYYY-MM-DD, from {YEARS[0]} to {YEARS[-1]}"
            case _:
                return _listed(self.option_ids)

    def _read_number(self, value: object) -> float:
        if isinstance(value, str) and could_be_two(value):
            asked = which_of_two(value)
            raise AnswerError(f"answers, {self.id!r}: {asked}", f"{asked}.")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._refusal(value, f"write {self.allowed()}, without quotes")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        assert self.least is not None
        assert self.most is not None
        if not math.isfinite(number) or not self.least <= number <= self.most:
            raise self._refusal(value, f"write {self.allowed()}")
        if self.whole and number != int(number):
            raise self._refusal(value, f"write {self.allowed()}")
        return as_compared(number)

    def _read_date(self, value: object) -> date:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            with contextlib.suppress(ValueError):
                value = date.fromisoformat(value)
        if isinstance(value, date) and not isinstance(value, datetime) and value.year in YEARS:
            return value
        raise self._refusal(value, f"write {self.allowed()}")

    def _refusal(self, value: object, remedy: str) -> AnswerError:
        shown = quoted(value)
        return AnswerError(
            f"answers, {self.id!r}: {shown} is not an answer here; {remedy}",
            f"{shown} cannot be used here; write {self.allowed()}.",
        )


class Contradiction(Entry):
    """Answers that cannot both be right.

    Where ``refused`` is false the answers are used all the same, the graver one first, and the
    reader is told.
    """

    id: str
    refused: bool = True
    items: tuple[str, ...] = Field(min_length=2)
    when: Condition
    says: Wording[str]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When the answers contradict each other."""
        return (self.when,)


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
