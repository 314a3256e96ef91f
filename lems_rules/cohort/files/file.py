"""A CSV of patients in memory, and one with what follows for each of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

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
    content: Content, data: bytes, today: date | None = None, quick: bool = False
) -> Made:
    """A CSV with what follows for each row, written as it was, and what could not be used.

    Raises:
        AnswerError: the file cannot be read as a table of patients; says what it is.
    """
    sheet = read_sheet(content.checklist, data)
    comma = sheet.separator == ";"
    done = consider_cohort(content, sheet.entered, today, quick, sheet.usable, comma)
    found = [
        one if one.row is None else replace(one, row=sheet.numbers[one.row])
        for one in done.problems
    ]
    problems = sorted((*sheet.problems, *found), key=lambda one: one.row or 0)
    return Made(
        sheet.mark + csv_of(done.frame, sheet.separator),
        sheet.mark + problems_csv(problems, sheet.separator),
        len(sheet.numbers),
        len(problems),
    )
