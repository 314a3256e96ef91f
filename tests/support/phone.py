"""A phone and a teacher without a browser: what their pages ask the server for."""

from __future__ import annotations

import http.client
import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from lems_rules.rooms.store import Opened

PATIENCE = 30.0
Told = dict[str, Any]


def ask(
    url: str, what: str, body: object, headers: dict[str, str] | None = None
) -> tuple[int, bytes]:
    """One question to the rooms of a server: the status and the answer."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        connection.request(
            "POST", f"/room/{what}", sent, {"Content-Type": "application/json", **(headers or {})}
        )
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class Phone:
    """One browser in a room."""

    def __init__(self, url: str, code: str, door: str | None = None) -> None:
        self.url, self.code, self.door = url, code, door
        self.browser = secrets.token_hex(16)

    def enter(self) -> int:
        """Come in; the status."""
        body = {"code": self.code, "door": self.door, "browser": self.browser}
        return ask(self.url, "enter", body)[0]

    def wait(self, since: int | None = None) -> tuple[int, Told]:
        """What there is to see, once it is another version."""
        body = {"code": self.code, "browser": self.browser, "since": since}
        status, answer = ask(self.url, "wait", body)
        return status, json.loads(answer)

    def vote(self, place: int, step: int, ballot: object) -> tuple[int, Told]:
        """Vote on a step."""
        body = {"code": self.code, "browser": self.browser, "place": place, "step": step}
        status, answer = ask(self.url, "vote", {**body, "ballot": ballot})
        return status, json.loads(answer)


class Teacher:
    """The wall of a room."""

    def __init__(self, url: str, opened: Opened) -> None:
        self.url, self.opened = url, opened

    def _ask(self, what: str, **more: object) -> tuple[int, bytes]:
        return ask(self.url, what, {"key": self.opened.key, **more})

    def told(self, since: str | None = None) -> Told:
        """What the wall shows, once that has changed."""
        status, answer = self._ask("lead", since=since)
        assert status == 200
        return dict(json.loads(answer))

    def press(self, press: str) -> Told:
        """Lead the room on."""
        status, answer = self._ask("press", press=press, version=self.told()["version"])
        assert status == 200
        return dict(json.loads(answer))

    def way(self) -> Told:
        """The address and the QR code."""
        status, answer = self._ask("code", door=self.opened.door)
        assert status == 200
        return dict(json.loads(answer))

    def sheet(self, form: str) -> bytes:
        """The room's answers as a file."""
        status, answer = self._ask("sheet", form=form)
        assert status == 200
        return answer

    def close(self) -> int:
        """End the room; the status."""
        return self._ask("close")[0]
