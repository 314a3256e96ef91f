"""The rooms of this server and what guards them, made once for pages and for addresses."""

from __future__ import annotations

import os
import sys
from functools import cache

from lems_rules.rooms.database import DatabaseError, chosen
from lems_rules.rooms.guard import Guard
from lems_rules.rooms.network import AddressError, public_url
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
    """End the server, in one line, where a setting cannot be used: nobody should meet it later."""
    try:
        chosen()
        public_url(os.environ)
    except (DatabaseError, AddressError) as error:
        sys.exit(f"The app does not start: {error}.")
