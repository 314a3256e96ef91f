"""``cohort``: a table of many patients."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

from lems_rules.commands.given import may_be_dated, today
from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content
from lems_rules.progress import Progress
from lems_rules.streams import (
    RefusalError,
    put,
    refuse_the_input,
    regular_file,
    renewing,
    tell,
    write,
)


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    cohort = commands.add_parser(
        "cohort",
        help="many patients: a table with a column for each question",
        description="Writes the rows of IN with what follows for each of them to OUT, and what "
        "could not be used, by row and column, beside it as OUT with the ending .problems.csv. "
        "A cell that is no answer stops nothing: it counts as not answered. The file is read piece "
        "by piece, so it may be of any length.",
    )
    cohort.add_argument(
        "input", metavar="IN", nargs="?", help="CSV or Parquet; - for standard input"
    )
    cohort.add_argument(
        "output",
        metavar="OUT",
        nargs="?",
        help="the file to write: Parquet if it ends in .parquet, else CSV",
    )
    cohort.add_argument("--template", metavar="FILE", help="write a CSV with all columns, no row")
    cohort.add_argument("--codebook", metavar="FILE", help="write what each column may hold")
    cohort.add_argument(
        "--as",
        choices=("csv", "json-schema", "redcap"),
        default="csv",
        dest="form",
        help="form of the codebook: a table (default), JSON Schema, or REDCap's data dictionary",
    )
    cohort.add_argument(
        "--quick",
        action="store_true",
        help="leave out lems_plan_settled, lems_next_item and lems_do_now, which are worked out "
        "patient by patient: much faster",
    )
    cohort.add_argument(
        "--without-answers",
        action="store_true",
        help="leave the columns of the questions out of OUT; your other columns stay",
    )
    cohort.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="who works: this machine (default), or the workers of a Dask cluster",
    )
    cohort.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="with --engine dask: the cluster's address (default: one on this machine)",
    )
    may_be_dated(cohort, "the date that counts as today")
    cohort.set_defaults(run=_cohort)


def _cohort(given: argparse.Namespace) -> int:
    asked = [bool(given.input), given.template is not None, given.codebook is not None]
    if asked.count(True) != 1 or (given.input and given.output is None):
        raise RefusalError("give IN and OUT, or --template FILE, or --codebook FILE")
    content = load_content()
    if given.input:
        return _assess_cohort(content, given)
    from lems_rules.cohort.files import codebook

    if given.template is not None:
        write(given.template, codebook.template(content).encode())
    else:
        form = {
            "csv": codebook.codebook_csv,
            "json-schema": codebook.codebook_schema,
            "redcap": codebook.codebook_redcap,
        }[given.form]
        write(given.codebook, form(content).encode())
    put(f"{given.template or given.codebook}\n")
    return 0


def _assess_cohort(content: Content, given: argparse.Namespace) -> int:
    from lems_rules.cohort.any_length.command import Wanted, assess_table

    if given.scheduler and given.engine != "dask":
        raise RefusalError("--scheduler belongs to --engine dask; give both, or neither")
    problems = os.path.splitext(given.output)[0] + ".problems.csv"
    for path in (given.output, problems):
        refuse_the_input(given.input, path, how="")
    wanted = Wanted(
        day=today(given),
        quick=given.quick,
        answers=not given.without_answers,
        to_parquet=given.output.endswith(".parquet"),
        dask=given.engine == "dask",
        scheduler=given.scheduler,
    )
    with regular_file(given.input) as path, renewing(given.output) as out:
        with Progress(sys.stderr) as progress:
            made = assess_table(content, wanted, path, out, progress)
        write(problems, made.problems)
    put(f"{given.output}: rows: {made.rows:,}\n")
    if made.problem_count:
        tell(f"problems: {made.problem_count:,}; {problems} names them by row and column")
    return 0
