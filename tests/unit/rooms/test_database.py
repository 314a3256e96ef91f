from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from lems_rules.rooms import database
from lems_rules.rooms.course import Planned
from lems_rules.rooms.database import SETTING, DatabaseError, chosen, connected
from lems_rules.rooms.store import Rooms, _put
from tests.support.database import file_at


def test_rooms_are_kept_with_what_programs_of_this_user_remember(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.delenv(SETTING, raising=False)
    url = chosen()
    assert url.get_backend_name() == "sqlite"
    assert Path(str(url.database)).name == "rooms.sqlite"
    assert "lems-checklist" in str(url.database)


@pytest.mark.parametrize(
    ("setting", "driver"),
    [
        ("sqlite:////srv/lems/rooms.sqlite", "sqlite"),
        ("postgresql://lems:secret@host/rooms", "postgresql+pg8000"),
        ("postgres://lems:secret@host/rooms", "postgresql+pg8000"),
        ("postgresql+psycopg://lems:secret@host/rooms", "postgresql+pg8000"),
    ],
)
def test_a_setting_says_where_else(
    monkeypatch: pytest.MonkeyPatch, setting: str, driver: str
) -> None:
    monkeypatch.setenv(SETTING, setting)
    assert chosen().drivername == driver


@pytest.mark.parametrize(
    "setting", ["rooms.sqlite", "mysql://u:hush@h/d", "sqlite://", "sqlite:///:memory:", "://"]
)
def test_a_setting_that_cannot_be_used_is_refused_without_a_word_of_it(
    monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(SETTING, setting)
    with pytest.raises(DatabaseError, match="write sqlite:////folder/rooms") as refused:
        chosen()
    assert "hush" not in str(refused.value)


def test_tables_that_another_process_makes_in_the_same_moment_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = database._TABLES.create_all
    tries: list[object] = []

    def fail_once(engine: object) -> None:
        tries.append(engine)
        if len(tries) == 1:
            raise OperationalError("CREATE TABLE", None, Exception("already exists"))
        made(engine)  # type: ignore[arg-type]

    monkeypatch.setattr(database._TABLES, "create_all", fail_once)
    connected(file_at(tmp_path / "rooms.sqlite")).dispose()
    assert len(tries) == 2


def test_an_error_of_the_database_says_nothing_of_a_room(tmp_path: Path) -> None:
    rooms = Rooms(file_at(tmp_path / "rooms.sqlite"))
    opened = rooms.open((Planned("case_024", 2),))
    Path(str(rooms.url.database)).write_bytes(b"this is no database any more" * 400)
    rooms.disconnect()
    with pytest.raises(database.DBAPIError) as broken:
        rooms.led_by(opened.key)
    assert opened.code not in str(broken.value)
    assert opened.key not in str(broken.value)


# PostgreSQL, also where there is none to try it with


def test_a_row_takes_the_place_of_the_one_with_its_key_in_postgresql() -> None:
    held: Any = SimpleNamespace(dialect=SimpleNamespace(name="postgresql"))
    values = {"code": "BCDFGH", "browser": "b", "seen": 1}
    said = str(_put(held, database.SEATS, values).compile(dialect=postgresql.dialect()))
    assert "ON CONFLICT (code, browser) DO UPDATE SET seen" in said


def test_a_server_is_asked_whether_it_is_still_there_and_never_told_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: dict[str, object] = {}

    def create(url: object, **options: object) -> object:
        asked.update(options, url=url)
        return create_engine("sqlite://")

    monkeypatch.setattr(database, "create_engine", create)
    url = make_url("postgresql+pg8000://lems@host/rooms")
    engine = connected(url)
    assert asked["url"] is url
    assert asked["pool_pre_ping"]
    assert asked["hide_parameters"]
    monkeypatch.setattr(engine.dialect, "name", "postgresql")
    monkeypatch.setattr(engine, "raw_connection", None)
    database.squeeze(engine)  # it does so itself
    engine.dispose()
