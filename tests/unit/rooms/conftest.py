"""Rooms in a file and in PostgreSQL, each with a clock that a test sets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from lems_rules.rooms.database import ROOMS, connected
from lems_rules.rooms.store import Rooms
from tests.support.database import file_at, postgres

NOON = 1_800_000_000


class Clock:
    """A time of day that moves when it is told to."""

    def __init__(self) -> None:
        self.time = float(NOON)

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[URL]:
    with postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """A place without rooms."""
    if request.param == "sqlite":
        return file_at(tmp_path / "folder" / "rooms.sqlite")
    found: URL = request.getfixturevalue("postgres_url")
    engine = connected(found)
    with engine.begin() as held:
        held.execute(ROOMS.delete())
    engine.dispose()
    return found


@pytest.fixture
def rooms(url: URL, clock: Clock) -> Iterator[Rooms]:
    made = Rooms(url, clock)
    yield made
    made.disconnect()


@pytest.fixture
def file(tmp_path: Path, clock: Clock) -> Iterator[Rooms]:
    """Rooms in a file, for what has nothing to do with where they are kept."""
    made = Rooms(file_at(tmp_path / "rooms.sqlite"), clock)
    yield made
    made.disconnect()
