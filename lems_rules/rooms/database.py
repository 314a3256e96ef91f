"""Where rooms are kept: a file of SQLite, or PostgreSQL; their tables, and how they are opened.

Nothing here writes a log, and no error's text holds what was kept (``hide_parameters``).
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

from platformdirs import user_state_path
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
)
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

SETTING = "LEMS_DATABASE_URL"
_WRITES = "lems_writes"
_PATIENCE = 10.0  # seconds that one process waits for another to have written
_TABLES = MetaData()

# The number in the names rises with their shape: a room lives for a day, and none is moved over.
ROOMS = Table(
    "lems_room_1",
    _TABLES,
    Column("code", String(6), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # digests, as all secrets here
    Column("door", String(64), nullable=False),
    Column("salt", String(32), nullable=False),
    Column("plan", String(2000), nullable=False),
    Column("place", Integer, nullable=False),
    Column("phase", String(5), nullable=False),
    Column("step", Integer, nullable=False),
    Column("revealed", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("expires", BigInteger, nullable=False),
)
SEATS = Table(
    "lems_seat_1",
    _TABLES,
    Column("code", ForeignKey(ROOMS.c.code, ondelete="CASCADE"), primary_key=True),
    Column("browser", String(64), primary_key=True),
    Column("seen", BigInteger, nullable=False),
)
VOTES = Table(
    "lems_vote_1",
    _TABLES,
    Column("code", ForeignKey(ROOMS.c.code, ondelete="CASCADE"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("step", Integer, primary_key=True),
    Column("browser", String(64), primary_key=True),
    Column("level", String(60), nullable=False),
    Column("choice", String(60), nullable=False),
    Column("confidence", Integer, nullable=False),
)


class DatabaseError(ValueError):
    """The place to keep rooms in cannot be used; one sentence that says what to do."""


def default_file() -> Path:
    """Where rooms are kept if nobody says otherwise: with what programs of this user remember."""
    return user_state_path("lems-checklist", appauthor=False) / "rooms.sqlite"


def chosen() -> URL:
    """Where rooms are kept, as `LEMS_DATABASE_URL` says it.

    Raises:
        DatabaseError: it names no SQLite and no PostgreSQL.
    """
    setting = os.environ.get(SETTING, "").strip()
    if not setting:
        return URL.create("sqlite", database=str(default_file()))
    try:
        url = make_url(setting)
    except ArgumentError:
        raise DatabaseError(_refusal()) from None
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            return url.set(drivername="sqlite")
        case "postgres" | "postgresql":
            return url.set(drivername="postgresql+pg8000")
    raise DatabaseError(_refusal())


def _refusal() -> str:
    return (
        f"{SETTING}: names no place to keep rooms in; write sqlite:////folder/rooms.sqlite or "
        "postgresql://user:password@host/database"
    )


def is_file(url: URL) -> bool:
    """Whether rooms are kept in a file of this machine."""
    return url.get_backend_name() == "sqlite"


def connected(url: URL) -> Engine:
    """The database, with its tables; of a file, the file and its folder for this user alone.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it cannot be reached.
        OSError: the folder or the file cannot be made.
    """
    if is_file(url):
        engine = _file(Path(str(url.database)))
    else:
        engine = create_engine(
            url, hide_parameters=True, pool_pre_ping=True, pool_size=4, max_overflow=4
        )
    try:
        _TABLES.create_all(engine)
    except DBAPIError:
        _TABLES.create_all(engine)  # another process made them in this moment, or it fails again
    return engine


def _file(path: Path) -> Engine:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    url = URL.create("sqlite", database=str(path))
    engine = create_engine(
        url, hide_parameters=True, connect_args={"timeout": _PATIENCE, "check_same_thread": False}
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    """What was deleted is overwritten with zeros, and what was said to be kept is on the disk."""
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # SQLAlchemy begins, see below
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")


def _begin(connection: Connection) -> None:
    # Who will write says so at once: a reader that becomes a writer would be refused.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def for_writing(engine: Engine) -> Engine:
    """The same database, for what writes."""
    return engine.execution_options(**{_WRITES: True})


def squeeze(engine: Engine) -> None:
    """Give back the room of what was deleted; a file then holds no byte of it."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()
