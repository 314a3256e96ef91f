"""A cohort that does not come to its end: no half file, and an older result stays."""

from __future__ import annotations

import os
import pty
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEAD = "patient,proximal_leg_weakness,dry_mouth,pack_years,note\n"
OLD = b"an older result"


def rows(count: int) -> str:
    return HEAD + "".join(f"{i},yes,no,{i % 300},{'x' * 60}\n" for i in range(count))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("out.csv", "out.parquet"):
        (tmp_path / name).write_bytes(OLD)
    return tmp_path


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "lems_rules", "cohort", str(folder / "in.csv"), *more]


def untouched(folder: Path) -> bool:
    names = {one.name for one in folder.iterdir()}
    assert names == {"in.csv", "out.csv", "out.parquet"}
    return all((folder / name).read_bytes() == OLD for name in ("out.csv", "out.parquet"))


@pytest.mark.parametrize(("sign", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_run_that_is_stopped_leaves_the_older_result_and_nothing_else(
    folder: Path, sign: signal.Signals, code: int
) -> None:
    (folder / "in.csv").write_text(rows(30_000), "utf-8")
    terminal, theirs = pty.openpty()
    with subprocess.Popen(
        command(folder, str(folder / "out.csv")), cwd=ROOT, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        said = b""
        while b"rows/s" not in said:  # the first piece is done, the others are on their way
            said += os.read(terminal, 1_000)
        process.send_signal(sign)
        assert process.wait(60) == code
    os.close(terminal)
    assert untouched(folder)
    assert b"1,000 rows, 3%" in said
    assert b"left" in said


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_where_there_is_no_room_one_sentence_says_so_and_the_older_result_stays(
    folder: Path, name: str
) -> None:
    (folder / "in.csv").write_text(rows(60_000), "utf-8")
    limit: Callable[[], None] = _small_files
    done = subprocess.run(
        command(folder, str(folder / name), "--quick"),
        cwd=ROOT,
        capture_output=True,
        timeout=120,
        preexec_fn=limit,
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr.count(b"\n") == 1
    assert b"cannot be written (File too large)" in done.stderr
    assert untouched(folder)
