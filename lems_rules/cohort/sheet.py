"""A cohort as CSV: read whatever a spreadsheet or another program made of it, and written.

Nothing that was entered is lost: every cell of the file stands in the file that is made, also one
that is no answer and one whose bytes are not UTF-8. A file in which rows or columns cannot be told
apart is refused as a whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from lems_rules.cohort.cell import is_missing_value
from lems_rules.cohort.column import CellProblem
from lems_rules.intake.csv_sheet import guarded, unguarded
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import and_more

MOST_PROBLEMS = 10_000  # that are written one by one; the rest are counted
PROBLEM_HEAD = ("row", "column", "value", "problem")
NO_QUESTION = (
    "the file: no column is called by a question's id; the first row has to name the columns, and "
    "`cohort --template FILE` writes one with all of them"
)
NO_ROW = "the file: names of columns and no row of answers; write one per patient"
_BOM = b"\xef\xbb\xbf"
_SEPARATORS = ",;\t"
# What other files begin with, and what to do about it.
_NO_CSV = (
    (b"PK\x03\x04", "a workbook or another zip; open it and save it as CSV"),
    (b"\xff\xfe", "UTF-16; save it as CSV in UTF-8"),
    (b"\xfe\xff", "UTF-16; save it as CSV in UTF-8"),
    (b"%PDF", "a PDF; save the table as CSV"),
)


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
    for start, what in _NO_CSV:
        if data.startswith(start):
            raise AnswerError(f"the file: not CSV but {what}")
    mark = _BOM if data.startswith(_BOM) else b""
    # What is no UTF-8 is kept byte for byte, to be written as it was.
    text = data[len(mark) :].decode("utf-8", "surrogateescape")
    separator, lines = _lines(checklist, text)
    names = [unguarded(name) for name in lines[0][1]]
    rows = _Rows(names, text.endswith(("\n", "\r")))
    for number, cells in lines[1:]:
        rows.take(number, [unguarded(cell) for cell in cells], number == lines[-1][0])
    problems = [*_strange_bytes(lines), *rows.problems]
    return Sheet(
        rows.frame(rows.entered),
        rows.frame(rows.usable),
        tuple(rows.numbers),
        tuple(problems),
        separator,
        mark,
    )


Line = tuple[int, list[str]]


def _lines(checklist: Checklist, text: str) -> tuple[str, list[Line]]:
    """The lines that are not empty, with their numbers, cut where most names become questions."""

    def questions(separator: str) -> int:
        first = csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator)
        try:
            return sum(name in checklist for name in next(first, []))
        except csv.Error:  # a cell beyond all measure
            return 0

    most = max(_SEPARATORS, key=questions)
    if not questions(most):
        raise AnswerError(NO_QUESTION)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=most, strict=True)
    lines: list[Line] = []
    try:
        lines.extend((i, cells) for i, cells in enumerate(reader, 1) if any(cells))
    except csv.Error as error:
        raise AnswerError(
            f"the file, line {reader.line_num}: not a readable row ({error}); look for a quote "
            "that is opened and not closed"
        ) from None
    if len(lines) == 1:
        raise AnswerError(NO_ROW)
    return most, lines


class _Rows:
    """The rows so far; each has as many cells as there are names."""

    def __init__(self, names: list[str], whole: bool) -> None:
        self.names = names
        self.whole = whole
        self.entered: list[list[str]] = []
        self.usable: list[list[str]] = []
        self.numbers: list[int] = []
        self.problems: list[CellProblem] = []

    def take(self, number: int, cells: list[str], last: bool) -> None:
        """One row; where cells and names do not match, what can be trusted of it."""
        width = len(self.names)
        row = [*cells[:width], *[""] * (width - len(cells))]
        usable = row
        if any(beyond := cells[width:]):
            usable = [""] * width
            says = "more cells than names, so none is read as an answer; a text with a separator "
            self._problem(number, ", ".join(filter(None, beyond)), says + "stands in quotes")
        elif len(cells) < width:
            # The last cell of a file that breaks off may be half a number.
            kept = len(cells) - (last and not self.whole)
            usable = [*row[:kept], *[""] * (width - kept)]
            says = f"ends after {len(cells)} of {width} cells; what is missing is unanswered"
            self._problem(number, "", says if kept == len(cells) else f"{says}, the last one too")
        self.entered.append(row)
        self.usable.append(usable)
        self.numbers.append(number)

    def _problem(self, number: int, value: str, says: str) -> None:
        self.problems.append(CellProblem(number, "", value, f"the row: {says}"))

    def frame(self, rows: list[list[str]]) -> pd.DataFrame:
        """The rows as a data frame of text."""
        return pd.DataFrame(rows, columns=pd.Index(self.names, dtype=object), dtype=object)


def _strange_bytes(lines: Iterable[Line]) -> Iterable[CellProblem]:
    numbers = [number for number, cells in lines if not _is_utf8("".join(cells))]
    if numbers:
        says = f"bytes that are not UTF-8, in rows like it: {len(numbers):,}; carried through as "
        yield CellProblem(numbers[0], "", "", f"the row: {says}they are; save the file as UTF-8")


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\udc80" <= one <= "\udcff" for one in text)


def csv_of(frame: pd.DataFrame, separator: str) -> bytes:
    """A table as CSV, each cell safe to open in a spreadsheet."""
    columns = [map(_cell, frame.iloc[:, i].tolist()) for i in range(frame.shape[1])]
    return _written([frame.columns, *zip(*columns, strict=True)], separator)


def problems_csv(problems: list[CellProblem], separator: str) -> bytes:
    """The problems as CSV, so many of them, and how many there are beyond those."""
    told = [
        ("" if one.row is None else str(one.row), one.column, one.value, one.says)
        for one in problems[:MOST_PROBLEMS]
    ]
    if more := len(problems) - len(told):
        told.append(("", "", "", and_more(more, "problems; mend these and run it again")))
    return _written([PROBLEM_HEAD, *told], separator)


def _cell(value: object) -> str:
    if isinstance(value, str):  # nearly all of them
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if is_missing_value(value) else str(value)


def _written(rows: Iterable[Iterable[str]], separator: str) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8", "surrogateescape")
