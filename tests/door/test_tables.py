"""Kind 11, one visitor can fill the memory: tables within a limit, and gone with the connection."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from views.door import upload
from views.state import tables


def table(size: int = 10) -> Any:
    return cast("Any", SimpleNamespace(data=b"x" * size))


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    for sitting in ("one", "two"):
        tables.forget_sitting(sitting)


def test_a_table_is_found_by_its_key_and_by_nothing_else() -> None:
    key = tables.hold(table(), "a.csv", "one")
    found = tables.held(key)
    assert found is not None
    assert found.name == "a.csv"
    for other in (None, "", "one", key[:-1], 7):
        assert tables.held(other) is None
    tables.forget(None)
    tables.forget(key)
    assert tables.held(key) is None


def test_the_tables_of_a_sitting_go_with_its_connection_and_no_others() -> None:
    mine, theirs = tables.hold(table(), "a", "one"), tables.hold(table(), "b", "two")
    tables.forget_sitting("one")
    assert tables.held(mine) is None
    assert tables.held(theirs) is not None


def test_the_door_forgets_the_tables_of_a_closed_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    given_back: list[str] = []
    manager = SimpleNamespace(remove_session_files=given_back.append)
    runtime = SimpleNamespace(get_instance=lambda: SimpleNamespace(uploaded_file_mgr=manager))
    monkeypatch.setattr(upload, "runtime", runtime)
    key = tables.hold(table(), "a", "one")
    upload.give_back("one")
    assert tables.held(key) is None
    assert given_back == ["one"]


def test_what_was_looked_at_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_BYTES_HELD", 25)
    first, second = tables.hold(table(), "a", "one"), tables.hold(table(), "b", "two")
    assert tables.held(first) is not None
    third = tables.hold(table(), "c", "two")
    assert tables.held(second) is None
    assert tables.held(first) is not None
    assert tables.held(third) is not None
    alone = tables.hold(table(100), "d", "one")
    assert tables.held(alone) is not None
    assert tables.held(third) is None
