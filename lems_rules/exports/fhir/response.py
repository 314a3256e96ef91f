"""The answers of one patient as a FHIR R4 QuestionnaireResponse.

What was not answered is left out, unless a reason was given: then the question stands there with
its reason and without an answer. The response follows the form item by item, so that each answer
stands where the form asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from lems_rules.exports.fhir.datatype import Json, option_coding, plain
from lems_rules.exports.fhir.questionnaire import (
    AT_LEAST,
    AT_MOST,
    KNOWN,
    point_link,
    questionnaire,
)
from lems_rules.intake.fhir_response import ABSENT, FORM, NOTES, code_of_reason
from lems_rules.intake.open_reason import OpenReasons
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Answer, Item


def response(
    given: Consideration, notes: str, subject: Json, reasons: OpenReasons | None = None
) -> Json:
    """The answers, reasons and notes; ``in-progress`` as long as a question is open."""
    form = questionnaire(given.content)
    held = {name: {"answer": [value]} for name, value in _values(given, notes)}
    held |= {
        name: {"extension": [{"url": ABSENT, "valueCode": code_of_reason(reason)}]}
        for name, reason in (reasons or {}).items()
    }
    items = list(_held(form["item"], held))
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{FORM}|{form['version']}",
        "status": "in-progress" if given.unanswered else "completed",
        "subject": subject,
        "authored": given.today.isoformat(),
        **({"item": items} if items else {}),
    }


def _held(items: Iterable[Json], held: Mapping[str, Json]) -> Iterator[Json]:
    """The items of the form that hold something, in the groups that they stand in."""
    for item in items:
        link, text = item["linkId"], item["text"]
        if item["type"] == "group":
            if inner := list(_held(item["item"], held)):
                yield {"linkId": link, "text": text, "item": inner}
        elif link in held:
            yield {"linkId": link, "text": text, **held[link]}


def _values(given: Consideration, notes: str) -> Iterator[tuple[str, Json]]:
    """Every answer by its linkId: the answers given, the notes, and what the form works out."""
    for name, value in given.answers.items():
        yield name, _value(given.content.checklist.item(name), value)
    if notes.strip():
        yield NOTES, {"valueString": plain(notes)}
    if given.conclusions.score_refusal() is not None:
        return
    reach = given.conclusions.score()
    for item, verdict in zip(given.content.points, given.conclusions.score_items(), strict=True):
        if verdict is not Verdict.UNKNOWN:
            yield point_link(item), {"valueBoolean": verdict is Verdict.YES}
    yield AT_LEAST, {"valueInteger": reach.low}
    yield AT_MOST, {"valueInteger": reach.high}
    if reach.known:
        yield KNOWN, {"valueInteger": reach.low}


def _value(item: Item, value: Answer) -> Json:
    if isinstance(value, date):
        return {"valueDate": value.isoformat()}
    if isinstance(value, str):
        return {"valueCoding": option_coding(item, value)}
    return {"valueInteger": int(value)} if item.whole else {"valueDecimal": value}
