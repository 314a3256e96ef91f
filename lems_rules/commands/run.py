"""``run``: the app on this machine, with its own settings, from wherever it is called."""

from __future__ import annotations

import argparse
import os
import runpy
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lems_rules.house import HOUSE
from lems_rules.streams import RefusalError, put

PORT = 8501
PORTS = range(1, 65_536)
# Settings that nobody should see: each can stand in a file that only the server reads.
SECRETS = (
    "LEMS_DATABASE_URL",
    "LEMS_SMART_CLIENT_SECRET",
    "STREAMLIT_SERVER_COOKIE_SECRET",
)


def add(commands: Any) -> None:
    """Tell the parser of the command."""
    command = commands.add_parser(
        "run",
        help="the app, on this machine",
        description="Serves the app to the browsers of this machine until Ctrl+C. How it is "
        "served to others is in docs/operating.md; every setting of Streamlit can be given as an "
        "environment variable, such as STREAMLIT_SERVER_ADDRESS.",
    )
    command.add_argument(
        "--port",
        type=port_of,
        default=os.environ.get("STREAMLIT_SERVER_PORT") or str(PORT),
        help=f"where it listens (default: {PORT})",
    )
    command.set_defaults(run=_run)


def _run(given: argparse.Namespace) -> int:
    address = os.environ.get("STREAMLIT_SERVER_ADDRESS") or "127.0.0.1"
    says = f"Open http://localhost:{given.port} in a browser. Stop with Ctrl+C.\n"
    serve(given.port, address, says)
    return 0


def serve(port: int, address: str, says: str, *settings: str) -> None:
    """Serve the app in this process until it is stopped.

    ``address`` is what it listens at, ``says`` what its user is told first, and ``settings`` are
    more arguments for Streamlit.

    Raises:
        ModuleNotFoundError: Streamlit is not installed.
        RefusalError: something else listens on this port, or the file of a secret is not there.
        SystemExit: the app could not start; says why.
    """
    if find_spec("streamlit") is None:
        raise ModuleNotFoundError("No module named 'streamlit'", name="streamlit")
    _refuse_a_taken(port, address)
    _read_secrets()
    put(says)
    sys.argv = ["streamlit", "run", str(HOUSE / "app.py"), "--server.port", str(port), *settings]
    # Streamlit stays out of this package's imports: the rules know nothing of the screen.
    try:
        runpy.run_path(str(HOUSE / "views" / "door" / "serve.py"), run_name="__main__")
    except KeyboardInterrupt:  # the way to stop it
        return


def _read_secrets() -> None:
    """Take each secret from the file that ``<its name>_FILE`` names, as containers do it."""
    for name in SECRETS:
        if file := os.environ.get(f"{name}_FILE"):
            try:
                os.environ[name] = Path(file).read_text("utf-8").strip()
            except (OSError, ValueError) as error:
                why = getattr(error, "strerror", None) or "not UTF-8 text"
                raise RefusalError(f"{name}_FILE: {file} cannot be read ({why})") from None


def _refuse_a_taken(port: int, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise RefusalError(
                f"port {port} at {address} cannot be had ({error.strerror}); "
                "give another with --port"
            ) from None


def port_of(text: str) -> int:
    """A port as it was typed."""
    if text.isascii() and text.isdigit() and int(text) in PORTS:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is not a port; write a number up to {PORTS[-1]}")
