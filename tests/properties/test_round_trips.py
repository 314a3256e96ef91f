"""Whatever was answered, a file that is loaded again gives the same patient."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import read_document
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.questions.item import Answer
from tests.support.examples import examples
from tests.support.patients import TODAY
from tests.support.shipped import CONTENT
from tests.support.strategies import patients

pytestmark = pytest.mark.slow

ANYBODY = patients(CONTENT.checklist.items)
TYPED = st.text(st.characters(exclude_categories=["Cs"]), max_size=80) | st.text(
    st.sampled_from("=+-@'\"\t\r\n,; a1"), max_size=12
)


@pytest.mark.parametrize("format_id", ["json", "csv"])
@examples(60)
@given(answers=ANYBODY, notes=TYPED)
def test_a_saved_patient_loads_as_the_same_patient(
    format_id: str, answers: dict[str, Answer], notes: str
) -> None:
    patient = Consideration(CONTENT, sort_out_answers(CONTENT, answers).answers, TODAY)
    file = FORMATS[format_id].build(export_of(patient, notes))
    document = read_document(file)
    again = Consideration(CONTENT, read_answers(CONTENT, document.answers), TODAY)
    assert again.answers == patient.answers
    assert document.notes == notes
    assert again.result() == patient.result()
    assert FORMATS[format_id].build(export_of(again, document.notes)) == file


@examples(20)
@given(answers=ANYBODY)
def test_every_format_is_made_of_any_patient(answers: dict[str, Answer]) -> None:
    reading = sort_out_answers(CONTENT, answers)
    patient = Consideration(CONTENT, reading.answers, TODAY)
    one = export_of(patient, "=1", {}, reading.problems)
    for name, made in FORMATS.items():
        if name not in {"pdf", "docx", "fhir"}:  # slow ones, with properties of their own
            assert made.build(one)
