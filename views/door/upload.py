"""How much one visitor may send as files, and how much the server holds of all visitors.

A draft is a few kilobytes. What is refused is refused before a byte of it is read.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Callable

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import runtime
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.stats import CacheStat

from views.door.owner import browser_of, owner_of
from views.state import tables

ADDRESS = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
A_MINUTE = 60.0
MOST_FILES_A_MINUTE = 12
MOST_BYTES_A_MINUTE = 4 * 1024 * 1024
MOST_BYTES_HELD = 64 * 1024 * 1024


def bytes_held() -> int:
    """What the server holds of all visitors' files at this moment."""
    stats = runtime.get_instance().uploaded_file_mgr.get_stats()
    return sum(one.byte_length for of in stats.values() for one in of if isinstance(one, CacheStat))


def give_back(sitting: str) -> None:
    """Forget the files of a sitting whose tab was closed, and the table it has read from one."""
    tables.forget_sitting(sitting)
    runtime.get_instance().uploaded_file_mgr.remove_session_files(sitting)


class Uploads:
    """Lets files in from the browser that the sitting belongs to, and only so many."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        held: Callable[[], int] = bytes_held,
        forget: Callable[[str], None] = give_back,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.app, self.held, self.forget, self.now = app, held, forget, now
        self.owners: dict[str, str] = {}
        self.sent: defaultdict[str, deque[tuple[float, int]]] = defaultdict(deque)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow each connection to know its sitting; look at each upload."""
        if scope["type"] == "websocket":
            await self._follow(scope, receive, send)
            return
        address = ADDRESS.search(scope["path"]) if scope["type"] == "http" else None
        if address and scope["method"] != "OPTIONS":
            code, says = self._refusal(scope, address[1])
            if code:
                await PlainTextResponse(says, code)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    async def _follow(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The first message that opens a run names the sitting; it ends with its connection."""
        browser, sitting = browser_of(scope), ""

        async def heard(message: Message) -> None:
            nonlocal sitting
            if not sitting and message["type"] == "websocket.send" and message.get("bytes"):
                told = ForwardMsg()
                told.ParseFromString(message["bytes"])
                sitting = told.new_session.initialize.session_id
                if sitting and browser:
                    self.owners[sitting] = owner_of(browser)
            await send(message)

        try:
            await self.app(scope, receive, heard)
        finally:
            if sitting:
                self.owners.pop(sitting, None)
                self.sent.pop(sitting, None)
                self.forget(sitting)

    def _refusal(self, scope: Scope, sitting: str) -> tuple[int, str]:
        browser = browser_of(scope)
        if browser is None or self.owners.get(sitting) != owner_of(browser):
            return 403, "This sitting is not this browser's: load the page again."
        if scope["method"] != "PUT":
            return 0, ""
        length = next((v for k, v in scope["headers"] if k.lower() == b"content-length"), b"")
        if not length.isdigit():
            return 411, "The size of the file was not said."
        return self._too_much(sitting, int(length))

    def _too_much(self, sitting: str, size: int) -> tuple[int, str]:
        now, sent = self.now(), self.sent[sitting]
        while sent and sent[0][0] <= now - A_MINUTE:
            sent.popleft()
        many, much = len(sent) + 1, sum(one for _, one in sent) + size
        if many > MOST_FILES_A_MINUTE or much > MOST_BYTES_A_MINUTE:
            return 429, "Too many files in a minute: wait a minute, then try again."
        if self.held() + size > MOST_BYTES_HELD:
            return 503, "The server holds as many files as it can: try again in a few minutes."
        sent.append((now, size))
        return 0, ""
