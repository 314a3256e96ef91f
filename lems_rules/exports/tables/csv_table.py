"""The result as one CSV: for a spreadsheet, and to load the answers again."""

from __future__ import annotations

import csv as csv_format
import io
from datetime import date
from uuid import UUID

from lems_rules.exports.parts.row import SHEETS, Row
from lems_rules.intake.csv_sheet import ABOUT, HEAD, guarded
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Answer
from lems_rules.wording.summary.report import Report


def csv(given: Consideration, told: Report, plan: UUID | None = None) -> str:
    """All rows under each other, each cell safe to open in a spreadsheet.

    ``plan`` is what the plan is called in calendars, once it has a name: it stands in the last row.
    """
    out = io.StringIO(newline="")
    sheet = csv_format.writer(out)
    sheet.writerow(HEAD)
    for rows in SHEETS.values():
        sheet.writerows([_cell(cell) for cell in row.cells] for row in rows(given, told))
    if plan:
        sheet.writerow(Row(ABOUT, "plan_id", "", str(plan)).cells)
    return out.getvalue()


def _cell(value: Answer) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return guarded(value)
