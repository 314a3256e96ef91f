"""What a patient's electronic record answers by itself, by ``content/record.yaml``.

An answer is made of something that is there, and of nothing else: what the record does not hold
stays unanswered, whatever it is. Where two entries answer one question differently, neither does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from lems_rules.intake.fhir_resource import (
    Finder,
    Resource,
    Span,
    codings,
    day_of,
    is_confirmed,
    is_result,
    is_taken,
    medicine_of,
    objects,
    of_kind,
    says_code,
    span,
    usable,
)
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.screening_dates import add_months
from lems_rules.schema.record import Order, RecordMapping

# Codes of http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation.
INTERPRETATIONS: Mapping[str, tuple[str, ...]] = {
    "low": ("L", "LL"),
    "normal": ("N",),
    "high": ("H", "HH"),
    "positive": ("POS",),
    "negative": ("NEG",),
}
MONTHS_BEFORE, MONTHS_AFTER = 6, 3  # of the onset, in which a weight counts
_ENTRIES = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
Value = str | float


@dataclass(frozen=True, slots=True)
class Mark:
    """Where an answer comes from: the mapping that gave it, and the day, where it has one."""

    mapping: RecordMapping
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FromRecord:
    """What a record answers, as written in files, each with its mark.

    ``disagreed`` are the questions that it answers in two ways, and that stay open for that.
    """

    answers: Mapping[str, Value] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
    disagreed: tuple[str, ...] = ()


def read_record(content: Content, resources: Iterable[object], day: date) -> FromRecord:
    """The answers in these resources of FHIR R4; ``day`` is today, and what is later is no answer.

    They may be of any shape: what is not understood answers nothing.
    """
    reader = _Reader(content, usable(resources), day)
    answers: dict[str, Value] = {}
    marks: dict[str, Mark] = {}
    disagreed: list[str] = []
    for mapping in content.record.mappings:
        for value, on in reader.found(mapping):
            if answers.setdefault(mapping.item, value) != value:
                disagreed.append(mapping.item)
            marks.setdefault(mapping.item, Mark(mapping, on))
    for name in dict.fromkeys(disagreed):
        del answers[name], marks[name]
    return FromRecord(answers, marks, tuple(dict.fromkeys(disagreed)))


def orders_in(content: Content, resources: Iterable[object]) -> list[Order]:
    """The orders that a message speaks of, among those that are being written."""
    known = usable(resources)
    finder = Finder(content.record)
    written = [one for entry in of_kind(known, *_ENTRIES) for one in medicine_of(entry, known)]
    return [
        order
        for order in content.record.orders
        if any(finder.is_of(one, finder.concepts([order.id])) for one in written)
    ]


Found = Iterator[tuple[Value, date | None]]


class _Reader:
    def __init__(self, content: Content, resources: list[Resource], day: date) -> None:
        self.content, self.resources, self.day = content, resources, day
        self.finder = Finder(content.record)

    def found(self, mapping: RecordMapping) -> Found:
        """What a mapping answers: nothing, one answer, or several that do not agree."""
        match mapping.reads:
            case "gender":
                return self._gender(mapping)
            case "condition" | "remission":
                return self._condition(mapping)
            case "medicine":
                return self._medicine(mapping)
            case "result" | "coded_result":
                return self._result(mapping)
            case "onset_age":
                return self._age()
            case "weights":
                return self._weight_loss(mapping)
            case _:
                return self._report(mapping)

    def _gender(self, mapping: RecordMapping) -> Found:
        for patient in of_kind(self.resources, "Patient"):
            gender = patient.get("gender")
            if isinstance(gender, str) and gender in mapping.answers:
                yield mapping.answers[gender], None

    def _conditions(self, mapping: RecordMapping) -> Iterator[Resource]:
        concepts = self.finder.concepts(mapping.concepts)
        for one in of_kind(self.resources, "Condition"):
            if is_confirmed(one, mapping.ever) and self.finder.is_of(one.get("code"), concepts):
                yield one

    def _condition(self, mapping: RecordMapping) -> Found:
        for one in self._conditions(mapping):
            in_remission = says_code(one.get("clinicalStatus"), "remission")
            if mapping.reads == "condition" or in_remission:
                yield mapping.answers["present"], _day(one.get("recordedDate"))

    def _medicine(self, mapping: RecordMapping) -> Found:
        concepts = self.finder.concepts(mapping.concepts)
        for entry in of_kind(self.resources, *_ENTRIES):
            about = medicine_of(entry, self.resources)
            taken = is_taken(entry, mapping.ever, mapping.long_term)
            if taken and any(self.finder.is_of(one, concepts) for one in about):
                said = (entry.get(name) for name in ("authoredOn", "dateAsserted"))
                yield mapping.answers["present"], next(filter(None, map(_day, said)), None)
                return

    def _dated(self, mapping: RecordMapping, kind: str) -> list[tuple[date, Resource]]:
        """The results and reports of a kind with their days, the latest last."""
        concepts = self.finder.concepts(mapping.concepts[:1])
        found = [
            (on, one)
            for one in of_kind(self.resources, kind)
            if is_result(one) and self.finder.is_of(one.get("code"), concepts)
            if (on := day_of(one)) is not None and on <= self.day
        ]
        return sorted(found, key=lambda pair: pair[0])

    def _result(self, mapping: RecordMapping) -> Found:
        months = mapping.within_months
        since = date.min if months is None else add_months(self.day, -months)
        dated = [pair for pair in self._dated(mapping, "Observation") if pair[0] >= since]
        for on, one in dated:
            if on == dated[-1][0]:
                yield from ((answer, on) for answer in self._meant(mapping, one))

    def _meant(self, mapping: RecordMapping, result: Resource) -> Iterator[str]:
        """What a result answers; nothing where it says what no answer was written for."""
        if mapping.reads == "coded_result":
            value = result.get("valueCodeableConcept")
            for name, answer in mapping.answers.items():
                if self.finder.is_of(value, self.finder.concepts([name])):
                    yield answer
            return
        said = {code for one in objects(result, "interpretation") for _, code in codings(one)}
        for name, codes in INTERPRETATIONS.items():
            if said & set(codes) and name in mapping.answers:
                yield mapping.answers[name]

    def _onset(self) -> tuple[Resource, Span] | None:
        """The one dated onset of the illness; None where there is none, or more than one."""
        mapping = next(one for one in self.content.record.mappings if one.reads == "onset_age")
        dated = [(one, _onset_span(one)) for one in self._conditions(mapping)]
        known = {days: one for one, days in dated if days is not None}
        return next(((one, days) for days, one in known.items()), None) if len(known) == 1 else None

    def _age(self) -> Found:
        births = [span(one.get("birthDate")) for one in of_kind(self.resources, "Patient")]
        onset = self._onset()
        if onset is None or len(births) != 1 or births[0] is None or onset[1][1] > self.day:
            return
        ages = {_years(born, began) for born in births[0] for began in onset[1]}
        if len(ages) == 1 and (age := ages.pop()) >= 0:
            yield float(age), None

    def _weight_loss(self, mapping: RecordMapping) -> Found:
        onset = self._onset()
        if onset is None or onset[1][0] != onset[1][1]:
            return
        began = onset[1][0]
        weights = [(on, kg) for on, one in self._dated(mapping, "Observation") for kg in _kg(one)]
        first = add_months(began, -MONTHS_BEFORE)
        last, third = add_months(began, MONTHS_AFTER), add_months(began, MONTHS_AFTER - 1)
        before = [kg for on, kg in weights if first <= on <= began]
        after = [(kg, on) for on, kg in weights if began < on <= last]
        if before and after and max(on for _, on in after) >= third:
            least, on = min(after)
            loss = round(100 * (before[-1] - least) / before[-1], 1)
            if loss > 0:
                yield loss, on

    def _report(self, mapping: RecordMapping) -> Found:
        if (onset := self._onset()) is None:
            return
        since = [on for on, _ in self._dated(mapping, "DiagnosticReport") if on >= onset[1][1]]
        if since:
            yield since[0].isoformat(), since[0]


def _day(text: object) -> date | None:
    found = span(text)
    return found[0] if found and found[0] == found[1] else None


def _onset_span(condition: Resource) -> Span | None:
    period = next(iter(objects(condition, "onsetPeriod")), {})
    return span(condition.get("onsetDateTime", period.get("start")))


def _years(born: date, on: date) -> int:
    """Completed years of age on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _kg(weight: Resource) -> Iterator[float]:
    for quantity in objects(weight, "valueQuantity"):
        value: object = quantity.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        if "comparator" not in quantity and quantity.get("code") == "kg" and 0 < value < 1000:
            yield float(value)
