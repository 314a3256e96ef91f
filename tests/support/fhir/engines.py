"""What a form works out for a response: by two FHIRPath engines, and by the rules themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import fhirpathpy
from fhirpathpy.models import models

from lems_rules.exports.fhir.questionnaire import (
    AT_LEAST,
    AT_MOST,
    CALCULATE,
    ENABLE,
    KNOWN,
    RANGE,
    VARIABLE,
    point_link,
)
from lems_rules.intake.fhir_response import SCORE
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration
from tests.support.fhir.chain import Json, items_of, node
from tests.support.outside import need

# Without the model fhirpathpy does not know that `value` may be valueCoding or valueDecimal.
R4 = models["r4"]
# The engine and the packages it stands on.
FHIRPATH_JS = (
    *("fhirpath", "@lhncbc/ucum-lhc", "@loxjs/url-join", "antlr4", "date-fns", "decimal.js"),
    *("is-finite", "is-integer"),
)
Worked = dict[str, Any]


def variables(form: Json) -> dict[str, str]:
    """The variables of a form with their expressions, in order."""
    found = [one["valueExpression"] for one in form["extension"] if one["url"] == VARIABLE]
    return {one["name"]: one["expression"] for one in found}


def expressions(form: Json) -> dict[str, str]:
    """By linkId, what each item of a form works out: its value, or whether it is asked."""
    return {
        item["linkId"]: one["valueExpression"]["expression"]
        for item in items_of(form)
        for one in item.get("extension", ())
        if one["url"] in (CALCULATE, ENABLE)
    }


class Fhirpathpy:
    """A form as fhirpathpy (Python) works it out."""

    def __init__(self, form: Json) -> None:
        self.variables = compiled(variables(form))
        self.wanted = compiled(expressions(form))

    def __call__(self, answered: Json) -> Worked:
        known: Json = {"resource": answered}
        for name, work in self.variables.items():
            known[name] = work(answered, known)
        return {link: next(iter(work(answered, known)), None) for link, work in self.wanted.items()}


def compiled(texts: dict[str, str]) -> dict[str, Callable[[Json, Json], list[Any]]]:
    return {name: fhirpathpy.compile(text, R4) for name, text in texts.items()}


def fhirpath_js(form: Json, responses: Sequence[Json]) -> list[Worked]:
    """A form as fhirpath.js (Node) works it out."""
    for name in FHIRPATH_JS:
        need(name)
    wanted = expressions(form)
    sent = {
        "variables": list(variables(form).items()),
        "wanted": list(wanted.values()),
        "responses": list(responses),
    }
    return [dict(zip(wanted, values, strict=True)) for values in node("fhirpath.cjs", sent)]


def by_the_rules(given: Consideration) -> Worked:
    """The same from the rules: safety, whether a question is asked, DELTA-P."""
    content, done = given.content, given.conclusions
    applies = done.score_refusal() is None
    reach = done.score()
    told: Worked = {f"safety.{rule.id}": done.fires(rule.id) for rule in content.safety}
    for item in content.checklist.items:
        early = done.worth_asking(item.id) or item.id in given.answers
        told[item.id] = done.applies(item.id) and early
    known = {Verdict.YES: True, Verdict.NO: False, Verdict.UNKNOWN: None}
    for item, verdict in zip(content.scores["delta_p"].items, done.score_items(), strict=True):
        told[point_link(item)] = known[verdict] if applies else None
    for exclusion, slot in zip(
        content.scores["delta_p"].exclusions, done.book.score.exclusions, strict=True
    ):
        told[f"{SCORE}.{exclusion.id}"] = done.holds(slot)
    told[f"{SCORE}.not_yet"] = done.score_refusal() == content.scores["delta_p"].not_yet
    told[RANGE] = applies
    told[AT_LEAST] = reach.low if applies else None
    told[AT_MOST] = reach.high if applies else None
    told[KNOWN] = reach.low if applies and reach.known else None
    return told
