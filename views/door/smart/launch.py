"""A launch from a record: to the record system, and back with what it lets the checklist read.

What belongs to a launch waits in the memory of the server under its ``state``, for ten minutes and
for one return, to the browser that began it. No token stands in an address, a cookie or a log.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lems_rules.intake.record import read_record
from lems_rules.rooms.guard import Allowance, place_of
from views.door.api.guard import line_of
from views.door.owner import browser_of, owner_of
from views.door.smart.record import (
    RecordError,
    System,
    called,
    discover,
    opened,
    session,
)
from views.door.smart.setting import Settings
from views.parts.template import fill
from views.state.handover import Handover, with_ticket
from views.state.knowledge import content

AGAIN = "again"  # in the address of a launch that came without a cookie
LASTS = 600.0  # seconds: somebody may have to sign in at the record system
MOST = 1_000
AT_ONCE, SECONDS = 60, 1.0  # launches of one address, and then one in so many seconds
LOG = logging.getLogger("lems_checklist.smart")
HEADERS = {"Cache-Control": "no-store"}
# What is to blame: who asks, or the record system.
OURS = {
    "smart_forged": 403,
    "smart_used": 403,
    "smart_other_browser": 403,
    "smart_denied": 403,
    "smart_busy": 429,
}


@dataclass(frozen=True, slots=True)
class Launch:
    """One that was begun: at which system, with which secret of ours, in which browser."""

    system: System
    verifier: str = field(repr=False)
    owner: str  # by what the server knows that browser
    until: float


class Launches:
    """Those that have not come back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.begun: OrderedDict[str, Launch] = OrderedDict()
        self.lock = Lock()

    def begin(self, system: System, owner: str) -> tuple[str, str]:
        """The state under which it may come back, and the verifier of its code."""
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
        with self.lock:
            self.begun[state] = Launch(system, verifier, owner, self.now() + LASTS)
            while len(self.begun) > MOST:
                self.begun.popitem(last=False)
        return state, verifier

    def back(self, state: str, owner: str) -> Launch:
        """The launch that comes back, once.

        Raises:
            RecordError: none does, it took too long, or it began in another browser.
        """
        with self.lock:
            launch = self.begun.pop(state, None)
        if launch is None or launch.until <= self.now():
            raise RecordError("smart_used")
        if not secrets.compare_digest(launch.owner.encode(), owner.encode()):
            raise RecordError("smart_other_browser")
        return launch


Answering = Callable[[Request], Awaitable[Response]]


def refusing(answer: Answering) -> Answering:
    """Where a launch ends early, a page says why."""

    async def answered(request: Request) -> Response:
        try:
            return await answer(request)
        except RecordError as error:
            key, code = error.key, OURS.get(error.key, 502)
        except Exception as error:  # its text may hold something of the record
            LOG.error("%s in %s", type(error).__name__, line_of(error))
            key, code = "smart_broken", 500
        words = content().words
        return _page("refused", words["smart_title"], code, says=words[key])

    return answered


class Doors:
    """The two addresses."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.launches = settings, Launches()
        self.allowance = Allowance(AT_ONCE, SECONDS)

    async def launch(self, request: Request) -> Response:
        """To the record system: the one that opens us, or one that somebody chooses here."""
        given = request.query_params
        issuer, launched = given.get("iss", ""), given.get("launch", "")
        if not issuer and len(self.settings.issuers) == 1:
            (issuer,) = self.settings.issuers
        if not issuer:
            ways = [(urlsplit(one).netloc, quote(one, safe="")) for one in self.settings.issuers]
            return _page("choose", content().words["smart_choose"], 200, ways=ways)
        if issuer.rstrip("/") not in self.settings.issuers:
            raise RecordError("smart_forged")
        if self.allowance.take(place_of(request.client.host if request.client else "")):
            raise RecordError("smart_busy")
        browser = browser_of(request.scope)
        if browser is None:
            # This answer brings the cookie, by which a proxy finds this very process again too.
            if AGAIN in given:
                raise RecordError("smart_other_browser")
            here = f"{self.settings.address}/smart/launch?{request.url.query}"
            return RedirectResponse(f"{here}&{AGAIN}=1", 303, HEADERS)
        system = await run_in_threadpool(discover, issuer)
        state, verifier = self.launches.begin(system, owner_of(browser))
        context = {"launch": launched} if launched else {}
        scope = f"{'launch' if launched else 'launch/patient'} {system.scopes}"
        address, _ = session(self.settings, scope=scope).create_authorization_url(
            system.authorize, state=state, code_verifier=verifier, aud=issuer, **context
        )
        return RedirectResponse(address, 303, HEADERS)

    async def back(self, request: Request) -> Response:
        """Back from the record system: the checklist is opened with what it lets us read."""
        given, browser = request.query_params, browser_of(request.scope)
        owner = owner_of(browser) if browser else ""
        launch = self.launches.back(given.get("state", ""), owner)
        if "code" not in given:
            raise RecordError("smart_denied")
        address = await run_in_threadpool(self._opened, launch, given["code"])
        return RedirectResponse(address, 303, HEADERS)

    def _opened(self, launch: Launch, code: str) -> str:
        """The address of the checklist with the answers of the record."""
        known = content()
        link = opened(self.settings, launch.system, code, launch.verifier)
        resources, missing = link.read(known)
        found = read_record(known, resources, date.today())
        kinds = ", ".join(missing)
        handover = Handover(
            found,
            link.host,
            owner=launch.owner,
            whose=called(resources),
            says=(known.words["smart_unread"].format(kinds=kinds),) if missing else (),
            link=link,
        )
        return with_ticket(f"{self.settings.address}/", handover)


def _page(name: str, title: str, code: int, **values: object) -> Response:
    known = content()
    page = fill(
        f"smart/{name}.html", title=title, words=known.words, edition=known.edition, **values
    )
    return Response(page, code, media_type="text/html", headers=HEADERS)
