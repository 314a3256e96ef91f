"""Out as FHIR and in again: the same answers, the same notes, the same result."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.fhir import fhir_bundle
from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.intake.document import MOST_BYTES, MOST_NOTES, read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.case import Case
from lems_rules.wording.summary.report import report
from tests.support.cases import each_case
from tests.support.examples import examples
from tests.support.fhir.bundles import TODAY, bundle_text
from tests.support.strategies import patients


@examples(12)
@given(data=st.data())
def test_any_partial_patient_comes_back_with_the_same_answers_and_result(
    content: Content, data: st.DataObject
) -> None:
    raw = data.draw(patients(content.checklist.items))
    before = Consideration(content, sort_out_answers(content, raw).answers, TODAY)
    document = read_document(fhir_bundle(before, report(before)).encode())
    after = Consideration(content, read_answers(content, document.answers), TODAY)
    assert after.answers == before.answers
    assert after.result() == before.result()
    assert document.notes == ""


@examples(10)
@given(
    notes=st.text(
        st.characters(exclude_categories=["C", "Z"], include_characters=" \n\t"), max_size=200
    )
)
def test_notes_come_back_as_typed(content: Content, notes: str) -> None:
    back = read_document(bundle_text(content, {"ptosis": "no"}, notes=notes).encode()).notes
    assert back == (notes if notes.strip() else "")


@each_case
def test_every_case_comes_back_with_the_same_result(content: Content, case: Case) -> None:
    document = read_document(bundle_text(content, case.answers, case.today).encode())
    before = Consideration(content, read_answers(content, case.answers), case.today)
    after = Consideration(content, read_answers(content, document.answers), case.today)
    assert after.result() == before.result()


def test_the_largest_bundle_can_be_loaded_again(content: Content) -> None:
    raw = {
        item.id: item.option_ids[0] if item.option_ids else item.least
        for item in content.checklist.items
        if item.kind != "date"
    }
    given = Consideration(content, sort_out_answers(content, raw).answers, TODAY)
    text = fhir_bundle(given, report(given, "ü" * MOST_NOTES))
    assert len(text.encode()) < MOST_BYTES * 0.6
    assert read_document(text.encode()).notes == "ü" * MOST_NOTES


PLAN = UUID(int=7, version=4)


def with_plan(content: Content) -> dict[str, Any]:
    given = Consideration(content, read_answers(content, {"ptosis": "no"}), TODAY)
    return dict(json.loads(fhir_bundle(given, report(given), PLAN)))


def test_the_name_of_the_plan_comes_back_where_there_is_one(content: Content) -> None:
    assert plan_in(read_document(json.dumps(with_plan(content)).encode()).made) == PLAN
    plain = bundle_text(content, {"ptosis": "no"})
    assert str(PLAN) not in plain
    assert read_document(plain.encode()).made == {}


def test_a_name_makes_another_bundle_of_it(content: Content) -> None:
    named, plain = with_plan(content), json.loads(bundle_text(content, {"ptosis": "no"}))
    names = [{one["fullUrl"] for one in bundle["entry"]} for bundle in (named, plain)]
    assert names[0].isdisjoint(names[1])


@pytest.mark.parametrize(
    ("identifiers", "name"),
    [
        ([{"system": "urn:oid:1.2", "value": str(UUID(int=8, version=4))}], PLAN),
        ([{"system": "urn:oid:1.2"}, {}], PLAN),
        (["again"], None),
    ],
    ids=["of another system", "empty", "two of ours"],
)
def test_only_the_one_name_that_is_ours_is_taken(
    content: Content, identifiers: list[Any], name: UUID | None
) -> None:
    bundle = with_plan(content)
    (plan,) = [
        one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "CarePlan"
    ]
    ours = plan["identifier"]
    added = ours if identifiers == ["again"] else identifiers
    other = {"resourceType": "CarePlan", "identifier": added}
    bundle["entry"] += [{"resource": other}, {"resource": "x"}, {}]
    assert plan_in(read_document(json.dumps(bundle).encode()).made) == name


@pytest.mark.parametrize("value", [5, None, "Mrs Example", ["x"]])
def test_a_name_that_is_none_is_not_taken(content: Content, value: object) -> None:
    bundle = with_plan(content)
    bundle["entry"][0]["resource"]["identifier"][0]["value"] = value
    assert plan_in(read_document(json.dumps(bundle).encode()).made) is None


def test_what_was_set_aside_is_named_in_the_notes_of_the_plan(content: Content) -> None:
    raw = {"ptosis": "no", "karnofsky": "1.250", "shoe_size": 44}
    reading = sort_out_answers(content, raw, TODAY)
    given = Consideration(content, reading.answers, TODAY, reading.problems)
    bundle = json.loads(fhir_bundle(given, report(given, problems=reading.problems)))
    notes = [one["text"] for one in bundle["entry"][0]["resource"]["note"]]
    aside = [one for one in notes if one.startswith(content.words["summary_not_used"])]
    assert len(aside) == 2
    assert "could be 1250 or 1.25" in aside[0]
    assert "shoe_size" in aside[1]
    again = json.loads(bundle_text(content, {"ptosis": "no"}))
    assert bundle["entry"][0]["fullUrl"] != again["entry"][0]["fullUrl"]
