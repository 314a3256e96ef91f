"""The Word document, read back by pandoc, and by python-docx for what only Word's XML tells."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lems_rules.exports.docx import docx
from lems_rules.exports.texts.markdown import markdown
from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.wording.summary.report import Report
from tests.support.cases import each_case
from tests.support.examples import examples
from tests.support.outside import need
from tests.support.told import DIAGNOSED, SCREENED, told

READER = MarkdownIt("commonmark").enable("table")
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


def letters_of_markdown(text: str) -> str:
    """The same of Markdown text, as a reader of it sees them."""
    inner = (child for token in READER.parse(text) for child in token.children or [])
    return "".join("".join(one.content.split()) for one in inner if one.type == "text")


def parts(made: bytes, name: str = "word/document.xml") -> str:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        return file.read(name).decode()


def letters_last(text: str, one: Report) -> str:
    """The Markdown with its request texts at the end, as the letters of the document stand."""
    heading = f"\n## {one.words['summary_requests']}\n"
    before, found, rest = text.partition(heading)
    if not found:
        return text
    requests, mark, after = rest.partition("\n## ")
    return f"{before}{mark}{after}\n{requests}"


# Other people's tools


@each_case
def test_the_document_of_every_case_has_the_text_of_its_markdown(case: Case) -> None:
    one = told(case.answers, NOTES)
    found = read_by_pandoc(docx(one))
    text = letters(found["meta"]["title"]["c"]) + letters(found["blocks"])
    for request in one.requests:
        frame = "".join(f"{one.words[key]}:" for key in ("letter_to", "letter_from"))
        frame += f"{one.words['letter_date']}:{one.today}"
        title = "".join(request.title.split())
        assert text.count(title + "".join(frame.split())) == 1
        text = text.replace(title + "".join(frame.split()), title)
    assert text == letters_of_markdown(letters_last(markdown(one), one))


def test_headings_lists_and_tables_are_real_ones() -> None:
    one = told(DIAGNOSED)
    found = read_by_pandoc(docx(one))
    kinds = [block["t"] for block in found["blocks"]]
    assert kinds.count("Table") == 3  # points, cohorts, dates
    assert kinds.count("BulletList") > 5
    depths = [block["c"][0] for block in found["blocks"] if block["t"] == "Header"]
    assert set(depths) == {1, 2}
    assert depths[0] == 1
    for table in (block for block in found["blocks"] if block["t"] == "Table"):
        assert len(table["c"][3][1]) == 1  # one head row, which is known as one


# What only Word's XML tells


def test_of_the_template_s_styles_for_tables_only_those_in_use_are_kept() -> None:
    made = opened(docx(told(SCREENED)))
    kept = {one.name for one in made.styles if one.type == WD_STYLE_TYPE.TABLE}
    assert kept == {"Normal Table", *(one.style.name for one in made.tables if one.style)}


def test_every_paragraph_has_a_style_with_a_name() -> None:
    made = opened(docx(told(SCREENED, "a note")))
    used = {one.style.name for one in made.paragraphs if one.style is not None}
    assert used == {
        *("Title", "Heading 1", "Heading 2", "Normal", "List Bullet"),
        *("Small Print", "As Typed", "Letter Line", "Table Text"),
    }


def test_a_table_repeats_its_head_and_marks_the_rows_of_this_patient() -> None:
    one = told(DIAGNOSED)
    _, cohorts, _ = opened(docx(one)).tables
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
    points = opened(docx(told(DIAGNOSED))).tables[0]
    widths = [column.width for column in points.columns]
    assert all(widths)
    assert widths[0] < min(widths[1:])
    assert 16 < sum(width.cm for width in widths) < 17.1


def test_each_request_is_a_letter_on_a_page_of_its_own() -> None:
    one = told({})
    made = opened(docx(one))
    titles = [request.title for request in one.requests]
    assert len(titles) == 3
    begun = [p.text for p in made.paragraphs if p.paragraph_format.page_break_before]
    assert begun == titles
    assert one.words["summary_requests"] not in [p.text for p in made.paragraphs]
    lines = [p.text for p in made.paragraphs if p.style and p.style.name == "Letter Line"]
    assert lines[:3] == [
        f"{one.words['letter_to']}:\t\t",
        f"{one.words['letter_from']}:\t\t",
        f"{one.words['letter_date']}:\t{one.today}\t",
    ]
    assert len(lines) == 9


def test_without_requests_there_is_no_letter() -> None:
    made = opened(docx(replace(told({}), requests=())))
    assert not [p for p in made.paragraphs if p.paragraph_format.page_break_before]


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
    assert len(made.paragraphs) > 50


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
