"""The tables of patients that sittings hold: in memory only, and gone with the connection.

What a sitting keeps of its own would stay for minutes after its tab was closed (a laptop that slept
finds its answers again). A table is of many people, so it goes at once, and the server holds only
so many of them.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lems_rules.cohort.small.table import Table  # pandas is read where a table is

MOST_BYTES_HELD = 16 * 1024 * 1024  # of files; a table takes up to 40 times as much memory


@dataclass(frozen=True)
class Held:
    """A table, what its file is called, and the sitting that it belongs to."""

    table: Table
    name: str
    sitting: str


_held: OrderedDict[str, Held] = OrderedDict()
_lock = Lock()


def hold(table: Table, name: str, sitting: str) -> str:
    """Keep a table under a key that cannot be guessed; those used longest ago make room."""
    key = secrets.token_hex(16)
    with _lock:
        _held[key] = Held(table, name, sitting)
        while len(_held) > 1 and sum(len(o.table.data) for o in _held.values()) > MOST_BYTES_HELD:
            _held.popitem(last=False)
    return key


def held(key: object) -> Held | None:
    """The table under this key; None once it was forgotten."""
    with _lock:
        if not isinstance(key, str) or key not in _held:
            return None
        _held.move_to_end(key)
        return _held[key]


def forget(key: object) -> None:
    """Forget the table under this key."""
    with _lock:
        if isinstance(key, str):
            _held.pop(key, None)


def forget_sitting(sitting: str) -> None:
    """Forget whatever tables a sitting holds: its connection has ended."""
    with _lock:
        for key in [name for name, one in _held.items() if one.sitting == sitting]:
            del _held[key]
