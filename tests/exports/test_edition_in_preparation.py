"""Every format is made of an edition in preparation, and a reader of it is told."""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile

import pytest
from icalendar import Calendar

from lems_rules.exports.catalogue import FORMATS, Export, export_of
from lems_rules.exports.fhir.questionnaire import questionnaire
from lems_rules.exports.guide.markdown import guide_markdown
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.teaching.guide import guide
from tests.support.editions import DAY, following, in_preparation, released
from tests.support.printed import has, text_of
from tests.support.told import SCREENED, TODAY


def exported(content: Content) -> Export:
    return export_of(Consideration(content, read_answers(content, SCREENED), TODAY))


def read(format_id: str, made: bytes) -> str:
    match format_id:
        case "pdf":
            return text_of(made)
        case "docx":
            return ZipFile(io.BytesIO(made)).read("word/document.xml").decode()
        case "xlsx":
            return ZipFile(io.BytesIO(made)).read("xl/sharedStrings.xml").decode()
        case "ics":
            return " ".join(str(one["description"]) for one in Calendar.from_ical(made).events)
        case _:
            return made.decode()


@pytest.mark.parametrize("format_id", sorted(set(FORMATS) - {"phenopacket"}))
def test_whoever_reads_a_summary_reads_that_the_edition_is_in_preparation(
    content: Content, format_id: str
) -> None:
    named = f"edition {following(content)}, in preparation ({content.digest})"
    text = read(format_id, FORMATS[format_id].build(exported(in_preparation(content))))
    assert has(text.replace(" ", ""), named) or named in text


@pytest.mark.parametrize("format_id", FORMATS)
def test_a_released_edition_is_called_by_its_name_alone(content: Content, format_id: str) -> None:
    text = read(format_id, FORMATS[format_id].build(exported(released(content))))
    assert "in preparation" not in text
    assert "inpreparation" not in text


def test_a_machine_is_given_the_bare_name(content: Content) -> None:
    one, name = exported(in_preparation(content)), following(content)
    document = json.loads(FORMATS["json"].build(one))
    assert document["edition"] == document["result"]["edition"] == name
    packet = json.loads(FORMATS["phenopacket"].build(one))
    own = [held for held in packet["metaData"]["resources"] if held["id"] == "lemschecklist"]
    assert [held["version"] for held in own] == [name]


def test_a_form_of_fhir_has_a_date_once_it_was_released(content: Content) -> None:
    assert questionnaire(released(content))["date"] == DAY.isoformat()
    preparing: dict[str, Any] = questionnaire(in_preparation(content))
    assert "date" not in preparing
    assert preparing["version"] == following(content)


def test_the_guide_to_a_case_says_it_too(content: Content) -> None:
    preparing = in_preparation(content)
    case = next(one for one in preparing.cases.values() if one.lesson)
    told = guide_markdown(guide(preparing, case))
    assert f"edition {following(content)}, in preparation" in told
