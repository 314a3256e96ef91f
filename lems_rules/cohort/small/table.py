"""A table that is small enough for a page: read within limits, and every patient considered."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from lems_rules.cohort.files.parquet import START
from lems_rules.cohort.files.sheet import read_sheet
from lems_rules.cohort.rows.assessed import consider_cohort
from lems_rules.cohort.rows.cell import answer_in, as_bits, is_missing
from lems_rules.cohort.rows.column import CellProblem
from lems_rules.cohort.small.patient import Patient, patients
from lems_rules.intake.document import MOST_BYTES
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError, Item
from lems_rules.schema.quote import one_line

MOST_ROWS = 2_000
MOST_COLUMNS = 1_000  # a checklist has about a hundred questions
BEYOND = "the command python -m lems_rules cohort reads larger ones"
_SEPARATORS = ",;\t"

Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be used, with the number of every row in which it stands so.

    Without numbers it is of a whole column, or of the file.
    """

    column: str
    value: str
    says: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Table:
    """A file as it was read, and what follows for each of its rows.

    ``outcomes`` are the columns that are no questions and hold yes and no, by name: for each row
    whether it is yes, None where that is not known.
    """

    data: bytes
    today: date
    questions: tuple[str, ...]
    others: tuple[str, ...]
    problems: tuple[Problem, ...]
    patients: tuple[Patient, ...]
    outcomes: Mapping[str, tuple[bool | None, ...]]

    @property
    def cells_refused(self) -> int:
        """How many cells and rows could not be used."""
        return sum(len(one.numbers) for one in self.problems)


def read_table(
    content: Content, data: bytes, today: date, told: Told = lambda done, of: None
) -> Table:
    """A CSV file with each of its patients considered; ``told`` hears how far it is.

    What a file may cost is bounded before it is taken apart.

    Raises:
        AnswerError: the file cannot be read as a table of patients, or is too large for a page;
            says what it is.
    """
    _within_limits(data)
    sheet = read_sheet(content.checklist, data)
    if (count := len(sheet.numbers)) > MOST_ROWS:
        raise AnswerError(f"the file: more than {MOST_ROWS:,} rows; {BEYOND}")
    comma = sheet.separator == ";"
    done = consider_cohort(content, sheet.entered, today, True, sheet.usable, comma)
    found = [
        one if one.row is None else replace(one, row=sheet.numbers[one.row])
        for one in done.problems
    ]
    read: list[Patient] = []
    for one in patients(content, sheet.usable, sheet.numbers, comma, today):
        read.append(one)
        told(len(read), count)
    names = [str(name) for name in sheet.entered.columns]
    return Table(
        data=data,
        today=today,
        questions=tuple(name for name in names if name in content.checklist),
        others=tuple(one_line(name) for name in names if name not in content.checklist),
        problems=tuple(_grouped((*sheet.problems, *found))),
        patients=tuple(read),
        outcomes=_outcomes(content, sheet.usable),
    )


def _within_limits(data: bytes) -> None:
    """Refuse what would cost more than a page may: read_sheet fills short rows up."""
    if len(data) > MOST_BYTES:
        raise AnswerError(f"the file: {len(data):,} bytes is more than 1 MiB; {BEYOND}")
    if data.startswith(START):
        raise AnswerError(f"the file: Parquet, and this page reads CSV; {BEYOND}, Parquet too")
    text = data.decode("utf-8", "surrogateescape").lstrip("\ufeff\r\n")
    columns = max(_first_row(text, separator) for separator in _SEPARATORS)
    if columns > MOST_COLUMNS:
        raise AnswerError(f"the file: more than {MOST_COLUMNS:,} columns; {BEYOND}")
    if columns * max(data.count(b"\n"), data.count(b"\r")) > MOST_BYTES:
        raise AnswerError(f"the file: more than {MOST_BYTES:,} cells; {BEYOND}")


def _first_row(text: str, separator: str) -> int:
    """Into how many cells a separator cuts the first row."""
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), []))
    except csv.Error:  # a cell beyond all measure: refused where the rows are read
        return 0


def _grouped(problems: Iterable[CellProblem]) -> list[Problem]:
    """The same cell with the same trouble is told once, with all its rows; in their order."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for one in problems:
        numbers = rows.setdefault((one.column, one.value, one.says), [])
        if one.row is not None:
            numbers.append(one.row)
    found = [
        Problem(one_line(column), one_line(value), says, tuple(sorted(numbers)))
        for (column, value, says), numbers in rows.items()
    ]
    return sorted(found, key=lambda one: one.numbers[:1])


def _outcomes(content: Content, cells: pd.DataFrame) -> dict[str, tuple[bool | None, ...]]:
    """The columns beside the questions of which most cells say yes or no, as a question's would."""
    item = next(one for one in content.checklist.items if one.kind == "yn")
    found: dict[str, tuple[bool | None, ...]] = {}
    for place, entered in enumerate(cells.columns):
        name = one_line(str(entered))
        if name in content.checklist or name in found:
            continue
        column = cells.iloc[:, place].tolist()
        told = sum(not is_missing(item, cell) for cell in column)
        truths = _yes_or_no(item, column)
        if sum(one is not None for one in truths) * 2 > told:
            found[name] = truths
    return found


def _yes_or_no(item: Item, column: Sequence[object]) -> tuple[bool | None, ...]:
    bits = as_bits(item, column)
    words = {"yes": True, "no": False}
    read = (None if is_missing(item, one) else answer_in(item, one, bits) for one in column)
    return tuple(words.get(one) if isinstance(one, str) else None for one in read)
