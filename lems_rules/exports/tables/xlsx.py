"""The result as a workbook: summary, items, findings, plan and references on sheets of their own.

Every text is written as text, never as a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from textwrap import wrap

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lems_rules.exports.parts.block import printable
from lems_rules.exports.parts.row import SHEETS
from lems_rules.intake.csv_sheet import HEAD, guarded
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Answer
from lems_rules.wording.summary.report import Report

# In characters, in the order of the columns.
_WIDTHS = (15, 24, 38, 16, 70, 48, 40)
# Sizes of text in points, the second for what would not fit into the tallest row Excel knows.
_SIZES = (11, 8)
_MOST_HEIGHT, _LEADING = 409, 1.36
_LETTERS = 1.08  # of text at the first size go where one digit goes, in which widths are told
_INK, _GROUND, _LINE = "#0B4F60", "#F1EFE7", "#D6D2C4"


def xlsx(given: Consideration, told: Report) -> bytes:
    """The workbook as bytes; the same report gives the same bytes."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    day = datetime.combine(given.today, time())
    book.set_properties(
        {
            "title": told.words["summary_title"],
            "comments": f"{told.disclaimer} {told.made}",
            "created": day,
        }
    )
    sheets = _Sheets(book, told)
    for name, rows in SHEETS.items():
        sheets.add(name, [row.cells for row in rows(given, told)])
    book.close()
    return made.getvalue()


def _height(row: Sequence[Answer], size: int) -> float:
    """The height in points that the row's text needs at this size.

    It is written into the file: Excel would find it by itself, LibreOffice prints row over row.
    """
    letters = _LETTERS * _SIZES[0] / size
    lines = (
        sum(len(wrap(line, int(width * letters))) or 1 for line in str(cell).split("\n"))
        for cell, width in zip(row, _WIDTHS, strict=True)
    )
    return max(lines) * size * _LEADING


class _Sheets:
    """Writes sheets of one look: a head that stays, filters, wrapped text, one page wide."""

    def __init__(self, book: xlsxwriter.Workbook, told: Report) -> None:
        self.book, self.words, self.disclaimer = book, told.words, told.disclaimer
        look = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": _LINE}
        self.text = {size: self._look({**look, "font_size": size}) for size in _SIZES}
        # Kept as text by the spreadsheet too, when somebody edits the cell.
        quoted = {**look, "quote_prefix": True}
        self.quoted = {size: self._look({**quoted, "font_size": size}) for size in _SIZES}
        self.number = self._look({**look, "align": "left"})
        self.day = self._look({**look, "align": "left", "num_format": "yyyy-mm-dd"})
        self.head = self._look(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"}
        )
        self.label = self._look({**look, "bold": True, "bg_color": _GROUND})

    def _look(self, look: dict[str, object]) -> Format:
        return self.book.add_format({"font_name": "Calibri", "font_size": _SIZES[0], **look})

    def add(self, name: str, rows: list[tuple[Answer, ...]]) -> None:
        sheet = self.book.add_worksheet(self.words[f"sheet_{name}"])
        for place, (column, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self.words[f"sheet_head_{column}"], self.head)
        for number, row in enumerate(rows, 1):
            size = next((one for one in _SIZES if _height(row, one) <= _MOST_HEIGHT), _SIZES[-1])
            sheet.set_row(number, min(_height(row, size), _MOST_HEIGHT))
            sheet.write_string(number, 0, str(row[0]), self.label)
            for place, cell in enumerate(row[1:], 1):
                self._write(sheet, number, place, cell, size)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(HEAD) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L&8{self.disclaimer.replace('&', '&&')}&R&8&P / &N")

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Answer, size: int) -> None:
        if isinstance(cell, float):
            sheet.write_number(row, column, cell, self.number)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self.day)
        elif cell:
            text = printable(cell)
            look = self.text if guarded(text) == text else self.quoted
            sheet.write_string(row, column, text, look[size])
        else:
            sheet.write_blank(row, column, None, self.text[size])
