"""The door for files: answers in JSON, FHIR or our own CSV, from a command or an upload.

What a file may cost is bounded here: its size, its depth, and how many answers it brings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lems_rules.intake.csv_sheet import answers_in_sheet, separator_of
from lems_rules.intake.fhir_response import document_in_resource
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import quoted

MOST_BYTES = 1_048_576
MOST_NOTES = 4_000
MOST_ANSWERS = 1_000  # a checklist has about a hundred questions
MOST_DEPTH = 64  # our own FHIR bundle needs 15

Source = Literal["json", "csv", "fhir"]
_Place = tuple["_Place", str] | None  # where a value stands: the place around it, and its key


@dataclass(frozen=True, slots=True)
class Document:
    """The answers as written, not yet read, and the free text that goes with them.

    ``reasons`` say by item why a question was left open, as written (`open_reason.read_reasons`).
    ``set_aside`` is what a draft holds of answers that were entered and could not be used;
    ``made`` is everything else that the file says of itself, as it stands there; ``source`` is
    what it was written in.
    """

    answers: Mapping[str, Any]
    notes: str = ""
    reasons: Mapping[str, Any] = field(default_factory=dict)
    set_aside: Mapping[str, Any] = field(default_factory=dict)
    made: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    source: Source = field(default="json", compare=False, repr=False)


def read_document(data: bytes, checklist: Checklist | None = None) -> Document:
    """Take an answers document apart.

    That is a flat object, any object with an ``answers`` key, a FHIR resource, or our own CSV.
    Only with the ``checklist`` can a FHIR display be held against its code, and a unit against
    that of its question: without it no display is looked at, and a number with a unit is refused.

    Raises:
        AnswerError: too large or too deep, not UTF-8, not JSON, a key twice, half a character,
            not an object, too many answers, bad notes or reasons, or a FHIR resource without
            answers to this checklist.
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
    written_in: Source = "csv" if separator else "json"
    if written_in == "json" and "resourceType" in source:
        written_in = "fhir"
        source = document_in_resource(source, checklist)
    if "answers" not in source:
        return Document(_few(source))
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
    aside = source.get("set_aside")
    read = ("answers", "notes", "reasons")
    made = {name: value for name, value in source.items() if name not in read}
    return Document(
        answers,
        notes,
        reasons,
        _few(aside, ", 'set_aside'") if isinstance(aside, dict) else {},
        made,
        written_in,
    )


def _object_under(source: Mapping[str, Any], key: str, example: str) -> dict[str, Any]:
    found = source.get(key, {})
    if not isinstance(found, dict):
        raise AnswerError(
            f"the file, {key!r}: expected an object, found {_kind(found)}; "
            f"write an object such as {example}"
        )
    return _few(found, f", {key!r}")


def _few(found: dict[str, Any], where: str = "") -> dict[str, Any]:
    if len(found) > MOST_ANSWERS:
        raise AnswerError(
            f"the file{where}: {len(found):,} entries are more than {MOST_ANSWERS:,}; "
            "check that this is the right file"
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
        raise _too_deep() from None
    except ValueError as error:
        if isinstance(error, AnswerError):
            raise
        raise AnswerError("the file: a number has too many digits; shorten it") from None
    _refuse_what_no_file_can_hold(source)
    return source


def _refuse_what_no_file_can_hold(source: Any) -> None:
    r"""Half characters in any key or text, and more depth than a file can need.

    Half a surrogate pair is valid JSON (``"\ud800"``) and cannot be written as UTF-8 again.
    """
    places: list[tuple[Any, _Place, int]] = [(source, None, 0)]
    while places:
        value, place, depth = places.pop()
        if depth > MOST_DEPTH:
            raise _too_deep()
        if isinstance(value, str):
            _refuse_half_characters(value, place)
        elif isinstance(value, dict):
            for key, inner in value.items():
                _refuse_half_characters(key, (place, key))
                places.append((inner, (place, key), depth + 1))
        elif isinstance(value, list):
            places.extend((inner, place, depth + 1) for inner in value)


def _refuse_half_characters(text: str, place: _Place) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError:
        raise AnswerError(
            f"the file{_where(place)}: holds half a character that no text can hold; type it again"
        ) from None


def _where(place: _Place) -> str:
    """The keys on the way to a value, the outermost and the two innermost of them."""
    keys: list[str] = []
    while place is not None:
        place, key = place
        keys.insert(0, quoted(key))
    return "".join(f", {key}" for key in (keys[:1] + keys[1:][-2:]))


def _too_deep() -> AnswerError:
    return AnswerError("the file: nested too deeply; write a flat object")


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise AnswerError(f"the file, {quoted(key)}: written twice; keep one of the two")
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise AnswerError(f"the file: {name} is not a number that can be used; leave the item out")


def _kind(value: object) -> str:
    names = {list: "a list", str: "text", bool: "true or false", dict: "an object"}
    if value is None:
        return "null"
    return names.get(type(value), "a number")
