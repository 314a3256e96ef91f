"""Out as FHIR and in again: the same answers, the same notes, the same result."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.fhir import fhir_bundle
from lems_rules.intake.document import MOST_BYTES, MOST_NOTES, read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.case import Case
from lems_rules.wording.report import report
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
