"""The resources of a patient's record as they come: which of them count, and what they hold.

They come from another program, so anything may stand anywhere. What is not understood is passed
over, and never guessed: a modifier that may turn the meaning round, a status that is not known, the
resource of another patient.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from lems_rules.schema.questions.item import YEARS
from lems_rules.schema.record import Concept, Record

Resource = Mapping[str, Any]
Span = tuple[date, date]  # the first and the last day that a date may mean

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?", re.ASCII)
_RESULTS = ("final", "amended", "corrected")
_ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order")
# Of each kind of entry about a medicine, the statuses of what is taken now and of what was.
_MEDICINES = {
    "MedicationRequest": (("active",), ("active", "completed")),
    "MedicationStatement": (("active",), ("active", "completed", "stopped", "on-hold")),
    "MedicationAdministration": (("in-progress",), ("in-progress", "completed", "stopped")),
}


def usable(resources: Iterable[object]) -> list[Resource]:
    """The resources of one patient that can be understood, out of bundles and lists of them.

    Where a patient is among them, what belongs to another one is left out; two patients, nothing.
    """
    found = [one for one in _unpacked(resources) if _is_plain(one)]
    patients = [one.get("id") for one in found if one.get("resourceType") == "Patient"]
    if len(patients) > 1:
        return []  # whose is the rest?
    return [one for one in found if not patients or _is_of(one, patients[0])]


def _unpacked(resources: Iterable[object]) -> Iterator[Resource]:
    for one in resources:
        if not isinstance(one, Mapping):
            continue
        if one.get("resourceType") == "Bundle":
            held = (entry.get("resource") for entry in objects(one, "entry"))
            yield from (inner for inner in held if isinstance(inner, Mapping))
        else:
            yield one


def _is_plain(resource: Resource) -> bool:
    return not resource.get("modifierExtension") and not resource.get("implicitRules")


def _is_of(resource: Resource, patient: object) -> bool:
    whose = resource.get("subject", resource.get("patient"))
    said = whose.get("reference") if isinstance(whose, Mapping) else None
    return not isinstance(said, str) or said.rpartition("/")[2] == patient


def objects(holder: object, key: str) -> list[Resource]:
    """The objects of a list, or the one object; empty where something else stands there."""
    found = holder.get(key) if isinstance(holder, Mapping) else None
    listed = found if isinstance(found, list) else [found]
    return [one for one in listed if isinstance(one, Mapping)]


def codings(concept: object) -> list[tuple[object, str]]:
    """The system and the code of each coding of a concept."""
    found = ((one.get("system"), one.get("code")) for one in objects(concept, "coding"))
    return [(system, code) for system, code in found if isinstance(code, str)]


def of_kind(resources: Iterable[Resource], *kinds: str) -> Iterator[Resource]:
    """The resources of these types."""
    return (one for one in resources if one.get("resourceType") in kinds)


class Finder:
    """Finds the concepts of ``record.yaml`` in concepts of FHIR."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def is_of(self, coded: object, concepts: Collection[Concept]) -> bool:
        """Whether a coding of it is among the codes of one of the concepts."""
        systems = self.record.systems
        return any(
            system == systems[one.system] and one.covers(code)
            for system, code in codings(coded)
            for concept in concepts
            for one in concept.codes
        )

    def concepts(self, names: Iterable[str]) -> list[Concept]:
        """The concepts of these ids."""
        return [self.record.concept(name) for name in names]


def says_code(concept: object, *allowed: str) -> bool:
    """Whether a coding has one of these codes, whatever system it names."""
    return any(code in allowed for _, code in codings(concept))


def is_confirmed(condition: Resource, ever: bool) -> bool:
    """Whether a condition was confirmed, and is not over where only the present counts."""
    if not says_code(condition.get("verificationStatus"), "confirmed"):
        return False
    return ever or not says_code(condition.get("clinicalStatus"), "inactive", "resolved")


def is_result(resource: Resource) -> bool:
    """Whether an observation or a report is final and was not entered in error."""
    return resource.get("status") in _RESULTS


def is_taken(medicine: Resource, ever: bool, long_term: bool) -> bool:
    """Whether an entry says that the medicine is, or was, meant to be in the patient."""
    now, past = _MEDICINES[medicine["resourceType"]]
    if medicine.get("status") not in (past if ever else now) or medicine.get("doNotPerform"):
        return False
    if medicine["resourceType"] == "MedicationRequest" and medicine.get("intent") not in _ORDERS:
        return False
    return not long_term or says_code(medicine.get("courseOfTherapyType"), "continuous")


def medicine_of(entry: Resource, resources: Iterable[Resource]) -> list[object]:
    """What an entry is about: its own concept, and that of the medicine it refers to."""
    found: list[object] = [entry.get("medicationCodeableConcept")]
    reference = entry.get("medicationReference")
    said = reference.get("reference") if isinstance(reference, Mapping) else None
    if isinstance(said, str):
        here = said.removeprefix("#").rpartition("/")[2]
        held = (*objects(entry, "contained"), *of_kind(resources, "Medication"))
        found += [one.get("code") for one in held if one.get("id") == here]
    return found


def span(text: object) -> Span | None:
    """The days that a date of FHIR may mean; None for what is no date of a life."""
    found = _DATE.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if year not in YEARS or month not in (None, *range(1, 13)):
        return None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return date(year, month, 1), date(year, month, last)
    return (date(year, month, day),) * 2 if 1 <= day <= last else None


def day_of(resource: Resource) -> date | None:
    """The day of an observation or a report; None where it is not known to the day."""
    period = next(iter(objects(resource, "effectivePeriod")), {})
    found = span(resource.get("effectiveDateTime", period.get("start")))
    return found[0] if found and found[0] == found[1] else None
