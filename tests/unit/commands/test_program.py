"""The program as a process of its own: its help, its streams, what it loads."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from lems_rules.command_line import main
from lems_rules.version import __version__
from tests.support.command import Run, run_program
from tests.support.served import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    "command",
    [[], ["assess"], ["export"], ["rules"], ["check"], ["diff"], ["release"]],
    ids=lambda c: " ".join(c),
)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage: lems_rules")


def test_the_help_names_every_command(run: Run) -> None:
    out = run("--help")[1]
    commands = ("assess", "export", "rules", "check", "diff", "release")
    assert all(f"\n    {name} " in out for name in commands)


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"lems_rules {__version__}\n"


def test_a_pipe_gets_utf_8_whatever_the_locale_says() -> None:
    document = json.dumps({"answers": {"dry_mouth": "yes"}, "notes": "Schwäche 疲労"}).encode()
    done = run_program(
        *("assess", "-", "--format", "text", "--full"),
        stdin=document,
        PYTHONIOENCODING="ascii",
        LC_ALL="C",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Schwäche 疲労" in done.stdout.decode()


def test_a_refusal_of_the_program_is_one_line_and_exit_code_2() -> None:
    done = run_program(
        "assess", "-", stdin=b'{"ptosis": "m\xc3\xb6glich"}', PYTHONIOENCODING="ascii"
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "lems_rules assess: answers, 'ptosis': 'möglich' is not an answer here; "
        'write "yes" or "no"\n'
    )


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m lems_rules rules | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith(b"| id |")
    assert done.stderr == b""


def test_a_closed_pipe_is_no_error_in_the_program_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert main(["rules"]) == 0


def test_one_patient_needs_neither_pandas_nor_numpy() -> None:
    script = (
        "import sys; from lems_rules import assess, load_content; "
        "assess(load_content(), {'ptosis': 'no'}); "
        "print(sorted({'pandas', 'numpy', 'streamlit', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.strip() == b"[]"
