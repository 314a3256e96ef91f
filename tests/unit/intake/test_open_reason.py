"""Why a question was left open: kept, said everywhere, brought back, and never a conclusion."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.__main__ import main
from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import read_document
from lems_rules.intake.fhir_response import ABSENT
from lems_rules.intake.open_reason import read_reasons
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.checklist import Answer, AnswerError
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.report import report
from tests.support.examples import examples
from tests.support.patients import TODAY
from tests.support.shipped import CONTENT
from tests.support.strategies import patients

ANSWERS = {"proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"}
REASONS = {"chest_ct": "temp_unknown", "dry_mouth": "asked_declined"}
REASON = st.sampled_from([one.id for one in CONTENT.reasons])
ITEM = st.sampled_from([item.id for item in CONTENT.checklist.items])


def patient(answers: dict[str, object] | None = None) -> Consideration:
    return Consideration(CONTENT, read_answers(CONTENT, answers or ANSWERS), TODAY)


def problem(raw: dict[str, object]) -> str:
    (said,) = read_reasons(CONTENT, raw, ANSWERS).problems
    return said


# What is taken


def test_a_reason_for_an_open_question_is_taken_and_null_is_none() -> None:
    read = read_reasons(CONTENT, {**REASONS, "ptosis": None}, ANSWERS)
    assert read.reasons == REASONS
    assert read.problems == ()


def test_a_reason_for_a_question_that_is_answered_is_left_out_and_named() -> None:
    assert "'tendon_reflexes': the question has an answer" in problem(
        {"tendon_reflexes": "not_asked"}
    )


def test_an_answer_of_null_leaves_its_question_open() -> None:
    read = read_reasons(CONTENT, {"ptosis": "not_asked"}, {"ptosis": None})
    assert read.reasons == {"ptosis": "not_asked"}


@pytest.mark.parametrize("value", ["masked", "", 7, True, ["not_asked"], "x" * 5000])
def test_what_is_no_reason_is_left_out_with_those_that_there_are(value: object) -> None:
    said = problem({"ptosis": value})
    assert said.startswith("reasons, 'ptosis': ")
    assert said.endswith(f"There are {', '.join(one.id for one in CONTENT.reasons)}.")
    assert len(said) < 250


def test_a_reason_for_an_item_that_does_not_exist_names_the_nearest() -> None:
    assert "did you mean 'ptosis'" in problem({"ptosiss": "not_asked"})


# What it changes


def test_no_reason_changes_a_conclusion() -> None:
    given = patient()
    with_reasons = report(given, reasons=REASONS)
    without = report(given)
    assert with_reasons.reasons == REASONS
    assert without.reasons == {}
    for part in ("level", "safety", "score", "plan", "not_known", "questions", "notices"):
        assert getattr(with_reasons, part) == getattr(without, part)


def test_a_question_that_was_left_open_for_a_reason_is_not_asked_for_again() -> None:
    say, given = Presenter(CONTENT), patient()
    asked = given.outlook.in_turn
    seen = [
        found.item
        for left in range(len(asked))
        if (found := say.so_far(given, None, left_open=asked[:left]).next_question)
    ]
    assert tuple(seen) == asked
    assert seen[0] == given.outlook.next_item
    assert say.so_far(given, None, left_open=asked).next_question is None


def test_the_questions_in_turn_are_those_that_matter_and_each_stands_there_once() -> None:
    ahead = patient().outlook
    assert len(set(ahead.in_turn)) == len(ahead.in_turn)
    assert {one.item for one in ahead.questions} <= set(ahead.in_turn)


# Where it is said


@pytest.mark.parametrize("format_id", ["html", "md", "note", "json", "csv", "phenopacket", "fhir"])
def test_every_summary_in_words_says_why_a_question_is_open(format_id: str) -> None:
    made = FORMATS[format_id].build(export_of(patient(), reasons=REASONS)).decode("utf-8-sig")
    assert "result awaited" in made
    assert "declined" in made
    bare = FORMATS[format_id].build(export_of(patient())).decode("utf-8-sig")
    assert "result awaited" not in bare


def test_fhir_gives_the_question_with_its_reason_and_no_answer() -> None:
    bundle = json.loads(FORMATS["fhir"].build(export_of(patient(), reasons=REASONS)))
    (response,) = (
        one["resource"]
        for one in bundle["entry"]
        if one["resource"]["resourceType"] == "QuestionnaireResponse"
    )
    text = json.dumps(response)
    assert text.count(ABSENT) == len(REASONS)
    items = {}
    waiting = list(response["item"])
    while waiting:
        one = waiting.pop()
        items[one["linkId"]] = one
        waiting += one.get("item", [])
    found = items["chest_ct"]
    assert found["extension"] == [{"url": ABSENT, "valueCode": "temp-unknown"}]
    assert "answer" not in found
    assert "ptosis" not in items


# How it comes back


@pytest.mark.slow
@pytest.mark.parametrize("format_id", ["json", "csv", "fhir"])
@examples(8)
@given(answers=patients(CONTENT.checklist.items), raw=st.dictionaries(ITEM, REASON, max_size=8))
def test_reasons_come_back_with_the_patient(
    format_id: str, answers: dict[str, Answer], raw: dict[str, str]
) -> None:
    before = Consideration(CONTENT, sort_out_answers(CONTENT, answers).answers, TODAY)
    reasons = read_reasons(CONTENT, raw, before.answers).reasons
    told = export_of(before, reasons=reasons)
    document = read_document(FORMATS[format_id].build(told))
    back = read_reasons(CONTENT, document.reasons, document.answers)
    assert back.problems == ()
    # A draft keeps every reason; the others say only what is open and can apply.
    assert back.reasons == (reasons if format_id == "json" else told.told.reasons)
    assert read_answers(CONTENT, document.answers) == before.answers


@pytest.mark.parametrize(
    "item",
    [
        {"extension": [{"url": ABSENT, "valueCode": "not-asked"}]},
        {"answer": [{"extension": [{"url": ABSENT, "valueCode": "not-asked"}]}]},
        {"answer": [{"valueCoding": {"extension": [{"url": ABSENT, "valueCode": "not-asked"}]}}]},
        {"answer": [{"_valueDate": {"extension": [{"url": ABSENT, "valueCode": "not-asked"}]}}]},
    ],
    ids=("at the question", "at the answer", "in a coding", "beside a plain value"),
)
def test_fhir_may_give_the_reason_in_several_places(item: dict[str, object]) -> None:
    document = read_document(
        json.dumps(
            {"resourceType": "QuestionnaireResponse", "item": [{"linkId": "chest_ct", **item}]}
        ).encode()
    )
    assert document.answers == {}
    assert document.reasons == {"chest_ct": "not_asked"}


@pytest.mark.parametrize(
    "extension",
    [
        {"url": "http://example.org/other", "valueCode": "not-asked"},
        {"url": ABSENT, "valueCode": 7},
        {"url": ABSENT},
    ],
)
def test_another_extension_is_no_reason(extension: dict[str, object]) -> None:
    item = {"linkId": "chest_ct", "extension": [extension]}
    tree = {"resourceType": "QuestionnaireResponse", "item": [item]}
    assert read_document(json.dumps(tree).encode()).reasons == {}


def value_in_values(deep: int) -> bytes:
    inner: dict[str, object] = {}
    for _ in range(deep):
        inner = {"_valueDate": inner}
    item = {"linkId": "chest_ct", "answer": [inner]}
    return json.dumps({"resourceType": "QuestionnaireResponse", "item": [item]}).encode()


def test_a_value_in_fifty_values_breaks_nothing() -> None:
    assert read_document(value_in_values(50)).reasons == {}


@pytest.mark.parametrize("deep", [64, 400, 900])
def test_a_value_in_a_value_without_end_is_refused(deep: int) -> None:
    with pytest.raises(AnswerError, match="nested too deeply"):
        read_document(value_in_values(deep))


def test_an_answer_in_fhir_counts_and_a_reason_beside_it_does_not() -> None:
    absent = {"extension": [{"url": ABSENT, "valueCode": "not-asked"}]}
    items = [
        {"linkId": "chest_ct", **absent, "answer": [{"valueCoding": {"code": "chest_ct.normal"}}]},
        {"linkId": "ptosis", **absent},
        {"linkId": "ptosis", "answer": [{"valueBoolean": False}]},
    ]
    tree = {"resourceType": "QuestionnaireResponse", "item": items}
    document = read_document(json.dumps(tree).encode())
    assert document.answers == {"chest_ct": "normal", "ptosis": "no"}
    assert document.reasons == {}


def test_reasons_that_are_no_object_are_refused() -> None:
    with pytest.raises(AnswerError, match="'reasons': expected an object, found a list"):
        read_document(b'{"answers": {}, "reasons": ["ptosis"]}')


def test_the_command_line_says_what_it_left_out_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"answers": ANSWERS, "reasons": {**REASONS, "ptosis": "masked"}}))
    assert main(["assess", str(file), "--format", "text"]) == 0
    out, err = capsys.readouterr()
    assert "result awaited" in out
    assert err.startswith("reasons, 'ptosis': 'masked' is no reason here; left out.")
    target = tmp_path / "one.csv"
    assert main(["export", str(file), "--to", "csv", "-o", str(target)]) == 0
    assert read_document(target.read_bytes()).reasons == REASONS


def test_every_reason_is_a_code_of_fhir_with_words_of_its_own(content: Content) -> None:
    labels = [one.label for one in content.reasons]
    assert len(set(labels)) == len(labels) == 6
