"""The command line in this process: its exit code, and what it wrote where."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lems_rules.command_line import main
from lems_rules.commands import cohort, edition, form, patient, schema
from lems_rules.knowledge.content import Content
from tests.support.served import ROOT

Run = Callable[..., tuple[int, str, str]]


def commands_read(read: Callable[[], Content], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command gets its content from here: from memory, or from a spoiled folder."""
    for module in (cohort, edition, form, patient, schema):
        monkeypatch.setattr(module, "load_content", read)


def runner(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """``run("rules")`` gives the exit code, standard output and standard error."""
    commands_read(lambda: content, monkeypatch)

    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = main(list(arguments))
        except SystemExit as leaving:  # argparse leaves this way
            code = int(leaving.code or 0)
        return code, *capsys.readouterr()

    return run


def refusal(result: tuple[int, str, str]) -> str:
    """The one sentence of a refusal; nothing may stand on standard output."""
    code, out, err = result
    assert code == 2, err
    assert out == ""
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert "Traceback" not in err
    return err.strip()


def written(path: Path, what: object) -> str:
    """The path of a file with these bytes, or with this object as JSON."""
    path.write_bytes(what if isinstance(what, bytes) else json.dumps(what).encode())
    return str(path)


def run_program(
    *arguments: str, stdin: bytes = b"", **more: str
) -> subprocess.CompletedProcess[bytes]:
    """The same as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lems_rules", *arguments],
        cwd=ROOT,
        env={**os.environ, **more},
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )
