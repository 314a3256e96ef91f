"""What each step asks of a room: three touches on a phone, the commitments of the learner's desk.

How strongly LEMS is suggested, what comes next (at the end of the story: what it is), and how sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.rooms.store import Ballot
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import CONFIDENCES, choices, lesson_of
from lems_rules.teaching.feedback import worth_testing

Asked = Literal["level", "choice", "confidence"]


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that a step asks; an answer is the id of one of its options."""

    id: Asked
    ask: str
    options: tuple[Option, ...]


def is_last(case: Case, step: int) -> bool:
    """Whether the story ends with this step, counted from 0."""
    return step + 1 == len(lesson_of(case).stages)


def questions(content: Content, case: Case, step: int) -> tuple[Question, ...]:
    """What a step, counted from 0, asks; in an order of options that says nothing about it."""
    made = _asked(content)
    if (case.id, step) not in made:
        made[case.id, step] = _questions(content, case, step)
    return made[case.id, step]


@once
def _asked(content: Content) -> dict[tuple[str, int], tuple[Question, ...]]:
    """What was worked out before: a room of phones asks for the same all at once."""
    return {}


def _questions(content: Content, case: Case, step: int) -> tuple[Question, ...]:
    words, titles = content.words, choices(content)
    lesson = lesson_of(case)
    if is_last(case, step):
        ask = words["room_ask_diagnosis"]
        known = {case.diagnosis, *lesson.also_right, *lesson.alternatives}
        listed = titles.diagnoses
    else:
        ask = words["room_ask_next"]
        known = {*lesson.next_tests, *worth_testing(content, case, step + 1)}
        listed = titles.tests
    return (
        Question("level", words["cases_level"], _options(titles.levels)),
        Question("choice", ask, _options({one: listed[one] for one in listed if one in known})),
        Question(
            "confidence",
            words["room_ask_sure"],
            tuple(Option(str(one), words["room_sure"].format(percent=one)) for one in CONFIDENCES),
        ),
    )


def read_ballot(content: Content, case: Case, step: int, raw: object) -> Ballot | None:
    """What a phone says it chose; None where this step does not offer it."""
    if not isinstance(raw, Mapping):
        return None
    chosen = {one.id: str(raw.get(one.id)) for one in questions(content, case, step)}
    for one in questions(content, case, step):
        if chosen[one.id] not in {option.id for option in one.options}:
            return None
    return Ballot(chosen["level"], chosen["choice"], int(chosen["confidence"]))


def _options(titles: Mapping[str, str]) -> tuple[Option, ...]:
    return tuple(Option(name, title) for name, title in titles.items())
