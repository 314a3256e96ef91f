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


# What rests on each entry of the record, so that without it these stay open.
RESTS_ON = {
    "patient": {"sex", "age_at_onset_years"},
    "lems": {"lems_established", "age_at_onset_years", "weight_loss_percent", "chest_ct_date"},
    "cancer": {"known_cancer", "sclc_in_remission"},
    "smoking": {"ever_smoked"},
    "weight before": {"weight_loss_percent"},
    "weight after": {"weight_loss_percent"},
    "checkpoint inhibitor": {"checkpoint_inhibitor"},
    "statin": {"statin_use"},
    "steroid": {"steroid_use"},
    "magnesium": {"magnesium_source"},
    "sodium": {"hyponatraemia"},
    "potassium": {"potassium"},
    "creatine kinase": {"creatine_kinase"},
    "thyrotropin": {"thyroid_function"},
    "chest CT": {"chest_ct_date"},
}
# A change to one entry of the record, by which it no longer counts, and the question left open.
NOT_COUNTED: dict[str, tuple[str, Resource, str]] = {
    "a condition that is not confirmed": ("lems", {"verificationStatus": {}}, "lems_established"),
    "a refuted one": (
        "lems",
        {"verificationStatus": {"coding": [{"code": "refuted"}]}},
        "lems_established",
    ),
    "one that is over": (
        "lems",
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        "lems_established",
    ),
    "a cancer that is active": (
        "cancer",
        {"clinicalStatus": {"coding": [{"code": "active"}]}},
        "sclc_in_remission",
    ),
    "a code of another system": (
        "lems",
        {"code": {"coding": [{"code": "G73.1"}]}},
        "lems_established",
    ),
    "an onset by the year": ("lems", {"onsetDateTime": "2025"}, "weight_loss_percent"),
    "a birthday by the year": ("patient", {"birthDate": "1964"}, "age_at_onset_years"),
    "an unknown gender": ("patient", {"gender": "unknown"}, "sex"),
    "a smoker of whom nothing is known": (
        "smoking",
        {"valueCodeableConcept": {"coding": [{"code": "266927001"}]}},
        "ever_smoked",
    ),
    "a preliminary result": ("potassium", {"status": "preliminary"}, "potassium"),
    "an old result": ("potassium", {"effectiveDateTime": "2025-11-30"}, "potassium"),
    "a result without a day": ("potassium", {"effectiveDateTime": "2026-02"}, "potassium"),
    "a result of tomorrow": ("potassium", {"effectiveDateTime": "2026-03-02"}, "potassium"),
    "a result without its meaning": ("potassium", {"interpretation": []}, "potassium"),
    "a stopped medicine": ("statin", {"status": "stopped"}, "statin_use"),
    "a proposal": ("statin", {"intent": "proposal"}, "statin_use"),
    "an order not to": ("statin", {"doNotPerform": True}, "statin_use"),
    "a short course": ("steroid", {"courseOfTherapyType": {}}, "steroid_use"),
    "another patient's": ("statin", {"subject": {"reference": "Patient/q"}}, "statin_use"),
    "what a modifier changes": ("statin", {"modifierExtension": [{"url": "x"}]}, "statin_use"),
    "a weight in pounds": (
        "weight after",
        {"valueQuantity": {"value": 150, "code": "[lb_av]"}},
        "weight_loss_percent",
    ),
    "a weight that is words": (
        "weight after",
        {"valueQuantity": {"value": "72", "code": "kg"}},
        "weight_loss_percent",
    ),
    "a gain": (
        "weight after",
        {"valueQuantity": {"value": 85, "code": "kg"}},
        "weight_loss_percent",
    ),
    "a weight too early to be sure": (
        "weight after",
        {"effectiveDateTime": "2025-07-01"},
        "weight_loss_percent",
    ),
    "a scan before the illness": (
        "chest CT",
        {"effectiveDateTime": "2024-01-01"},
        "chest_ct_date",
    ),
}


def record(content: Content, tested: str = "2026-02-01") -> dict[str, Resource]:
    """The whole record by names of our own, with blood tests of this day."""

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
        "sodium": result(code("sodium"), "L", tested),
        "potassium": result(code("potassium"), "HH", tested),
        "creatine kinase": result(code("creatine_kinase"), "N", tested),
        "thyrotropin": result(code("thyrotropin"), "N", tested),
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
