"""The patient as a GA4GH phenopacket, version 2: plain JSON by models of our own.

The `phenopackets` package is held to an old protobuf, so only the tests use it. What the schema
asks for was read in its documentation, https://phenopacket-schema.readthedocs.io.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lems_rules.exports.json_document import answers_as_written
from lems_rules.exports.parts.block import printable
from lems_rules.exports.texts.note import short
from lems_rules.intake.fhir_response import CODES
from lems_rules.knowledge.content import known_diagnoses
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Answer, Item, Phenotype
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.report import Report

SCHEMA = "2.0"
# The release of the ontology that the codes of the checklist were checked against.
HPO_RELEASE = "2025-01-16"
OWN_PREFIX = "LEMSCHECKLIST"
# Units of UCUM; braces hold a count's own name. A time is no measurement.
_UNITS = {"%": "%", "points": "{points}", "pack-years": "{pack-years}"}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)


class OntologyClass(_Part):
    """A term: a compact address and its label."""

    id: str
    label: str


class Age(_Part):
    """An age as ISO 8601 has it, such as ``P62Y``."""

    iso8601duration: str = Field(alias="iso8601duration")  # as protobuf writes this one


class TimeElement(_Part):
    """A time: an age, or a moment in UTC."""

    age: Age | None = None
    timestamp: str | None = None


class Individual(_Part):
    """The subject; ``id`` is the same for everybody, since nobody is named."""

    id: str = "patient"
    sex: str | None = None


class PhenotypicFeature(_Part):
    """A phenotype that was observed, or looked for and not found."""

    type: OntologyClass
    excluded: bool = False


class Quantity(_Part):
    """A number with its unit."""

    unit: OntologyClass
    value: float


class Value(_Part):
    """What a measurement gave: a number or a term."""

    quantity: Quantity | None = None
    ontology_class: OntologyClass | None = None


class Measurement(_Part):
    """A test with its result."""

    assay: OntologyClass
    value: Value
    time_observed: TimeElement | None = None


class Disease(_Part):
    """A disease whose published criteria are met."""

    term: OntologyClass
    onset: TimeElement | None = None


class Resource(_Part):
    """An ontology or terminology that terms are taken from."""

    id: str
    name: str
    url: str
    version: str
    namespace_prefix: str
    iri_prefix: str


class Update(_Part):
    """A remark on the packet as a whole."""

    timestamp: str
    updated_by: str
    comment: str


class MetaData(_Part):
    """When and with what the packet was made, and what its terms mean."""

    created: str
    created_by: str
    resources: tuple[Resource, ...]
    updates: tuple[Update, ...]
    phenopacket_schema_version: str = SCHEMA


class Phenopacket(_Part):
    """The whole packet. Lists without entries are left out."""

    id: str
    subject: Individual
    phenotypic_features: tuple[PhenotypicFeature, ...] | None
    measurements: tuple[Measurement, ...] | None
    diseases: tuple[Disease, ...] | None
    meta_data: MetaData


def phenopacket(given: Consideration, told: Report) -> str:
    """The packet as JSON."""
    made = _Packet(given, told).packet()
    return made.model_dump_json(by_alias=True, exclude_none=True, indent=2) + "\n"


class _Packet:
    def __init__(self, given: Consideration, told: Report) -> None:
        self.given, self.told = given, told
        self.say = Presenter(given.content)
        self.moment = f"{told.today}T00:00:00Z"
        self.by = f"LEMS checklist {told.version}"
        self.roles = given.content.checklist.roles
        self.used = {self.roles.onset_age} if self._diseased() else set[str]()

    def packet(self) -> Phenopacket:
        features, measurements = tuple(self._features()), tuple(self._measurements())
        self.used.add(self.roles.sex.item)
        diseases = tuple(self._diseases())
        prefixes = {
            *(one.type.id.split(":")[0] for one in features),
            *(one.id.split(":")[0] for test in measurements for one in _terms(test)),
            *(one.term.id.split(":")[0] for one in diseases),
        }
        return Phenopacket(
            id=str(uuid5(NAMESPACE_URL, f"{CODES}/{self._everything()}")),
            subject=Individual(sex=self._sex()),
            phenotypic_features=features or None,
            measurements=measurements or None,
            diseases=diseases or None,
            meta_data=MetaData(
                created=self.moment,
                created_by=self.by,
                resources=tuple(
                    one for one in self._resources() if one.namespace_prefix in prefixes
                ),
                updates=tuple(
                    Update(timestamp=self.moment, updated_by=self.by, comment=text)
                    for text in self._comments()
                ),
            ),
        )

    def _sex(self) -> str | None:
        asked = self.roles.sex
        codes = {asked.female: "FEMALE", asked.male: "MALE", asked.other: "OTHER_SEX"}
        answer = self.given.answers.get(asked.item)
        return None if answer is None else codes[str(answer)]

    def _everything(self) -> str:
        """The same for the same answers, however they are ordered."""
        return json.dumps(answers_as_written(self.given.answers), sort_keys=True)

    def _items(self) -> Iterator[tuple[Item, Answer]]:
        for item in self.given.content.checklist.items:
            if item.id in self.given.answers:
                yield item, self.given.answers[item.id]

    def _features(self) -> Iterator[PhenotypicFeature]:
        """Each term once; only a plain no says that a feature was looked for and not found."""
        present: dict[str, Phenotype] = {}
        denied: dict[str, Phenotype] = {}
        for item, value in self._items():
            if item.hpo:
                (present if value == "yes" else denied)[item.hpo.id] = item.hpo
                self.used.add(item.id)
            for option in item.options:
                if option.id == value and option.hpo:
                    present[option.hpo.id] = option.hpo
                    self.used.add(item.id)
        for term in present.values():
            yield PhenotypicFeature(type=OntologyClass(id=term.id, label=term.label))
        for term in denied.values():
            if term.id not in present:
                kind = OntologyClass(id=term.id, label=term.label)
                yield PhenotypicFeature(type=kind, excluded=True)

    def _measurements(self) -> Iterator[Measurement]:
        """Numbers, and results of laboratory and imaging tests in the words of the checklist."""
        effort = {one.id: one.effort for one in self.given.content.checklist.sections}
        for item, value in self._items():
            if item.kind == "number" and item.unit in _UNITS:
                assert isinstance(value, float)
                unit = OntologyClass(id=f"UCUM:{_UNITS[item.unit]}", label=item.unit)
                measured = Value(quantity=Quantity(unit=unit, value=value))
            elif item.kind == "choice" and effort[item.section] != "bedside":
                name = f"{OWN_PREFIX}:{item.id}.{value}"
                term = OntologyClass(id=name, label=item.wording(value))
                measured = Value(ontology_class=term)
            else:
                continue
            self.used.add(item.id)
            yield Measurement(
                assay=OntologyClass(id=f"{OWN_PREFIX}:{item.id}", label=item.label),
                value=measured,
                time_observed=self._observed(item.id),
            )

    def _observed(self, item_id: str) -> TimeElement | None:
        name = next((scan.date for scan in self.roles.scans if scan.item == item_id), "")
        if name not in self.given.answers:
            return None
        self.used.add(name)
        return TimeElement(timestamp=f"{self.given.answers[name]}T00:00:00Z")

    def _diseased(self) -> bool:
        return self.given.conclusions.level().id == self.given.content.suspicion.met

    def _diseases(self) -> Iterator[Disease]:
        if not self._diseased():
            return
        age = self.given.answers.get(self.roles.onset_age)
        onset = TimeElement(age=Age(iso8601duration=_duration(age))) if age is not None else None
        content, words = self.given.content, self.told.words
        title = known_diagnoses(content)[content.edition.disease.id]
        term = OntologyClass(id=words["phenopacket_disease"], label=title)
        yield Disease(term=term, onset=onset)

    def _resources(self) -> Iterator[Resource]:
        told = self.told
        for name, title, url, version, prefix, iri in (
            (
                "hp",
                "Human Phenotype Ontology",
                "http://purl.obolibrary.org/obo/hp.owl",
                HPO_RELEASE,
                "HP",
                "http://purl.obolibrary.org/obo/HP_",
            ),
            (
                "orphanet",
                "Orphanet",
                "https://www.orpha.net",
                HPO_RELEASE,
                "ORPHA",
                "https://www.orpha.net/en/disease/detail/",
            ),
            (
                "ucum",
                "Unified Code for Units of Measure",
                "https://ucum.org",
                "2.1",
                "UCUM",
                "https://ucum.org/",
            ),
            ("lemschecklist", "LEMS checklist", CODES, told.edition, OWN_PREFIX, f"{CODES}#"),
        ):
            yield Resource(
                id=name,
                name=title,
                url=url,
                version=version,
                namespace_prefix=prefix,
                iri_prefix=iri,
            )

    def _comments(self) -> Iterator[str]:
        words, told = self.told.words, self.told
        yield short(told)
        yield words["phenopacket_denied"].strip()
        if not self._diseased():
            yield words["phenopacket_no_disease"]
        missing = "; ".join(one.says for section in told.missing for one in section.items)
        if missing:
            yield words["phenopacket_missing"].format(labels=missing)
        rest = [
            self.say.answer(item, self.given.answers)
            for item, _ in self._items()
            if item.id not in self.used
        ]
        if rest:
            yield words["phenopacket_elsewhere"].format(phrases="; ".join(rest))
        for text in told.not_used:
            yield f"{words['summary_not_used']}: {printable(text)}"
        if told.notes:
            yield f"{words['summary_notes']}: {told.notes}"
        labels = "; ".join(f"{one.short}, {one.link}" for one in told.references)
        yield words["phenopacket_references"].format(labels=labels)


def _terms(test: Measurement) -> Iterator[OntologyClass]:
    yield test.assay
    if test.value.quantity:
        yield test.value.quantity.unit
    if test.value.ontology_class:
        yield test.value.ontology_class


def _duration(years: Answer) -> str:
    """The age in whole years and months that were completed: an age is never rounded up."""
    assert isinstance(years, float)
    whole, months = divmod(math.floor(Decimal(repr(years)) * 12), 12)
    return f"P{whole}Y{months}M" if months else f"P{whole}Y"
