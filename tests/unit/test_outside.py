from __future__ import annotations

from pathlib import Path

import pytest

from tests import outside


class Page:
    """What a terminal is told, line by line."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def section(self, title: str, **_: bool) -> None:
        self.lines.append(title)

    def line(self, text: str) -> None:
        self.lines.append(text)


@pytest.fixture
def nothing_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(outside, "NODE_MODULES", tmp_path)
    monkeypatch.setattr(outside, "_did_not_run", {})
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)


def told() -> list[str]:
    page = Page()
    outside.tell(page)  # type: ignore[arg-type]
    return page.lines


@pytest.mark.usefixtures("nothing_here")
@pytest.mark.parametrize("name", ["qpdf", "@medplum/core"])
def test_a_check_without_its_tool_is_skipped_and_named_at_the_end(name: str) -> None:
    assert told() == []
    with pytest.raises(pytest.skip.Exception, match=name):
        outside.need(name)
    lines = told()
    assert lines[0] == "checks that did not run: 1"
    assert lines[1] == f"{name} is missing, so 1 did not run:"
    assert "test_a_check_without_its_tool_is_skipped" in lines[2]


@pytest.mark.usefixtures("nothing_here")
def test_in_ci_a_check_without_its_tool_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="qpdf is not on this machine"):
        outside.need("qpdf")
    assert told() == []


@pytest.mark.usefixtures("nothing_here")
def test_a_package_counts_only_in_the_version_that_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "lforms"
    folder.mkdir()
    (folder / ".0.0.1").touch()
    assert outside.find("lforms") is None
    (folder / f".{outside.PACKAGES['lforms']}").touch()
    assert outside.find("lforms") == str(folder)
