"""What is going on in the rooms now, looked up a few times a second however many are waiting."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from starlette.concurrency import run_in_threadpool

from lems_rules.house import CALLED
from lems_rules.knowledge.content import Content
from lems_rules.rooms.board import GoneError, Phone, Wall, phone, steps_told, wall
from lems_rules.rooms.store import Counts, Room, Rooms
from views.parts.template import fill

TICK = 0.25  # seconds between two looks at a room
LONGEST = 5.0  # seconds that a question for news waits; a server that stops waits for it, too
_MOST_KNOWN = 1_000
_SEEN_AGAIN = 12.0  # seconds after which the store is told again that a browser is here
Found = TypeVar("Found")


@dataclass(frozen=True)
class Glance:
    """A room at one moment, and how many are in it."""

    at: float
    room: Room
    counts: Counts


class Live:
    """The rooms as they are now, for all who wait for news of them."""

    def __init__(
        self, rooms: Rooms, content: Content, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.rooms, self.content, self.now = rooms, content, now
        self._glances: dict[str, Glance] = {}
        self._looking: dict[str, asyncio.Lock] = {}
        self._phones: dict[tuple[str, int], str] = {}
        self._seen: dict[tuple[str, str], float] = {}

    async def glance(self, code: str) -> Glance | None:
        """The room of a code as it was a moment ago; None where it has ended."""
        known = self._glances.get(code)
        if known and self.now() - known.at < TICK:
            return known
        async with self._looking.setdefault(code, asyncio.Lock()):
            known = self._glances.get(code)
            if known and self.now() - known.at < TICK:
                return known  # somebody else has just looked
            found = await run_in_threadpool(self._look, code)
        if found is None:
            self.forget(code)
            self._looking.pop(code, None)
        else:
            _bounded(self._glances)[code] = found
        return found

    def forget(self, code: str) -> None:
        """Look again at once: something has just been done to the room."""
        self._glances.pop(code, None)

    def _look(self, code: str) -> Glance | None:
        room = self.rooms.with_code(code)
        return Glance(self.now(), room, self.rooms.counts(room)) if room else None

    async def until(self, code: str, is_news: Callable[[Glance], bool]) -> Glance | None:
        """The room once there is news, or as it is when waiting has been long enough."""
        start = self.now()
        while True:
            found = await self.glance(code)
            if found is None or is_news(found) or self.now() - start > LONGEST:
                return found
            await asyncio.sleep(TICK)

    async def be_seen(self, code: str, browser: str) -> bool:
        """Note that a browser is here, unless that was noted a moment ago; False without a room."""
        last = self._seen.get((code, browser))
        if last is not None and self.now() - last < _SEEN_AGAIN:
            return True
        there = await run_in_threadpool(self.rooms.be_seen, code, browser)
        _bounded(self._seen)[code, browser] = self.now()
        return there

    async def phone_html(self, room: Room) -> str:
        """What every phone shows of a room, drawn once for all of them."""
        key = room.code, room.version
        if key not in self._phones:
            _bounded(self._phones)[key] = await run_in_threadpool(self._draw_phone, room)
        return self._phones[key]

    def _draw_phone(self, room: Room) -> str:
        told: Phone | None
        try:
            told = phone(self.content, room)
        except GoneError:
            told = None
        return fill("rooms/phone.html", phone=told, words=self.content.words)

    async def wall_html(self, room: Room) -> str:
        """What the wall shows of a room."""
        return await run_in_threadpool(self._draw_wall, room)

    def _draw_wall(self, room: Room) -> str:
        told: Wall | None
        votes = {step: self.rooms.votes(room, room.at.place, step) for step in steps_told(room)}
        try:
            told = wall(self.content, room, votes)
        except GoneError:
            told = None
        return fill("rooms/wall.html", wall=told, words=self.content.words, called=CALLED)


Key = TypeVar("Key")


def _bounded(known: dict[Key, Found]) -> dict[Key, Found]:
    """What is known, without its oldest part where it has become much."""
    while len(known) >= _MOST_KNOWN:
        del known[next(iter(known))]
    return known
