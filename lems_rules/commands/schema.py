"""``schema answers | result``: the JSON Schema of what goes in or comes out."""

from __future__ import annotations

import argparse
from typing import Any

from lems_rules.exports.schemas import SCHEMAS, as_text
from lems_rules.knowledge.checks import load_content
from lems_rules.streams import put


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    command = commands.add_parser("schema", help="the JSON Schema of an answer file or of a result")
    command.add_argument("of", choices=tuple(SCHEMAS), help="what assess reads, or what it prints")
    command.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    put(as_text(SCHEMAS[given.of](load_content())))
    return 0
