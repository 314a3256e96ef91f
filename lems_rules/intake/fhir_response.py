"""Takes the answers out of a FHIR R4 QuestionnaireResponse, alone or in a Bundle.

Nothing is decided here: an answer that is no answer to its question is handed on in a form that
the checklist refuses by name, and so is an answer to a question that nobody asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lems_rules.reasoning.result import SCORE
from lems_rules.schema.checklist import AnswerError

# The form and its codes have no address on the web, and so no address is made up for them: a
# random UUID is a name that is nobody else's. They stay the same in every edition.
FORM = "urn:uuid:e47fb67b-b919-4d0e-82aa-71ff94e398a6"
CODES = "urn:uuid:503f1fb5-8946-462e-be1f-ce28a7fd3bac"
# HL7's own extension for a value that is missing, with its reason as a code.
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# Questions of the form that are no items of the checklist. Whatever the form worked out itself
# stands below SCORE, and is worked out again here.
NOTES = "notes"
_DEEPEST = 20  # our own form is three groups deep


def code_of(item: str, option: str) -> str:
    """The code of an option: unique in the form, since "other" means something else each time."""
    return f"{item}.{option}"


def code_of_reason(reason: str) -> str:
    """FHIR's code for why a question was left open."""
    return reason.replace("_", "-")


def document_in_resource(source: Mapping[str, Any]) -> dict[str, Any]:
    """The answers and reasons by item, and the notes, as written in files and not yet checked.

    Raises:
        AnswerError: the resource holds no answers to this checklist; says what was found.
    """
    answers: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for name, values, absent in _asked(_response_in(source), 0):
        if not values:
            reasons |= {name: absent.replace("-", "_")} if absent else {}
        elif name in answers:
            raise AnswerError(f"the file, {name[:60]!r}: answered twice; keep one of the two")
        else:
            answers[name] = values[0] if len(values) == 1 else values
    # An item may stand there once with an answer and once with a reason: it is answered.
    reasons = {name: why for name, why in reasons.items() if name not in (*answers, NOTES)}
    return {"notes": answers.pop(NOTES, ""), "answers": answers, "reasons": reasons}


def _response_in(source: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = source["resourceType"]
    if kind == "Bundle":
        held = (one.get("resource") for one in _objects(source, "entry"))
        found = [
            one
            for one in held
            if isinstance(one, dict) and one.get("resourceType") == "QuestionnaireResponse"
        ]
        if len(found) != 1:
            raise AnswerError(
                f"the file: a FHIR Bundle with {len(found) or 'no'} QuestionnaireResponse"
                f"{'s' if len(found) > 1 else ''}; load one with exactly one"
            )
        return _ours(found[0])
    if kind != "QuestionnaireResponse":
        raise AnswerError(
            f"the file: a FHIR {str(kind)[:60]} holds no answers; "
            "load a QuestionnaireResponse, or a Bundle with one"
        )
    return _ours(source)


def _ours(response: Mapping[str, Any]) -> Mapping[str, Any]:
    form = response.get("questionnaire")
    if form is not None and str(form).partition("|")[0] != FORM:
        raise AnswerError(
            f"the file: answers another form, {str(form)[:80]!r}; "
            f"load a response to the form of this checklist, {FORM!r}"
        )
    if response.get("status") == "entered-in-error":
        raise AnswerError(
            "the file: the response is marked as entered in error; load one that is not"
        )
    return response


def _asked(holder: Mapping[str, Any], depth: int) -> Iterator[tuple[str, list[Any], str | None]]:
    """Each question with its answers and why there is none, whatever groups it stands in."""
    if depth > _DEEPEST:
        raise AnswerError("the file: groups nested too deeply for this form; load another response")
    for item in _objects(holder, "item"):
        name = item.get("linkId")
        if not isinstance(name, str):
            raise AnswerError(
                "the file: an item without a linkId; load a valid FHIR R4 QuestionnaireResponse"
            )
        if name == SCORE or name.startswith(f"{SCORE}."):
            continue
        given = _objects(item, "answer")
        values = [value for one in given if (value := _value(name, one)) is not None]
        yield name, values, next(filter(None, map(_why_absent, (item, *given))), None)
        for inner in (item, *given):
            yield from _asked(inner, depth + 1)


def _value(name: str, answer: Mapping[str, Any]) -> Any:
    """The answer as files write it; None where only a reason for its absence is given."""
    for key, value in answer.items():
        match key:
            case "valueCoding":
                if isinstance(value, dict) and "code" not in value and _reason_at(value):
                    return None
                return _option(name, value)
            case "valueBoolean":
                return "yes" if value is True else "no" if value is False else f"{key}: {value}"
            case "valueDecimal" | "valueInteger" | "valueDate" | "valueString":
                return value
            case _ if key.startswith("value"):
                # With a unit, or of a kind that no question has: refused by name, never guessed.
                return f"{key}: {value}"
    return None


def _why_absent(element: Mapping[str, Any]) -> str | None:
    """The code of the reason why this has no value, if one is given.

    It may stand at the question, at its answer, or where the answer's value would be.
    """
    values = (value for key, value in element.items() if key.removeprefix("_").startswith("value"))
    places = (element, *(value for value in values if isinstance(value, dict)))
    return next(filter(None, map(_reason_at, places)), None)


def _reason_at(place: Mapping[str, Any]) -> str | None:
    for one in _objects(place, "extension"):
        code = one.get("valueCode")
        if one.get("url") == ABSENT and isinstance(code, str):
            return code
    return None


def _option(name: str, coding: object) -> Any:
    code = coding.get("code") if isinstance(coding, dict) else None
    if isinstance(coding, dict) and isinstance(code, str) and coding.get("system") in (None, CODES):
        return code.removeprefix(f"{name}.")
    return f"valueCoding: {coding}"


def _objects(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects, or nothing.

    Raises:
        AnswerError: something else stands there.
    """
    found = holder.get(key) or []
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise AnswerError(f"the file, {key!r}: not a list of objects; load a valid FHIR R4 resource")
