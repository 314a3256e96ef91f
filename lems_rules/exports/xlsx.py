"""The result as a workbook: summary, items, findings, plan and references on sheets of their own.

Every text is written as text, never as a formula or a link, whatever it begins with.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lems_rules.exports.parts.block import printable
from lems_rules.exports.parts.row import SHEETS
from lems_rules.intake.csv_sheet import HEAD, guarded
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.checklist import Answer
from lems_rules.wording.report import Report

# In characters, in the order of the columns.
_WIDTHS = (15, 24, 38, 16, 70, 48, 40)
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


class _Sheets:
    """Writes sheets of one look: a head that stays, filters, wrapped text, one page wide."""

    def __init__(self, book: xlsxwriter.Workbook, told: Report) -> None:
        self.book, self.words, self.disclaimer = book, told.words, told.disclaimer
        look = {"valign": "top", "text_wrap": True, "bottom": 1, "bottom_color": _LINE}
        self.text = self._look(look)
        # Kept as text by the spreadsheet too, when somebody edits the cell.
        self.quoted = self._look({**look, "quote_prefix": True})
        self.number = self._look({**look, "align": "left"})
        self.day = self._look({**look, "align": "left", "num_format": "yyyy-mm-dd"})
        self.head = self._look(
            {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter"}
        )
        self.label = self._look({**look, "bold": True, "bg_color": _GROUND})

    def _look(self, look: dict[str, object]) -> Format:
        return self.book.add_format({"font_name": "Calibri", "font_size": 11, **look})

    def add(self, name: str, rows: list[tuple[Answer, ...]]) -> None:
        sheet = self.book.add_worksheet(self.words[f"sheet_{name}"])
        for place, (column, width) in enumerate(zip(HEAD, _WIDTHS, strict=True)):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, self.words[f"sheet_head_{column}"], self.head)
        for number, row in enumerate(rows, 1):
            sheet.write_string(number, 0, str(row[0]), self.label)
            for place, cell in enumerate(row[1:], 1):
                self._write(sheet, number, place, cell)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(HEAD) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_footer(f"&L&8{self.disclaimer.replace('&', '&&')}&R&8&P / &N")

    def _write(self, sheet: Worksheet, row: int, column: int, cell: Answer) -> None:
        if isinstance(cell, float):
            sheet.write_number(row, column, cell, self.number)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, time()), self.day)
        elif cell:
            text = printable(cell)
            look = self.text if guarded(text) == text else self.quoted
            sheet.write_string(row, column, text, look)
        else:
            sheet.write_blank(row, column, None, self.text)
