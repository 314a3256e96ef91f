"""Ctrl-C while the commands are still being loaded is answered like any other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import lems_rules
from lems_rules import __main__ as program
from lems_rules import command_line

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
# Python imports this before anything else; it presses Ctrl-C when a module is about to be imported.
PRESSES = """
import os, signal, sys
def press(event, args):
    if event == "import" and args[0] == os.environ["AT"]:
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(press)
"""


@pytest.fixture
def pressed_at(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    (tmp_path / "sitecustomize.py").write_text(PRESSES)

    def run(module: str, switched: signal.Handlers) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "lems_rules", "assess", "-"],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "AT": module},
            input=b"{}",
            capture_output=True,
            timeout=60,
            check=False,
            preexec_fn=lambda: signal.signal(signal.SIGINT, switched),
        )

    return run


@pytest.mark.parametrize(
    "module",
    [
        "lems_rules.command_line",  # the first thing that is loaded
        "argparse",
        "pydantic",
        "pydantic_core",
        "yaml",
        "lems_rules.reasoning.assessment",
        "lems_rules.streams",
        "lems_rules.wording.summary.report",  # the last of them
    ],
)
def test_ctrl_c_while_the_commands_are_loaded_is_one_sentence(
    pressed_at: Callable[..., subprocess.CompletedProcess[bytes]], module: str
) -> None:
    done = pressed_at(module, signal.SIG_DFL)
    assert (done.returncode, done.stdout) == (130, b"")
    assert done.stderr == b"lems_rules: stopped\n"


def test_ctrl_c_that_is_switched_off_stays_so(
    pressed_at: Callable[..., subprocess.CompletedProcess[bytes]],
) -> None:
    done = pressed_at("pydantic", signal.SIG_IGN)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"{")


def test_an_early_interrupt_ends_the_program_also_where_standard_error_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def closed(*_: object) -> int:
        raise OSError

    def ended(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "write", closed)
    monkeypatch.setattr(os, "_exit", ended)
    with pytest.raises(SystemExit, match="130"):
        program.stop(signal.SIGINT, None)


@pytest.fixture
def handled(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What answers Ctrl-C is put back; nothing is ended in earnest."""
    before = signal.getsignal(signal.SIGINT)

    def ended(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(os, "_exit", ended)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("handled")
@pytest.mark.parametrize("switched", [signal.default_int_handler, signal.SIG_IGN])
def test_the_program_leaves_with_the_code_of_its_command(
    monkeypatch: pytest.MonkeyPatch, switched: signal.Handlers
) -> None:
    signal.signal(signal.SIGINT, switched)
    heard = []

    def command() -> int:
        heard.append(signal.getsignal(signal.SIGINT))
        return 7

    monkeypatch.setattr(command_line, "main", command)
    with pytest.raises(SystemExit, match="7"):
        program.program()
    assert heard == [switched]


@pytest.mark.usefixtures("handled")
def test_ctrl_c_between_two_lines_of_the_program_is_answered(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)

    def command() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "main", command)
    with pytest.raises(SystemExit, match="130"):
        program.program()
    assert capfd.readouterr().err == "lems_rules: stopped\n"


def test_the_package_loads_only_what_is_asked_of_it() -> None:
    script = (
        "import sys, lems_rules; print('pydantic' in sys.modules, 'yaml' in sys.modules); "
        "from lems_rules import load_content; print('pydantic' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.split() == [b"False", b"False", b"True"]


def test_every_name_of_the_package_is_there_and_no_other() -> None:
    held = {name: getattr(lems_rules, name) for name in lems_rules.__all__}
    assert dir(lems_rules) == sorted(held)
    assert held["assess"].__module__ == "lems_rules.reasoning.assessment"
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        assert lems_rules.asess  # type: ignore[attr-defined]
