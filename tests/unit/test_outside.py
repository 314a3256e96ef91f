from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import outside


class Skipped(NamedTuple):
    """A report of a skipped test, as pytest keeps it."""

    nodeid: str
    longrepr: tuple[str, int, str]


class Page:
    """What a terminal is told, line by line."""

    def __init__(self, skipped: list[Skipped]) -> None:
        self.lines: list[str] = []
        self.skipped = skipped

    def getreports(self, name: str) -> list[Skipped]:
        assert name == "skipped"
        return self.skipped

    def section(self, title: str, **_: bool) -> None:
        self.lines.append(title)

    def line(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(outside, "NODE_MODULES", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(outside, "PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)


def told(*reasons: str) -> list[str]:
    page = Page([Skipped("tests/test_pdf.py::test_it", ("f", 1, reason)) for reason in reasons])
    outside.tell(page)  # type: ignore[arg-type]
    return page.lines


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize("name", ["qpdf", "@medplum/core"])
def test_a_check_without_its_tool_is_skipped_and_named_at_the_end(name: str) -> None:
    with pytest.raises(pytest.skip.Exception, match=name) as skipped:
        outside.need(name)
    lines = told("Skipped: of no interest", f"Skipped: {skipped.value}")
    assert lines[0] == "checks that did not run: 1"
    assert lines[1] == f"{name} is missing, so 1 did not run:"
    assert lines[2] == "  tests/test_pdf.py::test_it"


def test_where_nothing_is_missing_nothing_is_said() -> None:
    assert told("Skipped: of no interest") == []


@pytest.mark.usefixtures("nothing_here")
def test_in_ci_a_check_without_its_tool_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="qpdf is not on this machine"):
        outside.need("qpdf")


@pytest.mark.usefixtures("nothing_here")
def test_a_package_counts_only_in_the_version_that_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "lforms"
    folder.mkdir()
    (folder / ".0.0.1").touch()
    assert outside.find("lforms") is None
    (folder / f".{outside.PACKAGES['lforms']}").touch()
    assert outside.find("lforms") == str(folder)
