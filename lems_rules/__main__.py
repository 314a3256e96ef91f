"""The command line: ``python -m lems_rules assess | export | rules | check | diff | release``."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.exports.markdown import markdown
from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.intake.document import MOST_BYTES, Document, read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import OpenReasons, read_reasons
from lems_rules.knowledge.checks import load_content, load_rules, problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import read_content
from lems_rules.reasoning.assessment import Consideration, read_strictly, sort_out_answers
from lems_rules.review.difference import difference
from lems_rules.review.release import Place, ReleaseError, release, stamp, write_rule_table
from lems_rules.review.rule_table import rule_table
from lems_rules.schema.checklist import YEARS, AnswerError
from lems_rules.wording.report import report


class RefusalError(Exception):
    """Bad input: one line for a person."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 on success, 2 on bad input with one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (RefusalError, AnswerError, ReleaseError) as error:
        print(f"lems_rules {given.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader went away, as `head` does
        sys.stderr.close()
        return 0


def _assess(given: argparse.Namespace) -> int:
    considered, document, reasons = _consider(load_content(), given)
    if given.format == "text":
        told = report(considered, document.notes, considered.set_aside, reasons)
        print(markdown(told), end="")
    else:
        print(considered.result().model_dump_json(indent=2))
    return 0


def _export(given: argparse.Namespace) -> int:
    content = load_content()
    considered, document, reasons = _consider(content, given)
    entered = {name: value for name, value in document.answers.items() if value is not None}
    hidden = {name: value for name, value in entered.items() if name not in considered.answers}
    aside = {**document.set_aside, **hidden}
    problems = sort_out_answers(content, {**aside, **entered}).problems if aside else ()
    plan = plan_in(document.made)
    told = export_of(considered, document.notes, aside, problems, reasons, entered, plan)
    made = FORMATS[given.to].build(told)
    try:
        Path(given.output).write_bytes(made)
    except OSError as error:
        raise RefusalError(
            f"{given.output}: cannot be written ({error.strerror}); choose another path"
        ) from None
    return 0


def _rules(given: argparse.Namespace) -> int:
    content = load_content()
    if given.write:
        write_rule_table(content)
    else:
        print(rule_table(content), end="")
    return 0


def _check(given: argparse.Namespace) -> int:
    try:
        if given.stamp and (stamped := stamp(Place.of(given.content))):
            print(f"edition {stamped.edition}, {stamped.released}: stamped {stamped.digest}")
        problems = problems_in(read_content(given.content))
    except ContentError as error:
        problems = error.problems
    for problem in problems:
        print(problem)
    if problems:
        raise RefusalError(f"problems in the content: {len(problems)}; each line names its remedy")
    print("content: no problems")
    return 0


def _release(given: argparse.Namespace) -> int:
    day = given.today or date.today()
    release(given.edition, day, Place.of(given.content))
    print(f"edition {given.edition}: released on {day}; commit what `git status` names")
    return 0


def _diff(given: argparse.Namespace) -> int:
    print(difference(_rules_in(given.old), _rules_in(given.new)), end="")
    return 0


def _rules_in(folder: str) -> Content:
    """The content of a folder of any edition, as far as its rules go."""
    if not Path(folder).is_dir():
        raise RefusalError(f"{folder}: no such folder; give the folder of a content edition")
    try:
        return load_rules(folder)
    except ContentError as error:
        first = " ".join(str(error.problems[0]).split())
        raise RefusalError(
            f"{folder}: rules that cannot be applied (problems: {len(error.problems)}), first "
            f"{first}; `python -m lems_rules check --content {folder}` names all of them"
        ) from None


def _consider(
    content: Content, given: argparse.Namespace
) -> tuple[Consideration, Document, OpenReasons]:
    document = read_document(_bytes_of(given.file))
    reading = read_strictly(content, document.answers)
    considered = Consideration(content, reading.answers, given.today, reading.problems)
    reasons = read_reasons(content, document.reasons, document.answers)
    hidden = (problem.says for problem in reading.problems)
    for sentence in (*hidden, *read_again(considered, document.made), *reasons.problems):
        print(sentence, file=sys.stderr)
    return considered, document, reasons.reasons


def _bytes_of(name: str) -> bytes:
    """At most one byte more than is allowed, so that a huge file is not read whole."""
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise RefusalError(f"{name}: cannot be read ({error.strerror}); check the path") from None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or day.year not in YEARS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a date from {YEARS[0]} to {YEARS[-1]}; write YYYY-MM-DD"
        )
    return day


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, like every other refusal."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="lems_rules",
        description="Educational checklist for Lambert-Eaton myasthenic syndrome. Not a medical "
        "device, not a diagnosis.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    assess = commands.add_parser("assess", help="one patient: answers in, result out")
    _patient(assess)
    assess.add_argument(
        "--format",
        choices=("json", "text"),
        default="json",
        help="JSON for machines (default) or text for a person",
    )
    assess.set_defaults(run=_assess)

    export = commands.add_parser("export", help="one patient's summary as a file")
    _patient(export)
    export.add_argument("--to", choices=tuple(FORMATS), required=True, help="the format")
    export.add_argument("-o", "--output", required=True, metavar="PATH", help="where to write it")
    export.set_defaults(run=_export)

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


if __name__ == "__main__":
    sys.exit(main())
