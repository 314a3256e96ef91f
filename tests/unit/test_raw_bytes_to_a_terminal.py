"""Whatever is quoted from a file is printable: nothing of it moves a cursor or hides a word."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.intake.document import read_document
from lems_rules.intake.open_reason import read_reasons
from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.knowledge.reader import read_case
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line, quoted
from lems_rules.teaching.own_case import load_case
from tests.support.command import Run, refusal, written

NASTY = "a\x1b[2J\nb\r\x00\x07\x85\u2028\u202e\u2066\x9b31m\u200b\ufeff"
SHOWN = r"a\x1b[2J\nb\r\x00\x07\x85\u2028\u202e\u2066\x9b31m\u200b\ufeff"


def printable(text: str) -> bool:
    return all(one.isprintable() or unicodedata.category(one) == "Zs" for one in text)


def test_what_cannot_be_seen_is_shown_as_its_escape() -> None:
    assert one_line(NASTY) == SHOWN
    assert quoted(NASTY, 200) == repr(NASTY) == f"'{SHOWN}'"
    assert one_line("5\u00a0%, 疲労, ضعف") == "5\u00a0%, 疲労, ضعف"


@given(st.text() | st.recursive(st.text() | st.integers(), lambda one: st.lists(one)))
def test_a_quotation_is_short_and_printable(value: Any) -> None:
    assert printable(quoted(value))
    assert len(quoted(value)) <= 60
    assert printable(one_line(str(value)))


def test_a_number_that_python_does_not_print_is_said_to_be_one() -> None:
    assert quoted(10**5_000) == "a number of that size"


DOCUMENTS: dict[str, object] = {
    "a resource type": {"resourceType": NASTY},
    "a resource type that is no text": {"resourceType": [NASTY]},
    "a form": {"resourceType": "QuestionnaireResponse", "questionnaire": NASTY},
    "a status": {"resourceType": "QuestionnaireResponse", "status": NASTY},
    "a modifier": {
        "resourceType": "QuestionnaireResponse",
        "modifierExtension": [{"url": NASTY}],
    },
    "rules": {"resourceType": "QuestionnaireResponse", "implicitRules": NASTY},
    "a linkId twice": {
        "resourceType": "QuestionnaireResponse",
        "item": [{"linkId": NASTY, "answer": [{"valueInteger": 1}]}] * 2,
    },
    "an item": {NASTY: "yes"},
    "an answer": {"ptosis": NASTY},
    "an answer in a list": {"ptosis": [NASTY]},
    "an answer in an object": {"ptosis": {NASTY: 1}},
    "a value of FHIR": {
        "resourceType": "QuestionnaireResponse",
        "item": [{"linkId": "ptosis", "answer": [{"valueQuantity": {"unit": NASTY}}]}],
    },
    "a display": {
        "resourceType": "QuestionnaireResponse",
        "item": [{"linkId": "ptosis", "answer": [{f"value{NASTY}": 1, "valueX": 1}]}],
    },
    "a key twice": b'{"a\\u001b\\n": 1, "a\\u001b\\n": 1}',
    "a sheet's item": f'part,id,title,value,says,strength,sources\nanswer,"{NASTY}",,no'.encode(),
    "a sheet's part": f'part,id,title,value,says,strength,sources\n"{NASTY}",x,,no'.encode(),
    "a sheet's row twice": (
        "part,id,title,value,says,strength,sources" + f'\nanswer,"{NASTY}",,no' * 2
    ).encode(),
}


@pytest.mark.parametrize("what", DOCUMENTS)
def test_a_refusal_quotes_nothing_raw(run: Run, tmp_path: Path, what: str) -> None:
    says = refusal(run("assess", written(tmp_path / "patient.json", DOCUMENTS[what])))
    assert printable(says)
    assert "\\x1b" in says
    assert len(says) < 500


def test_what_is_set_aside_is_named_in_print(content: Content) -> None:
    raw = {NASTY: "yes", "ptosis": NASTY, "karnofsky": {NASTY: NASTY}}
    for problem in sort_out_answers(content, raw).problems:
        assert printable(problem.says + problem.plain)
    for says in read_reasons(content, {NASTY: "x", "ptosis": NASTY}, {}).problems:
        assert printable(says)


def test_what_a_file_says_of_itself_is_not_printed_raw(run: Run, tmp_path: Path) -> None:
    older = {
        "answers": {"ptosis": "no"},
        "edition": NASTY,
        "content_digest": NASTY,
        "reasons": {"diplopia": NASTY},
        "result": {"edition": "2025.9", "suspicion": {"id": NASTY}, "safety": [NASTY]},
    }
    code, _, err = run("assess", written(tmp_path / "patient.json", older))
    assert code == 0
    assert err
    assert all(printable(line) for line in err.splitlines())


@pytest.mark.parametrize("place", ["title", "about", "answers", "diagnosis", NASTY])
def test_problems_of_a_case_are_printable(content: Content, place: str) -> None:
    text = json.dumps({place: {NASTY: NASTY}, "id": NASTY, "lesson": {"title": [NASTY]}})
    for problem in load_case(content, text.encode()).problems:
        assert printable(problem.entry + problem.what + problem.remedy)
    assert all(printable(str(one)) for one in read_case("case.yaml", text, "own")[1])


def test_problems_of_the_content_are_printed_each_on_its_line(run: Run, copy: Any) -> None:
    copy.write("words.yaml", '"a\\e[2J\\nb": [1]\nb: "x"\n')
    code, out, _ = run("check", "--content", str(copy.folder))
    assert code == 2
    assert all(printable(line) for line in out.splitlines())
    assert "'a\\x1b[2J\\nb': is not text" in out
    assert "\n" not in str(ContentProblem(NASTY, NASTY, NASTY, NASTY))


def test_a_command_line_is_quoted_in_print_too(run: Run) -> None:
    assert printable(refusal(run("assess", "x", "--\x1b[2J\nb")))
    assert printable(refusal(run("assess", "no\x1b[2J\nwhere")))


def test_the_refusal_in_the_app_is_the_same_sentence() -> None:
    with pytest.raises(AnswerError) as caught:
        read_document(json.dumps({"resourceType": NASTY}).encode())
    assert printable(str(caught.value))
    assert printable(caught.value.plain)
