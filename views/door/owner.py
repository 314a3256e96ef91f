"""Whose sitting it is: one that was begun in a browser goes on in that browser only.

Streamlit knows a sitting by an id, and writes that id into the address of every upload, where a
log may keep it. So each browser holds a cookie that no script can read and no address carries.
Streamlit compares it whenever somebody comes back with an id (``server.trustedUserHeaders``):
whoever lacks the cookie begins a new, empty sitting, and the one that was named goes on untouched.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "lems_browser"
HEADER = b"x-lems-browser"


class Owner:
    """Gives each browser its cookie, and tells Streamlit whose each connection is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; nobody but this says whose it is."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        mine = browser_of(scope)
        others = [pair for pair in scope["headers"] if pair[0].lower() != HEADER]
        if scope["type"] == "websocket":
            # Without a cookie nobody can come back: what the tab has kept does (views/components).
            told = [*others, (HEADER, owner_of(mine or secrets.token_hex(32)).encode())]
            await self.app({**scope, "headers": told}, receive, send)
            return

        # Only with a page: what a page is made of is asked for many times at once.
        asks_for_a_page = any(
            name.lower() == b"accept" and b"text/html" in value for name, value in others
        )

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and asks_for_a_page and not mine:
                secure = "; Secure" if scope["scheme"] == "https" else ""
                MutableHeaders(scope=message).append(
                    "set-cookie",
                    f"{COOKIE}={secrets.token_hex(32)}; Path=/; HttpOnly; SameSite=Lax{secure}",
                )
            await send(message)

        await self.app({**scope, "headers": others}, receive, with_cookie)


def browser_of(scope: Scope) -> str | None:
    """The cookie of the browser that asks; None where it has none of ours."""
    for name, value in scope["headers"]:
        if name.lower() != b"cookie":
            continue
        try:
            found = SimpleCookie(value.decode("latin-1")).get(COOKIE)
        except CookieError:
            continue
        if found is not None and re.fullmatch(r"[0-9a-f]{64}", found.value):
            return found.value
    return None


def owner_of(browser: str) -> str:
    """By what the server knows a browser: nothing from which its cookie could be told."""
    return hashlib.sha256(browser.encode()).hexdigest()
