"""Slips: the engine and the wording made wrong by hand in one place, each in a copy of the project.

The list is `tests/rules/slips.yaml`. A slip that no test noticed was the reason to write one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from lems_rules.knowledge.yaml_text import read_yaml

ROOT = Path(__file__).parents[2]
LIST = ROOT / "tests" / "rules" / "slips.yaml"
# What the tests of the list read.
COPIED = ("content", "lems_rules", "tests")
LONGEST_SECONDS = 300  # a slip may go round in circles


@dataclass(frozen=True)
class Slip:
    """``instead`` in the place of ``was``, noticed by the test ``caught_by``."""

    id: str
    why: str
    file: str
    was: str
    instead: str
    caught_by: str

    def __str__(self) -> str:
        """The slip as a test id."""
        return self.id

    def in_text(self, text: str) -> str:
        """The text of the file with the slip in it."""
        assert text.count(self.was) == 1, (
            f"{LIST.name}, {self.id}: `was` stands {text.count(self.was)} times in {self.file}; "
            "quote what stands there now, with enough around it to stand there once"
        )
        return text.replace(self.was, self.instead)


def read_slips() -> tuple[Slip, ...]:
    """The slips of the list, in order."""
    entries = read_yaml(LIST.read_text("utf-8"))
    return tuple(Slip(**entry) for entry in entries)


@dataclass(frozen=True)
class Run:
    """How a run of pytest ended. A failure is of a test; whatever kept one from running is not."""

    code: int
    failed: int
    said: str


class Workshop:
    """A copy of the project in which one thing at a time may be wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        without = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            shutil.copytree(ROOT / name, folder / name, ignore=without)
        shutil.copy2(ROOT / "pyproject.toml", folder)

    @contextmanager
    def slipped(self, slip: Slip) -> Iterator[None]:
        """The copy with this slip in it, mended afterwards."""
        original = ROOT / slip.file
        wrong = slip.in_text(original.read_text("utf-8"))
        (self.folder / slip.file).write_text(wrong, "utf-8")
        try:
            yield
        finally:
            # With its old date: Python knows by the date what it has compiled.
            shutil.copy2(original, self.folder / slip.file)

    def run(self, *tests: str) -> Run:
        """Run these tests in the copy until one fails, in a process of their own."""
        outer = ("PYTEST", "PYTHONPATH", "COV_")  # what concerns the run that this is part of
        report = self.folder / "report.xml"
        report.unlink(missing_ok=True)
        options = ("-x", "-q", "--tb=line", "-p", "no:cacheprovider", f"--junitxml={report}")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", *options, *tests],
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if not name.startswith(outer)},
            capture_output=True,
            text=True,
            timeout=LONGEST_SECONDS,
        )
        failed = 0
        if report.exists():  # nothing is reported where conftest.py could not be read
            suites = ElementTree.parse(report).iter("testsuite")
            failed = sum(int(suite.get("failures", 0)) for suite in suites)
        return Run(done.returncode, failed, (done.stdout + done.stderr)[-2000:])


def has_test(node: str) -> bool:
    """Whether the test of this node id is written."""
    path, _, name = node.partition("::")
    file = ROOT / path
    return file.is_file() and bool(
        re.search(rf"^def {re.escape(name)}\(", file.read_text("utf-8"), re.MULTILINE)
    )
