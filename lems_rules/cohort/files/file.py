"""A file of patients in, and a file with what follows for each of them out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lems_rules.cohort.files.parquet import START, parquet_of, read_parquet
from lems_rules.cohort.files.sheet import csv_of, problems_csv, read_sheet
from lems_rules.cohort.rows.assessed import consider_cohort
from lems_rules.knowledge.content import Content


@dataclass(frozen=True)
class Made:
    """What was made of a file: the table, its problems as CSV, and how many there are."""

    table: bytes
    problems: bytes
    rows: int
    problem_count: int


def assess_file(
    content: Content,
    data: bytes,
    today: date | None = None,
    quick: bool = False,
    parquet: bool = False,
) -> Made:
    """A CSV or Parquet file with what follows for each row, and what of it could not be used.

    With ``parquet`` the table is written as Parquet, else as CSV like the one that was read.

    Raises:
        AnswerError: the file cannot be read as a table of patients; says what it is.
    """
    read = read_parquet if data.startswith(START) else read_sheet
    sheet = read(content.checklist, data)
    comma = sheet.separator == ";"
    done = consider_cohort(content, sheet.entered, today, quick, sheet.usable, comma)
    found = [
        one if one.row is None else replace(one, row=sheet.numbers[one.row])
        for one in done.problems
    ]
    problems = sorted((*sheet.problems, *found), key=lambda one: one.row or 0)
    return Made(
        parquet_of(done.frame) if parquet else sheet.mark + csv_of(done.frame, sheet.separator),
        sheet.mark + problems_csv(problems, sheet.separator),
        len(sheet.numbers),
        len(problems),
    )
