from __future__ import annotations

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from lems_rules.rooms import network
from lems_rules.rooms.network import (
    SETTING,
    AddressError,
    addresses,
    in_the_network,
    is_of_this_machine,
    public_url,
    said,
)


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("", None),
        ("https://lems.example.org", "https://lems.example.org"),
        (" https://example.org/lems/ ", "https://example.org/lems"),
        ("http://192.168.1.5:8501", "http://192.168.1.5:8501"),
    ],
)
def test_the_public_address_is_a_setting(setting: str, url: str | None) -> None:
    assert public_url({SETTING: setting}) == url
    assert public_url({}) is None


@pytest.mark.parametrize(
    "setting",
    ["lems.example.org", "ftp://example.org", "https://", "https://e.org/?a=b", "https://e.org/#a"],
)
def test_what_is_no_address_is_refused(setting: str) -> None:
    with pytest.raises(AddressError, match=f"{SETTING}: is no address"):
        public_url({SETTING: setting})


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://localhost:8501/cases", True),
        ("http://127.0.0.1:8501", True),
        ("http://[::1]:8501", True),
        ("http://lems.localhost", True),
        ("", True),
        ("http://192.168.1.5:8501", False),
        ("https://lems.example.org", False),
    ],
)
def test_an_address_of_this_machine_alone_is_told_from_others(url: str, own: bool) -> None:
    assert is_of_this_machine(url) is own


class Probe:
    """A socket that would go out by this address."""

    def __init__(self, *_: object) -> None: ...

    def __enter__(self) -> Probe:
        return self

    def __exit__(self, *_: object) -> None: ...

    def connect(self, _: object) -> None: ...

    def getsockname(self) -> tuple[str, int]:
        return "192.168.1.5", 40_000


class NoWay(Probe):
    def connect(self, _: object) -> None:
        raise OSError("network is unreachable")


def known_as(*found: str) -> Any:
    def look_up(*_: object) -> Iterator[tuple[object, ...]]:
        return iter([(2, 1, 6, "", (one, 0)) for one in found])

    return look_up


def test_the_address_this_machine_uses_comes_first_and_those_of_no_use_are_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "socket", Probe)
    found = known_as("127.0.1.1", "10.0.0.7", "192.168.1.5", "169.254.3.3", "0.0.0.0")
    monkeypatch.setattr(socket, "getaddrinfo", found)
    assert addresses() == ("192.168.1.5", "10.0.0.7")


def test_a_machine_without_network_and_without_name_has_no_address(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nameless(*_: object) -> None:
        raise OSError("name unknown")

    monkeypatch.setattr(socket, "socket", NoWay)
    monkeypatch.setattr(socket, "getaddrinfo", nameless)
    assert addresses() == ()


def test_a_class_is_served_to_its_own_names_and_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(network.socket, "gethostname", lambda: "Desk")
    told, settings = in_the_network("192.168.1.5", 8600, {})
    pairs = list(zip(told[::2], told[1::2], strict=True))
    hosts = [value for name, value in pairs if name == "--server.allowedHosts"]
    assert hosts == ["localhost", "127.0.0.1", "192.168.1.5", "desk", "desk.local"]
    rest = [pair for pair in pairs if pair[0] != "--server.allowedHosts"]
    assert rest == [("--browser.serverAddress", "192.168.1.5")]
    assert settings == {SETTING: "http://192.168.1.5:8600"}
    told, settings = in_the_network("192.168.1.5", 8600, {SETTING: "https://lems.example.org"})
    assert "lems.example.org" in told
    assert settings == {SETTING: "https://lems.example.org"}


def test_whoever_starts_a_class_is_told_the_address_and_who_can_open_it() -> None:
    told = said(8501, "http://192.168.1.5:8501", ["10.0.0.7"])
    assert "For this room: http://192.168.1.5:8501\n" in told
    assert "Everybody in this network can open that address" in told
    assert "10.0.0.7" in told
    assert "Other addresses" not in said(8501, "http://192.168.1.5:8501", [])
