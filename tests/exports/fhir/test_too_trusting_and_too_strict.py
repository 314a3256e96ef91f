"""FHIR import: nothing that is not understood is believed, and no answer of our own is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lems_rules.exports.fhir.questionnaire import questionnaire
from lems_rules.intake.document import Document, read_document
from lems_rules.intake.fhir_response import CODES, FORM, UCUM
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.schema.questions.item import AnswerError

Json = dict[str, Any]
UNKNOWN_MODIFIER = [{"url": "http://example.org/this-is-negated", "valueBoolean": True}]


def response(*items: Json, **more: object) -> Json:
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": FORM,
        "status": "completed",
        "item": list(items),
        **more,
    }


def answered(link: str, **value: object) -> Json:
    return {"linkId": link, "answer": [value]}


def coded(link: str, option: str, **more: object) -> Json:
    return answered(link, valueCoding={"system": CODES, "code": f"{link}.{option}", **more})


def read(content: Content, tree: Json) -> Document:
    return read_document(json.dumps(tree).encode(), content.checklist)


def refused(content: Content, tree: Json) -> str:
    with pytest.raises(AnswerError) as caught:
        read(content, tree)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def bundle(*resources: Json) -> Json:
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}


# Too trusting


@pytest.mark.parametrize(
    ("link", "option", "display"),
    [
        ("ptosis", "yes", "No"),
        ("ptosis", "no", " yes "),
        ("tendon_reflexes", "absent", "Normal"),
        ("tendon_reflexes", "reduced", "absent"),
        ("vgcc_pq_antibody", "low_positive", "POSITIVE"),
    ],
)
def test_a_display_that_is_another_answer_is_named_and_neither_is_used(
    content: Content, link: str, option: str, display: str
) -> None:
    document = read(content, response(coded(link, option, display=display)))
    reading = sort_out_answers(content, document.answers)
    assert reading.answers == {}
    [problem] = reading.problems
    assert problem.items == (link,)
    assert f"{link}.{option}, shown as {display}" in problem.says


@pytest.mark.parametrize("display", ["Yes", "YES", "yes", "Ja", "", "Present", None, 7])
def test_a_display_that_says_the_same_or_another_language_changes_nothing(
    content: Content, display: object
) -> None:
    assert read(content, response(coded("ptosis", "yes", display=display))).answers == {
        "ptosis": "yes"
    }


def test_every_option_of_our_form_is_read_with_its_own_display(content: Content) -> None:
    for item in content.checklist.items:
        for option in item.option_ids:
            tree = response(coded(item.id, option, display=item.wording(option)))
            assert read(content, tree).answers == {item.id: option}


def with_modifier(place: str) -> Json:
    tree = response({"linkId": "group", "item": [coded("ptosis", "yes")]})
    group = tree["item"][0]
    {
        "response": tree,
        "group": group,
        "item": group["item"][0],
        "answer": group["item"][0]["answer"][0],
    }[place]["modifierExtension"] = UNKNOWN_MODIFIER
    return tree


@pytest.mark.parametrize("place", ["response", "group", "item", "answer"])
def test_a_modifier_that_is_not_understood_is_refused_wherever_it_stands(
    content: Content, place: str
) -> None:
    assert "http://example.org/this-is-negated" in refused(content, with_modifier(place))
    assert "modifierExtension" in refused(content, bundle(with_modifier(place)))


def test_a_modifier_of_a_bundle_entry_and_implicit_rules_are_refused_too(content: Content) -> None:
    held = bundle(response(coded("ptosis", "yes")))
    held["entry"][0]["modifierExtension"] = UNKNOWN_MODIFIER
    assert "modifierExtension" in refused(content, held)
    rules = response(coded("ptosis", "yes"), implicitRules="http://example.org/rules")
    assert "implicitRules: 'http://example.org/rules'" in refused(content, rules)


def test_an_ordinary_extension_changes_no_meaning(content: Content) -> None:
    item = {**coded("ptosis", "yes"), "extension": UNKNOWN_MODIFIER, "modifierExtension": []}
    assert read(content, response(item)).answers == {"ptosis": "yes"}


@pytest.mark.parametrize("status", ["unknown", "final", "", "Completed", 7, ["completed"]])
def test_an_unknown_status_is_refused(content: Content, status: object) -> None:
    assert "of status" in refused(content, response(coded("ptosis", "yes"), status=status))


@pytest.mark.parametrize("status", ["in-progress", "completed", "amended", "stopped"])
def test_a_response_may_be_unfinished_or_amended(content: Content, status: str) -> None:
    tree = response(coded("ptosis", "yes"), status=status)
    assert read(content, tree).answers == {"ptosis": "yes"}


def test_two_values_in_one_answer_are_named_and_neither_is_used(content: Content) -> None:
    both = answered("ptosis", valueBoolean=True, valueCoding={"code": "ptosis.no"})
    [problem] = sort_out_answers(content, read(content, response(both)).answers).problems
    assert "several values at once: valueBoolean, valueCoding" in problem.says


# Too strict


def our_form(content: Content, name: str) -> Json:
    return {**questionnaire(content), "id": name}


@pytest.mark.parametrize(
    "named", ["http://server.example/fhir/Questionnaire/17|3", "Questionnaire/17", "#17"]
)
def test_our_form_under_the_name_that_a_server_gave_it_is_known_by_its_codes(
    content: Content, named: str
) -> None:
    tree = response(coded("ptosis", "yes"), questionnaire=named)
    assert read(content, tree).answers == {"ptosis": "yes"}


def test_our_form_contained_in_the_response_is_our_form(content: Content) -> None:
    number = answered("karnofsky", valueInteger=60)  # nothing in it has a code of ours
    held = response(number, questionnaire="#q", contained=[our_form(content, "q")])
    assert read(content, held).answers == {"karnofsky": 60}
    other = {"resourceType": "Questionnaire", "id": "q", "url": "http://example.org/phq-9"}
    assert "another form, '#q'" in refused(
        content, response(number, questionnaire="#q", contained=[other])
    )


@pytest.mark.parametrize(
    "named", ["Questionnaire/17|2026.1", "http://server.example/Questionnaire/17"]
)
def test_our_form_beside_the_response_in_a_bundle_is_our_form(content: Content, named: str) -> None:
    number = response(answered("karnofsky", valueInteger=60), questionnaire=named)
    held = bundle(number, our_form(content, "17"))
    held["entry"][1]["fullUrl"] = "http://server.example/Questionnaire/17"
    assert read(content, held).answers == {"karnofsky": 60}


@pytest.mark.parametrize("system", ["http://loinc.org", None, 7])
def test_another_form_stays_another_form(content: Content, system: object) -> None:
    coding = {"code": "ptosis.yes", **({"system": system} if system else {})}
    tree = response(answered("ptosis", valueCoding=coding), questionnaire="http://example.org/q")
    assert "another form, 'http://example.org/q'" in refused(content, tree)


def test_a_response_entered_in_error_beside_the_right_one_is_passed_over(content: Content) -> None:
    wrong = response(coded("ptosis", "no"), status="entered-in-error")
    right = response(coded("ptosis", "yes"))
    assert read(content, bundle(wrong, right, wrong)).answers == {"ptosis": "yes"}
    assert "entered in error" in refused(content, bundle(wrong, wrong))


def test_a_response_to_another_form_beside_ours_is_passed_over(content: Content) -> None:
    other = response(answered("1", valueInteger=3), questionnaire="http://example.org/phq-9")
    ours = response(coded("ptosis", "yes"))
    assert read(content, bundle(other, ours)).answers == {"ptosis": "yes"}
    assert "2 QuestionnaireResponses" in refused(content, bundle(other, other))


PERCENT = {"value": 6.5, "unit": "%", "system": UCUM, "code": "%"}


@pytest.mark.parametrize(
    ("link", "quantity", "value"),
    [
        ("weight_loss_percent", PERCENT, 6.5),
        ("weight_loss_percent", {"value": 6.5, "code": "%", "unit": "percent"}, 6.5),
        ("weight_loss_percent", {"value": 6.5, "unit": "%"}, 6.5),
        ("age_at_onset_years", {"value": 62, "system": UCUM, "code": "a"}, 62),
        ("symptom_duration_months", {"value": 3, "unit": "months"}, 3),
        ("symptom_duration_months", {"value": 3, "unit": "mo"}, 3),
    ],
)
def test_a_quantity_in_the_unit_of_the_question_is_its_number(
    content: Content, link: str, quantity: Json, value: float
) -> None:
    assert read(content, response(answered(link, valueQuantity=quantity))).answers == {link: value}


@pytest.mark.parametrize(
    "quantity",
    [
        {"value": 6.5, "unit": "kg"},
        {"value": 6.5, "unit": "%", "code": "kg", "system": UCUM},
        {**PERCENT, "system": "http://example.org/units"},
        {**PERCENT, "comparator": "<"},
        {"value": 6.5},
        {"unit": "%"},
        {"value": "6.5", "unit": "%"},
        6.5,
    ],
    ids=str,
)
def test_any_other_quantity_is_named_and_not_used(content: Content, quantity: object) -> None:
    document = read(content, response(answered("weight_loss_percent", valueQuantity=quantity)))
    [problem] = sort_out_answers(content, document.answers).problems
    assert problem.items == ("weight_loss_percent",)


def test_a_number_without_a_unit_takes_a_quantity_without_one(content: Content) -> None:
    plain = content.checklist.item("karnofsky").model_copy(update={"unit": None})
    items = tuple(plain if one.id == plain.id else one for one in content.checklist.items)
    checklist = content.checklist.model_copy(update={"items": items})
    checklist.model_post_init(None)
    for quantity in ({"value": 60}, {"value": 60, "code": "1"}):
        tree = response(answered("karnofsky", valueQuantity=quantity))
        assert read_document(json.dumps(tree).encode(), checklist).answers == {"karnofsky": 60}


def test_what_only_the_checklist_knows_is_not_judged_without_it() -> None:
    tree = response(
        coded("ptosis", "yes", display="No"), answered("karnofsky", valueQuantity=PERCENT)
    )
    found = read_document(json.dumps(tree).encode()).answers
    assert found["ptosis"] == "yes"
    assert str(found["karnofsky"]).startswith("valueQuantity: ")
