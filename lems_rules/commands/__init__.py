"""Commands that stand in a module of their own.

Each module has ``add``, which tells the parser of the command and which function runs it; that
function takes what was given and returns the exit code. A new one gets a line in the table, and
then ``lems-checklist`` knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lems_rules.commands import classroom, run, schema

COMMANDS: tuple[Callable[[Any], None], ...] = (run.add, classroom.add, schema.add)
