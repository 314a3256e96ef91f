"""The rooms that are kept: opened, entered, voted in, led, and forgotten after a day.

A room holds the ids of its cases and where it stands; of each browser that came in, a digest that
says nothing outside this room, and when it was last there; of each vote the choices. No name, no
address, no text that anybody typed.
"""

from __future__ import annotations

import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Row,
    Select,
    Table,
    and_,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import Insert

from lems_rules.rooms.course import Phase, Planned, Point, Press, moved
from lems_rules.rooms.database import (
    ROOMS,
    SEATS,
    VOTES,
    connected,
    for_writing,
    is_file,
    squeeze,
)
from lems_rules.rooms.name import digest, new_code, new_secret

A_DAY = 24 * 60 * 60
HERE = 45  # seconds after it was last heard of that a browser still counts as in the room
MOST_ROOMS = 300
MOST_SEATS = 400
_TRIES = 20

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
Otherwise = TypeVar("Otherwise")


class FullError(ValueError):
    """There is no room for one more."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one browser thinks after one step: ids, and the per cent of being sure.

    ``choice`` is a test where the story goes on, and a diagnosis at its end.
    """

    level: str
    choice: str
    confidence: int


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it stands; ``version`` rises with each press of the teacher."""

    code: str
    plan: tuple[Planned, ...]
    at: Point
    version: int
    expires: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What its teacher is told of a new room, once: nobody can read it again."""

    code: str
    door: str
    key: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many browsers are in the room, and how many of them have voted on the step before it."""

    here: int
    answered: int


def _where_rooms_are(
    otherwise: Otherwise,
) -> Callable[
    [Callable[Concatenate[Rooms, Given], Answer]],
    Callable[Concatenate[Rooms, Given], Answer | Otherwise],
]:
    """Answered without a look where no room was ever opened: no file is made by asking."""

    def wrap(
        asked: Callable[Concatenate[Rooms, Given], Answer],
    ) -> Callable[Concatenate[Rooms, Given], Answer | Otherwise]:
        @wraps(asked)
        def answer(self: Rooms, /, *given: Given.args, **more: Given.kwargs) -> Answer | Otherwise:
            return asked(self, *given, **more) if self.is_there() else otherwise

        return answer

    return wrap


class Rooms:
    """All rooms of one place; a file is made when the first room is opened."""

    def __init__(self, url: URL, now: Callable[[], float] = time.time) -> None:
        self.url, self.now = url, now
        self._engine: Engine | None = None
        self._lock, self._turn = Lock(), Lock()

    def is_there(self) -> bool:
        """Whether there is a place where rooms are kept by now."""
        return not is_file(self.url) or Path(str(self.url.database)).exists()

    def open(self, plan: tuple[Planned, ...]) -> Opened:
        """Open a room for these cases, in this order.

        Raises:
            FullError: there are as many rooms as may be.
        """
        if not self.is_there():
            self.disconnect()  # the file was taken away while it was open
        self.forget_expired()
        for _ in range(_TRIES):
            opened, salt = Opened(new_code(), new_secret(), new_secret()), secrets.token_hex(16)
            values = {
                "code": opened.code,
                "key": digest(opened.key),
                "door": digest(opened.door, salt),
                "salt": salt,
                "plan": json.dumps([[one.case, one.steps] for one in plan]),
                **_columns(Point()),
                "version": 1,
                "expires": int(self.now()) + A_DAY,
            }
            try:
                with self._writing() as held:
                    if _count(held, select(ROOMS.c.code)) >= MOST_ROOMS:
                        raise FullError("there are as many rooms as this server holds")
                    held.execute(ROOMS.insert().values(values))
            except IntegrityError:
                continue  # another room has this code
            return opened
        raise FullError("no code is free")

    @_where_rooms_are(otherwise=None)
    def led_by(self, key: str) -> Room | None:
        """The room of this teacher."""
        return self._room(ROOMS.c.key == digest(key))

    @_where_rooms_are(otherwise=None)
    def with_code(self, code: str) -> Room | None:
        """The room of this code."""
        return self._room(ROOMS.c.code == code)

    @_where_rooms_are(otherwise=False)
    def fits_the_door(self, code: str, door: str) -> bool:
        """Whether this code and this door come from the QR code of a room."""
        with self._reading() as held:
            row = held.execute(self._living(ROOMS.c.code == code)).first()
        return row is not None and hmac.compare_digest(row.door, digest(door, row.salt))

    @_where_rooms_are(otherwise=False)
    def sits_in(self, code: str, browser: str) -> bool:
        """Whether this browser has come into the room before."""
        with self._reading() as held:
            row = held.execute(self._living(ROOMS.c.code == code)).first()
            return row is not None and _has_seat(held, row, browser)

    @_where_rooms_are(otherwise=False)
    def be_seen(self, code: str, browser: str) -> bool:
        """Note that a browser is in the room, which it enters with that; False without a room.

        Raises:
            FullError: as many browsers as may be have come in.
        """
        with self._writing() as held:
            row = held.execute(self._living(ROOMS.c.code == code)).first()
            if row is None:
                return False
            taken = select(SEATS.c.browser).where(SEATS.c.code == row.code)
            if not _has_seat(held, row, browser) and _count(held, taken) >= MOST_SEATS:
                raise FullError("the room is full")
            values = {
                "code": row.code,
                "browser": _known_as(row, browser),
                "seen": int(self.now()),
            }
            held.execute(_put(held, SEATS, values))
            return True

    @_where_rooms_are(otherwise=False)
    def vote(self, code: str, browser: str, place: int, step: int, ballot: Ballot) -> bool:
        """Put a vote in the place of what this browser voted before.

        False if the step is not before the room, or is revealed, or the browser never came in.
        """
        with self._writing() as held:
            # No press comes in between: what is revealed is what was voted until then.
            row = held.execute(
                self._living(ROOMS.c.code == code).with_for_update(read=True)
            ).first()
            if row is None or not _has_seat(held, row, browser):
                return False
            at = _room_of(row).at
            if not at.takes_votes or (at.place, at.step) != (place, step):
                return False
            values = {
                "code": row.code,
                "place": place,
                "step": step,
                "browser": _known_as(row, browser),
                "level": ballot.level,
                "choice": ballot.choice,
                "confidence": ballot.confidence,
            }
            held.execute(_put(held, VOTES, values))
            return True

    @_where_rooms_are(otherwise=None)
    def press(self, key: str, press: Press, version: int) -> Room | None:
        """Lead the room on from the version its teacher saw; of two presses at once one counts.

        None if the key leads no room.
        """
        with self._writing() as held:
            row = held.execute(self._living(ROOMS.c.key == digest(key)).with_for_update()).first()
            if row is None:
                return None
            room = _room_of(row)
            at = moved(room.at, press, room.plan)
            if room.version != version or at == room.at:
                return room
            values = {**_columns(at), "version": room.version + 1}
            held.execute(update(ROOMS).where(ROOMS.c.code == room.code).values(values))
            return Room(room.code, room.plan, at, room.version + 1, room.expires)

    @_where_rooms_are(otherwise=False)
    def close(self, key: str) -> bool:
        """Forget a room at once, with all that was said in it; False if the key leads none."""
        with self._writing() as held:
            row = held.execute(self._living(ROOMS.c.key == digest(key))).first()
            if row is not None:
                _forget(held, ROOMS.c.code == row.code)
        squeeze(self._connected())
        return row is not None

    @_where_rooms_are(otherwise=Counts(0, 0))
    def counts(self, room: Room) -> Counts:
        """How many are here, and how many have voted on the step before the room.

        Who has voted is counted as here.
        """
        at = room.at
        voted = select(VOTES.c.browser).where(
            VOTES.c.code == room.code, VOTES.c.place == at.place, VOTES.c.step == at.step
        )
        lately = SEATS.c.seen >= int(self.now()) - HERE
        here = select(SEATS.c.browser).where(
            SEATS.c.code == room.code, lately | SEATS.c.browser.in_(voted)
        )
        with self._reading() as held:
            return Counts(here=_count(held, here), answered=_count(held, voted))

    @_where_rooms_are(otherwise=())
    def votes(self, room: Room, place: int, step: int) -> tuple[Ballot, ...]:
        """What was voted on a step, in an order that tells nothing of who voted."""
        query = (
            select(VOTES.c.level, VOTES.c.choice, VOTES.c.confidence)
            .where(VOTES.c.code == room.code, VOTES.c.place == place, VOTES.c.step == step)
            .order_by(VOTES.c.level, VOTES.c.choice, VOTES.c.confidence)
        )
        with self._reading() as held:
            return tuple(Ballot(*row) for row in held.execute(query))

    @_where_rooms_are(otherwise=None)
    def vote_of(self, room: Room, browser: str) -> Ballot | None:
        """What a browser has voted on the step before the room."""
        at = room.at
        with self._reading() as held:
            row = held.execute(self._living(ROOMS.c.code == room.code)).first()
            if row is None:
                return None
            query = select(VOTES.c.level, VOTES.c.choice, VOTES.c.confidence).where(
                VOTES.c.code == room.code,
                VOTES.c.place == at.place,
                VOTES.c.step == at.step,
                VOTES.c.browser == _known_as(row, browser),
            )
            found = held.execute(query).first()
        return Ballot(*found) if found else None

    @_where_rooms_are(otherwise=0)
    def forget_expired(self) -> int:
        """Forget what is older than a day, and leave no byte of it in a file; how many rooms."""
        expired = ROOMS.c.expires <= int(self.now())
        with self._reading() as held:
            count = _count(held, select(ROOMS.c.code).where(expired))
        if count:
            with self._writing() as held:
                _forget(held, expired)
            squeeze(self._connected())
        return count

    def disconnect(self) -> None:
        """Let go of the database."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _room(self, which: ColumnElement[bool]) -> Room | None:
        with self._reading() as held:
            row = held.execute(self._living(which)).first()
        return _room_of(row) if row else None

    def _living(self, which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
        """Such a room, unless its day is over, whether or not that was noticed yet."""
        return select(ROOMS).where(and_(which, ROOMS.c.expires > int(self.now())))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connected().begin() as held:
            yield held

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        engine = for_writing(self._connected())
        # Of a file one writes at a time anyway; those of other processes are waited for by trying.
        turn = self._turn if is_file(self.url) else nullcontext()
        with turn, engine.begin() as held:
            yield held

    def _connected(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = connected(self.url)
            return self._engine


def _room_of(row: Row[tuple[object, ...]]) -> Room:
    phase: Phase = row.phase
    return Room(
        code=row.code,
        plan=tuple(Planned(case, steps) for case, steps in json.loads(row.plan)),
        at=Point(row.place, phase, row.step, row.revealed),
        version=row.version,
        expires=row.expires,
    )


def _columns(at: Point) -> dict[str, int | str]:
    return {"place": at.place, "phase": at.phase, "step": at.step, "revealed": at.revealed}


def _known_as(row: Row[tuple[object, ...]], browser: str) -> str:
    """By what a browser is known in one room; in another nobody would know it again."""
    return digest(browser, row.salt)


def _has_seat(held: Connection, row: Row[tuple[object, ...]], browser: str) -> bool:
    known = _known_as(row, browser)
    found = select(SEATS.c.seen).where(SEATS.c.code == row.code, SEATS.c.browser == known)
    return held.execute(found).first() is not None


def _count(held: Connection, rows: Select[tuple[str]]) -> int:
    return held.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _put(held: Connection, table: Table, values: dict[str, object]) -> Insert:
    """A row in the place of the one with the same key, if there is one; both dialects know how."""
    key = [column.name for column in table.primary_key]
    rest = {name: value for name, value in values.items() if name not in key}
    if held.dialect.name == "sqlite":
        return sqlite.insert(table).values(values).on_conflict_do_update(key, set_=rest)
    return (
        postgresql.insert(table).values(values).on_conflict_do_update(index_elements=key, set_=rest)
    )


def _forget(held: Connection, which: ColumnElement[bool]) -> None:
    codes = select(ROOMS.c.code).where(which)
    for table in (VOTES, SEATS):
        held.execute(delete(table).where(table.c.code.in_(codes)))
    held.execute(delete(ROOMS).where(which))
