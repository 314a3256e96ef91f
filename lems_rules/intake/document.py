"""The door for files: answers in JSON, FHIR or our own CSV, from a command or an upload."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lems_rules.intake.csv_sheet import answers_in_sheet, separator_of
from lems_rules.intake.fhir_response import document_in_resource
from lems_rules.schema.checklist import AnswerError

MOST_BYTES = 1_048_576
MOST_NOTES = 4_000


@dataclass(frozen=True, slots=True)
class Document:
    """The answers as written, not yet read, and the free text that goes with them.

    ``reasons`` say by item why a question was left open, as written (`open_reason.read_reasons`).
    ``set_aside`` is what a draft holds of answers that were entered and could not be used;
    ``made`` is everything else that the file says of itself, as it stands there.
    """

    answers: Mapping[str, Any]
    notes: str = ""
    reasons: Mapping[str, Any] = field(default_factory=dict)
    set_aside: Mapping[str, Any] = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)


def read_document(data: bytes) -> Document:
    """Take an answers document apart.

    That is a flat object, any object with an ``answers`` key, a FHIR resource, or our own CSV.

    Raises:
        AnswerError: too large, not UTF-8, not JSON, a key twice, not an object, bad notes or
            reasons, or a FHIR resource without answers to this checklist.
    """
    if len(data) > MOST_BYTES:
        raise AnswerError(
            f"the file: {len(data):,} bytes is more than 1 MiB; a checklist needs a few kilobytes, "
            "check that this is the right file"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise AnswerError(
            f"the file: byte {error.start} is not UTF-8; save the file as UTF-8 text"
        ) from None
    separator = separator_of(text)
    source = answers_in_sheet(text, separator) if separator else _object_in(text)
    if not isinstance(source, dict):
        raise AnswerError(
            f"the file: expected an object, found {_kind(source)}; "
            'write an object such as {"ptosis": "no"}'
        )
    if "resourceType" in source:
        source = document_in_resource(source)
    if "answers" not in source:
        return Document(source)
    answers = _object_under(source, "answers", '{"ptosis": "no"}')
    reasons = _object_under(source, "reasons", '{"ptosis": "not_asked"}')
    notes = source.get("notes", "")
    notes = "" if notes is None else notes
    if not isinstance(notes, str):
        raise AnswerError(f"the file, 'notes': expected text, found {_kind(notes)}; write text")
    if len(notes) > MOST_NOTES:
        raise AnswerError(
            f"the file, 'notes': {len(notes):,} characters is more than 4,000; shorten the text"
        )
    try:
        notes.encode()
    except UnicodeEncodeError:
        raise AnswerError(
            "the file, 'notes': holds half a character that no text can hold; type it again"
        ) from None
    aside = source.get("set_aside")
    read = ("answers", "notes", "reasons")
    made = {name: value for name, value in source.items() if name not in read}
    return Document(answers, notes, reasons, aside if isinstance(aside, dict) else {}, made)


def _object_under(source: Mapping[str, Any], key: str, example: str) -> dict[str, Any]:
    found = source.get(key, {})
    if not isinstance(found, dict):
        raise AnswerError(
            f"the file, {key!r}: expected an object, found {_kind(found)}; "
            f"write an object such as {example}"
        )
    return found


def _object_in(text: str) -> Any:
    try:
        source = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise AnswerError(
            f"the file, line {error.lineno} column {error.colno}: not JSON ({error.msg}); "
            'write an object such as {"ptosis": "no"}'
        ) from None
    except RecursionError:
        raise AnswerError("the file: nested too deeply; write a flat object") from None
    except ValueError as error:
        if isinstance(error, AnswerError):
            raise
        raise AnswerError("the file: a number has too many digits; shorten it") from None
    return source


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise AnswerError(f"the file, {twice[:60]!r}: written twice; keep one of the two")
    return found


def _no_constant(name: str) -> Any:
    raise AnswerError(f"the file: {name} is not a number that can be used; leave the item out")


def _kind(value: object) -> str:
    names = {list: "a list", str: "text", bool: "true or false", dict: "an object"}
    if value is None:
        return "null"
    return names.get(type(value), "a number")
