"""Memory that nobody needs goes back to the system, within a minute.

Python looks through what has lived long only when much has been added to it. So what 500 visitors
left behind would stay until as many have come again; and the C library keeps what was freed.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import ASGIApp, Receive, Scope, Send

from views.door.beside import A_MINUTE, over_and_over


class Memory:
    """Knows whether a visitor has left since memory was last given back."""

    def __init__(self) -> None:
        self._somebody_left = False

    def around(self, app: ASGIApp) -> ASGIApp:
        """The app, with an eye on who leaves: each visitor is one WebSocket."""

        async def watched(scope: Scope, receive: Receive, send: Send) -> None:
            try:
                await app(scope, receive, send)
            finally:
                self._somebody_left |= scope["type"] == "websocket"

        return watched

    @asynccontextmanager
    async def given_back(self, every: float = A_MINUTE) -> AsyncIterator[None]:
        """While the server runs, memory is given back whenever so many seconds are over.

        What is there before the first visitor stays, and is looked through no more: the search
        holds up every visitor, for 5 to 90 ms without it and 175 to 360 with it.
        """
        gc.collect()
        gc.freeze()

        async with over_and_over(self.give_back, every):
            yield

    def give_back(self) -> None:
        """Let go of what nobody can reach any more, if somebody left, and of what is free."""
        if self._somebody_left:
            self._somebody_left = False
            gc.collect()
        _trim()


def _trim() -> None:
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # glibc has it; others give back by themselves or not at all
            trim(0)
