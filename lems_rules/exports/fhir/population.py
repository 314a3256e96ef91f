"""The form as one that a record fills in: SDC population by ``content/record.yaml``.

A program that fills forms (``$populate``) asks the record for a few lists and works each answer out
of them. What is not in the lists gives nothing, and nothing leaves the question open. Results are
asked for with the latest first, and the first one counts. `intake.record` reads the same by itself,
and two things more: medicines that an entry only refers to, and results that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from lems_rules.exports.fhir.datatype import Json, expression, extension, option_coding
from lems_rules.exports.fhir.expression import NOTHING
from lems_rules.exports.fhir.questionnaire import VARIABLE, questionnaire
from lems_rules.intake.record import INTERPRETATIONS, MONTHS_AFTER, MONTHS_BEFORE
from lems_rules.knowledge.content import Content, once
from lems_rules.schema.record import Concept, RecordMapping

_SDC = "http://hl7.org/fhir/uv/sdc"
LAUNCH = f"{_SDC}/StructureDefinition/sdc-questionnaire-launchContext"
INITIAL = f"{_SDC}/StructureDefinition/sdc-questionnaire-initialExpression"
NAMES = f"{_SDC}/CodeSystem/launchContext"
# What the program that fills the form knows: FHIRPath's name for it, and its type.
CONTEXTS = {"patient": "Patient", "user": "Practitioner", "encounter": "Encounter"}
_PATIENT = "{{%patient.id}}"
_PLAIN = "modifierExtension.empty() and implicitRules.empty()"
_DAY = "effective.toString().substring(0, 10)"
_FINAL = "(status = 'final' or status = 'amended' or status = 'corrected')"
_CONFIRMED = "verificationStatus.coding.where(code = 'confirmed').exists()"
_OVER = "clinicalStatus.coding.where(code = 'inactive' or code = 'resolved').empty()"


@once
def populating(content: Content) -> Json:
    """The form with what fills it in, made once for each content; it must not be changed."""
    form, maker = questionnaire(content), _Population(content)
    launch = [
        extension(
            LAUNCH,
            extension=[
                {"url": "name", "valueCoding": {"system": NAMES, "code": name}},
                {"url": "type", "valueCode": kind},
            ],
        )
        for name, kind in CONTEXTS.items()
    ]
    asked = [
        extension(
            VARIABLE,
            valueExpression={
                "name": name,
                "language": "application/x-fhir-query",
                "expression": query,
            },
        )
        for name, query in maker.queries().items()
    ]
    filled = maker.expressions()
    items = [_with(item, filled) for item in form["item"]]
    return {**form, "extension": [*launch, *asked, *form["extension"]], "item": items}


def queries(content: Content, patient: str) -> dict[str, str]:
    """What the form asks the record of this patient for, by the name of each list."""
    asked = _Population(content).queries()
    return {name: query.replace(_PATIENT, patient) for name, query in asked.items()}


def _with(item: Json, filled: Mapping[str, str]) -> Json:
    inner = {"item": [_with(one, filled) for one in item["item"]]} if "item" in item else {}
    text = filled.get(item["linkId"])
    if text is None:
        return {**item, **inner}
    initial = extension(INITIAL, valueExpression=expression(text))
    return {**item, **inner, "extension": [*item.get("extension", ()), initial]}


class _Population:
    def __init__(self, content: Content) -> None:
        self.content, self.record = content, content.record

    def queries(self) -> dict[str, str]:
        """The lists that are asked for, by the name of the variable that holds each."""
        of = f"patient={_PATIENT}"
        results = self._searched(("result", "coded_result"))
        return {
            "recordConditions": f"Condition?{of}",
            "recordMedicines": f"MedicationRequest?{of}",
            "recordResults": f"Observation?{of}&code={results}&_sort=-date",
            "recordWeights": f"Observation?{of}&code={self._searched(('weights',))}&_sort=date",
            "recordReports": f"DiagnosticReport?{of}&code={self._searched(('report_date',))}"
            "&_sort=date",
        }

    def _searched(self, reads: Iterable[str]) -> str:
        codes = {
            f"{self.record.systems[code.system]}|{code.code}"
            for mapping in self.record.mappings
            if mapping.reads in reads
            for code in self.record.concept(mapping.concepts[0]).codes
        }
        return quote(",".join(sorted(codes)), safe=":/,|")

    def expressions(self) -> dict[str, str]:
        """By item, what fills it in; where several mappings do, they must not disagree."""
        found: dict[str, list[str]] = {}
        for mapping in self.record.mappings:
            found.setdefault(mapping.item, []).append(self._expression(mapping))
        return {
            name: texts[0] if len(texts) == 1 else f"({' | '.join(texts)}).single()"
            for name, texts in found.items()
        }

    def _expression(self, mapping: RecordMapping) -> str:
        match mapping.reads:
            case "gender":
                held = {name: f"%patient.gender = '{name}'" for name in mapping.answers}
                return self._chosen(mapping, held)
            case "condition" | "remission":
                remission = "clinicalStatus.coding.where(code = 'remission').exists()"
                more = remission if mapping.reads == "remission" else "true"
                holds = f"{self._conditions(mapping)}.where({more}).exists()"
                return self._chosen(mapping, {"present": holds})
            case "medicine":
                return self._chosen(mapping, {"present": f"{self._medicines(mapping)}.exists()"})
            case "result" | "coded_result":
                last = f"{self._results(mapping)}.first()"
                return self._chosen(mapping, {k: self._says(last, k) for k in mapping.answers})
            case "onset_age":
                return self._age(mapping)
            case "weights":
                return self._weight_loss(mapping)
            case _:
                return self._first_report(mapping)

    def _chosen(self, mapping: RecordMapping, holding: dict[str, str]) -> str:
        """The answer whose expression holds, as the coding of its option; else nothing."""
        chain, item = NOTHING, self.content.checklist.item(mapping.item)
        for found, holds in reversed(holding.items()):
            coding = option_coding(item, mapping.answers[found])
            shown = coding["display"].replace("'", "\\'")
            made = f"%factory.Coding('{coding['system']}', '{coding['code']}', '{shown}')"
            chain = f"iif({holds}, {made}, {chain})"
        return chain

    def _coded(self, concepts: Iterable[Concept]) -> str:
        """Whether a coding is among the codes of these concepts."""
        parts = [
            f"(system = '{self.record.systems[one.system]}' and "
            + (f"code.startsWith('{one.code}'))" if one.group else f"code = '{one.code}')")
            for concept in concepts
            for one in concept.codes
        ]
        return " or ".join(parts)

    def _concepts(self, names: Iterable[str]) -> str:
        return self._coded(self.record.concept(name) for name in names)

    def _conditions(self, mapping: RecordMapping) -> str:
        coded = f"code.coding.where({self._concepts(mapping.concepts[-1:])}).exists()"
        over = "true" if mapping.ever else _OVER
        return (
            "%recordConditions.entry.resource.ofType(Condition)"
            f".where({_PLAIN} and {coded} and {_CONFIRMED} and {over})"
        )

    def _medicines(self, mapping: RecordMapping) -> str:
        concept = "medication.ofType(CodeableConcept)"
        coded = f"{concept}.coding.where({self._concepts(mapping.concepts)})"
        past = " or status = 'completed'" if mapping.ever else ""
        status = f"(status = 'active'{past})"
        long = "courseOfTherapyType.coding.where(code = 'continuous').exists()"
        return (
            "%recordMedicines.entry.resource.ofType(MedicationRequest)"
            f".where({_PLAIN} and {status} and intent.toString().endsWith('order') "
            f"and doNotPerform.where($this = true).empty() and {coded}.exists() "
            f"and {long if mapping.long_term else 'true'})"
        )

    def _dated(self, mapping: RecordMapping, variable: str, kind: str) -> str:
        coded = f"code.coding.where({self._concepts(mapping.concepts[:1])}).exists()"
        return (
            f"%{variable}.entry.resource.ofType({kind}).where({_PLAIN} and {_FINAL} and {coded} "
            f"and {_DAY}.length() = 10 and {_DAY}.toDate() <= today())"
        )

    def _results(self, mapping: RecordMapping) -> str:
        found = self._dated(mapping, "recordResults", "Observation")
        if mapping.within_months is None:
            return found
        return f"{found}.where({_DAY}.toDate() >= today() - {mapping.within_months} months)"

    def _says(self, result: str, name: str) -> str:
        codes: Iterable[str] = INTERPRETATIONS.get(name, ())
        if codes:
            meant = " or ".join(f"code = '{code}'" for code in codes)
            return f"{result}.interpretation.coding.where({meant}).exists()"
        coded = self._concepts([name])
        return f"{result}.value.ofType(CodeableConcept).coding.where({coded}).exists()"

    def _onset(self, mapping: RecordMapping) -> str:
        onset = f"{self._conditions(mapping)}.onset.ofType(dateTime).toString().substring(0, 10)"
        return f"{onset}.distinct().where(length() = 10)"

    def _age(self, mapping: RecordMapping) -> str:
        onset, born = f"{self._onset(mapping)}.single()", "%patient.birthDate.toString()"
        year, rest = "substring(0, 4).toInteger()", "substring(5)"
        later = f"iif({onset}.{rest} < {born}.{rest}, 1, 0)"
        known = f"{self._onset(mapping)}.count() = 1 and {born}.length() = 10"
        return f"iif({known}, {onset}.{year} - {born}.{year} - {later}, {NOTHING})"

    def _first_report(self, mapping: RecordMapping) -> str:
        known = f"{self._onset(mapping)}.count() = 1"
        since = f"where({_DAY} >= {self._onset(mapping)}.single())"
        reports = self._dated(mapping, "recordReports", "DiagnosticReport")
        return f"iif({known}, {reports}.{since}.first().{_DAY}.toDate(), {NOTHING})"

    def _weight_loss(self, mapping: RecordMapping) -> str:
        began, on = f"{self._onset(mapping)}.single().toDate()", f"{_DAY}.toDate()"
        weights = self._dated(mapping, "recordWeights", "Observation")
        in_kg = "code = 'kg' and comparator.empty() and value > 0"
        plain = f"value.ofType(Quantity).where({in_kg}).value"
        first, last = f"{began} - {MONTHS_BEFORE} months", f"{began} + {MONTHS_AFTER} months"
        third = f"{began} + {MONTHS_AFTER - 1} months"
        before = f"{weights}.where({on} >= {first} and {on} <= {began}).{plain}.last()"
        after = f"{weights}.where({on} > {began} and {on} <= {last})"
        least = f"{after}.{plain}.min()"
        covered = f"{after}.where({on} >= {third}).{plain}.exists()"
        known = f"{self._onset(mapping)}.count() = 1 and {before} > {least}"
        loss = f"((({before} - {least}) / {before}) * 100).round(1)"
        return f"iif({known}, iif({covered}, {loss}, {NOTHING}), {NOTHING})"
