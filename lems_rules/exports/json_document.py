"""The answers with their result as JSON: a draft to load again, and a record to read by machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter

from lems_rules.exports.parts.block import reference
from lems_rules.intake.open_reason import OpenReasons
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.questions.item import Answers
from lems_rules.wording.summary.report import Report

# The whole report goes along in words, less what stands elsewhere in the document.
_TOLD: TypeAdapter[Report] = TypeAdapter(Report)
_ELSEWHERE = {
    "words",
    "notes",
    "version",
    "edition",
    "edition_says",
    "digest",
    "today",
    "references",
}


class Cited(BaseModel):
    """A reference, and where it is found."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    link: str


class SavedPatient(BaseModel):
    """The document. ``answers`` are read back; ``result`` and ``summary`` tell what they gave.

    ``reasons`` say why a question was left open; ``set_aside`` is what was entered and could not
    be used; ``plan_id`` is what the plan is called in calendars, once it has a name.
    """

    model_config = ConfigDict(frozen=True)

    disclaimer: str
    app_version: str
    edition: str
    content_digest: str
    today: str
    answers: Mapping[str, str | int | float]
    reasons: Mapping[str, str]
    notes: str
    set_aside: Mapping[str, Any]
    plan_id: str | None = None
    result: Assessment
    summary: Mapping[str, Any]
    references: tuple[Cited, ...]


def answers_as_written(answers: Answers) -> dict[str, str | int | float]:
    """Answers in the form that they are written in files: words, numbers, ISO dates."""
    written: dict[str, str | int | float] = {}
    for name, value in answers.items():
        if isinstance(value, float):
            written[name] = int(value) if value.is_integer() else value
        else:
            written[name] = value if isinstance(value, str) else value.isoformat()
    return written


def _whole(value: object) -> object:
    """What was entered, with halves of characters, which no file can hold, as their escapes."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value


def _as_typed(answers: Answers, entered: Mapping[str, object]) -> Answers:
    """The same answers, with the numbers among them as they were entered."""
    numbers = {
        name: float(value)
        for name, value in entered.items()
        if isinstance(answers.get(name), float) and isinstance(value, int | float)
    }
    return {**answers, **numbers}


def json_document(
    given: Consideration,
    told: Report,
    set_aside: Mapping[str, object] | None = None,
    reasons: OpenReasons | None = None,
    entered: Mapping[str, object] | None = None,
    plan: UUID | None = None,
) -> str:
    """One document: answers, reasons, notes, what was not used, the result and its words.

    ``entered`` are the answers as they were typed: a number stands here with all its digits, so
    that a draft holds what was entered, though the rules read two decimals of it.
    """
    saved = SavedPatient(
        disclaimer=told.disclaimer,
        app_version=told.version,
        edition=told.edition,
        content_digest=told.digest,
        today=told.today,
        answers=answers_as_written(_as_typed(given.answers, entered or {})),
        reasons=dict(reasons or {}),
        notes=told.notes,
        set_aside={name: _whole(value) for name, value in (set_aside or {}).items()},
        plan_id=str(plan) if plan else None,
        result=given.result(),
        summary=_TOLD.dump_python(told, mode="json", exclude=_ELSEWHERE),
        references=tuple(
            Cited(id=one.id, text=reference(one, told.words), link=one.link)
            for one in told.references
        ),
    )
    without = None if plan else {"plan_id"}
    return saved.model_dump_json(indent=2, exclude=without) + "\n"
