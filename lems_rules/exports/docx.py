"""The summary as a Word document: a letter to a colleague, and on three pages at most all the rest.

Every block becomes a real style, table or list of Word, so that a reader's own template, outline
and screen reader find them. The letter is one page; the rest is set in two columns of small type,
smaller where there is more to say.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from math import inf

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from lems_rules.exports.compact import (
    COLUMN_LINE,
    References,
    letter,
    lines,
    rest,
)
from lems_rules.exports.compact import LETTER_LINE as ONE_LINE
from lems_rules.exports.parts.block import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    address,
    sentence,
)
from lems_rules.exports.parts.typeface import reads_from_the_right
from lems_rules.schema.citation import Reference
from lems_rules.wording.summary.report import Report

FONT = "Calibri"
ACCENT, SOFT = RGBColor(0x0B, 0x4F, 0x8A), RGBColor(0x4A, 0x52, 0x5D)
TINT = "E4EEF7"
SMALL, TYPED, IN_TABLE = "Small Print", "As Typed", "Table Text"
LETTER_LINE, COMPACT = "Letter Line", "Compact"
# Each style with its size, its colour, and the space before and after it, in points.
_LOOK = (
    ("Normal", 10.0, None, 0, 2),
    ("Title", 20.0, ACCENT, 0, 6),
    ("Heading 1", 12.0, ACCENT, 8, 2),
    ("Heading 2", 9.5, ACCENT, 4, 1),
    ("List Bullet", 10.0, None, 0, 2),
    (SMALL, 8.5, SOFT, 0, 4),
    (TYPED, 9.0, None, 0, 0),
    (IN_TABLE, 7.5, None, 0, 0),
    (LETTER_LINE, 10.0, None, 3, 5),
    (COMPACT, 8.0, None, 0, 2),
)
# Type of this height will do for so many lines, as LibreOffice sets them in the metric of Calibri.
_LETTER = ((10.0, 45), (9.0, 58), (8.0, inf))
_REST = ((8.0, 410), (7.5, 465), (7.0, inf))
PLAIN_TABLE, GRID = "Normal Table", "Table Grid"
TEXT_WIDTH, GUTTER = Cm(17), Cm(0.7)
COLUMN_WIDTH = Length((TEXT_WIDTH - GUTTER) // 2)
# The day on which a file of this kind says that its parts were made: the first that ZIP knows.
NO_DAY = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold, beside the control characters that `printable` has already replaced.
_NOT_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


def docx(told: Report) -> bytes:
    """The letter and the summary as a Word document; the same report gives the same bytes."""
    first, others = list(letter(told)), list(rest(told))
    made = _Document(told, *sizes(first, others))
    made.begin_letter()
    for block in first:
        made.add(block)
    made.begin_rest()
    for other in others:
        made.add(other)
    return made.bytes()


def sizes(first: Iterable[Block], others: Iterable[Block | References]) -> tuple[float, float]:
    """How high the type of the letter and of the rest is, so that they take one page and three."""
    return (
        next(size for size, most in _LETTER if lines(first, ONE_LINE) <= most),
        next(size for size, most in _REST if lines(others, COLUMN_LINE) <= most),
    )


class _Document:
    """The document while it is written."""

    def __init__(self, told: Report, letter_size: float, rest_size: float) -> None:
        self.told = told
        self.words = told.words
        self.document: WordDocument = Document()
        self.compact = False
        self._describe()
        self._style({"Normal": letter_size, "List Bullet": letter_size, COMPACT: rest_size})
        self._page()

    def bytes(self) -> bytes:
        """The document as a file; its parts carry no time, so that it can be compared."""
        saved, fixed = io.BytesIO(), io.BytesIO()
        self.document.save(saved)
        with zipfile.ZipFile(saved) as old, zipfile.ZipFile(fixed, "w") as new:
            for part in old.infolist():
                entry = zipfile.ZipInfo(part.filename, NO_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                new.writestr(entry, old.read(part))
        return fixed.getvalue()

    def add(self, block: Block | References) -> None:
        """Write one block at the end."""
        match block:
            case Heading(text, depth):
                self.document.add_heading(text, depth if self.compact else depth - 1)
            case Paragraph(text, lead, small):
                self._paragraph(text, lead, COMPACT if self.compact else None, small)
            case Bullets(said):
                for lead, text in said:
                    self._paragraph(text, lead, "List Bullet")
            case Table(head, rows, marked):
                self._table(head, rows, marked)
            case References(cited):
                self._references(cited)
            case _:
                for line in block.text.split("\n"):
                    self._typed(line)

    def begin_letter(self) -> None:
        """What a letter begins with: to whom, from whom, of which day, about whom."""
        words = self.words
        self.document.add_heading(words["letter_title"], 0)
        self.document.add_paragraph(f"{self.told.disclaimer} {self.told.review}", SMALL)
        for key in ("letter_to", "letter_from"):
            self.document.add_paragraph(f"{words[key]}:\t\t", LETTER_LINE)
        self.document.add_paragraph(f"{words['letter_date']}:\t{self.told.today}\t", LETTER_LINE)
        self.document.add_paragraph(words["request_blanks"], LETTER_LINE)

    def begin_rest(self) -> None:
        """A new page in two columns of small type."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        columns = section._sectPr.find(qn("w:cols"))
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), str(GUTTER.twips))
        self.compact = True
        title = f"{self.words['summary_title']}, {self.told.today}"
        self.document.add_heading(title, 1)

    def _paragraph(self, text: str, lead: str, style: str | None = None, small: str = "") -> None:
        paragraph = self.document.add_paragraph(style=style)
        if lead:
            paragraph.add_run(lead).bold = True
        if lead and text:
            paragraph.add_run(" ")
        paragraph.add_run(text)
        if small:
            run = paragraph.add_run(f" {small}")
            run.font.color.rgb = SOFT

    def _references(self, cited: Sequence[Reference]) -> None:
        paragraph = self.document.add_paragraph(style=COMPACT)
        for one in cited:
            paragraph.add_run(one.short).bold = True
            named = one.source.startswith(one.short)
            paragraph.add_run(" " if named else f" {sentence(one.source)} ")
            _link(paragraph, one.link, address(one))
            second_hand = f" ({self.words['summary_second_hand']})" if one.second_hand else ""
            paragraph.add_run(f"{second_hand}  ")

    def _typed(self, line: str) -> None:
        """A line as somebody typed it, from the right where its script runs so."""
        shown = _NOT_XML.sub(lambda found: f"[U+{ord(found[0]):04X}]", line)
        paragraph = self.document.add_paragraph(style=TYPED)
        run = paragraph.add_run(shown)
        if reads_from_the_right(shown):
            run.font.rtl = True
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))

    def _table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], marked: frozenset[int]
    ) -> None:
        table = self.document.add_table(0, len(head), GRID)
        table.alignment = WD_TABLE_ALIGNMENT.LEFT
        table.autofit = False
        widths = _widths(head, rows, COLUMN_WIDTH if self.compact else TEXT_WIDTH)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for place, cells in enumerate((head, *rows)):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if place == 0:
                properties.append(OxmlElement("w:tblHeader"))
            strong = place == 0 or place - 1 in marked
            for cell, text, width in zip(row.cells, cells, widths, strict=True):
                cell.width = width
                cell.paragraphs[0].style = self.document.styles[IN_TABLE]
                cell.paragraphs[0].add_run(text).bold = strong
                if strong:
                    _shade(cell)
        self.document.add_paragraph(style=IN_TABLE)

    def _describe(self) -> None:
        """Title, language and dates; nothing of whoever made it."""
        told, core = self.told, self.document.core_properties
        day = datetime.fromisoformat(told.today).replace(tzinfo=UTC)
        core.title, core.subject = self.words["summary_title"], self.words["pdf_subject"]
        core.author = core.last_modified_by = ""
        core.comments = f"{told.disclaimer} {told.made}"
        core.language = "en-GB"
        core.created = core.modified = day
        # python-docx's own picture of an empty page.
        package = self.document.part.package
        for name, one in list(package.rels.items()):
            if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del package.rels[name]

    def _style(self, sizes: Mapping[str, float]) -> None:
        styles = self.document.styles
        # python-docx looks through all styles for each paragraph, and its template has a hundred
        # for tables that nothing here uses; Word offers its own.
        for style in styles:
            if style.type == WD_STYLE_TYPE.TABLE and style.name not in (PLAIN_TABLE, GRID):
                style.delete()
        for name in (SMALL, TYPED, IN_TABLE, LETTER_LINE, COMPACT):
            styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        for name, size, colour, before, after in _LOOK:
            style = styles[name]
            style.font.name, style.font.size = FONT, Pt(sizes.get(name, size))
            style.font.color.rgb = colour
            style.paragraph_format.space_before = Pt(before)
            style.paragraph_format.space_after = Pt(after)
            style.paragraph_format.line_spacing = 1.0
            # The template names theme fonts for headings, which would win over the name.
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in [one for one in fonts.attrib if one.endswith("Theme")]:
                del fonts.attrib[theme]
        tabs = styles[LETTER_LINE].paragraph_format.tab_stops
        tabs.add_tab_stop(Cm(6))
        tabs.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
        for language in styles.element.iter(qn("w:lang")):
            language.set(qn("w:val"), "en-GB")
        # The template's bullet is a code of the font Symbol, which not every machine has.
        for bullet in self.document.part.numbering_part.element.iter(qn("w:lvlText")):
            if bullet.get(qn("w:val")) == "\uf0b7":
                bullet.set(qn("w:val"), "•")
                fonts = bullet.getparent().find(f".//{qn('w:rFonts')}")
                fonts.attrib.clear()
                fonts.set(qn("w:ascii"), FONT)
                fonts.set(qn("w:hAnsi"), FONT)

    def _page(self) -> None:
        """A4, and on every page the disclaimer and the number of the page."""
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(1.8), Cm(2.2)
        section.footer_distance = Cm(1)
        foot = section.footer.paragraphs[0]
        foot.style = self.document.styles[SMALL]
        foot.add_run(f"{self.told.disclaimer} {self.told.review} ")
        before, number, between, count, after = re.split(r"{(\w+)}", self.words["pdf_page"])
        for text, field in ((before, number), (between, count), (after, "")):
            foot.add_run(text)
            if field:
                _field(foot, {"page": "PAGE", "pages": "NUMPAGES"}[field])


def _widths(head: Sequence[str], rows: Sequence[Sequence[str]], width: Length) -> list[Length]:
    """Columns as wide as the longest word of their head and their longest text ask for."""
    words = [max(name.split(), key=len, default="") for name in head]
    longest = [max(map(len, column)) + 3 for column in zip(words, *rows, strict=True)]
    return [Length(int(width * one / sum(longest))) for one in longest]


def _shade(cell: _Cell) -> None:
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), TINT)
    cell._tc.get_or_add_tcPr().append(shading)


def _link(paragraph: WordParagraph, to: str, shown: str) -> None:
    """An address that can be followed; python-docx has no call for it."""
    target = paragraph.part.relate_to(to, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = paragraph.add_run(shown)
    run.font.color.rgb, run.font.underline = ACCENT, True
    link.append(run._r)
    paragraph._p.append(link)


def _field(paragraph: WordParagraph, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = paragraph.add_run("1")
    field.append(run._r)
    paragraph._p.append(field)
