"""The command ``class``: what Streamlit is started with, and what is refused before it starts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from lems_rules.commands import classroom
from lems_rules.knowledge.content import Content
from lems_rules.rooms import network
from tests.support.command import Run, refusal, runner


@pytest.fixture
def run(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setattr(network, "addresses", lambda: ("192.168.1.5", "10.0.0.7"))
    monkeypatch.setattr(os, "environ", {**os.environ})
    monkeypatch.delitem(os.environ, network.SETTING, raising=False)
    monkeypatch.setattr(sys, "argv", sys.argv)
    monkeypatch.chdir(Path.cwd())
    return runner(content, capsys, monkeypatch)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What Streamlit was started with."""
    found: list[list[str]] = []

    def start(module: str, **_: object) -> None:
        assert module == "streamlit"
        found.append([*sys.argv])
        if len(found) > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(classroom.runpy, "run_module", start)
    return found


def test_a_class_is_started_with_its_address_and_says_it(
    run: Run, started: list[list[str]]
) -> None:
    code, out, err = run("class", "--port", "8600")
    assert (code, err) == (0, "")
    assert "For this room: http://192.168.1.5:8600" in out
    assert "10.0.0.7" in out
    (command,) = started
    assert command[:3] == ["streamlit", "run", str(classroom.APP)]
    assert Path(command[2]).is_file()
    assert os.environ[network.SETTING] == "http://192.168.1.5:8600"


def test_another_address_is_taken_and_ctrl_c_ends_it_quietly(
    run: Run, started: list[list[str]]
) -> None:
    run("class")
    code, out, err = run("class", "--address", "10.0.0.7")
    assert (code, err) == (0, "")
    assert "Other addresses of this machine (--address): 192.168.1.5" in out
    assert "10.0.0.7" in started[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--port", "0"), "is not a port"),
        (("--port", "http"), "is not a port"),
        (("--address", "0.0.0.0"), "is no address of a machine"),
        (("--address", "here"), "is no address of a machine"),
        (("--address", "::1"), "is no address of a machine"),
    ],
)
def test_what_is_no_port_and_no_address_is_refused(
    run: Run, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("class", *arguments)
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


def test_a_machine_in_no_network_is_told_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "addresses", tuple)
    assert "join one, or name its --address" in refusal(run("class"))


def test_a_public_address_that_is_none_is_refused(run: Run) -> None:
    os.environ[network.SETTING] = "lems"
    assert f"{network.SETTING}: is no address" in refusal(run("class"))
