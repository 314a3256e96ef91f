"""Under which licences the packages of the app come: any that nobody has decided on is named.

``python -m tests.support.licences PYTHON`` looks at what that Python has installed and leaves with
1 where something is new; ``pyproject.toml`` says what may be there.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DECIDED = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["lems"]["licences"]


def licences(python: str, packages: Iterable[str] = ()) -> dict[str, str]:
    """What each package says of its licence; of these packages, or of all there are."""
    command = [sys.executable, "-m", "piplicenses", "--python", python]
    command += ["--from=mixed", "--format=json"]
    if chosen := list(packages):
        command += ["--packages", *chosen]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return {str(one["Name"]): str(one["License"]) for one in found}


def undecided(found: Mapping[str, str]) -> list[str]:
    """The packages under a licence that is not on the list, with the word they have for it."""
    may_be, decided = set(DECIDED["may_be"]), DECIDED["decided"]
    return [
        f"{name}: {licence}"
        for name, licence in sorted(found.items())
        if decided.get(name) != licence and not set(re.split(r"; | AND | OR ", licence)) <= may_be
    ]


def main(python: str) -> int:
    new = undecided(licences(python))
    for one in new:
        print(one, file=sys.stderr)
    if new:
        print("Read each licence, then name it in pyproject.toml, [tool.lems.licences].")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
