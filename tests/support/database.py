"""Places to keep rooms in, made for a test: a file, or a PostgreSQL of Debian's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from tests.support.outside import need
from tests.support.served import free_port

START_SECONDS = 60


def file_at(path: Path) -> URL:
    """A file of SQLite."""
    return URL.create("sqlite", database=str(path))


@contextmanager
def postgres() -> Iterator[URL]:
    """A PostgreSQL server that listens on this machine only, and leaves nothing behind."""
    program = Path(need("postgres")).resolve()
    folder = Path(tempfile.mkdtemp(prefix="lems-postgres-"))
    # It refuses to be run by root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    port, data, log = free_port(), folder / "data", folder / "log"
    made = [str(program.with_name("initdb")), "-D", str(data), "-U", "lems", "-A", "trust", "-N"]
    run = [
        str(program),
        "-D",
        str(data),
        "-k",
        str(folder),
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-F",
    ]
    try:
        subprocess.run(
            [*made, "-E", "UTF8", "--locale=C"],
            user=user,
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=START_SECONDS,
        )
        with log.open("wb") as output:
            server = subprocess.Popen(
                run, user=user, cwd=folder, stdout=output, stderr=output, start_new_session=True
            )
        try:
            _wait(program.with_name("pg_isready"), port)
            yield make_url(f"postgresql+pg8000://lems@127.0.0.1:{port}/postgres")
        finally:
            server.terminate()
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(is_ready: Path, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    ask = [str(is_ready), "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(ask, check=False).returncode:
        assert time.monotonic() < deadline, "PostgreSQL did not start"
        time.sleep(0.1)
