"""Every format, for every shipped case, carries what a summary has to carry."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from lems_rules.exports.catalogue import FORMATS, USES, Export, export_of
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.case import Case
from lems_rules.version import __version__
from lems_rules.wording.summary.report import Report
from lems_rules.wording.view import DoNowView
from tests.support.cases import each_case
from tests.support.patients import EARLY, RICH, Page, built, exported, values_in
from tests.support.printed import squeezed, text_of


def of_case(content: Content, case: Case) -> Export:
    answers = read_answers(content, case.answers)
    return export_of(Consideration(content, answers, case.today))


def workbook(data: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = (cell.value for sheet in book for row in sheet for cell in row)
    return " ".join(str(one) for one in cells if one is not None)


def document(data: bytes) -> str:
    made = Document(io.BytesIO(data))
    paragraphs = made.element.body.iter(qn("w:p"))
    texts = ("".join(run.text or "" for run in one.iter(qn("w:t"))) for one in paragraphs)
    # An address is shown short; the link under it is whole.
    links = (one.target_ref for one in made.part.rels.values() if one.is_external)
    return " ".join([*texts, *links])


def values(data: bytes) -> str:
    return " ".join(str(one) for one in values_in(json.loads(data)))


# What a reader of each format sees, with or without the white space.
READERS: dict[str, Callable[[bytes], str]] = {
    "pdf": text_of,
    "docx": document,
    "html": lambda data: Page(data.decode()).text,
    "md": lambda data: data.decode().replace("**", "").replace("<http", "http"),
    "note": lambda data: data.decode(),
    "json": values,
    "csv": lambda data: " ".join(
        cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row
    ),
    "xlsx": workbook,
    "fhir": values,
    "phenopacket": values,
}
# Formats that are no summary, and why.
NO_SUMMARY = {"ics": "a calendar holds days and nothing of the patient: test_ics reads each event"}
# Formats that leave the details to others, and why.
BRIEF = {
    "pdf": "few pages: dates are drawn, sources shortened; test_pdf reads both",
    "phenopacket": "the conclusions stand as remarks; bases and cohorts have no place in it",
}


def essential(told: Report, version: str) -> Iterator[str]:
    """What has to stand in every summary, however brief."""
    yield from (told.disclaimer, told.review, told.edition, told.digest, version, told.today)
    yield from (one.text for one in told.do_now.lines)
    yield from (card.title for card in told.safety)
    yield told.level.headline
    if not told.level.established:
        yield told.level.title
        yield told.level.rule
    for line in (*told.speaks_for, *told.speaks_against, *told.not_known):
        yield line.title
    yield from (card.title for card in (*told.counter_flags, *told.plan.lines))
    yield told.score.total if told.score.applies else told.score.reason
    yield told.plan.robustness
    yield from (one.says for section in told.missing for one in section.items)


def detailed(told: Report) -> Iterator[str]:
    """What a summary with room for it says as well."""
    yield from (card.says for card in told.safety)
    yield from (one.text for one in told.do_now.further)
    yield from (one.why for one in told.do_now.lines)
    if told.level.basis and not told.level.established:
        yield told.level.basis.strength
        yield told.level.basis.limits
    if told.score.applies:
        yield from (cohort.title for cohort in told.score.cohorts)
        if not told.score.not_quoted:
            yield from (row.risk for cohort in told.score.cohorts for row in cohort.rows)
    yield from (screen.due or screen.when for screen in told.plan.screens)
    yield from (one.link for one in told.references)


def left_out(one: Export) -> dict[str, list[str]]:
    """By format, what has to stand in it and does not."""
    brief = list(essential(one.told, __version__))
    assert {one.told.disclaimer, one.told.level.headline} <= set(brief)
    whole = [*brief, *detailed(one.told)]
    found = {}
    for name, read in READERS.items():
        text = squeezed(read(built(one, name)))
        wanted = brief if name in BRIEF else whole
        if gone := [part for part in wanted if squeezed(part) not in text]:
            found[name] = gone
    return found


def test_every_format_has_a_reader_here_or_a_reason_to_have_none() -> None:
    assert {*READERS, *NO_SUMMARY} == set(FORMATS)
    assert not READERS.keys() & NO_SUMMARY.keys()
    assert BRIEF.keys() < READERS.keys()


@pytest.mark.parametrize("silent", ["do_now", "safety", "level", "plan", "disclaimer"])
@pytest.mark.parametrize("format_id", ["docx", "html", "md", "note", "csv", "xlsx"])
def test_a_summary_that_keeps_silent_about_one_thing_is_caught(
    content: Content, format_id: str, silent: str
) -> None:
    one = exported(content, RICH)
    without: dict[str, Report] = {
        "safety": replace(one.told, safety=()),
        "do_now": replace(one.told, do_now=DoNowView((), (), "")),
        "level": replace(one.told, level=replace(one.told.level, title="?", rule="?", first="")),
        "plan": replace(one.told, plan=replace(one.told.plan, lines=())),
        "disclaimer": replace(one.told, disclaimer="?"),
    }
    text = squeezed(READERS[format_id](built(replace(one, told=without[silent]), format_id)))
    wanted = (*essential(one.told, __version__), *detailed(one.told))
    assert [part for part in wanted if squeezed(part) not in text]


@pytest.mark.parametrize("format_id", sorted(READERS.keys() - {"json"}))
def test_where_the_diagnosis_is_made_no_summary_words_the_level(
    content: Content, format_id: str
) -> None:
    one = exported(content, RICH)
    assert one.told.level.established
    text = squeezed(READERS[format_id](built(one, format_id)))
    assert squeezed(one.told.level.first) in text
    rank = content.text("summary_rank", rank=one.told.level.rank, of=one.told.level.of)
    for part in (one.told.level.says, f"{one.told.level.title} ({rank}"):
        assert squeezed(part) not in text
    suspected = {name: value for name, value in RICH.items() if name != "lems_established"}
    other = exported(content, suspected)
    text = squeezed(READERS[format_id](built(other, format_id)))
    assert squeezed(other.told.level.title) in text


@pytest.mark.slow
@each_case
def test_every_summary_of_a_shipped_case_carries_everything(content: Content, case: Case) -> None:
    assert left_out(of_case(content, case)) == {}


@pytest.mark.parametrize("answers", [{}, RICH, EARLY], ids=["nothing", "rich", "early"])
def test_so_does_that_of_somebody_with_nothing_or_much_answered(
    content: Content, answers: dict[str, object]
) -> None:
    assert left_out(exported(content, answers)) == {}


@pytest.mark.parametrize("answers", [{}, RICH], ids=["nothing", "rich"])
@pytest.mark.parametrize("format_id", NO_SUMMARY)
def test_what_is_no_summary_says_that_it_is_educational(
    content: Content, format_id: str, answers: dict[str, object]
) -> None:
    one = exported(content, answers)
    plain = built(one, format_id).decode().replace("\r\n ", "").replace("\\,", ",")
    assert one.told.disclaimer in plain


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
    for format_id in READERS:
        if format_id == "fhir":  # a response has no place for what answers no question
            continue
        seen = squeezed(READERS[format_id](built(one, format_id)).replace("\\", ""))
        assert squeezed("disagree: below 70 means help was needed") in seen, format_id
        assert squeezed("Sex: '<b>zq7</b>' cannot be used here") in seen, format_id


@pytest.mark.parametrize("format_id", FORMATS)
def test_every_format_has_a_name_a_purpose_and_a_place(content: Content, format_id: str) -> None:
    one = FORMATS[format_id]
    assert content.words[f"export_{format_id}"]
    assert content.words[f"export_{format_id}_says"].endswith(".")
    assert one.use in USES
    assert content.words[f"export_use_{one.use}"]
    assert "/" in one.mime


def test_file_names_tell_kind_and_day_and_no_two_formats_share_one() -> None:
    names = [one.file_name(date(2026, 11, 28)) for one in FORMATS.values()]
    assert len(set(names)) == len(names)
    assert "lems-summary-2026-11-28.pdf" in names
    assert {name.partition(".")[0] for name in names} == {"lems-summary-2026-11-28"}
