"""The rooms of this server and what guards them, made once for pages and for addresses."""

from __future__ import annotations

import os
from functools import cache

from lems_rules.rooms.database import chosen
from lems_rules.rooms.guard import Guard
from lems_rules.rooms.network import public_url
from lems_rules.rooms.store import Rooms


@cache
def rooms() -> Rooms:
    """The rooms, wherever `LEMS_DATABASE_URL` keeps them."""
    return Rooms(chosen())


@cache
def guard() -> Guard:
    """How often somebody may try, counted in this process."""
    return Guard()


def public(own: str) -> str:
    """The address that phones are told, without a slash at its end; ``own`` where none is set."""
    return public_url(os.environ) or own.rstrip("/")


def check_settings() -> None:
    """Look at the settings before the server listens: nobody should meet a wrong one later.

    Raises:
        DatabaseError: rooms cannot be kept where it says.
        AddressError: phones cannot be told what it says.
    """
    chosen()
    public_url(os.environ)
