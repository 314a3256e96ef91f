"""``run``: what it starts, where it listens, and what it says when it cannot."""

from __future__ import annotations

import os
import runpy
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lems_rules.command_line import main
from lems_rules.commands import run
from lems_rules.house import HOUSE
from tests.support.served import ROOT, free_port


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    """What would be served, instead of serving it."""
    found: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.delenv("STREAMLIT_SERVER_PORT", raising=False)
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)

    def serve(path: str, run_name: str) -> None:
        found.append((path, list(sys.argv)))

    monkeypatch.setattr(runpy, "run_path", serve)
    return found


def test_the_app_of_this_copy_is_served_at_the_port_that_was_asked_for(
    started: list[tuple[str, list[str]]], capsys: pytest.CaptureFixture[str]
) -> None:
    port = str(free_port())
    assert main(["run", "--port", port]) == 0
    ((script, arguments),) = started
    assert script == str(ROOT / "views" / "door" / "serve.py")
    assert arguments == ["streamlit", "run", str(HOUSE / "app.py"), "--server.port", port]
    said = f"Open http://localhost:{port} in a browser. Stop with Ctrl+C.\n"
    assert capsys.readouterr().out == said


def test_the_port_can_come_from_streamlit_s_own_setting(
    started: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_PORT", port := str(free_port()))
    assert main(["run"]) == 0
    assert started[0][1][-1] == port


@pytest.mark.parametrize("port", ["0", "70000", "-1", "http", "٨٠٨٠"])
def test_what_is_no_port_is_refused(capsys: pytest.CaptureFixture[str], port: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["run", f"--port={port}"])
    assert "is not a port; write a number up to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_said_so(
    started: list[tuple[str, list[str]]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
) -> None:
    monkeypatch.setenv("STREAMLIT_SERVER_ADDRESS", address)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as other:
        try:
            other.bind((address, 0))
        except OSError:
            pytest.skip(f"this machine has no {address}")
        other.listen()
        port = other.getsockname()[1]
        assert main(["run", "--port", str(port)]) == 2
    told = capsys.readouterr()
    assert (told.out, started) == ("", [])
    assert told.err.startswith(f"lems_rules run: port {port} at {address} cannot be had (")
    assert told.err.endswith("give another with --port\n")


def test_a_secret_is_read_from_the_file_that_holds_it(
    started: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "url").write_text("postgresql://database/lems\n")
    monkeypatch.setenv("LEMS_DATABASE_URL", "")
    monkeypatch.setenv("LEMS_DATABASE_URL_FILE", str(tmp_path / "url"))
    assert main(["run", "--port", str(free_port())]) == 0
    assert os.environ["LEMS_DATABASE_URL"] == "postgresql://database/lems"
    assert len(started) == 1


@pytest.mark.parametrize("holds", [None, b"\xff\xfe"])
def test_a_secret_that_cannot_be_read_is_said_so_without_it(
    started: list[tuple[str, list[str]]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    holds: bytes | None,
) -> None:
    file = tmp_path / "secret"
    if holds is not None:
        file.write_bytes(holds)
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET_FILE", str(file))
    assert main(["run", "--port", str(free_port())]) == 2
    said = capsys.readouterr().err
    assert f"STREAMLIT_SERVER_COOKIE_SECRET_FILE: {file} cannot be read (" in said
    assert started == []


def test_ctrl_c_is_the_way_to_stop_it(
    started: list[tuple[str, list[str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runpy, "run_path", stopped)
    assert main(["run", "--port", str(free_port())]) == 0
    assert started == []


def test_without_streamlit_the_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "find_spec", lambda name: None)
    assert main(["run", "--port", str(free_port())]) == 2
    assert capsys.readouterr().err == (
        "lems_rules run: needs the package streamlit, which is not installed; "
        "install it with: pip install 'lems-checklist[app]'\n"
    )


def test_a_module_that_no_extra_brings_is_a_fault_of_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(*_: Any, **__: Any) -> Callable[..., SimpleNamespace]:
        raise ModuleNotFoundError(name="lems_rules.lost")

    monkeypatch.setattr(run, "find_spec", lost)
    with pytest.raises(ModuleNotFoundError):
        main(["run"])
