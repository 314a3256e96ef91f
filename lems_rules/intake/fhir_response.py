"""Takes the answers out of a FHIR R4 QuestionnaireResponse, alone or in a Bundle.

Nothing is decided here: an answer that is no answer to its question is handed on in a form that
the checklist refuses by name, and so is an answer to a question that nobody asked. What FHIR says
must be understood before a resource may be used, and is not, refuses the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lems_rules.reasoning.result import SCORE
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError, Item
from lems_rules.schema.quote import quoted

# The form and its codes have no address on the web, and so no address is made up for them: a
# random UUID is a name that is nobody else's. They stay the same in every edition.
FORM = "urn:uuid:e47fb67b-b919-4d0e-82aa-71ff94e398a6"
CODES = "urn:uuid:503f1fb5-8946-462e-be1f-ce28a7fd3bac"
# The names of plans, which a draft carries along (`exports.parts.plan_name`).
PLANS = "urn:uuid:adf643f9-f7ac-40d9-82fb-f98c4aa5587a"
UCUM = "http://unitsofmeasure.org"
# UCUM has signs for these; any other unit is written as an annotation, {pack-years}.
_UCUM_SIGNS = {"years": "a", "months": "mo", "%": "%"}
# HL7's own extension for a value that is missing, with its reason as a code.
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# Questions of the form that are no items of the checklist. Whatever the form worked out itself
# stands below SCORE, and is worked out again here.
NOTES = "notes"
_STATUSES = ("in-progress", "completed", "amended", "stopped")
_IN_ERROR = "entered-in-error"
_DEEPEST = 20  # our own form is three groups deep


def code_of(item: str, option: str) -> str:
    """The code of an option: unique in the form, since "other" means something else each time."""
    return f"{item}.{option}"


def unit_code(unit: str) -> str:
    """The code of a unit of the checklist in UCUM."""
    return _UCUM_SIGNS.get(unit, f"{{{unit}}}")


def code_of_reason(reason: str) -> str:
    """FHIR's code for why a question was left open."""
    return reason.replace("_", "-")


def document_in_resource(
    source: Mapping[str, Any], checklist: Checklist | None = None
) -> dict[str, Any]:
    """The answers and reasons by item, and the notes, as written in files and not yet checked.

    With them the name of the plan, if the bundle has one plan of ours.

    Raises:
        AnswerError: the resource holds no answers to this checklist; says what was found.
    """
    answers: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    for name, given, absent in _asked(_response_in(source), 0):
        item = checklist.item(name) if checklist and name in checklist else None
        values = [value for one in given if (value := _value(name, one, item)) is not None]
        if not values:
            reasons |= {name: absent.replace("-", "_")} if absent else {}
        elif name in answers:
            raise AnswerError(f"the file, {quoted(name)}: answered twice; keep one of the two")
        else:
            answers[name] = values[0] if len(values) == 1 else values
    # An item may stand there once with an answer and once with a reason: it is answered.
    notes = answers.pop(NOTES, "")
    reasons = {k: why for k, why in reasons.items() if k not in answers and k != NOTES}
    return {"notes": notes, "answers": answers, "reasons": reasons, **_plan_in(source)}


def _plan_in(bundle: Mapping[str, Any]) -> dict[str, Any]:
    held = (one.get("resource") for one in _objects(bundle, "entry"))
    plans = (one for one in held if isinstance(one, dict) and one.get("resourceType") == "CarePlan")
    named = (name for plan in plans for name in _objects(plan, "identifier"))
    found = [one.get("value") for one in named if one.get("system") == PLANS]
    return {"plan_id": found[0]} if len(found) == 1 else {}


def _response_in(source: Mapping[str, Any]) -> Mapping[str, Any]:
    kind = source["resourceType"]
    if kind == "Bundle":
        return _response_among(source)
    if kind != "QuestionnaireResponse":
        raise AnswerError(
            f"the file: a FHIR resource of type {quoted(kind)} holds no answers; "
            "load a QuestionnaireResponse, or a Bundle with one"
        )
    return _ours(source, _forms_in(source))


