"""One patient as a FHIR R4 Bundle: the form, the answers, the score, the proposals and the plan.

The bundle is a ``collection``: it asks no server to do anything. The patient in it has no data at
all, and is there because a risk, a request and a plan have to be about somebody.
"""

from __future__ import annotations

import json
from uuid import UUID, uuid5

from lems_rules.exports.fhir.datatype import Json, stamp
from lems_rules.exports.fhir.narrative import of_text
from lems_rules.exports.fhir.plan import care_plan, service_requests
from lems_rules.exports.fhir.questionnaire import questionnaire
from lems_rules.exports.fhir.response import response
from lems_rules.exports.fhir.risk import risk_assessments
from lems_rules.exports.json_document import answers_as_written
from lems_rules.reasoning.assessment import Consideration
from lems_rules.wording.summary.report import Report

_RESOURCES = UUID("95f0f18d-2caf-4409-baad-8d374a2224bd")


def fhir_bundle(given: Consideration, told: Report, plan: UUID | None = None) -> str:
    """The bundle as JSON; the same patient, content and day always give the same text.

    ``plan`` is what the plan is called in calendars, once it has a name.
    """
    names = _Names(given, told, plan)
    subject = {"reference": names.of("Patient")}
    answers = {"reference": names.of("QuestionnaireResponse")}
    resources = [
        care_plan(given, told, subject, answers, plan),
        *risk_assessments(given, told, subject, answers),
        *service_requests(given, told, subject, answers),
        response(given, told.notes, subject, told.reasons),
        questionnaire(given.content),
        {"resourceType": "Patient", "text": of_text(told.privacy)},
    ]
    made = stamp(told)
    tree = {
        "resourceType": "Bundle",
        "meta": made,
        "type": "collection",
        "entry": [
            {"fullUrl": names.next(one["resourceType"]), "resource": {**one, "meta": made}}
            for one in resources
        ],
    }
    return _written(tree)


class _Names:
    """A name for each entry, made from what it holds, so that it is the same each time."""

    def __init__(self, given: Consideration, told: Report, plan: UUID | None) -> None:
        held = [told.version, told.digest, told.today, told.notes]
        held += [f"{name} {why}" for name, why in told.reasons.items()]
        held += [*told.not_used, *([str(plan)] if plan else [])]
        self._patient = json.dumps([*held, answers_as_written(given.answers)], sort_keys=True)
        self._count: dict[str, int] = {}

    def of(self, kind: str, place: int = 1) -> str:
        """The name of the entry of this kind."""
        return f"urn:uuid:{uuid5(_RESOURCES, f'{kind} {place} {self._patient}')}"

    def next(self, kind: str) -> str:
        """The name of the next entry of this kind."""
        self._count[kind] = self._count.get(kind, 0) + 1
        return self.of(kind, self._count[kind])


def _written(tree: Json) -> str:
    """The bundle as the models of FHIR R4 write it, which refuse what is not one."""
    from fhir.resources.R4B.bundle import Bundle  # it takes a moment, and only this needs it

    return Bundle.model_validate(tree).model_dump_json(indent=2) + "\n"
