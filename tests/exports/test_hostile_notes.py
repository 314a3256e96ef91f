"""What somebody typed appears as typed in every format, and runs in none."""

from __future__ import annotations

import csv
import io
import json
from zipfile import ZipFile

import openpyxl
import pytest
from markdown_it import MarkdownIt

from lems_rules.exports.catalogue import FORMATS
from lems_rules.exports.parts.block import printable
from lems_rules.intake.document import read_document
from lems_rules.knowledge.content import Content
from tests.support.patients import HOSTILE, RICH, Page, built, exported

LINES = HOSTILE.split("\n")
MARKUP = {
    "html_block",
    "html_inline",
    "link_open",
    "image",
    "strong_open",
    "em_open",
    "code_inline",
}


def test_in_markdown_it_is_text_and_nothing_else(content: Content) -> None:
    told = built(exported(content, RICH, HOSTILE), "md").decode()
    notes = told.partition("## Notes\n\n")[2].partition("\n\n## References")[0]
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(notes)
    inner = [one for token in tokens for one in (token.children or [])]
    assert not {one.type for one in (*tokens, *inner)} & (MARKUP | {"heading_open", "table_open"})
    breaks = {"hardbreak", "softbreak"}
    seen = "".join("\n" if one.type in breaks else one.content for one in inner)
    assert seen.split("\n") == LINES


def test_in_a_web_page_it_is_text_and_nothing_else(content: Content) -> None:
    page = Page(built(exported(content, RICH, HOSTILE), "html").decode())
    bare = Page(built(exported(content, RICH), "html").decode())
    assert HOSTILE in page.text
    extra = [one for one in page.tags if one not in bare.tags]
    assert extra == [("div", {"class": "typed", "dir": "auto"})]
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "form"}


def test_in_a_text_note_it_stands_as_typed(content: Content) -> None:
    assert (
        f"\nNOTES\n\n{HOSTILE}\n\nREFERENCES\n"
        in built(exported(content, RICH, HOSTILE), "note").decode()
    )


def test_in_json_it_is_one_string(content: Content) -> None:
    data = built(exported(content, RICH, HOSTILE), "json")
    assert json.loads(data)["notes"] == HOSTILE
    assert read_document(data).notes == HOSTILE


@pytest.mark.parametrize("notes", [HOSTILE, *LINES, "'=1", "''", "＝1+1", "\t=1", "-5", "\r=2"])
def test_in_csv_no_cell_can_be_run_and_the_notes_come_back(content: Content, notes: str) -> None:
    data = built(exported(content, RICH, notes), "csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    first = {cell[0] for row in rows for cell in row if cell and not cell.lstrip("-").isdigit()}
    assert not first & set("=+-@\t\r\n＝＋－＠")
    assert read_document(data).notes == notes


@pytest.mark.parametrize("notes", [HOSTILE, *LINES])
def test_in_a_workbook_it_is_a_text_cell(content: Content, notes: str) -> None:
    data = built(exported(content, RICH, notes), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet for cell in row]
    (held,) = [cell for cell in cells if cell.value == notes]
    assert held.data_type == "s"
    assert held.quotePrefix == notes.startswith(("=", "+", "-", "'"))
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}  # no formula anywhere
    assert not [cell for cell in cells if cell.hyperlink]
    names = ZipFile(io.BytesIO(data)).namelist()
    assert not [name for name in names if "vba" in name.lower() or "external" in name.lower()]


def test_in_a_phenopacket_it_is_a_remark(content: Content) -> None:
    packet = json.loads(built(exported(content, RICH, HOSTILE), "phenopacket"))
    remarks = [one["comment"] for one in packet["metaData"]["updates"]]
    assert f"Notes: {HOSTILE}" in remarks


def test_a_calendar_holds_nothing_that_was_typed(content: Content) -> None:
    with_notes = built(exported(content, RICH, HOSTILE), "ics")
    assert with_notes == built(exported(content, RICH), "ics")


@pytest.mark.parametrize("format_id", FORMATS)
@pytest.mark.parametrize("notes", ["\x00\x07\x1b[31m\x7f\x9b", "a\r\nb\rc\x85d\u2028e"], ids=ascii)
def test_control_characters_break_no_format(content: Content, format_id: str, notes: str) -> None:
    assert built(exported(content, RICH, notes), format_id)


@pytest.mark.parametrize("format_id", ["md", "html", "note", "xlsx"])
def test_no_format_for_reading_hands_control_characters_on(
    content: Content, format_id: str
) -> None:
    data = built(exported(content, RICH, "\x1b]0;owned\x07\x9b"), format_id)
    if format_id == "xlsx":
        data = ZipFile(io.BytesIO(data)).read("xl/sharedStrings.xml")
    assert not {"\x1b", "\x07", "\x9b"} & set(data.decode())
    assert "␛]0;owned␇" in data.decode().replace("\\", "")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\r\nb\rc\x85d", "a\nb\nc\nd"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("\x80\x9f", "��"),
        ("\t\n", "\t\n"),
    ],
)
def test_control_characters_are_shown_as_pictures(typed: str, shown: str) -> None:
    assert printable(typed) == shown
