"""The JSON Schemas of answers and of a result, held against both by another reader."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from lems_rules.command_line import main
from lems_rules.exports.catalogue import export_of
from lems_rules.exports.json_document import json_document
from lems_rules.exports.schemas import answers_schema, as_text, result_schema
from lems_rules.intake.document import read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.questions.item import Item
from tests.support.examples import many

TODAY = date(2026, 11, 28)
SEED = 19
# Where any text may stand, so that another text is no damage.
FREE = {"headline", "text", "disclaimer", "notices", "reason", "today", "due", "answer", "changes"}
FREE |= {"tier", "rule", "first_negative_screen", "id"}


@pytest.fixture(scope="module")
def of_answers(content: Content) -> Draft202012Validator:
    return checker(answers_schema(content))


@pytest.fixture(scope="module")
def of_results(content: Content) -> Draft202012Validator:
    return checker(result_schema(content))


def checker(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def an_answer(item: Item, chance: random.Random) -> Any:
    if item.kind == "number":
        assert item.least is not None
        assert item.most is not None
        number = chance.uniform(item.least, item.most)
        return round(number) if item.whole else round(number, 3)
    if item.kind == "date":
        return (TODAY - timedelta(days=chance.randrange(800))).isoformat()
    return chance.choice(item.option_ids)


def random_answers(content: Content, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random(SEED)
    for _ in range(count):
        share = chance.random()
        yield {
            item.id: an_answer(item, chance)
            for item in content.checklist.items
            if chance.random() < share
        }


def considered(content: Content, answers: dict[str, Any]) -> Consideration:
    reading = sort_out_answers(content, answers, TODAY)
    return Consideration(content, reading.answers, TODAY, reading.problems)


def places(tree: Any, name: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Every place of a document: what holds it, its key there, and the name it goes by."""
    keys = tree if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        called = key if isinstance(key, str) else name
        yield tree, key, called
        yield from places(tree[key], called)


def damaged(result: dict[str, Any], chance: random.Random) -> tuple[dict[str, Any], str]:
    """The same result with one thing wrong that no result of this edition can have."""
    broken = copy.deepcopy(result)
    holder, key, name = chance.choice(list(places(broken)))
    kind = chance.choice(["another kind", "lost", "added", "unheard of"])
    if kind == "lost" and isinstance(holder, dict):
        del holder[key]
    elif kind == "added" and isinstance(holder[key], dict):
        holder[key]["not_in_this_edition"] = "yes"
    elif kind == "unheard of" and isinstance(holder[key], str) and name not in FREE:
        holder[key] = "not_in_this_edition"
    else:
        holder[key] = [[]] if not isinstance(holder[key], list) else "a text"
    return broken, f"{kind}: {name}"


def test_random_results_are_accepted_and_each_with_one_thing_wrong_is_refused(
    content: Content, of_results: Draft202012Validator
) -> None:
    chance = random.Random(SEED)
    kinds = set()
    for answers in random_answers(content, many(50)):  # a thousand in `make deep`
        given = considered(content, answers)
        result = json.loads(given.result().model_dump_json())
        of_results.validate(result)
        broken, what = damaged(result, chance)
        kinds.add(what.partition(":")[0])
        assert not of_results.is_valid(broken), what
    assert kinds == {"another kind", "lost", "added", "unheard of"}


def test_random_answers_and_the_drafts_made_of_them_are_accepted(
    content: Content, of_answers: Draft202012Validator
) -> None:
    for answers in random_answers(content, 20):
        of_answers.validate(answers)
        draft = json.loads(json_document(considered(content, answers), told(content, answers)))
        of_answers.validate(draft)
        assert read_document(json.dumps(draft).encode()).answers == draft["answers"]


def told(content: Content, answers: dict[str, Any]) -> Any:
    return export_of(considered(content, answers), "Some notes.").told


@pytest.mark.parametrize(
    "wrong",
    [
        {"ptosis": "perhaps"},
        {"ptosis": True},
        {"no_such_question": "yes"},
        {"age_at_onset_years": 900},
        {"age_at_onset_years": "62"},
        {"chest_ct_date": "last week"},
        {"chest_ct_date": "2026-02-30"},
        {"answers": {"ptosis": "perhaps"}},
        {"answers": {}, "notes": "x" * 4_001},
        {"answers": {}, "reasons": {"ptosis": "no idea"}},
        ["ptosis"],
    ],
)
def test_what_is_no_answer_file_is_refused(of_answers: Draft202012Validator, wrong: Any) -> None:
    assert not of_answers.is_valid(wrong)


def test_an_unanswered_question_may_be_left_out_or_null(of_answers: Draft202012Validator) -> None:
    of_answers.validate({})
    of_answers.validate({"ptosis": None})
    of_answers.validate({"answers": {"ptosis": "no"}, "reasons": {"dysphagia": "not_asked"}})


@pytest.mark.parametrize(("name", "made"), [("answers", answers_schema), ("result", result_schema)])
def test_the_command_prints_a_schema_that_names_its_edition(
    content: Content, capsys: pytest.CaptureFixture[str], name: str, made: Any
) -> None:
    assert main(["schema", name]) == 0
    printed = capsys.readouterr().out
    assert printed == as_text(made(content))
    assert json.loads(printed)["$id"] == f"urn:lems-checklist:{name}:{content.edition.edition}"
