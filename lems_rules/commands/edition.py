"""``rules``, ``check``, ``diff`` and ``release``: an edition of the content."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lems_rules.commands.given import first_problem, may_be_dated, today
from lems_rules.knowledge.checks import load_content, load_rules, problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import read_content
from lems_rules.review.difference import difference
from lems_rules.review.release import Place, release, stamp, write_rule_table
from lems_rules.review.rule_table import rule_table
from lems_rules.streams import RefusalError, put


def add(commands: Any) -> None:
    """Tell the parser of the four commands."""
    rules = commands.add_parser("rules", help="every rule as a Markdown table")
    rules.add_argument(
        "--write", action="store_true", help="write it into docs/rule_table.md instead of printing"
    )
    rules.set_defaults(run=_rules)

    check = commands.add_parser("check", help="validate content/ and print each problem")
    _folder(check)
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
    _folder(releasing)
    may_be_dated(releasing, "the day of the release (default: today)")
    releasing.set_defaults(run=_release)


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


def _diff(given: argparse.Namespace) -> int:
    put(str(difference(_rules_in(given.old), _rules_in(given.new))))
    return 0


def _release(given: argparse.Namespace) -> int:
    day = today(given)
    release(given.edition, day, Place.of(given.content))
    put(f"edition {given.edition}: released on {day}; commit what `git status` names\n")
    return 0


def _rules_in(folder: str) -> Content:
    """The content of a folder of any edition, as far as its rules go."""
    if not Path(folder).is_dir():
        raise RefusalError(f"{folder}: no such folder; give the folder of a content edition")
    try:
        return load_rules(folder)
    except ContentError as error:
        raise RefusalError(
            f"{folder}: rules that cannot be applied {first_problem(error, folder)}"
        ) from None


def _folder(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--content",
        default=None,
        metavar="FOLDER",
        help="a content folder (default: the one shipped)",
    )
