"""What several commands are given, and say: a day, a file of answers, what a content has wrong."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date

from lems_rules.house import CALLED
from lems_rules.intake.patient import read_day
from lems_rules.knowledge.content import ContentError
from lems_rules.schema.questions.item import AnswerError
from lems_rules.streams import RefusalError


def answers_file(command: argparse.ArgumentParser) -> None:
    """The command takes one patient, and may be told the day."""
    command.add_argument("file", metavar="FILE", help="answers as JSON; - for standard input")
    may_be_dated(command, "the date that counts as today")


def may_be_dated(command: argparse.ArgumentParser, says: str) -> None:
    """The command may be told the day; ``today`` reads it."""
    command.add_argument("--today", type=_day, default=None, metavar="YYYY-MM-DD", help=says)


def today(given: argparse.Namespace) -> date:
    """The day that counts as today."""
    return given.today or date.today()


def _day(text: str) -> date:
    try:
        return read_day(text)
    except AnswerError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def made(build: Callable[[], bytes]) -> bytes:
    """What is built, unless a typeface or a template is not there."""
    try:
        return build()
    except (OSError, RuntimeError) as error:
        raise RefusalError(
            f"a part of this program cannot be read ({error}); install it again"
        ) from None


def first_problem(error: ContentError, folder: str | None = None) -> str:
    """The first problem of a content, how many there are, and how to see all of them."""
    first = " ".join(str(error.problems[0]).split())
    more = f" --content {folder}" if folder else ""
    return (
        f"(problems: {len(error.problems)}), first {first}; "
        f"`{CALLED} check{more}` names all of them"
    )
