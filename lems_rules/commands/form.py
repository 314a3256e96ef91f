"""``form``: a blank form of all questions, to print."""

from __future__ import annotations

import argparse
from typing import Any

from lems_rules.commands.given import made, may_be_dated, today
from lems_rules.exports.catalogue import dated
from lems_rules.knowledge.checks import load_content
from lems_rules.streams import put, write


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    form = commands.add_parser("form", help="a blank form of all questions to print, as PDF")
    form.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write it (default: lems-form-YYYY-MM-DD.pdf in this folder)",
    )
    may_be_dated(form, "the day in its name")
    form.set_defaults(run=_form)


def _form(given: argparse.Namespace) -> int:
    from lems_rules.exports.blank_form import blank_form

    day = today(given)
    output = given.output or dated("form", day, "pdf")
    write(output, made(lambda: blank_form(load_content(), day)))
    if given.output is None:
        put(f"{output}\n")
    return 0
