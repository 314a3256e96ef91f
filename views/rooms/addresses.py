"""The addresses of the rooms: two pages, what they are made of, and what they ask for.

Everything that is asked for is a POST with JSON in its body: a page of another origin cannot send
one without being let, and a code or a key stands in no address.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date
from logging import getLogger
from pathlib import Path
from typing import Any

import segno
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from streamlit import config
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from lems_rules.exports.parts.typeface import FOLDER
from lems_rules.knowledge.content import known_words
from lems_rules.rooms.board import GoneError, case_of, standing
from lems_rules.rooms.course import PRESSES
from lems_rules.rooms.name import is_token, read_code
from lems_rules.rooms.network import is_of_this_machine
from lems_rules.rooms.question import read_ballot
from lems_rules.rooms.sheet import sheet
from lems_rules.rooms.store import FullError, Room
from lems_rules.schema.case import Case
from views.door.beside import over_and_over
from views.parts.template import fill
from views.rooms import kept
from views.rooms.live import Glance, Live
from views.state.knowledge import content

_HERE = Path(__file__).parent
_LOG = getLogger(__name__)
_MOST_BODY = 2_000  # bytes; a vote is two hundred
_FONTS = ("SourceSans3-Regular.otf", "SourceSans3-Semibold.otf")
FILES = {
    "join.js": "text/javascript",
    "wall.js": "text/javascript",
    "shared.js": "text/javascript",
    **dict.fromkeys(("look.css", "phone.css", "wall.css"), "text/css"),
    **dict.fromkeys(_FONTS, "font/otf"),
}
HEADERS = {"Cache-Control": "no-store"}
Asked = dict[str, Any]


def addresses() -> list[BaseRoute]:
    """All of them, under the path that the app is served at."""
    start = below()
    doors = Doors(Live(kept.rooms(), content()))
    asked = {
        "enter": doors.enter,
        "wait": doors.wait,
        "vote": doors.vote,
        "lead": doors.lead,
        "press": doors.press,
        "code": doors.code,
        "sheet": doors.sheet,
        "close": doors.close,
    }
    return [
        Route(f"{start}/join", _page("join", "phone"), methods=["GET"]),
        Route(f"{start}/wall", _page("wall", "wall"), methods=["GET"]),
        *(Route(f"{start}/room/{name}", _file(name), methods=["GET"]) for name in FILES),
        *(
            Route(f"{start}/room/{name}", _answering(answer), methods=["POST"])
            for name, answer in asked.items()
        ),
    ]


@asynccontextmanager
async def forgetting(_: object) -> AsyncIterator[None]:
    """While the server runs, what is older than a day is forgotten within a minute."""
    # A database that is away comes back; until then nobody can read it either.
    try:
        async with over_and_over(lambda: kept.rooms().forget_expired()):
            yield
    finally:
        kept.rooms().disconnect()


def _page(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    words = known_words(content(), "room_")
    page = fill(
        f"rooms/{name}_page.html",
        name=name,
        kind=kind,
        title=words[f"{name}_title"],
        words=words,
        edition=content().edition,
    )

    async def answer(request: Request) -> Response:
        return Response(page, media_type="text/html", headers=HEADERS)

    return answer


def _file(name: str) -> Callable[[Request], Awaitable[Response]]:
    data = ((FOLDER if name in _FONTS else _HERE) / name).read_bytes()
    kept_for = {"Cache-Control": "max-age=86400"} if name in _FONTS else {}

    async def answer(request: Request) -> Response:
        return Response(data, media_type=FILES[name], headers={**HEADERS, **kept_for})

    return answer


class RefusedError(Exception):
    """What was asked for is not given: the status, and what the page is told of why."""

    def __init__(self, status: int, **says: object) -> None:
        super().__init__(status)
        self.status, self.says = status, says


def _answering(
    answer: Callable[[Request, Asked], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        try:
            return await answer(request, await _asked(request))
        except RefusedError as refused:
            return _json(refused.says, refused.status)
        except (SQLAlchemyError, OSError) as error:
            # Whoever runs the server is told which kind, and nothing of what was in it.
            _LOG.warning("Rooms cannot be reached: %s", type(error).__name__)
            return _json({}, 503)

    return answered


async def _asked(request: Request) -> Asked:
    if not is_host_allowed(request.headers.get("host")):
        raise RefusedError(403)
    length = request.headers.get("content-length", "")
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind != "application/json" or not length.isdigit() or int(length) > _MOST_BODY:
        raise RefusedError(400)
    try:
        asked = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise RefusedError(400) from None
    if not isinstance(asked, dict):
        raise RefusedError(400)
    return asked


def _json(value: object, status: int = 200) -> Response:
    return JSONResponse(value, status, headers={**HEADERS})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


class Doors:
    """What the pages ask for."""

    def __init__(self, live: Live) -> None:
        self.live, self.rooms, self.guard = live, live.rooms, kept.guard()

    async def enter(self, request: Request, asked: Asked) -> Response:
        """A browser comes in: by the QR code, because it was in before, or by the code it typed."""
        browser, code = _browser(asked), read_code(asked.get("code"))
        if code is None:
            raise RefusedError(404)
        address = _address(request)
        if not await run_in_threadpool(self.rooms.sits_in, code, browser):
            if not await self._by_the_door(code, asked.get("door")):
                await self._by_the_code(code, address)
            if wait := self.guard.take_seat(address):
                raise RefusedError(429, wait=wait)
        try:
            there = await run_in_threadpool(self.rooms.be_seen, code, browser)
        except FullError:
            raise RefusedError(409) from None
        if not there:
            raise RefusedError(404)
        self.live.forget(code)
        return _json({"code": code})

    async def _by_the_door(self, code: str, door: object) -> bool:
        if not is_token(door):
            return False
        return await run_in_threadpool(self.rooms.fits_the_door, code, str(door))

    async def _by_the_code(self, code: str, address: str) -> None:
        if wait := self.guard.try_code(address):
            raise RefusedError(429, wait=wait)
        if await run_in_threadpool(self.rooms.with_code, code) is None:
            raise RefusedError(404)
        self.guard.was_right(address)

    async def wait(self, request: Request, asked: Asked) -> Response:
        """What a phone shows, once that is something else than it shows already."""
        code, browser = await self._seated(asked)
        since = asked.get("since")
        await self.live.be_seen(code, browser)
        found = await self.live.until(code, lambda now: now.room.version != since)
        return _json(await self._phone(_there(found).room, browser, since))

    async def vote(self, request: Request, asked: Asked) -> Response:
        """A vote in the place of the one before; what counts now is told either way."""
        code, browser = await self._seated(asked)
        room = await run_in_threadpool(self.rooms.with_code, code)
        if room is None:
            raise RefusedError(410)
        place, step = asked.get("place"), asked.get("step")
        taken = False
        if (place, step) == (room.at.place, room.at.step) and room.at.takes_votes:
            ballot = read_ballot(content(), _case(room), room.at.step, asked.get("ballot"))
            if ballot is None:
                raise RefusedError(400)
            taken = await run_in_threadpool(
                self.rooms.vote, code, browser, room.at.place, room.at.step, ballot
            )
        self.live.forget(code)
        now = _there(await self.live.glance(code)).room
        return _json({**await self._phone(now, browser, room.version), "taken": taken})

    async def _phone(self, room: Room, browser: str, shown: object) -> dict[str, object]:
        mine = await run_in_threadpool(self.rooms.vote_of, room, browser)
        told: dict[str, object] = {
            "version": room.version,
            "place": room.at.place,
            "step": room.at.step,
            "open": room.at.takes_votes,
            "mine": {name: str(one) for name, one in asdict(mine).items()} if mine else None,
        }
        if room.version != shown:
            told["html"] = await self.live.phone_html(room)
        return told

    async def _seated(self, asked: Asked) -> tuple[str, str]:
        """The room and the browser of who has come in before: nobody tries codes here."""
        browser, code = _browser(asked), read_code(asked.get("code"))
        if code is None or not await run_in_threadpool(self.rooms.sits_in, code, browser):
            raise RefusedError(401)
        return code, browser

    async def lead(self, request: Request, asked: Asked) -> Response:
        """What the wall shows, once that is something else than it shows already."""
        room = await self._led(asked)
        since = asked.get("since")
        found = await self.live.until(room.code, lambda now: _mark(now) != since)
        return _json(await self._wall(_there(found), asked.get("version")))

    async def press(self, request: Request, asked: Asked) -> Response:
        """The room is led on; a press that was meant for an earlier version does nothing."""
        key, press, version = asked.get("key"), asked.get("press"), asked.get("version")
        if press not in PRESSES or not isinstance(version, int):
            raise RefusedError(400)
        room = await self._led(asked)
        await run_in_threadpool(self.rooms.press, str(key), press, version)
        self.live.forget(room.code)
        found = await self.live.glance(room.code)
        return _json(await self._wall(_there(found), version))

    async def _wall(self, now: Glance, shown: object) -> dict[str, object]:
        at = now.room.at
        told: dict[str, object] = {
            "since": _mark(now),
            "version": now.room.version,
            "code": now.room.code,
            "phase": at.phase,
            "open": at.takes_votes,
            "further": at.place + 1 < len(now.room.plan),
        }
        told |= asdict(standing(content(), now.room, now.counts))
        if now.room.version != shown:
            told["html"] = await self.live.wall_html(now.room)
        return told

    async def code(self, request: Request, asked: Asked) -> Response:
        """The QR code of a room, and the address that is in it."""
        room = await self._led(asked)
        start, door = kept.public(_own(request)), asked.get("door")
        address = f"{start}/join"
        if not is_token(door) or not await self._by_the_door(room.code, door):
            raise RefusedError(400)
        drawn = segno.make(f"{address}#{room.code}.{door}", error="m", micro=False)
        return _json(
            {
                "address": address.partition("://")[2],
                "near": is_of_this_machine(start),
                "svg": drawn.svg_data_uri(border=2, dark="#0b151c", light="#ffffff"),
            }
        )

    async def sheet(self, request: Request, asked: Asked) -> Response:
        """The room's answers as a file."""
        room = await self._led(asked)
        try:
            told = await run_in_threadpool(
                sheet, content(), room, lambda place, step: self.rooms.votes(room, place, step)
            )
        except GoneError:
            raise RefusedError(410) from None
        if asked.get("form") == "csv":
            from lems_rules.exports.room.csv import room_csv

            return Response(room_csv(told), media_type="text/csv", headers=HEADERS)
        from lems_rules.exports.room.pdf import room_pdf  # its fonts are read when first used

        made = await run_in_threadpool(room_pdf, content(), told, date.today())
        return Response(made, media_type="application/pdf", headers=HEADERS)

    async def close(self, request: Request, asked: Asked) -> Response:
        """The room is forgotten at once."""
        room = await self._led(asked)
        await run_in_threadpool(self.rooms.close, str(asked["key"]))
        self.live.forget(room.code)
        return _json({})

    async def _led(self, asked: Asked) -> Room:
        key = asked.get("key")
        room = await run_in_threadpool(self.rooms.led_by, str(key)) if is_token(key) else None
        if room is None:
            raise RefusedError(404)
        return room


def _browser(asked: Asked) -> str:
    browser = asked.get("browser")
    if not is_token(browser):
        raise RefusedError(400)
    return str(browser)


def _there(found: Glance | None) -> Glance:
    if found is None:
        raise RefusedError(410)
    return found


def _case(room: Room) -> Case:
    try:
        return case_of(content(), room)
    except GoneError:
        raise RefusedError(410) from None


def _mark(now: Glance) -> str:
    """What the wall shows, in short: two of these that are the same look the same."""
    return f"{now.room.version}.{now.counts.answered}.{now.counts.here}"


def _own(request: Request) -> str:
    """The address by which the teacher's own browser has reached the app."""
    return f"{request.url.scheme}://{request.headers.get('host', '')}{below()}"


def below() -> str:
    """The path that the app is served at, with its slash; empty at the top."""
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{base}" if base else ""
