"""The form that a record fills in: by another program, as by our own reading of the record."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from lems_rules import assess
from lems_rules.exports.fhir.population import INITIAL, LAUNCH, populating, queries
from lems_rules.exports.fhir.questionnaire import questionnaire
from lems_rules.intake.document import read_document
from lems_rules.intake.patient import read_patient
from lems_rules.intake.record import read_record
from lems_rules.knowledge.content import Content
from tests.support.fhir.chain import items_of, node, resources
from tests.support.fhir.engines import FHIRPATH_JS
from tests.support.fhir.record import ANSWERS, NOT_COUNTED, RESTS_ON, concept, record, result
from tests.support.fhir.server import fhir_server
from tests.support.outside import need

NEEDS = ("node", *FHIRPATH_JS, "@aehrc/sdc-populate", "dayjs", "moment", "js-base64")
Entries = dict[str, dict[str, Any]]


def responses(
    content: Content,
    records: Mapping[str, Sequence[Any]],
    patient: str = "p",
    not_fhir: Sequence[str] = (),
) -> dict[str, bytes]:
    """The responses that sdc-populate makes of records which it asks a FHIR server for.

    It warns of nothing but the records that are not FHIR.
    """
    for name in NEEDS:
        need(name)
    with fhir_server(records) as url:
        asked = [f"{url}/{number}" for number in records]
        sent = {"form": populating(content), "patient": patient, "servers": asked}
        found = node("populate.cjs", sent)
    made = dict(zip(records, found, strict=True))
    assert [name for name, (_, issues) in made.items() if issues] == list(not_fhir)
    return {name: json.dumps(response).encode() for name, (response, _) in made.items()}


def filled(
    content: Content, records: Mapping[str, Entries], not_fhir: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """The answers in those responses, by the name of the record."""
    held = {name: list(entries.values()) for name, entries in records.items()}
    return {
        name: dict(read_document(response, content.checklist).answers)
        for name, response in responses(content, held, not_fhir=not_fhir).items()
    }


def without(entries: Entries, name: str) -> Entries:
    """A record without one entry; of the patient, for whom it is opened, only the id is left."""
    if name == "patient":
        return {**entries, name: {"resourceType": "Patient", "id": entries[name]["id"]}}
    return {entry: one for entry, one in entries.items() if entry != name}


def test_another_program_fills_the_form_as_the_record_is_read_and_silence_stays_silent(
    content: Content,
) -> None:
    whole, thyroid = record_of_now(content), "free thyroxine"
    # One question is asked of two blood tests, which agree on no answer.
    other = without(whole, "thyrotropin") | {thyroid: low(content, "free_thyroxine")}
    read = [read_record(content, one.values(), date.today()) for one in (whole, other)]
    used = {mark.mapping.id for one in read for mark in one.marks.values()}
    assert used == {mapping.id for mapping in content.record.mappings}

    records = {"whole": whole, "other": other, thyroid: without(other, thyroid)}
    found = filled(content, records | {name: without(whole, name) for name in whole})
    assert found["whole"] == ANSWERS
    assert found["other"] == {**ANSWERS, "thyroid_function": "low"}
    for name, rests in {**RESTS_ON, thyroid: {"thyroid_function"}}.items():
        left = {item: value for item, value in ANSWERS.items() if item not in rests}
        assert found[name] == left, name


# A made-up record of the patient of case 024 (PMC4533275), and what it answers, written by hand.
HELD = Path(__file__).parents[2] / "support" / "fhir" / "record_of_case_024.json"
BY_HAND = {
    "sex": "male",
    "lems_established": "yes",
    "age_at_onset_years": 68,
    "known_cancer": "sclc",
    "chest_ct_date": "2014-09-10",
}
RESTS_ON_024 = {
    "case-024": {"sex", "age_at_onset_years"},
    "lems": {"lems_established", "age_at_onset_years", "chest_ct_date"},
    "cancer": {"known_cancer"},
    "mouth": set[str](),  # symptoms are never read
    "chest-ct": {"chest_ct_date"},
}


def test_the_record_of_a_published_patient_is_assessed_as_the_answers_written_by_hand(
    content: Content,
) -> None:
    case = content.cases["case_024"]
    assert {name: case.answers[name] for name in ("sex", "age_at_onset_years")} == {
        name: BY_HAND[name] for name in ("sex", "age_at_onset_years")
    }
    today = date.today()
    whole = {one["id"]: one for one in resources(json.loads(HELD.read_text("utf-8")))}
    records = {"whole": list(whole.values())}
    for name in whole:
        bare = [{"resourceType": "Patient", "id": name}] if name == "case-024" else []
        records[name] = bare + [one for entry, one in whole.items() if entry != name]
    found = responses(content, records, "case-024")
    for name, rests in {"whole": set[str](), **RESTS_ON_024}.items():
        by_hand = {item: value for item, value in BY_HAND.items() if item not in rests}
        filled_in = read_patient(content, found[name], today).considered
        assert filled_in.answers.keys() == by_hand.keys(), name
        assert filled_in.result() == assess(content, by_hand, today), name


def test_what_the_form_asks_a_record_for_is_asked_of_one_patient(content: Content) -> None:
    written = {
        told["name"]: told["expression"]
        for one in populating(content)["extension"]
        if (told := one.get("valueExpression", {})).get("language") == "application/x-fhir-query"
    }
    assert len(written) == 5
    assert all("?patient={{%patient.id}}" in query for query in written.values())
    of_one = {name: query.replace("{{%patient.id}}", "p-7") for name, query in written.items()}
    assert queries(content, "p-7") == of_one


@pytest.mark.deep
def test_what_does_not_count_for_our_own_reading_does_not_count_there(content: Content) -> None:
    whole, today = record_of_now(content), date.today()
    records = {
        name: {**whole, entry: {**whole[entry], **change}}
        for name, (entry, change, _) in NOT_COUNTED.items()
    }
    for name, answers in filled(content, records, ["a weight that is words"]).items():
        assert answers == dict(read_record(content, records[name].values(), today).answers), name


def record_of_now(content: Content) -> Entries:
    """The whole record, with blood tests that are recent on the day of this run."""
    return record(content, tested=recent())


def recent() -> str:
    return (date.today() - timedelta(days=20)).isoformat()


def low(content: Content, name: str) -> dict[str, Any]:
    return result(concept(content, content.record.concept(name)), "L", recent())


def test_the_form_is_valid_and_says_what_it_has_to_be_given(content: Content) -> None:
    form = populating(content)
    Questionnaire.model_validate(form)
    launch = [one["extension"] for one in form["extension"] if one["url"] == LAUNCH]
    names = [one[0]["valueCoding"]["code"] for one in launch]
    assert names == ["patient", "user", "encounter"]
    filled_in = {
        item["linkId"]
        for item in items_of(form)
        if any(one["url"] == INITIAL for one in item.get("extension", ()))
    }
    assert filled_in == set(ANSWERS)


def test_without_what_fills_it_in_it_is_the_form_of_the_exports(content: Content) -> None:
    plain = json.dumps(questionnaire(content))
    assert INITIAL not in plain
    assert "x-fhir-query" not in plain
