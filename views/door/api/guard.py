"""What one caller may ask for, and what is said where something breaks: nothing of the request.

An exception that reached the server would be logged with its text, and a text may hold what was
sent. So it ends here: the log names its kind and the line it came from, and the caller is told that
the fault is ours.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

A_MINUTE = 60.0
# Each caller costs a line of memory for a minute; beyond these, all are counted as one.
MOST_CALLERS = 10_000
LOG = logging.getLogger("lems_checklist.api")


def refused(code: int, sentence: str) -> JSONResponse:
    """A refusal, in the one form that all of them have."""
    return JSONResponse({"error": sentence}, code, {"cache-control": "no-store"})


def broken() -> JSONResponse:
    """What is answered where something broke."""
    return refused(500, "Something broke here, not in what was sent: tell who runs this server.")


class Guard:
    """Counts each caller's calls by the minute, and keeps what breaks to itself."""

    def __init__(
        self, app: ASGIApp, a_minute: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.a_minute, self.now = app, a_minute, now
        self.minute, self.calls = 0, Counter[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on; an exception goes no further."""
        if not self._may(scope):
            answer = refused(429, "Too many calls in a minute: wait a minute, then try again.")
            answer.headers["retry-after"] = f"{A_MINUTE:.0f}"
            await answer(scope, receive, send)
            return
        try:
            await self.app(scope, receive, send)
        except Exception as error:  # the caller was told (`broken`); its text stays out of the log
            LOG.error("%s in %s", type(error).__name__, _place_of(error))

    def _may(self, scope: Scope) -> bool:
        minute = int(self.now() // A_MINUTE)
        if minute != self.minute:
            self.minute, self.calls = minute, Counter()
        caller = scope["client"][0] if scope.get("client") else ""
        if caller not in self.calls and len(self.calls) >= MOST_CALLERS:
            caller = ""
        self.calls[caller] += 1
        return self.calls[caller] <= self.a_minute


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
