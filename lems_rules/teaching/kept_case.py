"""A case of one's own as plain data for the browser's tab to keep, and back after a reload.

The server keeps nothing. Whatever comes back is read as text from outside, like a file: what cannot
be used is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, get_args

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.cases import MOST_STAGES
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.schema.case import Case, Weight
from lems_rules.schema.questions.item import YEARS, Answers
from lems_rules.teaching.attempt import DIFFICULTIES
from lems_rules.teaching.own_case import Draft, StepDraft, answers_as_plain, load_case

WEIGHTS: tuple[Weight, ...] = get_args(Weight)
_SEVERAL = ("topics", "alternatives", "next_tests")
_TEXTS = tuple(
    one.name
    for one in fields(Draft)
    if one.name not in (*_SEVERAL, "difficulty", "steps", "weights")
)


@dataclass(frozen=True, slots=True)
class Writing:
    """A case that is being written: what it rests on, and the form as it stands.

    ``goes_on`` says that it goes on from the case that stands on the shelf, ``checked`` that it was
    checked, and ``before_us`` that the form is what the teacher was looking at.
    """

    answers: Answers
    today: date
    draft: Draft
    goes_on: bool = False
    checked: bool = False
    before_us: bool = False


@dataclass(frozen=True, slots=True)
class OwnCase:
    """The case on the shelf with the file that it is the content of, and the one on the desk."""

    case: Case | None = None
    text: str = ""
    writing: Writing | None = None


def as_plain(own: OwnCase) -> dict[str, Any]:
    """The case as JSON can hold it: the one on the shelf is its file."""
    writing = own.writing
    return {
        "text": own.text,
        "writing": None
        if writing is None
        else {
            "answers": answers_as_plain(writing.answers),
            "today": writing.today.isoformat(),
            "draft": asdict(writing.draft),
            "goes_on": writing.goes_on,
            "checked": writing.checked,
            "before_us": writing.before_us,
        },
    }


def from_plain(content: Content, raw: object) -> OwnCase:
    """The case that was kept, as far as it can be used with this content."""
    held = _mapping(raw)
    text = _text(held.get("text"))
    case = load_case(content, text.encode()).case if text else None
    writing = _writing(content, _mapping(held.get("writing")), case)
    return OwnCase(case, text if case else "", writing)


def _writing(content: Content, held: Mapping[str, Any], case: Case | None) -> Writing | None:
    draft, day = held.get("draft"), _day(held.get("today"))
    if not isinstance(draft, Mapping) or day is None:
        return None
    answers = sort_out_answers(content, _mapping(held.get("answers")), day).answers
    return Writing(
        answers,
        day,
        _draft(draft, answers),
        goes_on=held.get("goes_on") is True and case is not None,
        checked=held.get("checked") is True,
        before_us=held.get("before_us") is True,
    )


def _draft(held: Mapping[str, Any], answers: Answers) -> Draft:
    told: dict[str, Any] = {name: _text(held.get(name)) for name in _TEXTS}
    told |= {name: _names(held.get(name)) for name in _SEVERAL}
    steps = held.get("steps")
    return Draft(
        **told,
        difficulty=next((one for one in DIFFICULTIES if one == held.get("difficulty")), 1),
        steps=tuple(_step(_mapping(one)) for one in steps[:MOST_STAGES])
        if isinstance(steps, list)
        else (),
        weights={
            name: (one[0], _text(one[1]))
            for name, one in _mapping(held.get("weights")).items()
            if name in answers and isinstance(one, list) and len(one) == 2 and one[0] in WEIGHTS
        },
    )


def _step(held: Mapping[str, Any]) -> StepDraft:
    return StepDraft(
        part=_text(held.get("part")),
        title=_text(held.get("title")),
        story=_text(held.get("story")),
        reveals=_names(held.get("reveals")),
        questions=_text(held.get("questions")),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _names(value: object) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    """Text of whole characters."""
    return value.encode(errors="ignore").decode() if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.year in YEARS else None
