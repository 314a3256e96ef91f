"""The commands in this process, with the content read once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lems_rules.knowledge.content import Content
from tests.support.command import Run, runner, written


@pytest.fixture
def run(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """``run("rules")`` gives the exit code, standard output and standard error."""
    return runner(content, capsys, monkeypatch)


@pytest.fixture
def file(tmp_path: Path) -> Callable[[object], str]:
    """The path of a file with these bytes, or with this object as JSON."""
    return lambda what: written(tmp_path / "patient.json", what)
