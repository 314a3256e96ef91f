"""A cohort as CSV in memory: read, and written.

Nothing that was entered is lost: every cell of the file stands in the file that is made, also one
that is no answer and one whose bytes are not UTF-8.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from lems_rules.cohort.files.csv_file import Cells, CsvFile
from lems_rules.cohort.rows.cell import is_missing_value
from lems_rules.cohort.rows.column import CellProblem
from lems_rules.cohort.rows.told import MOST_PROBLEMS
from lems_rules.intake.csv_sheet import guarded
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.quote import and_more

PROBLEM_HEAD = ("row", "column", "value", "problem")


@dataclass(frozen=True)
class Sheet:
    """A file as it was read.

    ``entered`` are the cells as they stand there and ``usable`` those that can be read as answers;
    ``numbers`` are the rows as a spreadsheet counts them, where the names are row 1.
    """

    entered: pd.DataFrame
    usable: pd.DataFrame
    numbers: tuple[int, ...]
    problems: tuple[CellProblem, ...]
    separator: str
    mark: bytes


def read_sheet(checklist: Checklist, data: bytes) -> Sheet:
    """The rows of a CSV file.

    Raises:
        AnswerError: it is none, or its rows and columns cannot be told apart.
    """
    file = CsvFile(checklist, io.BytesIO(data))
    [(rows, _)] = file.pieces(most=sys.maxsize)
    assert isinstance(rows, Cells)
    return Sheet(
        frame_of(file.names, rows.entered),
        frame_of(file.names, rows.usable),
        tuple(rows.numbers),
        (*file.strange.problems, *rows.problems),
        file.separator,
        file.mark,
    )


def frame_of(names: Sequence[str], rows: list[list[str]]) -> pd.DataFrame:
    """The rows as a data frame of text."""
    return pd.DataFrame(rows, columns=pd.Index(names, dtype=object), dtype=object)


def csv_of(frame: pd.DataFrame, separator: str) -> bytes:
    """A table as CSV, each cell safe to open in a spreadsheet."""
    return written([frame.columns], separator) + rows_of(frame, separator)


def rows_of(frame: pd.DataFrame, separator: str) -> bytes:
    """The rows of a table as CSV, without the names."""
    columns = [map(_cell, frame.iloc[:, i].tolist()) for i in range(frame.shape[1])]
    return written(zip(*columns, strict=True), separator)


def problems_csv(problems: Sequence[CellProblem], separator: str, count: int = 0) -> bytes:
    """The problems as CSV, so many of them, and how many there are beyond those.

    ``count`` is how many there are, where not all are given.
    """
    told = [
        ("" if one.row is None else str(one.row), one.column, one.value, one.says)
        for one in problems[:MOST_PROBLEMS]
    ]
    if more := max(count, len(problems)) - len(told):
        told.append(("", "", "", and_more(more, "problems; mend these and run it again")))
    return written([PROBLEM_HEAD, *told], separator)


def _cell(value: object) -> str:
    if isinstance(value, str):  # nearly all of them
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if is_missing_value(value) else str(value)


def written(rows: Iterable[Iterable[str]], separator: str) -> bytes:
    """Rows as CSV, each cell safe to open in a spreadsheet."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "surrogateescape")
