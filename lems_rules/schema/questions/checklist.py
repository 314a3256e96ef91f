"""The checklist: sections, items, and the door through which answers come in.

An answer that was not given is absent; nothing here turns absence into "no".
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import PrivateAttr

from lems_rules.schema.citation import Entry, Since, Wording
from lems_rules.schema.questions.item import (
    Answer,
    AnswerError,
    Answers,
    Contradiction,
    Item,
    Section,
)
from lems_rules.schema.questions.roles import Roles
from lems_rules.schema.quote import MOST_TOLD, and_more, quoted


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
        by_id = self._by_id  # once: a private attribute of a model is slow to reach
        given = {name: value for name, value in raw.items() if value is not None}
        answers: dict[str, Answer] = {}
        problems: list[Problem] = []
        for name, value in given.items():
            if name in by_id:
                try:
                    answers[name] = by_id[name].read(value)
                except AnswerError as error:
                    problems.append(Problem((name,), str(error), plain=error.plain))
        return Reading(answers, (*problems, *self.unknown_among(given)))

    def unknown_among(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """The names that no item has: the first few with the nearest known one, the rest counted.

        Looking for the nearest takes time, and whoever sends names decides how many there are.
        """
        by_id = self._by_id
        strange = [name for name in names if name not in by_id]
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
