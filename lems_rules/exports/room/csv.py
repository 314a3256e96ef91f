"""The answers of a room as CSV: one row for each choice of each question."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from lems_rules.intake.csv_sheet import guarded
from lems_rules.rooms.sheet import Sheet
from lems_rules.rooms.tally import Spread

HEAD = ("case", "step", "answered", "question", "choice", "count", "sure_percent", "ours")


def room_csv(sheet: Sheet) -> str:
    """All rows under each other, each cell safe to open in a spreadsheet.

    ``ours`` is yes or no, and empty where our reading of the question is not told.
    """
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(HEAD)
    for case in sheet.cases:
        for step in case.steps:
            for spread in step.spreads:
                rows = _rows(spread)
                table.writerows((case.id, step.told.number, step.answered, *row) for row in rows)
        if case.ending:
            answered = sum(bar.count for bar in case.ending.spread.bars)
            rows = _rows(case.ending.spread)
            table.writerows((case.id, "end", answered, *row) for row in rows)
    return out.getvalue()


def _rows(spread: Spread) -> Iterator[tuple[object, ...]]:
    for bar in spread.bars:
        ours = ("yes" if bar.ours else "no") if spread.why else ""
        sure = "" if bar.sure is None else bar.sure
        yield guarded(spread.ask), guarded(bar.title), bar.count, sure, ours
