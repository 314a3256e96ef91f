"""What every answer says of itself: what a page may load, who may frame it, that nobody may guess.

One home for all of it: the proxy of ``hosting/`` passes these lines on, and adds them only to what
it answers itself. Addresses of Streamlit that no visitor needs are closed here too.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from views.door.setting import SettingError

# The sittings in numbers, for whoever watches the server; driving the app by programs; signing in.
METRICS = "/_stcore/metrics/"
CLOSED = ("/_stcore/agent/", "/auth/", "/oauth2callback/")
MOST_BODY = 1_114_112  # bytes: an upload of 1 MiB, and what is around it on its way
ORIGIN = re.compile(r"https?://[A-Za-z0-9.*-]+(:\d+)?")
PERMISSIONS = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer"),
    *("microphone", "midi", "payment", "usb", "browsing-topics"),
)


def inline_scripts(page: str) -> list[str]:
    """The hashes of the scripts that stand in a page itself, as a policy names them."""
    found = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (hashlib.sha256(one.encode()).digest() for one in found)
    return [f"'sha256-{base64.b64encode(one).decode()}'" for one in digests]


def policy(framed_by: str = "'none'") -> str:
    """What a page of the app may load and run; measured on every page in Chromium.

    ``blob:`` is how Streamlit runs the scripts of components, and styles are written into the page
    by Streamlit and by us. Nothing is ever made of text and run (no ``unsafe-eval``).
    """
    shell = (Path(file_util.get_static_dir()) / "index.html").read_text("utf-8")
    scripts = " ".join(inline_scripts(shell))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' blob: {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {framed_by}",
        )
    )


def framers(setting: str) -> str:
    """Who may show the app inside a page of theirs: nobody, or the origins that are named.

    Raises:
        SettingError: something that is no origin.
    """
    for one in setting.split():
        if not ORIGIN.fullmatch(one):
            raise SettingError(
                f"LEMS_FRAME_ANCESTORS: {one!r} is no origin; write https://learn.example.org, "
                "several with a blank between"
            )
    return " ".join(setting.split()) or "'none'"


def as_set(environment: Mapping[str, str]) -> tuple[str, bool]:
    """Who may frame the app, and whether its numbers are open, as the operator has set it.

    Raises:
        SettingError: a setting that cannot be used.
    """
    framed_by = framers(environment.get("LEMS_FRAME_ANCESTORS", ""))
    return framed_by, environment.get("LEMS_METRICS") == "on"


class Headers:
    """Writes the lines into each answer, and keeps closed what no visitor needs."""

    def __init__(self, app: ASGIApp, framed_by: str, open_metrics: bool) -> None:
        self.app, self.open_metrics = app, open_metrics
        self.lines = {
            "content-security-policy": policy(framed_by),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "permissions-policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
        }
        if framed_by == "'none'":
            self.lines["x-frame-options"] = "DENY"  # for browsers that do not know the policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the door what must not come in; write into all other answers."""

        async def told(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                headers = MutableHeaders(scope=message)
                for name, value in self.lines.items():
                    headers[name] = value
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        if scope["type"] == "http" and (refused := self._refusal(scope)):
            await refused(scope, receive, told)
        else:
            await self.app(scope, receive, told)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        # Wherever the app is put (server.baseUrlPath), these come after it.
        path = scope["path"].rstrip("/") + "/"
        if any(one in path for one in CLOSED) or (METRICS in path and not self.open_metrics):
            return PlainTextResponse("Not found.", 404)
        length = next((v for k, v in scope["headers"] if k.lower() == b"content-length"), b"0")
        if not length.isdigit() or int(length) > MOST_BODY:
            return PlainTextResponse("Too large.", 413)
        return None
