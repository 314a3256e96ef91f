"""A file that is being written: without a name where the system can, else beside, never half."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from lems_rules import streams
from lems_rules.streams import RefusalError, regular_file, renewing


@pytest.fixture(params=[True, False])
def names(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once as the system has it, once where every file has a name."""
    if not request.param:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)


def test_it_takes_its_place_at_the_end(names: None, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    out.chmod(0o640)
    with renewing(str(out)) as file:
        file.write(b"new")
        assert out.read_bytes() == b"old"
    assert out.read_bytes() == b"new"
    assert out.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


def test_what_fails_leaves_nothing(names: None, tmp_path: Path) -> None:
    with pytest.raises(TypeError), renewing(str(tmp_path / "out")) as file:
        file.writelines([b"half", None])  # type: ignore[list-item]
    assert list(tmp_path.iterdir()) == []


def test_a_file_system_that_knows_no_such_files_is_served_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "O_TMPFILE", os.O_EXCL | os.O_CREAT, raising=False)
    with renewing(str(tmp_path / "out")) as file:  # a folder cannot be opened so
        file.write(b"new")
    assert (tmp_path / "out").read_bytes() == b"new"


def test_a_pipe_is_copied_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"rows")))
    with regular_file("-") as path:
        assert path.read_bytes() == b"rows"
    assert not path.exists()
    with regular_file("/dev/null") as path:
        assert path.read_bytes() == b""


@pytest.mark.parametrize("name", ["missing", "."])
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    with pytest.raises(RefusalError, match="cannot be read"), regular_file(path):
        raise AssertionError


def test_a_file_one_may_not_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").write_bytes(b"rows")

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    path = str(tmp_path / "in")
    with pytest.raises(RefusalError, match="Permission denied"), regular_file(path):
        raise AssertionError


def test_a_closed_standard_input_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(RefusalError, match="standard input is closed"), regular_file("-"):
        raise AssertionError
    assert streams.sys.stdin is None
