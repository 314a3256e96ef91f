"""``class``: the app for a room full of phones, served to this network on purpose."""

from __future__ import annotations

import argparse
import os
from ipaddress import IPv4Address, ip_address
from typing import Any

from lems_rules.commands.run import PORT, port_of, serve
from lems_rules.rooms import network
from lems_rules.streams import RefusalError

EVERY_NETWORK = "0.0.0.0"


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    command = commands.add_parser(
        "class",
        help="the app, on this network: phones can join a room",
        description="Serves the app on every network that this machine is in, on purpose, and says "
        "at which address. Everybody in the network can open it. Stop it with Ctrl+C.",
    )
    command.add_argument(
        "--port", type=port_of, default=str(PORT), help=f"where it listens (default: {PORT})"
    )
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
        told, environment = network.in_the_network(address, given.port, os.environ)
    except network.AddressError as error:
        raise RefusalError(str(error)) from None
    os.environ.update(environment)
    others = [one for one in found if one != address]
    says = network.said(given.port, environment[network.SETTING], others)
    serve(given.port, EVERY_NETWORK, says, "--server.address", EVERY_NETWORK, *told)
    return 0


def _address(text: str) -> str:
    try:
        found = ip_address(text)
    except ValueError:
        found = None
    if isinstance(found, IPv4Address) and not found.is_unspecified:
        return text
    raise argparse.ArgumentTypeError(f"{text!r} is no address of a machine; write 192.168.1.5")
