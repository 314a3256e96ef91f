"""The answers with their result as JSON: a draft to load again, and a record to read by machine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from lems_rules.exports.parts.block import reference
from lems_rules.intake.open_reason import Reasons
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.checklist import Answers
from lems_rules.wording.report import Report

# The whole report goes along in words, less what stands elsewhere in the document.
_TOLD: TypeAdapter[Report] = TypeAdapter(Report)
_ELSEWHERE = {"words", "notes", "version", "edition", "digest", "today", "references"}


class Cited(BaseModel):
    """A reference, and where it is found."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    link: str


class SavedPatient(BaseModel):
    """The document. ``answers`` are read back; ``result`` and ``summary`` tell what they gave.

    ``reasons`` say why a question was left open; ``set_aside`` is what was entered and could not
    be used.
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


def json_document(
    given: Consideration,
    told: Report,
    set_aside: Mapping[str, object] | None = None,
    reasons: Reasons | None = None,
) -> str:
    """One document: answers, reasons, notes, what was not used, the result and its words."""
    saved = SavedPatient(
        disclaimer=told.disclaimer,
        app_version=told.version,
        edition=told.edition,
        content_digest=told.digest,
        today=told.today,
        answers=answers_as_written(given.answers),
        reasons=dict(reasons or {}),
        notes=told.notes,
        set_aside={name: _whole(value) for name, value in (set_aside or {}).items()},
        result=given.result(),
        summary=_TOLD.dump_python(told, mode="json", exclude=_ELSEWHERE),
        references=tuple(
            Cited(id=one.id, text=reference(one, told.words), link=one.link)
            for one in told.references
        ),
    )
    return saved.model_dump_json(indent=2) + "\n"
