"""The checklist: sections, items, and the door through which answers come in.

An answer that was not given is absent; nothing here turns absence into "no".
"""

from __future__ import annotations

import contextlib
import difflib
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.logic.number import as_compared, as_shown, could_be_two
from lems_rules.schema.citation import Citation, Entry, Since, Wording
from lems_rules.schema.questions.roles import Roles
from lems_rules.schema.questions.unit import TypedUnit
from lems_rules.schema.quote import MOST_TOLD, and_more, one_line, quoted, which_of_two

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


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the answers that could not be used, and the items it concerns.

    ``plain`` says it to somebody who has the question before their eyes.
    """

    items: tuple[str, ...]
    says: str
    contradiction: str | None = None
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Answers sorted out: what the rules may use, what was set aside, and why."""

    answers: Answers
    problems: tuple[Problem, ...] = ()


class FirstScreen(Entry):
    """The questions that decide most, asked first: at the door of who suspects, and who knows."""

    could: tuple[str, ...] = ()
    diagnosed: tuple[str, ...] = ()


class Checklist(Entry):
    """All questions, in the order they are shown, and which of them the engine knows by role.

    ``first_questions`` come first while nothing fits a rule; ``second_door`` is the order at the
    door of those who have the diagnosis, after ``first_screen``.
    """

    roles: Annotated[Roles, Since(2)] = Roles()
    sections: tuple[Section, ...]
    items: tuple[Item, ...]
    contradictions: tuple[Contradiction, ...]
    first_questions: tuple[str, ...]
    second_door: tuple[str, ...]
    first_screen: Wording[FirstScreen] = FirstScreen()
    _by_id: Mapping[str, Item] = PrivateAttr()

    def model_post_init(self, context: object) -> None:
        """Index the items by id."""
        self._by_id = {item.id: item for item in self.items}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, in which the items are indexed anew: the library copies the old index."""
        copied = super().model_copy(update=update, deep=deep)
        copied.model_post_init(None)
        return copied

    def __contains__(self, item_id: object) -> bool:
        """Whether an item of this id exists."""
        return item_id in self._by_id

    def item(self, item_id: str) -> Item:
        """The item of this id.

        Raises:
            AnswerError: there is none; names the nearest one.
        """
        found = self._by_id.get(item_id)
        if found is None:
            raise AnswerError(self._unknown(item_id))
        return found

    def in_section(self, section_id: str) -> tuple[Item, ...]:
        """The items of one section, in order."""
        return tuple(item for item in self.items if item.section == section_id)

    def read_values(self, raw: Mapping[str, object]) -> Reading:
        """Read each answer by itself; ``None`` counts as not answered."""
        given = {name: value for name, value in raw.items() if value is not None}
        answers: dict[str, Answer] = {}
        problems: list[Problem] = []
        for name, value in given.items():
            if name in self:
                try:
                    answers[name] = self.item(name).read(value)
                except AnswerError as error:
                    problems.append(Problem((name,), str(error), plain=error.plain))
        return Reading(answers, (*problems, *self.unknown_among(given)))

    def unknown_among(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """The names that no item has: the first few with the nearest known one, the rest counted.

        Looking for the nearest takes time, and whoever sends names decides how many there are.
        """
        strange = [name for name in names if name not in self]
        told = [Problem((name,), self._unknown(name)) for name in strange[:MOST_TOLD]]
        if more := len(strange) - len(told):
            told.append(Problem((), f"answers, {and_more(more, 'ids')}: no item is called that"))
        return tuple(told)

    def in_future(self, answers: Answers, today: date) -> tuple[Problem, ...]:
        """The dates that lie after tomorrow: every date of the checklist is of something done.

        Tomorrow is let through, since it may be tomorrow already where the reader is.
        """
        latest = today + timedelta(days=1)
        return tuple(
            Problem(
                (name,),
                f"answers, {name!r}: {value} lies in the future (today is {today}); write the day "
                "on which it was done, or leave it out",
                plain=f"{value} lies in the future; write the day on which it was done.",
            )
            for name, value in answers.items()
            if isinstance(value, date) and value > latest
        )

    def read(
        self,
        raw: object,
        contradicted: Callable[[Answers], tuple[Contradiction, ...]],
        today: date | None = None,
    ) -> Answers:
        """Answers as the rules use them, or a refusal; with ``today``, also of dates after it.

        Raises:
            AnswerError: not a mapping, or the first answer that is wrong or contradictory.
        """
        if not isinstance(raw, Mapping):
            raise AnswerError(
                "answers: expected an object of item ids and answers, found "
                f'{type(raw).__name__}; write for example {{"ptosis": "no"}}'
            )
        reading = self.read_values(raw)
        for problem in (*reading.problems, *self._later(reading.answers, today)):
            raise AnswerError(problem.says)
        for contradiction in contradicted(reading.answers):
            raise AnswerError(self.refusal(contradiction))
        return reading.answers

    def sort_out(
        self,
        raw: Mapping[str, object],
        contradicted: Callable[[Answers], tuple[Contradiction, ...]],
        today: date | None = None,
    ) -> Reading:
        """The same without refusing: what cannot be used is set aside and named."""
        reading = self.read_values(raw)
        later = self._later(reading.answers, today)
        problems = [*reading.problems, *later]
        answers = dict(reading.answers)
        for problem in later:
            answers.pop(problem.items[0])
        for contradiction in contradicted(answers):
            involved = tuple(name for name in contradiction.items if name in answers)
            problems.append(Problem(involved, contradiction.says, contradiction.id))
            for name in involved:
                answers.pop(name, None)
        return Reading(answers, tuple(problems))

    def refusal(self, contradiction: Contradiction) -> str:
        """A contradiction in one line that names the items by id."""
        names = " and ".join(repr(name) for name in contradiction.items)
        return f"answers, {names}: {' '.join(contradiction.says.split())}"

    def _later(self, answers: Answers, today: date | None) -> tuple[Problem, ...]:
        return self.in_future(answers, today) if today else ()

    def _unknown(self, item_id: object) -> str:
        name = str(item_id)
        near = difflib.get_close_matches(name[:60], [item.id for item in self.items], 1, 0.5)
        hint = f"did you mean {near[0]!r}?" if near else "see content/checklist.yaml"
        return f"answers, {quoted(name)}: no item is called that; {hint}"


def _listed(words: tuple[str, ...]) -> str:
    quoted = [f'"{word}"' for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
