"""Every format, for every shipped case, carries what a summary has to carry."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from zipfile import ZipFile

import openpyxl
import pytest

import lems_rules
from lems_rules.exports.catalogue import FORMATS, USES, Export, export_of
from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.case import Case
from lems_rules.wording.report import Report
from tests.support.patients import EARLY, RICH, Page, built, exported, squeezed, values_in

CASES = tuple(load_content().cases.values())


def named(case: Case) -> str:
    return case.id


def of_case(content: Content, case: Case) -> Export:
    answers = read_answers(content, case.answers)
    return export_of(Consideration(content, answers, case.today))


def workbook(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell.value for sheet in book for row in sheet for cell in row)
    return " ".join(str(one) for one in cells if one is not None)


# What a reader of each format sees; PDF, Word and FHIR have tests of their own.
READERS: dict[str, Callable[[bytes], str]] = {
    "md": lambda data: data.decode().replace("**", "").replace("<http", "http"),
    "html": lambda data: Page(data.decode()).text,
    "note": lambda data: data.decode(),
    "json": lambda data: " ".join(str(one) for one in values_in(json.loads(data))),
    "csv": lambda data: " ".join(
        cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row
    ),
    "xlsx": workbook,
}


def carried(told: Report, version: str) -> Iterator[str]:
    """Everything that has to stand in a summary."""
    yield from (told.disclaimer, told.review, told.edition, told.digest, version, told.today)
    yield from (card.title for card in told.safety)
    yield told.level.title
    yield told.level.rule
    if told.level.basis:
        yield told.level.basis.strength
        yield told.level.basis.limits
    for line in (*told.speaks_for, *told.speaks_against, *told.not_known):
        yield line.title
    yield from (card.title for card in (*told.counter_flags, *told.plan.lines))
    if told.score.applies:
        yield told.score.total
        yield from (cohort.title for cohort in told.score.cohorts)
        if not told.score.not_quoted:
            yield from (row.risk for cohort in told.score.cohorts for row in cohort.rows)
    else:
        yield told.score.reason
    yield from (screen.due or screen.when for screen in told.plan.screens)
    yield told.plan.robustness
    yield from (one.says for section in told.missing for one in section.items)
    yield from (one.link for one in told.references)


def left_out(one: Export) -> dict[str, list[str]]:
    """By format, what has to stand in it and does not."""
    wanted = [squeezed(text) for text in carried(one.told, lems_rules.__version__)]
    seen = {name: squeezed(read(built(one, name))) for name, read in READERS.items()}
    return {
        name: gone for name, text in seen.items() if (gone := [w for w in wanted if w not in text])
    }


@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_summary_of_a_shipped_case_carries_everything(content: Content, case: Case) -> None:
    assert left_out(of_case(content, case)) == {}


@pytest.mark.parametrize("answers", [{}, RICH, EARLY], ids=["nothing", "rich", "early"])
def test_so_does_that_of_somebody_with_nothing_or_much_answered(
    content: Content, answers: dict[str, object]
) -> None:
    assert left_out(exported(content, answers)) == {}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_format_is_made_of_every_shipped_case(content: Content, case: Case) -> None:
    one = of_case(content, case)
    for made in FORMATS.values():
        if made.id not in READERS:
            assert made.build(one), made.id


@pytest.mark.parametrize("format_id", FORMATS)
def test_the_same_patient_on_the_same_day_gives_the_same_text(
    content: Content, format_id: str
) -> None:
    once, twice = (built(exported(content, RICH, "a note"), format_id) for _ in range(2))
    if format_id == "docx":  # a zip that keeps the time of day
        once, twice = (ZipFile(io.BytesIO(one)).read("word/document.xml") for one in (once, twice))
    assert once == twice


def test_no_format_says_that_a_patient_is_cleared(content: Content) -> None:
    one = exported(content, {**RICH, "chest_ct": "normal", "fdg_pet": "normal"})
    for format_id, read in READERS.items():
        seen = read(built(one, format_id)).lower()
        assert "excluded" not in seen
        assert "all clear" not in seen


def test_what_was_entered_and_not_used_is_named_in_words(content: Content) -> None:
    entered = {"ptosis": "no", "karnofsky": 60, "needs_assistance": "no", "sex": "<b>zq7</b>"}
    reading = sort_out_answers(content, entered)
    given = Consideration(content, reading.answers)
    one = export_of(given, problems=reading.problems)
    assert len(one.told.not_used) == 2
    for format_id, read in READERS.items():
        seen = squeezed(read(built(one, format_id)).replace("\\", ""))
        assert "disagree: below 70 means help was needed" in seen, format_id
        assert "Sex: '<b>zq7</b>' cannot be used here" in seen, format_id


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_has_a_name_a_purpose_and_a_place(content: Content, format_id: str) -> None:
    one = FORMATS[format_id]
    assert content.words[f"export_{format_id}"]
    assert content.words[f"export_{format_id}_says"].endswith(".")
    assert one.use in USES
    assert content.words[f"export_use_{one.use}"]
    assert "/" in one.mime


def test_no_two_formats_share_a_file_name() -> None:
    names = [one.file_name for one in FORMATS.values()]
    assert len(set(names)) == len(names)
