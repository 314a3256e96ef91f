"""``class``: what it starts and says, and what is refused before it starts."""

from __future__ import annotations

import os
import runpy
import sys

import pytest

from lems_rules.commands import classroom
from lems_rules.house import HOUSE
from lems_rules.knowledge.content import Content
from lems_rules.rooms import network
from tests.support.command import Run, refusal, runner
from tests.support.served import free_port


@pytest.fixture
def run(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    monkeypatch.setattr(network, "addresses", lambda: ("192.168.1.5", "10.0.0.7"))
    monkeypatch.setattr(os, "environ", {**os.environ})
    os.environ.pop(network.SETTING, None)
    monkeypatch.setattr(sys, "argv", [])
    monkeypatch.setattr(classroom, "EVERY_NETWORK", "127.0.0.1")  # a test opens no port to others
    return runner(content, capsys, monkeypatch)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What Streamlit would be started with."""
    found: list[list[str]] = []
    monkeypatch.setattr(runpy, "run_path", lambda *_, **__: found.append(list(sys.argv)))
    return found


def test_every_network_is_every_network() -> None:
    assert classroom.EVERY_NETWORK == "0.0.0.0"


def test_a_class_is_started_with_its_address_and_says_it(
    run: Run, started: list[list[str]]
) -> None:
    port = str(free_port())
    code, out, err = run("class", "--port", port)
    assert (code, err) == (0, "")
    assert f"For this room: http://192.168.1.5:{port}" in out
    assert "10.0.0.7" in out
    (command,) = started
    assert command[:5] == ["streamlit", "run", str(HOUSE / "app.py"), "--server.port", port]
    assert command[5:7] == ["--server.address", "127.0.0.1"]
    assert "192.168.1.5" in command[7:]
    assert os.environ[network.SETTING] == f"http://192.168.1.5:{port}"


def test_another_address_of_the_machine_is_taken(run: Run, started: list[list[str]]) -> None:
    code, out, err = run("class", "--port", str(free_port()), "--address", "10.0.0.7")
    assert (code, err) == (0, "")
    assert "Other addresses of this machine (--address): 192.168.1.5" in out
    assert "10.0.0.7" in started[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--port", "0"), "is not a port"),
        (("--address", "0.0.0.0"), "is no address of a machine"),
        (("--address", "here"), "is no address of a machine"),
        (("--address", "::1"), "is no address of a machine"),
    ],
)
def test_what_is_no_port_and_no_address_is_refused(
    run: Run, arguments: tuple[str, ...], says: str
) -> None:
    assert says in refusal(run("class", *arguments))


def test_a_machine_in_no_network_is_told_what_to_do(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "addresses", tuple)
    assert "join one, or name its --address" in refusal(run("class"))


def test_a_public_address_that_is_none_is_refused(run: Run) -> None:
    os.environ[network.SETTING] = "lems"
    assert f"{network.SETTING}: is no address" in refusal(run("class"))
