"""The workbook, read back by another library."""

from __future__ import annotations

import io
import math
from datetime import datetime

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from lems_rules.intake.csv_sheet import HEAD
from lems_rules.knowledge.content import Content
from tests.support.patients import EARLY, RICH, built, considered, exported


@pytest.fixture(scope="module")
def book(content: Content) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(built(exported(content, RICH, "typed"), "xlsx")))


def test_items_findings_and_plan_have_sheets_of_their_own(book: Workbook) -> None:
    assert book.sheetnames == ["Summary", "Items", "Findings", "Plan", "References"]


def test_every_sheet_has_the_same_head_that_stays_in_view(book: Workbook, content: Content) -> None:
    for sheet in book:
        head = [cell.value for cell in sheet[1]]
        assert head == [content.words[f"sheet_head_{column}"] for column in HEAD]
        assert sheet.freeze_panes == "D2"
        assert sheet.auto_filter.ref == f"A1:G{sheet.max_row}"
        assert sheet.page_setup.orientation == "landscape"
        assert content.edition.disclaimer in sheet.oddFooter.left.text


def test_every_item_has_a_row(book: Workbook, content: Content) -> None:
    ids = [row[1].value for row in book["Items"].iter_rows(min_row=2) if row[1].value]
    assert sorted(ids) == sorted(item.id for item in content.checklist.items)


def test_every_finding_has_its_verdict(book: Workbook, content: Content) -> None:
    given = considered(content, RICH)
    told = {row[1].value: row[3].value for row in book["Findings"].iter_rows(min_row=2)}
    assert told == {name: given.conclusions.finding(name).value for name in content.findings}


def test_numbers_and_dates_are_numbers_and_dates(book: Workbook, content: Content) -> None:
    items = {row[1].value: row[3] for row in book["Items"].iter_rows(min_row=2)}
    assert items["age_at_onset_years"].value == 62
    assert items["chest_ct_date"].value == datetime(2026, 8, 10)
    assert items["chest_ct_date"].number_format == "yyyy-mm-dd"
    rows = book["Plan"].iter_rows(min_row=2, values_only=True)
    screens = [value.date() for part, _, _, value, *_ in rows if part == "screen"]
    assert screens == [one.due for one in considered(content, RICH).schedule]


def lines_needed(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / (1.2 * width))) for line in text.split("\n"))


def test_every_row_is_as_tall_as_its_text_so_that_none_prints_over_the_next(book: Workbook) -> None:
    for sheet in book:
        for row in sheet.iter_rows(min_row=2):
            height = sheet.row_dimensions[row[0].row].height or 15  # as a row has by itself
            for cell in row:
                width = sheet.column_dimensions[cell.column_letter].width
                needed = lines_needed(str(cell.value or ""), width * 11 / cell.font.sz)
                assert needed * cell.font.sz * 1.2 <= height <= 409, cell.value


@pytest.mark.parametrize(("words", "size"), [(100, 11), (700, 8), (3000, 8)])
def test_a_text_that_no_row_could_hold_is_written_smaller(
    content: Content, words: int, size: int
) -> None:
    made = exported(content, RICH, "a word " * words)
    book = openpyxl.load_workbook(io.BytesIO(built(made, "xlsx")))
    ((sheet, notes),) = [
        (sheet, row) for sheet in book for row in sheet.iter_rows() if row[0].value == "notes"
    ]
    assert notes[4].font.sz == size
    assert notes[4].value.count("word") == words
    assert sheet.row_dimensions[notes[0].row].height <= 409


def test_the_file_says_what_it_is(book: Workbook, content: Content) -> None:
    assert book.properties.title == "LEMS checklist summary"
    assert content.edition.disclaimer in book.properties.description
    assert book.properties.created == datetime(2026, 11, 23)


@pytest.mark.parametrize("answers", [{}, EARLY], ids=["nothing", "early"])
def test_an_undated_plan_leaves_its_dates_empty(
    content: Content, answers: dict[str, object]
) -> None:
    data = built(exported(content, answers), "xlsx")
    plan = openpyxl.load_workbook(io.BytesIO(data))["Plan"]
    assert not [r for r in plan.iter_rows(min_row=2) if r[0].value == "screen" and r[3].value]
