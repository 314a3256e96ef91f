"""The app as a server of its own, started from the repository as `make run` starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What `make run` runs.
HERE = (sys.executable, "-m", "lems_rules")
START_SECONDS = 60
STOP_SECONDS = 10


@contextmanager
def served(
    log: Path, folder: Path = ROOT, program: Sequence[str] = HERE, **settings: str
) -> Iterator[str]:
    """The address of the running app; its log is written to a file, its rooms beside it."""
    url = f"http://127.0.0.1:{free_port()}"
    server = started(url, log, folder, program, **settings)
    try:
        wait_until_healthy(server, url, log)
        yield url
    finally:
        stop(server)


def rooms_beside(log: Path) -> str:
    """Where the rooms of a server are kept that writes this log."""
    return f"sqlite:///{log.with_name('rooms.sqlite').absolute()}"


def started(
    url: str, log: Path, folder: Path = ROOT, program: Sequence[str] = HERE, **settings: str
) -> subprocess.Popen[bytes]:
    """The server, which may need a while; ``settings`` are environment variables."""
    port = url.rpartition(":")[2]
    command = [*program, "run", "--port", port]
    # The project's own settings decide, not those of whoever runs the tests.
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("STREAMLIT_", "LEMS_", "PYTHONPATH"))
    }
    env["LEMS_DATABASE_URL"] = rooms_beside(log)
    with log.open("w") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={**env, **settings},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_healthy(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            # Only this path is a health check: any other answers 200 with the page itself.
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The app did not start within {START_SECONDS} s. Its log:\n{log.read_text()}")


def stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
