"""The address by which phones reach the app: found, said, and opened to the network on purpose."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

SETTING = "LEMS_PUBLIC_URL"
# For documentation only, so that nobody has it: to ask which way it would be sent sends nothing.
_SOMEWHERE = ("192.0.2.1", 9)
_MOST = 200
_ADDRESS = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?")


class AddressError(ValueError):
    """An address that cannot be used; one sentence that says what to do."""


def public_url(settings: Mapping[str, str]) -> str | None:
    """The address that `LEMS_PUBLIC_URL` says, without a slash at its end; None without a setting.

    Raises:
        AddressError: it is no address of a web page.
    """
    setting = settings.get(SETTING, "").strip().rstrip("/")
    if not setting:
        return None
    is_one = _ADDRESS.fullmatch(setting) and setting.isprintable() and len(setting) <= _MOST
    if not is_one or not urlsplit(setting).hostname:
        raise AddressError(f"{SETTING}: is no address; write https://lems.example.org, say")
    return setting


def is_of_this_machine(url: str) -> bool:
    """Whether only this machine itself can reach an address."""
    host = urlsplit(url).hostname or "localhost"
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def addresses() -> tuple[str, ...]:
    """The addresses of this machine in its networks, the one it would use first; IPv4 alone."""
    return tuple(dict.fromkeys(one for one in _found() if _is_reachable(one)))


def _found() -> Iterator[str]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_SOMEWHERE)
            yield str(probe.getsockname()[0])
        except OSError:
            pass  # there is no network
    try:
        for known in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            yield str(known[4][0])
    except OSError:
        pass  # the machine does not know its own name


def _is_reachable(address: str) -> bool:
    found = ip_address(address)
    return not (found.is_loopback or found.is_unspecified or found.is_link_local)


def in_the_network(
    address: str, port: int, settings: Mapping[str, str]
) -> tuple[list[str], dict[str, str]]:
    """What Streamlit is told to serve the app to a network, and what is set in the environment.

    It answers to this address and to this machine's own names, and to no other (``allowedHosts``);
    every other setting stays as it is.

    Raises:
        AddressError: `LEMS_PUBLIC_URL` is no address.
    """
    host = socket.gethostname().lower()
    hosts = dict.fromkeys(("localhost", "127.0.0.1", address, host, f"{host}.local"))
    if url := public_url(settings):
        hosts[str(urlsplit(url).hostname)] = None
    told = ["--browser.serverAddress", address]
    for one in hosts:
        told += ["--server.allowedHosts", one]
    return told, {SETTING: url or f"http://{address}:{port}"}


def said(port: int, url: str, others: Sequence[str]) -> str:
    """What whoever starts a class is told before it is served."""
    lines = [
        f"For this room: {url}",
        f"Here: http://localhost:{port} (Cases, Teach a room)",
        "",
        "Everybody in this network can open that address and use the checklist; into a room comes",
        "who has its code. Phones must be in the same network. If they cannot reach it: a guest",
        "network may keep them apart, or a firewall of this machine may ask first.",
    ]
    if others:
        lines.append(f"Other addresses of this machine (--address): {', '.join(others)}")
    return "\n".join([*lines, "Stop with Ctrl+C.", ""])
