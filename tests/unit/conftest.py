"""The commands in this process, with the content read once."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from tests.support.command import Run, runner


@pytest.fixture
def run(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """``run("rules")`` gives the exit code, standard output and standard error."""
    return runner(content, capsys, monkeypatch)
