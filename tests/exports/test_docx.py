"""The Word document, read back by pandoc, and by python-docx for what only Word's XML tells."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st

from lems_rules.exports.compact import COLUMN_LINE, LETTER_LINE, letter, lines, rest
from lems_rules.exports.docx import docx, sizes
from lems_rules.exports.parts.block import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    address,
    blocks,
    reference,
)
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.schema.case import Case
from tests.support.cases import CASES, each_case
from tests.support.examples import examples
from tests.support.outside import need
from tests.support.told import CONTENT, DIAGNOSED, SCREENED, told

NOTES = "\n".join(
    [
        "*bold* _italic_ `code` # heading [link](https://example.org) <b>html</b> &amp;",
        '#panic("x") $x^2$ =SUM(A1) { PAGE } {{ jinja }} w:t </w:t> ]]>',
        "ضعف في الساقين",
        "שלום, 12 mg?",
        "💪🏽 👨‍👩‍👧 疲労 ≥ ² Łódź",
        "",
        "  indented\tand a tab  ",
    ]
)


def opened(made: bytes) -> WordDocument:
    return Document(io.BytesIO(made))


def read_by_pandoc(made: bytes) -> dict[str, Any]:
    command = [need("pandoc"), "--from", "docx", "--to", "json"]
    done = subprocess.run(command, input=made, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def letters(part: Any) -> str:
    """All text of a pandoc document in its order, without white space."""
    if isinstance(part, list):
        return "".join(map(letters, part))
    if not isinstance(part, dict):
        return ""
    match part.get("t"):
        case "Str":
            return "".join(str(part["c"]).split())
        case "Link":
            return letters(part["c"][1])
        case "Code" | "CodeBlock" | "RawInline" | "RawBlock" | "Math" | "Image":
            return f"<<{part['t']}>>"  # nothing in a summary is one of these
    return letters(part.get("c", []))


def parts(made: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return file.read(name).decode()


def said_in(block: Block) -> Iterator[str]:
    """Each text of a block."""
    match block:
        case Heading(text):
            yield text
        case Paragraph(text, lead, small):
            yield from (text, lead, small)
        case Bullets(lines):
            yield from (part for line in lines for part in line)
        case Table(head, rows, marked):
            yield from head if marked else ()
            yield from (cell for row in rows for cell in row)
        case _:
            yield from block.text.split("\n")


# Other people's tools


@each_case
def test_the_document_of_every_case_says_all_that_the_report_says(case: Case) -> None:
    one = told(case.answers, NOTES)
    found = read_by_pandoc(docx(one))
    text = letters(found["blocks"])
    references = Bullets(tuple(("", reference(ref, one.words)) for ref in one.references))
    whole = [block for block in blocks(one) if block != references]
    gone = [
        said
        for block in whole
        for said in said_in(block)
        # A list that becomes a sentence loses the full stops between its lines.
        if "".join(said.split()).removesuffix(".") not in text
    ]
    # Whoever the patient is stands in the letter, not in each request again.
    patient = {one.words["request_blanks"], *one.patient.said, " ".join(one.patient.said)}
    assert set(gone) <= patient
    for ref in one.references:
        assert "".join(address(ref).split()) in text


def test_the_table_of_two_cohorts_that_disagree_says_so_above_it() -> None:
    one = told(DIAGNOSED)
    assert one.score.applies
    assert not one.score.not_quoted
    read = read_by_pandoc(docx(one))["blocks"]
    above = [letters(read[at - 1]) for at, block in enumerate(read) if block["t"] == "Table"]
    assert "".join(one.words["summary_cohorts"].split()) + "." in above


def test_headings_lists_and_tables_are_real_ones() -> None:
    one = told(DIAGNOSED)
    found = read_by_pandoc(docx(one))
    kinds = [block["t"] for block in found["blocks"]]
    assert kinds.count("Table") == 1  # the cohorts
    assert kinds.count("BulletList") == 1  # what to do now
    depths = [block["c"][0] for block in found["blocks"] if block["t"] == "Header"]
    assert set(depths) == {1, 2}
    assert depths[0] == 1
    for table in (block for block in found["blocks"] if block["t"] == "Table"):
        assert len(table["c"][3][1]) == 1  # one head row, which is known as one


# The letter, and the room it all takes


def headings(made: WordDocument) -> list[str]:
    named = {"Title", "Heading 1", "Heading 2"}
    return [p.text for p in made.paragraphs if p.style and p.style.name in named]


@pytest.mark.parametrize(
    ("answers", "level"), [(DIAGNOSED, "summary_findings"), ({}, "summary_level")]
)
def test_it_begins_with_a_letter_to_a_colleague(answers: dict[str, Any], level: str) -> None:
    one = told(answers)
    words, made = one.words, opened(docx(one))
    keys = ("letter_title", "do_now_title", "summary_patient", level, "summary_score")
    first = [*(words[key] for key in keys), f"{words['summary_title']}, {one.today}"]
    assert headings(made)[: len(first)] == first
    lines = [p.text for p in made.paragraphs if p.style and p.style.name == "Letter Line"]
    assert lines == [
        f"{words['letter_to']}:\t\t",
        f"{words['letter_from']}:\t\t",
        f"{words['letter_date']}:\t{one.today}\t",
        words["request_blanks"],
    ]
    bullets = [p.text for p in made.paragraphs if p.style and p.style.name == "List Bullet"]
    assert bullets == [f"{line.soon}: {line.text}. {line.why}." for line in one.do_now.lines]


def test_the_letter_is_one_column_and_the_rest_begins_on_a_page_of_its_own_in_two() -> None:
    letter_part, rest_part = opened(docx(told(DIAGNOSED))).sections
    columns = [one._sectPr.find(qn("w:cols")) for one in (letter_part, rest_part)]
    assert [one.get(qn("w:num")) for one in columns] == [None, "2"]
    assert rest_part.start_type == WD_SECTION.NEW_PAGE
    text = "".join(run.text for run in rest_part.footer.paragraphs[0].runs)
    assert told({}).disclaimer in text


# Measured with LibreOffice 7.4, in type of the metric of Calibri: three pages in columns hold 440
# lines of 8 points, one page 63 lines of 10 points of which the head of the letter takes 15; type
# a tenth smaller holds a fifth more. The tests reckon with some room to spare.
ROOM_IN_THREE_PAGES = 440 * 8.0**2
ROOM_IN_A_LETTER = 50 * 10.0**2


def everything_answered(mixer: Random) -> dict[str, Any]:
    """An answer to each question, whatever it may be."""
    answers: dict[str, Any] = {}
    for item in CONTENT.checklist.items:
        if item.kind == "number":
            answers[item.id] = mixer.randint(int(item.least or 0), int(min(item.most or 50, 90)))
        elif item.kind != "date":
            options = [option.id for option in item.options] or ["yes", "no"]
            answers[item.id] = mixer.choice(options)
    return dict(sort_out_answers(CONTENT, answers).answers)


def mixed(mixer: Random) -> dict[str, Any]:
    """The answers of two cases."""
    one, other = mixer.sample(list(CONTENT.cases.values()), 2)
    return dict(sort_out_answers(CONTENT, {**other.answers, **one.answers}).answers)


@pytest.mark.parametrize("patient", [everything_answered, mixed])
@pytest.mark.parametrize("seed", range(6))
def test_the_letter_takes_one_page_and_the_rest_three_however_much_is_answered(
    patient: Callable[[Random], dict[str, Any]], seed: int
) -> None:
    one = told(patient(Random(seed)))
    first, others = list(letter(one)), list(rest(one))
    letter_size, rest_size = sizes(first, others)
    assert lines(first, LETTER_LINE) * letter_size**2 <= ROOM_IN_A_LETTER
    assert lines(others, COLUMN_LINE) * rest_size**2 <= ROOM_IN_THREE_PAGES
    assert min(letter_size, rest_size) >= 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_letter_of_a_case_is_in_full_size_and_most_of_the_rest_as_well(case: Case) -> None:
    one = told(case.answers)
    letter_size, rest_size = sizes(letter(one), rest(one))
    assert letter_size >= 9
    assert rest_size >= 7.5


# What only Word's XML tells


def test_of_the_template_s_styles_for_tables_only_those_in_use_are_kept() -> None:
    made = opened(docx(told(DIAGNOSED)))
    kept = {one.name for one in made.styles if one.type == WD_STYLE_TYPE.TABLE}
    assert kept == {"Normal Table", *(one.style.name for one in made.tables if one.style)}


def test_every_paragraph_has_a_style_with_a_name() -> None:
    made = opened(docx(told(SCREENED, "a note")))
    used = {one.style.name for one in made.paragraphs if one.style is not None}
    assert used == {
        *("Title", "Heading 1", "Heading 2", "Normal", "List Bullet"),
        *("Small Print", "As Typed", "Letter Line", "Compact"),
    }


def test_a_table_repeats_its_head_and_marks_the_rows_of_this_patient() -> None:
    one = told(DIAGNOSED)
    (cohorts,) = opened(docx(one)).tables
    head, *rows = cohorts.rows
    assert head._tr.find(f".//{qn('w:tblHeader')}") is not None
    within = [row.within for row in one.score.cohorts[0].rows]
    assert within != [True] * 7
    for row, marked in zip(rows, within, strict=True):
        assert row._tr.find(f".//{qn('w:tblHeader')}") is None
        runs = [run for cell in row.cells for run in cell.paragraphs[0].runs]
        assert all(bool(run.bold) is marked for run in runs)
        assert (row._tr.find(f".//{qn('w:shd')}") is not None) is marked


def test_columns_take_the_room_that_their_text_needs() -> None:
    (cohorts,) = opened(docx(told(DIAGNOSED))).tables
    widths = [column.width for column in cohorts.columns]
    assert all(widths)
    assert widths[0] < min(widths[1:])
    assert 8 < sum(width.cm for width in widths) < 8.2


def test_the_foot_of_every_page_has_the_disclaimer_and_the_number_of_the_page() -> None:
    one = told({})
    made = opened(docx(one))
    foot = made.sections[0].footer.paragraphs[0]
    assert foot.text.startswith(f"{one.disclaimer} {one.review} Page ")
    fields = [field.get(qn("w:instr")) for field in foot._p.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_document_says_what_it_is_and_not_who_made_it() -> None:
    one = told({})
    made = docx(one)
    about = opened(made).core_properties
    assert about.title == one.words["summary_title"]
    assert about.language == "en-GB"
    assert one.disclaimer in about.comments
    assert one.made in about.comments
    assert about.author == ""
    assert about.last_modified_by == ""
    assert about.created is not None
    assert about.created.date().isoformat() == one.today
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if "thumbnail" in name]
    assert 'w:val="en-US"' not in parts(made, "word/styles.xml")


def test_the_same_report_gives_the_same_bytes() -> None:
    once = docx(told(SCREENED, "a note"))
    assert docx(told(dict(reversed(SCREENED.items())), "a note")) == once
    with zipfile.ZipFile(io.BytesIO(once)) as file:
        assert {part.date_time for part in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_an_address_can_be_followed_only_where_we_wrote_it() -> None:
    one = told({}, "https://example.org/typed")
    made = opened(docx(one))
    links = {
        part.target_ref for part in made.part.rels.values() if part.reltype.endswith("/hyperlink")
    }
    assert {reference.link for reference in one.references} <= links
    assert "https://example.org/typed" not in links


# Free text


def test_notes_appear_as_typed_line_by_line() -> None:
    made = opened(docx(told({}, NOTES)))
    typed = [p.text for p in made.paragraphs if p.style and p.style.name == "As Typed"]
    assert typed == NOTES.split("\n")


def test_a_line_in_a_script_from_the_right_runs_from_the_right() -> None:
    made = opened(docx(told({}, NOTES)))
    typed = [p for p in made.paragraphs if p.style and p.style.name == "As Typed"]
    turned = [p.text for p in typed if p._p.find(f".//{qn('w:bidi')}") is not None]
    assert turned == ["ضعف في الساقين", "שלום, 12 mg?"]
    assert [p.text for p in typed if any(run.font.rtl for run in p.runs)] == turned


def test_what_xml_cannot_hold_is_named() -> None:
    made = opened(docx(told({}, "a\x00b\x1b \ud800 \uffff c")))
    typed = [p.text for p in made.paragraphs if p.style and p.style.name == "As Typed"]
    assert typed == ["a␀b␛ [U+D800] [U+FFFF] c"]


@examples(10)
@given(st.text(max_size=100))
@example("</w:t></w:r><w:r><w:t>")
@example("_x000D_ \u2028 \ufeff")
def test_no_text_at_all_can_keep_the_document_from_being_made(notes: str) -> None:
    made = opened(docx(told({}, notes)))
    assert len(made.paragraphs) > 30


def test_what_was_entered_and_not_used_is_named(content: Content) -> None:
    made = opened(docx(replace(told({}), not_used=("Karnofsky: <b> is not a number",))))
    texts = [p.text for p in made.paragraphs]
    at = texts.index(content.words["summary_not_used"])
    assert texts[at + 1] == "Karnofsky: <b> is not a number"


def test_nothing_in_the_document_runs() -> None:
    made = docx(told(SCREENED, NOTES))
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert not [name for name in file.namelist() if re.search(r"vba|macro|activeX|embed", name)]
    xml = parts(made)
    assert "w:instrText" not in xml
    assert "w:fldSimple" not in xml
