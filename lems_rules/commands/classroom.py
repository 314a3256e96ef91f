"""``class``: the app for a room full of phones, served to this network on purpose."""

from __future__ import annotations

import argparse
import contextlib
import os
import runpy
import sys
from ipaddress import IPv4Address, ip_address
from pathlib import Path
from typing import Any

from lems_rules.rooms import network
from lems_rules.streams import RefusalError, put

APP = Path(__file__).resolve().parents[2] / "app.py"
PORT = 8501


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    command = commands.add_parser(
        "class",
        help="the app, on this network: phones can join a room",
        description="Serves the app on every network that this machine is in, on purpose, and says "
        "at which address. Everybody in the network can open it. Stop it with Ctrl+C.",
    )
    command.add_argument("--port", type=_port, default=PORT, help=f"default: {PORT}")
    command.add_argument(
        "--address",
        type=_address,
        help="the address of this machine that phones are told (default: the one it uses first)",
    )
    command.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    found = network.addresses()
    address = given.address or next(iter(found), None)
    if address is None:
        raise RefusalError("this machine is in no network; join one, or name its --address")
    try:
        command, settings = network.in_the_network(address, given.port, os.environ)
    except network.AddressError as error:
        raise RefusalError(str(error)) from None
    others = [one for one in found if one != address]
    put(network.said(given.port, settings[network.SETTING], others))
    os.environ.update(settings)
    os.chdir(APP.parent)  # where the settings of the app stand
    # Streamlit stays out of this package's imports: the rules know nothing of the screen.
    sys.argv = ["streamlit", "run", str(APP), *command]
    with contextlib.suppress(KeyboardInterrupt):  # the way to stop it
        runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
    return 0


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number such as {PORT}")


def _address(text: str) -> str:
    try:
        found = ip_address(text)
    except ValueError:
        found = None
    if isinstance(found, IPv4Address) and not found.is_unspecified:
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no address of a machine; write 192.168.1.5")
