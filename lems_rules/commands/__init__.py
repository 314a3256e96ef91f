"""The commands, each in a module of its own, or a few that belong together.

Each module has ``add``, which tells the parser of them and which function runs each; that function
takes what was given and returns the exit code. A new one gets a line in the table, and then
``lems-checklist`` knows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lems_rules.commands import classroom, cohort, edition, form, patient, run, schema

# In the order of the help.
COMMANDS: tuple[Callable[[Any], None], ...] = (
    *(patient.add, cohort.add, form.add, edition.add),
    *(run.add, classroom.add, schema.add),
)
