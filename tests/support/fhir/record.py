"""A made-up patient's record in FHIR R4: one entry for each mapping of ``content/record.yaml``."""

from __future__ import annotations

from datetime import date
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.schema.record import Concept

Resource = dict[str, Any]
TODAY = date(2026, 3, 1)
ONSET = "2025-06-10"
_V3 = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
# What the whole record answers, written by hand.
ANSWERS: dict[str, str | float] = {
    "sex": "male",
    "lems_established": "yes",
    "age_at_onset_years": 61.0,
    "ever_smoked": "yes",
    "weight_loss_percent": 10.0,
    "known_cancer": "sclc",
    "sclc_in_remission": "yes",
    "checkpoint_inhibitor": "yes",
    "statin_use": "yes",
    "steroid_use": "yes",
    "magnesium_source": "yes",
    "hyponatraemia": "yes",
    "potassium": "high",
    "creatine_kinase": "normal",
    "thyroid_function": "normal",
    "chest_ct_date": "2025-08-02",
}


def record(content: Content) -> dict[str, Resource]:
    """The whole record by names of our own."""

    def code(name: str, place: int = 0) -> Resource:
        return concept(content, content.record.concept(name), place)

    return {
        "patient": {
            "resourceType": "Patient",
            "id": "p",
            "gender": "male",
            "birthDate": "1964-05-20",
        },
        "lems": condition(code("lems"), onsetDateTime=ONSET),
        "cancer": condition(code("small_cell_lung_cancer"), "remission"),
        "smoking": {
            **observation(code("smoking_status"), "2025-01-01"),
            "valueCodeableConcept": code("has_smoked", 5),
        },
        "weight before": weight(code("body_weight"), "2025-05-01", 80),
        "weight after": weight(code("body_weight"), "2025-09-01", 72),
        "checkpoint inhibitor": medicine(code("checkpoint_inhibitor"), "completed"),
        "statin": medicine(code("statin")),
        "steroid": {
            **medicine(code("steroid")),
            "courseOfTherapyType": {"coding": [{"code": "continuous"}]},
        },
        "magnesium": medicine(code("magnesium_infusion")),
        "sodium": result(code("sodium"), "L"),
        "potassium": result(code("potassium"), "HH"),
        "creatine kinase": result(code("creatine_kinase"), "N"),
        "thyrotropin": result(code("thyrotropin"), "N"),
        "chest CT": {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "code": code("chest_ct"),
            "subject": {"reference": "Patient/p"},
            "effectiveDateTime": "2025-08-02T10:00:00+02:00",
        },
    }


def concept(content: Content, one: Concept, place: int = 0) -> Resource:
    """A concept under one of its codes; of a group one member."""
    code = one.codes[place]
    written = f"{code.code}01" if code.group else code.code
    system = content.record.systems[code.system]
    return {"coding": [{"system": system, "code": written, "display": code.display}]}


def condition(code: Resource, status: str = "active", **more: object) -> Resource:
    return {
        "resourceType": "Condition",
        "code": code,
        "subject": {"reference": "Patient/p"},
        "verificationStatus": {"coding": [{"code": "confirmed"}]},
        "clinicalStatus": {"coding": [{"code": status}]},
        **more,
    }


def observation(code: Resource, on: str) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": code,
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": on,
    }


def result(code: Resource, interpretation: str, on: str = "2026-02-01") -> Resource:
    coded = {"coding": [{"system": _V3, "code": interpretation}]}
    return {**observation(code, on), "interpretation": [coded]}


def weight(code: Resource, on: str, kg: float) -> Resource:
    unit = {"system": "http://unitsofmeasure.org", "code": "kg", "unit": "kg"}
    return {**observation(code, on), "valueQuantity": {"value": kg, **unit}}


def medicine(code: Resource, status: str = "active") -> Resource:
    return {
        "resourceType": "MedicationRequest",
        "status": status,
        "intent": "order",
        "medicationCodeableConcept": code,
        "subject": {"reference": "Patient/p"},
        "authoredOn": "2025-10-01",
    }
