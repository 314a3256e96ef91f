"""A QuestionnaireResponse comes in as answers, and whatever cannot be used is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lems_rules.intake.document import Document, read_document
from lems_rules.intake.fhir_response import CODES, FORM
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import read_answers, sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from tests.support.fhir.chain import Json


def response(*items: object, **more: object) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": list(items),
        **more,
    }


def answered(link: str, **value: object) -> Json:
    return {"linkId": link, "answer": [value]}


def coded(link: str, option: str, system: str | None = CODES) -> Json:
    coding = {"code": f"{link}.{option}", **({"system": system} if system else {})}
    return answered(link, valueCoding=coding)


def read(tree: object) -> Document:
    return read_document(json.dumps(tree).encode())


def refusal(tree: object) -> str:
    with pytest.raises(AnswerError) as caught:
        read(tree)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_answers_of_every_kind_come_in_from_whatever_groups_they_stand_in(content: Content) -> None:
    document = read(
        response(
            coded("ptosis", "yes"),
            {"linkId": "context", "item": [answered("age_at_onset_years", valueDecimal=49.9)]},
            {
                "linkId": "a",
                "item": [{"linkId": "b", "item": [answered("karnofsky", valueInteger=70)]}],
            },
            answered("chest_ct_date", valueDate="2026-03-01"),
            coded("first_site", "other"),
            answered("notes", valueString="as typed"),
        )
    )
    assert document.notes == "as typed"
    assert document.set_aside == {}
    assert document.answers == {
        "ptosis": "yes",
        "age_at_onset_years": 49.9,
        "karnofsky": 70,
        "chest_ct_date": "2026-03-01",
        "first_site": "other",
    }
    assert len(read_answers(content, document.answers)) == 5


def test_an_answer_below_an_answer_is_found_as_r4_allows_it() -> None:
    below = {**coded("ptosis", "yes")}
    below["answer"][0]["item"] = [coded("diplopia", "no")]
    assert read(response(below)).answers == {"ptosis": "yes", "diplopia": "no"}


def test_a_yes_from_a_client_that_draws_boxes_and_a_code_without_a_system_are_understood() -> None:
    given = (
        answered("ptosis", valueBoolean=True),
        answered("diplopia", valueBoolean=False),
        coded("sex", "female", system=None),
        answered("chest_ct", valueCoding={"code": "normal"}),
    )
    assert read(response(*given)).answers == {
        "ptosis": "yes",
        "diplopia": "no",
        "sex": "female",
        "chest_ct": "normal",
    }


@pytest.mark.parametrize(
    "unanswered",
    [
        {"linkId": "ptosis"},
        {"linkId": "ptosis", "answer": []},
        {"linkId": "ptosis", "answer": None},
        {
            "linkId": "ptosis",
            "answer": [
                {
                    "extension": [
                        {
                            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
                            "valueCode": "asked-declined",
                        }
                    ]
                }
            ],
        },
    ],
    ids=("nothing", "an empty list", "null", "a reason for the absence"),
)
def test_what_was_not_answered_stays_unanswered(unanswered: Json) -> None:
    assert read(response(unanswered)).answers == {}


def test_a_response_without_items_is_one_without_answers() -> None:
    assert read({"resourceType": "QuestionnaireResponse"}) == Document({}, "")


def test_what_the_form_worked_out_is_worked_out_again_and_not_taken_over() -> None:
    inside = [answered("delta_p.at_least", valueInteger=6)]
    found = read(response({"linkId": "delta_p", "item": inside}, *inside))
    assert found.answers == {}


def test_a_bundle_gives_its_one_response() -> None:
    entries = [
        {"resource": {"resourceType": "Patient"}},
        {"resource": response(coded("ptosis", "no"))},
        {},
    ]
    assert read({"resourceType": "Bundle", "entry": entries}).answers == {"ptosis": "no"}


@pytest.mark.parametrize(("count", "says"), [(0, "no QuestionnaireResponse;"), (2, "2 Qu")])
def test_a_bundle_without_exactly_one_response_is_refused(count: int, says: str) -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": response()}] * count}
    assert says in refusal(bundle)


@pytest.mark.parametrize("kind", ["Questionnaire", "Patient", "x" * 500, 7, None, ["Bundle"]])
def test_another_resource_is_refused_with_what_to_load_instead(kind: object) -> None:
    said = refusal({"resourceType": kind})
    assert "QuestionnaireResponse" in said
    assert len(said) < 250


def test_a_response_to_our_form_of_any_edition_is_read() -> None:
    found = read(response(coded("ptosis", "no"), questionnaire=f"{FORM}|2019.3"))
    assert found.answers == {"ptosis": "no"}


def test_a_response_to_another_form_is_refused_by_name() -> None:
    said = refusal(response(questionnaire="http://example.org/phq-9|2"))
    assert "http://example.org/phq-9|2" in said
    assert FORM in said


def test_a_response_that_was_entered_in_error_is_refused() -> None:
    assert "entered in error" in refusal(response(coded("ptosis", "no"), status="entered-in-error"))


NOT_FHIR: dict[str, Any] = {
    "items that are no list": response() | {"item": {"linkId": "ptosis"}},
    "an item that is no object": response("ptosis"),
    "an item without a linkId": response({"answer": []}),
    "a linkId that is no text": response({"linkId": 7}),
    "answers that are no list": response({"linkId": "ptosis", "answer": "yes"}),
    "an answer that is no object": response({"linkId": "ptosis", "answer": ["yes"]}),
    "entries that are no list": {"resourceType": "Bundle", "entry": 3},
    "a question answered twice": response(coded("ptosis", "yes"), coded("ptosis", "no")),
    "notes that are no text": response(answered("notes", valueInteger=3)),
}


@pytest.mark.parametrize("what", NOT_FHIR)
def test_what_is_no_response_is_refused_in_one_line(what: str) -> None:
    assert refusal(NOT_FHIR[what]).startswith("the file")


def test_groups_without_an_end_are_refused() -> None:
    tree = coded("ptosis", "yes")
    for _ in range(25):
        tree = {"linkId": "deep", "item": [tree]}
    assert "nested too deeply" in refusal(response(tree))


# Nothing is lost and nothing is guessed: these come in as answers that the checklist names.


@pytest.mark.parametrize(
    ("item", "shown"),
    [
        (coded("what_is_this", "yes"), "no item is called that"),
        (coded("ptosis", "maybe"), "'maybe' is not an answer here"),
        (coded("ptosis", "yes", system="http://example.org"), "is not an answer here"),
        (answered("ptosis", valueCoding="yes"), "is not an answer here"),
        (answered("ptosis", valueCoding={"system": CODES}), "is not an answer here"),
        (answered("ptosis", valueBoolean="true"), "is not an answer here"),
        (answered("ptosis", valueString="yes, perhaps"), "is not an answer here"),
        ({"linkId": "ptosis", "answer": [{"valueBoolean": True}] * 2}, "is not an answer here"),
        (answered("karnofsky", valueInteger=170), "170 is not an answer here"),
        (answered("karnofsky", valueDecimal=70.5), "70.5 is not an answer here"),
        (answered("weight_loss_percent", valueQuantity={"value": 5, "unit": "kg"}), "kg"),
        (answered("chest_ct_date", valueDateTime="2026-03-01T09:00:00Z"), "2026-03-01T09"),
    ],
    ids=str,
)
def test_what_cannot_be_used_is_named(content: Content, item: Json, shown: str) -> None:
    answers = read(response(item, coded("diplopia", "no"))).answers
    reading = sort_out_answers(content, answers)
    assert reading.answers == {"diplopia": "no"}
    [problem] = reading.problems
    assert item["linkId"] in problem.says
    assert shown in problem.says


@pytest.mark.parametrize(
    ("text", "says"),
    [("x" * 4_001, "'notes': 4,001 characters"), ("\ud800", "'valueString': holds half a char")],
)
def test_notes_are_held_to_what_they_are_held_to_elsewhere(text: str, says: str) -> None:
    assert says in refusal(response(answered("notes", valueString=text)))
