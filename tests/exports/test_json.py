"""The JSON draft: what it holds, and how it reads."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

import pytest

from lems_rules.exports.json_document import SavedPatient, answers_as_written, json_document
from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.intake.document import MOST_BYTES, read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.schema.questions.item import Answer
from lems_rules.version import __version__
from tests.support.patients import EARLY, RICH, TODAY, exported


def test_the_document_holds_answers_notes_what_was_set_aside_and_the_result(
    content: Content,
) -> None:
    one = exported(content, RICH, "<b>Größe</b>")
    text = json_document(one.given, one.told, {"karnofsky": "x"})
    found = json.loads(text)
    assert found["answers"] == RICH
    assert found["notes"] == "<b>Größe</b>"
    assert found["set_aside"] == {"karnofsky": "x"}
    assert found["result"] == json.loads(assess(content, RICH, TODAY).model_dump_json())
    assert "Größe" in text


def test_the_document_says_what_it_was_made_with(content: Content) -> None:
    one = exported(content, RICH)
    found = json.loads(json_document(one.given, one.told))
    assert found["disclaimer"] == content.edition.disclaimer
    assert (found["app_version"], found["edition"]) == (__version__, content.edition.edition)
    assert (found["content_digest"], found["today"]) == (content.digest, "2026-11-23")


def test_the_document_tells_the_result_in_words_too(content: Content) -> None:
    one = exported(content, EARLY)
    found = json.loads(json_document(one.given, one.told))
    told = found["summary"]
    assert [card["title"] for card in told["safety"]] == [card.title for card in one.told.safety]
    assert [one["title"] for one in told["score"]["cohorts"]] == [
        cohort.title for cohort in content.scores["delta_p"].cohorts
    ]
    assert told["missing"]
    assert [one["link"] for one in found["references"]] == [r.link for r in one.told.references]
    assert not {"words", "notes", "references"} & set(told)


def test_the_document_fits_its_own_model_and_is_small_enough_to_load(content: Content) -> None:
    one = exported(content, RICH, "x" * 4_000)
    text = json_document(one.given, one.told)
    assert SavedPatient.model_validate_json(text).answers == RICH
    assert len(text.encode()) < MOST_BYTES / 4


@pytest.mark.parametrize(
    ("value", "written"),
    [(60.0, "60"), (4.5, "4.5"), (0.1, "0.1"), (0.0, "0"), (date(2026, 3, 1), '"2026-03-01"')],
)
def test_answers_are_written_as_a_person_would(value: Answer, written: str) -> None:
    assert json.dumps(answers_as_written({"item": value})["item"]) == written


def test_the_order_of_the_answers_makes_no_difference(content: Content) -> None:
    one, other = (exported(content, dict(some)) for some in (RICH, reversed(RICH.items())))
    assert one.given.result().model_dump_json() == other.given.result().model_dump_json()


def test_the_name_of_the_plan_goes_along_where_there_is_one(content: Content) -> None:
    one, name = exported(content, RICH), UUID(int=7, version=4)
    assert "plan_id" not in json.loads(json_document(one.given, one.told))
    found = json_document(one.given, one.told, plan=name)
    assert json.loads(found)["plan_id"] == str(name)
    assert plan_in(read_document(found.encode()).made) == name
