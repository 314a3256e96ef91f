"""What one caller may ask for, and what is said where something breaks: nothing of the request.

An exception that reached the server would be logged with its text, and a text may hold what was
sent. So it ends here: the log names its kind and the line it came from, and the caller is told that
the fault is ours.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from math import ceil

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from lems_rules.rooms.guard import Allowance, place_of

A_MINUTE = 60.0
LOG = logging.getLogger("lems_checklist.api")


def refused(code: int, sentence: str) -> JSONResponse:
    """A refusal, in the one form that all of them have."""
    return JSONResponse({"error": sentence}, code, {"cache-control": "no-store"})


def broken() -> JSONResponse:
    """What is answered where something broke."""
    return refused(500, "Something broke here, not in what was sent: tell who runs this server.")


class Guard:
    """Counts each caller's calls, of IPv6 a network's, and keeps what breaks to itself."""

    def __init__(
        self, app: ASGIApp, a_minute: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.allowance = app, Allowance(a_minute, A_MINUTE / a_minute, now)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on; an exception goes no further."""
        if wait := self.allowance.take(place_of(scope["client"][0] if scope["client"] else "")):
            answer = refused(429, "Too many calls in a minute: wait a minute, then try again.")
            answer.headers["retry-after"] = str(ceil(wait))
            await answer(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # the caller was told (`broken`); its text stays out of the log
            LOG.error("%s in %s", type(error).__name__, line_of(error))


def line_of(error: BaseException) -> str:
    """Where something broke, without its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
