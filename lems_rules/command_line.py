"""The commands: ``lems-checklist assess | export | form | cohort | rules | check | …``.

What only a cohort or a format needs is imported when one is asked for. A new command stands in a
module of its own and in the table of ``lems_rules/commands``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from lems_rules.commands import COMMANDS
from lems_rules.exports.catalogue import FORMATS, dated, export_of_file
from lems_rules.exports.texts.terminal import in_full, in_short
from lems_rules.extras import how_to_get
from lems_rules.house import CALLED, PROGRAM
from lems_rules.intake.patient import Patient, read_day, read_patient
from lems_rules.knowledge.checks import load_content, load_rules, problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import read_content
from lems_rules.progress import Progress
from lems_rules.review.difference import difference
from lems_rules.review.release import Place, ReleaseError, release, stamp, write_rule_table
from lems_rules.review.rule_table import rule_table
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line
from lems_rules.streams import (
    RefusalError,
    bytes_of,
    let_go_of_output,
    put,
    refuse_the_input,
    regular_file,
    renewing,
    tell,
    write,
)
from lems_rules.version import __version__
from lems_rules.wording.summary.report import report

INTERRUPTED = 130  # what a shell expects of a program that Ctrl-C ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 2 on bad input with one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    command = PROGRAM
    try:
        given = _parser().parse_args(arguments)
        command = f"{PROGRAM} {given.command}"
        return int(given.run(given))
    except (RefusalError, AnswerError, ReleaseError) as error:
        tell(f"{command}: {error}")
        return 2
    except ContentError as error:
        tell(f"{command}: the content cannot be used {_first_of(error)}")
        return 2
    except ModuleNotFoundError as error:
        if (remedy := how_to_get(error)) is None:
            raise
        tell(f"{command}: {remedy}")
        return 2
    except KeyboardInterrupt:
        tell(f"{command}: stopped; nothing more was written")
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away, as `head` does
        let_go_of_output()
        return 0


def _assess(given: argparse.Namespace) -> int:
    patient = _patient_in(load_content(), given)
    considered = patient.considered
    if given.format == "text":
        told = report(considered, patient.document.notes, considered.set_aside, patient.reasons)
        put(in_full(told) if given.full else in_short(told))
    else:
        put(considered.result().model_dump_json(indent=2) + "\n")
    return 0


def _export(given: argparse.Namespace) -> int:
    refuse_the_input(given.file, given.output)
    patient = _patient_in(load_content(), given)
    told = export_of_file(patient)
    form = FORMATS[given.to]
    output = given.output or form.file_name(patient.considered.today)
    refuse_the_input(given.file, output)
    write(output, _made(lambda: form.build(told)))
    if given.output is None:
        put(f"{output}\n")
    return 0


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
        day=given.today or date.today(),
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


def _form(given: argparse.Namespace) -> int:
    from lems_rules.exports.blank_form import blank_form

    day = given.today or date.today()
    output = given.output or dated("form", day, "pdf")
    write(output, _made(lambda: blank_form(load_content(), day)))
    if given.output is None:
        put(f"{output}\n")
    return 0


def _made(build: Callable[[], bytes]) -> bytes:
    """What is built, unless a typeface or a template is not there."""
    try:
        return build()
    except (OSError, RuntimeError) as error:
        raise RefusalError(
            f"a part of this program cannot be read ({error}); install it again"
        ) from None


def _rules(given: argparse.Namespace) -> int:
    content = load_content()
    if given.write:
        write_rule_table(content)
    else:
        put(rule_table(content))
    return 0


def _check(given: argparse.Namespace) -> int:
    try:
        if given.stamp and (stamped := stamp(Place.of(given.content))):
            put(f"edition {stamped.edition}, {stamped.released}: stamped {stamped.digest}\n")
        problems = problems_in(read_content(given.content))
    except ContentError as error:
        problems = error.problems
    if problems:
        put("".join(f"{problem}\n" for problem in problems))
        raise RefusalError(f"problems in the content: {len(problems)}; each line names its remedy")
    put("content: no problems\n")
    return 0


def _release(given: argparse.Namespace) -> int:
    day = given.today or date.today()
    release(given.edition, day, Place.of(given.content))
    put(f"edition {given.edition}: released on {day}; commit what `git status` names\n")
    return 0


def _diff(given: argparse.Namespace) -> int:
    put(str(difference(_rules_in(given.old), _rules_in(given.new))))
    return 0


def _rules_in(folder: str) -> Content:
    """The content of a folder of any edition, as far as its rules go."""
    if not Path(folder).is_dir():
        raise RefusalError(f"{folder}: no such folder; give the folder of a content edition")
    try:
        return load_rules(folder)
    except ContentError as error:
        raise RefusalError(
            f"{folder}: rules that cannot be applied {_first_of(error, folder)}"
        ) from None


def _first_of(error: ContentError, folder: str | None = None) -> str:
    """The first problem of a content, how many there are, and how to see all of them."""
    first = " ".join(str(error.problems[0]).split())
    more = f" --content {folder}" if folder else ""
    return (
        f"(problems: {len(error.problems)}), first {first}; "
        f"`{CALLED} check{more}` names all of them"
    )


def _patient_in(content: Content, given: argparse.Namespace) -> Patient:
    """The patient in the file that was named; whoever named it is told what was set aside."""
    patient = read_patient(content, bytes_of(given.file), given.today or date.today())
    for sentence in patient.said:
        tell(sentence)
    return patient


def _day(text: str) -> date:
    try:
        return read_day(text)
    except AnswerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like every other refusal."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"{self.prog}: {one_line(message)}; see `{self.prog} --help`\n")

    def print_help(self, file: Any = None) -> None:
        """The help, on a standard output that may be full or closed."""
        put(self.format_help())


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description="Educational checklist for Lambert-Eaton myasthenic syndrome. Not a medical "
        "device, not a diagnosis.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    assess = commands.add_parser("assess", help="one patient: answers in, result out")
    _patient(assess)
    assess.add_argument(
        "--format",
        choices=("json", "text"),
        default="json",
        help="JSON for machines (default) or text for a person",
    )
    assess.add_argument(
        "--full", action="store_true", help="with text: everything, not two screens of it"
    )
    assess.set_defaults(run=_assess)

    export = commands.add_parser("export", help="one patient's summary as a file")
    _patient(export)
    export.add_argument("--to", choices=tuple(FORMATS), required=True, help="the format")
    export.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write it (default: lems-summary-YYYY-MM-DD.EXT in this folder)",
    )
    export.set_defaults(run=_export)

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
    _today(cohort, "the date that counts as today")
    cohort.set_defaults(run=_cohort)
    form = commands.add_parser("form", help="a blank form of all questions to print, as PDF")
    form.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write it (default: lems-form-YYYY-MM-DD.pdf in this folder)",
    )
    _today(form, "the day in its name")
    form.set_defaults(run=_form)

    rules = commands.add_parser("rules", help="every rule as a Markdown table")
    rules.add_argument(
        "--write", action="store_true", help="write it into docs/rule_table.md instead of printing"
    )
    rules.set_defaults(run=_rules)

    check = commands.add_parser("check", help="validate content/ and print each problem")
    _content(check)
    check.add_argument(
        "--stamp",
        action="store_true",
        help="first write the digest of an edition in preparation into edition.yaml, and "
        "docs/rule_table.md anew; refused once the edition was released",
    )
    check.set_defaults(run=_check)

    diff = commands.add_parser(
        "diff", help="what two editions of the content decide differently, and for which cases"
    )
    diff.add_argument("old", metavar="OLD_CONTENT", help="the content folder of the older edition")
    diff.add_argument("new", metavar="NEW_CONTENT", help="the content folder of the newer edition")
    diff.set_defaults(run=_diff)

    releasing = commands.add_parser(
        "release",
        help="release an edition of the content",
        description="Stamps the digest, dates the edition, adds its line to editions.yaml, writes "
        "docs/rule_table.md anew and raises the version of the app. Nothing is written while the "
        "check finds a problem or CHANGELOG.md has no text under '## Edition EDITION'; a heading "
        "that is missing is put there. With --content only that folder is written.",
    )
    releasing.add_argument(
        "edition", metavar="EDITION", help="the year and a count, such as 2026.2"
    )
    _content(releasing)
    _today(releasing, "the day of the release (default: today)")
    releasing.set_defaults(run=_release)

    for add in COMMANDS:
        add(commands)
    return parser


def _patient(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="FILE", help="answers as JSON; - for standard input")
    _today(command, "the date that counts as today")


def _today(command: argparse.ArgumentParser, says: str) -> None:
    command.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help=says)


def _content(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--content",
        default=None,
        metavar="FOLDER",
        help="a content folder (default: the one shipped)",
    )
