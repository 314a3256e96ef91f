"""What a stranger sends may cost no more than it is long, and only so much is said of it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import yaml

from lems_rules.intake.document import MOST_ANSWERS, MOST_BYTES, read_document
from lems_rules.intake.open_reason import read_reasons
from lems_rules.knowledge.content import Content
from lems_rules.knowledge.yaml_text import MOST_DEPTH, YamlError, read_yaml
from lems_rules.reasoning.assessment import read_answers, sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import MOST_TOLD
from lems_rules.teaching.own_case import load_case
from tests.support.lesson import source

pytestmark = pytest.mark.slow  # left out of `make quick`

# Each of these took between 18 seconds and minutes; a slow machine gets ten times what is needed.
SECONDS = 10.0


@contextmanager
def soon() -> Iterator[None]:
    before = time.process_time()
    yield
    assert time.process_time() - before < SECONDS


def refusal(data: bytes) -> str:
    assert len(data) <= MOST_BYTES
    with soon(), pytest.raises(AnswerError) as caught:
        read_document(data)
    assert len(str(caught.value)) < 200
    return str(caught.value)


def test_a_late_duplicate_key_among_many_is_found_at_once() -> None:
    keys = [f'"k{n:012d}": 1' for n in range(48_000)]
    text = '{"answers": {}, "x": {' + ", ".join([*keys, keys[-1]]) + "}}"
    assert "'k000000047999': written twice" in refusal(text.encode())


@pytest.mark.parametrize("key", ["answers", "reasons", "set_aside"])
def test_more_entries_than_a_checklist_can_need_are_refused(key: str) -> None:
    many = {f"k{n}": 1 for n in range(MOST_ANSWERS + 1)}
    says = refusal(json.dumps({"answers": {}, key: many}).encode())
    assert says.startswith(f"the file, {key!r}: 1,001 entries are more than 1,000;")
    at_most = dict([*many.items()][:MOST_ANSWERS])
    assert read_document(json.dumps({"answers": {}, key: at_most}).encode())


def test_75_000_unknown_ids_are_refused_in_one_sentence() -> None:
    flat = json.dumps({f"k{n}": 1 for n in range(75_000)}).encode()
    assert refusal(flat).startswith("the file: 75,000 entries are more than 1,000;")
    rows = "\n".join(f"answer,k{n},,1" for n in range(60_000))
    sheet = f"part,id,title,value,says,strength,sources\n{rows}"
    assert refusal(sheet.encode()).startswith("the file, 'answers': 60,000 entries")
    items = [{"linkId": f"k{n}", "answer": [{"valueInteger": n}]} for n in range(15_000)]
    response = {"resourceType": "QuestionnaireResponse", "item": items}
    assert refusal(json.dumps(response).encode()).startswith("the file, 'answers': 15,000")


def test_of_many_unknown_ids_the_first_are_named_and_the_rest_counted(content: Content) -> None:
    forged = {f"ptosis_{n}": "yes" for n in range(100_000)}
    with soon():
        problems = sort_out_answers(content, {"ptosis": "no", **forged}).problems
    assert len(problems) == MOST_TOLD + 1
    assert "did you mean 'ptosis'?" in problems[0].says
    assert problems[-1].items == ()
    assert problems[-1].says == "answers, and 99,990 more ids: no item is called that"
    with soon(), pytest.raises(AnswerError, match="'ptosis_0': no item"):
        read_answers(content, forged)
    with soon():
        told = read_reasons(content, forged, {}).problems
    assert len(told) == MOST_TOLD + 1
    assert told[-1] == "reasons, and 99,990 more ids: no item is called that; left out."


def test_an_id_of_a_million_characters_is_looked_for_in_no_time(content: Content) -> None:
    with soon():
        [problem] = sort_out_answers(content, {"p" * 1_000_000: "yes"}).problems
    assert len(problem.says) < 200


def test_reasons_for_thousands_of_questions_are_sorted_out_at_once() -> None:
    url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
    absent = {"extension": [{"url": url, "valueCode": "masked"}]}
    items = [{"linkId": f"k{n}", **absent} for n in range(6_000)]
    items += [{"linkId": f"a{n}", "answer": [{"valueInteger": 1}]} for n in range(900)]
    response = {"resourceType": "QuestionnaireResponse", "item": items}
    assert "'reasons': 6,000 entries" in refusal(json.dumps(response).encode())


# YAML


def aliases(levels: int) -> str:
    """A text that stands for nine to the power of ``levels`` words."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines) + "\n"


def test_aliases_are_refused_in_content_before_anything_is_built(copy: Any) -> None:
    assert len(aliases(9)) < 600
    with soon():
        says = copy.write("rules/notices.yaml", aliases(9)).refusal()
    assert says.startswith("content/rules/notices.yaml, line 1: uses an anchor (& or *)")
    article = f"---\n{aliases(9)}---\nText.\n"
    with soon():
        assert "front matter: uses an anchor" in copy.write("mechanism/x.md", article).refusal()


@pytest.mark.parametrize(
    "text", [aliases(9), "a: &a [*a]", "a: &a 1", "{<<: &a {b: 1}}", "- *nothing"]
)
def test_anchors_and_aliases_are_refused_in_any_text(content: Content, text: str) -> None:
    with pytest.raises(YamlError, match="uses an anchor"):
        read_yaml(text)
    with soon():
        [problem] = load_case(content, text.encode()).problems
    assert "uses an anchor" in str(problem)


@pytest.mark.parametrize("opening", ["[", "- ", "? ", "{a: "])
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_depth_is_refused_before_it_costs_anything(
    monkeypatch: pytest.MonkeyPatch, opening: str, loader: str
) -> None:
    monkeypatch.setattr("lems_rules.knowledge.yaml_text._Safe", getattr(yaml, loader))
    with soon(), pytest.raises(YamlError):
        read_yaml(opening * 20_000)
    assert read_yaml("[" * MOST_DEPTH + "]" * MOST_DEPTH)


def test_a_case_with_thousands_of_mistakes_tells_the_first_of_them(content: Content) -> None:
    made = source()
    made["answers"] = {f"ptosis_{n}": "yes" for n in range(1_400)}
    made["lesson"]["stages"][0]["reveals"] = [*made["answers"], *made["answers"]]
    data = yaml.safe_dump(made).encode()
    with soon():
        problems = load_case(content, data).problems
    assert 1 <= len(problems) <= MOST_TOLD + 1
    assert all(len(str(one)) < 600 for one in problems)


def test_a_case_whose_names_are_all_unknown_counts_them(content: Content) -> None:
    made = source()
    made["lesson"]["alternatives"] = [f"gout_{n}" for n in range(900)]
    made["lesson"]["next_tests"] = [f"test_{n}" for n in range(900)]
    with soon():
        problems = load_case(content, yaml.safe_dump(made).encode()).problems
    assert len(problems) == MOST_TOLD + 1
    assert problems[-1].what == "and 12 more problems"
