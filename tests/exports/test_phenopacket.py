"""The phenopacket, read by the schema's own library and against the ontology."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from google.protobuf import json_format
from phenopackets.schema.v2 import Phenopacket

from lems_rules.exports.catalogue import export_of
from lems_rules.exports.phenopacket import HPO_RELEASE, phenopacket
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case
from tests.support import ontology
from tests.support.cases import each_case
from tests.support.patients import RICH, exported, values_in

MET: dict[str, object] = {
    "proximal_leg_weakness": "yes",
    "tendon_reflexes": "absent",
    "cmap_amplitude_at_rest": "low",
    "low_rate_decrement_percent": 15,
    "cmap_increment_percent": 150,
    "vgcc_pq_antibody": "positive",
}


def packet(content: Content, answers: dict[str, Any], notes: str = "") -> dict[str, Any]:
    one = exported(content, answers, notes)
    found = json.loads(phenopacket(one.given, one.told))
    assert isinstance(found, dict)
    return found


def features(found: dict[str, Any]) -> dict[str, bool]:
    """Whether each feature is marked as not found, by its label."""
    listed = found.get("phenotypicFeatures", [])
    return {one["type"]["label"]: one["excluded"] for one in listed}


def remarks(found: dict[str, Any]) -> str:
    return "\n".join(one["comment"] for one in found["metaData"]["updates"])


def terms(tree: Any) -> list[dict[str, str]]:
    if isinstance(tree, dict):
        own = [tree] if set(tree) == {"id", "label"} else []
        return own + [one for value in tree.values() for one in terms(value)]
    return [one for value in tree for one in terms(value)] if isinstance(tree, list) else []


@each_case
def test_the_packet_of_every_shipped_case_is_read_and_complete(
    content: Content, case: Case
) -> None:
    given = Consideration(content, read_answers(content, case.answers), case.today)
    one = export_of(given, "a note")
    text = phenopacket(given, one.told)
    read = json_format.Parse(text, Phenopacket())
    assert json_format.MessageToDict(read, always_print_fields_with_no_presence=False)
    # What the schema requires and its library does not ask for.
    assert read.id
    assert read.subject.id
    assert read.meta_data.HasField("created")
    assert read.meta_data.created_by
    assert read.meta_data.phenopacket_schema_version == "2.0"
    for resource in read.meta_data.resources:
        assert all(getattr(resource, field.name) for field in resource.DESCRIPTOR.fields)
    assert all(one.type.id and one.type.label for one in read.phenotypic_features)
    for test in read.measurements:
        assert test.assay.id
        assert test.value.WhichOneof("value")
    # Nothing was lost or added on the way.
    assert json_format.Parse(json_format.MessageToJson(read), Phenopacket()) == read


@each_case
def test_every_term_of_every_shipped_case_is_of_a_resource_that_is_named(
    content: Content, case: Case
) -> None:
    found = packet(content, case.answers)
    prefixes = {one["namespacePrefix"] for one in found["metaData"]["resources"]}
    assert {one["id"].partition(":")[0] for one in terms(found)} == prefixes


@each_case
def test_every_phenotype_has_the_code_and_label_of_the_ontology(
    content: Content, case: Case
) -> None:
    known = ontology.labels()
    told = terms(packet(content, case.answers))
    coded = {one["id"]: one["label"] for one in told if one["id"].startswith("HP:")}
    assert coded
    assert coded == {code: known[code] for code in coded}


def test_the_release_that_is_named_is_the_one_the_codes_were_checked_against() -> None:
    assert ontology.release() == HPO_RELEASE


def test_the_disease_has_the_code_that_the_ontology_annotates(content: Content) -> None:
    words = content.words
    assert ontology.diseases()[words["phenopacket_disease"]] == words["diagnosis_lems"]


def test_yes_is_present_no_is_marked_and_unanswered_is_left_out(content: Content) -> None:
    found = features(packet(content, {"ptosis": "yes", "diplopia": "no"}))
    assert found == {"Ptosis": False, "Diplopia": True}


def test_only_a_plain_no_marks_a_feature_as_not_found(content: Content) -> None:
    chosen = {
        "tendon_reflexes": "normal",
        "vgcc_pq_antibody": "negative",
        "single_fibre_emg": "normal",
    }
    assert features(packet(content, chosen)) == {}


def test_a_feature_that_two_answers_name_stands_once(content: Content) -> None:
    both = {"vgcc_pq_antibody": "positive", "vgcc_n_antibody": "positive"}
    listed = packet(content, both)["phenotypicFeatures"]
    assert [one["type"]["label"] for one in listed] == ["Calcium channel antibody positivity"]


def test_a_feature_present_by_one_answer_is_not_denied_by_another(content: Content) -> None:
    test, told = (content.checklist.item(one) for one in ("single_fibre_emg", "decrement_reported"))
    same = tuple(one.model_copy(update={"hpo": told.hpo}) for one in test.options)
    items = tuple(
        one.model_copy(update={"options": same}) if one is test else one
        for one in content.checklist.items
    )
    changed = replace(content, checklist=content.checklist.model_copy(update={"items": items}))
    found = features(packet(changed, {"decrement_reported": "no", "single_fibre_emg": "abnormal"}))
    assert told.hpo is not None
    assert found == {told.hpo.label: False}


def test_numbers_are_measurements_with_their_unit(content: Content) -> None:
    found = packet(content, {"cmap_increment_percent": 40, "karnofsky": 60, "pack_years": 20})
    quantities = {one["assay"]["id"]: one["value"]["quantity"] for one in found["measurements"]}
    assert {name: (one["value"], one["unit"]["id"]) for name, one in quantities.items()} == {
        "LEMSCHECKLIST:cmap_increment_percent": (40, "UCUM:%"),
        "LEMSCHECKLIST:karnofsky": (60, "UCUM:{points}"),
        "LEMSCHECKLIST:pack_years": (20, "UCUM:{pack-years}"),
    }


def test_a_test_result_is_a_measurement_with_its_date(content: Content) -> None:
    scanned = {"chest_ct": "normal", "chest_ct_date": "2026-08-10"}
    (found,) = packet(content, scanned)["measurements"]
    term = {"id": "LEMSCHECKLIST:chest_ct.normal", "label": "Normal"}
    assert found["value"] == {"ontologyClass": term}
    assert found["timeObserved"] == {"timestamp": "2026-08-10T00:00:00Z"}


def test_an_undated_result_has_no_time(content: Content) -> None:
    (found,) = packet(content, {"chest_ct": "normal"})["measurements"]
    assert "timeObserved" not in found


@pytest.mark.parametrize(
    ("age", "onset"),
    [
        (49.97, "P49Y11M"),
        (49.995, "P50Y"),  # which counts and is shown as 50
        (49.99, "P49Y11M"),
        (0.99, "P0Y11M"),
        (1.08, "P1Y"),
        (8.33, "P8Y3M"),
        (17.92, "P17Y11M"),
        (119.99, "P119Y11M"),
    ],
)
def test_an_age_is_never_rounded_up(content: Content, age: float, onset: str) -> None:
    years = read_answers(content, {"age_at_onset_years": age})["age_at_onset_years"]
    (disease,) = packet(content, {**MET, "age_at_onset_years": age})["diseases"]
    told = disease["onset"]["age"]["iso8601duration"]
    assert told == onset
    assert isinstance(years, float)
    for limit in (18, 50):  # the packet and the rules say the same of it
        assert (years >= limit) == (int(told[1:].partition("Y")[0]) >= limit)


@pytest.mark.parametrize(
    ("age", "onset"), [(62, "P62Y"), (62.5, "P62Y6M"), (0, "P0Y"), (None, None)]
)
def test_a_disease_is_stated_once_criteria_are_met(
    content: Content, age: float | None, onset: str | None
) -> None:
    answers = {**MET, **({} if age is None else {"age_at_onset_years": age})}
    found = packet(content, answers)
    (disease,) = found["diseases"]
    assert disease["term"]["label"] == "Lambert-Eaton myasthenic syndrome"
    told = disease.get("onset", {}).get("age", {}).get("iso8601duration")
    assert told == onset
    assert "Age at first symptom: " not in remarks(found).partition("without a term here")[2]


@pytest.mark.parametrize(
    "answers", [{}, RICH, {"lems_established": "yes"}], ids=["none", "rich", "said"]
)
def test_below_the_criteria_no_disease_is_stated(content: Content, answers: dict[str, Any]) -> None:
    found = packet(content, answers)
    assert "diseases" not in found
    assert content.words["phenopacket_no_disease"] in remarks(found)


def test_what_was_not_answered_is_listed(content: Content) -> None:
    given = exported(content, RICH).given
    lines = remarks(packet(content, RICH)).split("\n")
    (line,) = [one for one in lines if one.startswith("Not answered, and so left out")]
    for name in given.unanswered:
        assert content.checklist.item(name).label in line


def test_with_nothing_missing_or_without_a_term_there_is_no_list(content: Content) -> None:
    one = exported(content, {"ptosis": "no"})
    told = phenopacket(one.given, replace(one.told, missing=()))
    assert "Not answered, and so left out" not in told
    assert "without a term here" not in told


def test_every_answer_has_a_term_or_is_listed(content: Content) -> None:
    found = packet(content, RICH)
    assert "LEMS already diagnosed: yes; Sensory loss: yes." in remarks(found)
    assert "Age at first symptom: 62 years" in remarks(found)  # no disease whose onset it were
    assert found["subject"] == {"id": "patient", "sex": "MALE"}


@pytest.mark.parametrize(
    ("sex", "told"), [("female", "FEMALE"), ("other", "OTHER_SEX"), (None, None)]
)
def test_the_sex_is_told_where_it_was_answered(
    content: Content, sex: str | None, told: str | None
) -> None:
    found = packet(content, {} if sex is None else {"sex": sex})
    assert found["subject"].get("sex") == told
    assert json_format.Parse(json.dumps(found), Phenopacket())


def test_the_packet_carries_the_summary_and_what_made_it(content: Content) -> None:
    told = remarks(packet(content, RICH))
    for text in (content.edition.disclaimer, content.edition.edition, content.digest, "2026-11-23"):
        assert text in told
    assert "LEMS established: " in told
    assert "(level 3 of 4" not in told
    assert "Do now:\n1. Now: " in told
    assert "DELTA-P score: 1 to 6 of 6." in told
    assert "Titulaer 2011, https://doi.org/" in told


def test_nobody_is_named_in_the_packet(content: Content) -> None:
    assert "patient" in values_in(packet(content, RICH))
    assert packet(content, RICH)["id"] == packet(content, dict(reversed(RICH.items())))["id"]
    assert packet(content, RICH)["id"] != packet(content, {**RICH, "ptosis": "no"})["id"]
