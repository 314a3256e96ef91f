"""The commands: ``lems-checklist assess | export | form | cohort | rules | check | …``.

Each stands in a module of ``lems_rules/commands``; what only a cohort or a format needs is imported
when one is asked for.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Sequence
from typing import Any

from lems_rules.commands import COMMANDS
from lems_rules.commands.given import first_problem
from lems_rules.extras import how_to_get
from lems_rules.house import PROGRAM
from lems_rules.knowledge.content import ContentError
from lems_rules.review.release import ReleaseError
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line
from lems_rules.streams import RefusalError, let_go_of_output, put, tell
from lems_rules.version import __version__

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
        tell(f"{command}: the content cannot be used {first_problem(error)}")
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
    for add in COMMANDS:
        add(commands)
    return parser