def _response_among(bundle: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one response of a bundle; those entered in error and to other forms stand beside it."""
    _refuse_modifiers(bundle, _objects(bundle, "entry"))
    forms = _forms_in(bundle)
    held = (one.get("resource") for one in _objects(bundle, "entry"))
    found = [
        one
        for one in held
        if isinstance(one, dict) and one.get("resourceType") == "QuestionnaireResponse"
    ]
    if len(found) > 1:
        found = [one for one in found if one.get("status") != _IN_ERROR] or found[:1]
    if len(found) > 1:
        found = [one for one in found if _is_ours(one, forms)] or found
    if len(found) != 1:
        raise AnswerError(
            f"the file: a FHIR Bundle with {len(found) or 'no'} QuestionnaireResponse"
            f"{'s' if len(found) > 1 else ''}; load one with exactly one"
        )
    return _ours(found[0], forms)


def _ours(response: Mapping[str, Any], forms: frozenset[str]) -> Mapping[str, Any]:
    if not _is_ours(response, forms):
        raise AnswerError(
            f"the file: answers another form, {quoted(response['questionnaire'], 80)}; "
            f"load a response to the form of this checklist, {FORM!r}"
        )
    status = response.get("status")
    if status == _IN_ERROR:
        raise AnswerError(
            "the file: the response is marked as entered in error; load one that is not"
        )
    if status is not None and status not in _STATUSES:
        raise AnswerError(
            f"the file: a response of status {quoted(status)}; load one that is "
            f"{', '.join(_STATUSES)}"
        )
    _refuse_modifiers(response, _elements_below(response))
    return response


def _is_ours(response: Mapping[str, Any], forms: frozenset[str]) -> bool:
    """Whether it answers this form, under its own name or under one that a server gave it.

    Such a name says nothing by itself. The form may be in the file, or the answers are in codes
    that only this form has.
    """
    named = response.get("questionnaire")
    if named is None or (name := str(named).partition("|")[0]) == FORM or name in forms:
        return True
    answers = (one for item in _elements_below(response) for one in _objects(item, "answer"))
    codings = (one["valueCoding"] for one in answers if isinstance(one.get("valueCoding"), dict))
    systems = {coding["system"] for coding in codings if isinstance(coding.get("system"), str)}
    return systems == {CODES}


def _forms_in(holder: Mapping[str, Any]) -> frozenset[str]:
    """The names under which a copy of our form is found in this file."""
    names: set[str] = set()
    entries = _objects(holder, "entry")
    resources = [one for entry in entries if isinstance(one := entry.get("resource"), dict)]
    for one in (holder, *resources):
        for held in _objects(one, "contained"):
            names |= {f"#{held.get('id', '')}"} if _is_the_form(held) else set()
    for entry in entries:
        one = entry.get("resource")
        if isinstance(one, dict) and _is_the_form(one):
            names |= {f"Questionnaire/{one.get('id', '')}", str(entry.get("fullUrl", ""))}
    return frozenset(names)


def _is_the_form(resource: Mapping[str, Any]) -> bool:
    return resource.get("resourceType") == "Questionnaire" and resource.get("url") == FORM


def _elements_below(response: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every item, and every answer, at any depth."""
    waiting: list[Mapping[str, Any]] = [response]
    while waiting:
        holder = waiting.pop()
        for inner in (*_objects(holder, "item"), *_objects(holder, "answer")):
            waiting.append(inner)
            yield inner


def _refuse_modifiers(resource: Mapping[str, Any], elements: Iterable[Mapping[str, Any]]) -> None:
    """FHIR: a modifier may turn the meaning round, and what does not know it must not go on."""
    for one in (resource, *elements):
        if url := next((e.get("url", "") for e in _objects(one, "modifierExtension")), None):
            raise AnswerError(
                f"the file, modifierExtension: {quoted(url, 80)} may change what is said, and is "
                "not understood here; load a response without it"
            )
    if rules := resource.get("implicitRules"):
        raise AnswerError(
            f"the file, implicitRules: {quoted(rules, 80)} may change what is said, and is not "
            "understood here; load a resource without them"
        )


def _asked(
    holder: Mapping[str, Any], depth: int
) -> Iterator[tuple[str, list[dict[str, Any]], str | None]]:
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
        yield name, given, next(filter(None, map(_why_absent, (item, *given))), None)
        for inner in (item, *given):
            yield from _asked(inner, depth + 1)


def _value(name: str, answer: Mapping[str, Any], item: Item | None) -> Any:
    """The answer as files write it; None where only a reason for its absence is given."""
    values = {key: value for key, value in answer.items() if key.startswith("value")}
    if len(values) > 1:
        return f"several values at once: {', '.join(values)}"
    for key, value in values.items():
        match key:
            case "valueCoding":
                if isinstance(value, dict) and "code" not in value and _reason_at(value):
                    return None
                return _option(name, value, item)
            case "valueBoolean":
                return "yes" if value is True else "no" if value is False else _as_it_is(key, value)
            case "valueDecimal" | "valueInteger" | "valueDate" | "valueString":
                return value
            case "valueQuantity" if item is not None and _in_unit(value, item.unit):
                return value["value"]
            case _:
                # With a unit, or of a kind that no question has: refused by name, never guessed.
                return _as_it_is(key, value)
    return None


def _as_it_is(key: str, value: object) -> str:
    return f"{key}: {quoted(value, 200)}"


def _in_unit(quantity: object, unit: str | None) -> bool:
    """Whether this is a plain number in the unit of the question."""
    if not isinstance(quantity, dict) or "value" not in quantity or quantity.get("comparator"):
        return False
    sign = unit_code(unit) if unit else "1"
    code, written = quantity.get("code"), quantity.get("unit")
    if code is not None:
        return code == sign and quantity.get("system") in (None, UCUM)
    return written in (unit, sign) or (unit is None and written is None)


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


def _option(name: str, coding: object, item: Item | None) -> Any:
    code = coding.get("code") if isinstance(coding, dict) else None
    if isinstance(coding, dict) and isinstance(code, str) and coding.get("system") in (None, CODES):
        option = code.removeprefix(f"{name}.")
        shown = coding.get("display")
        if item is None or not isinstance(shown, str) or not _contradicts(item, option, shown):
            return option
        return f"{code}, shown as {shown}: which of the two?"
    return _as_it_is("valueCoding", coding)


def _contradicts(item: Item, option: str, shown: str) -> bool:
    """Whether what a person read beside this code is another answer to the same question.

    A translation, or the wording of another edition, is nothing that could be judged here.
    """
    labels = {one: {one.casefold(), item.wording(one).casefold()} for one in item.option_ids}
    read = " ".join(shown.split()).casefold()
    return read not in labels.get(option, ()) and any(read in one for one in labels.values())


def _objects(holder: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    """A list of objects, or nothing.

    Raises:
        AnswerError: something else stands there.
    """
    found = holder.get(key) or []
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    raise AnswerError(
        f"the file, {quoted(key)}: not a list of objects; load a valid FHIR R4 resource"
    )
