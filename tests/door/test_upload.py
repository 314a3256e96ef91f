"""Kind 11, one visitor can fill the memory: files within limits, and given back."""

from __future__ import annotations

from typing import Any

import anyio
import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.wire import (
    Tab,
    cookie_of,
    cookies,
    parts,
    request,
    token_of,
    upload_address,
)
from views.door.owner import owner_of
from views.door.upload import (
    MOST_BYTES_A_MINUTE,
    MOST_BYTES_HELD,
    MOST_FILES_A_MINUTE,
    Uploads,
)

COOKIE = "a" * 64


class Served:
    """A server behind the door that takes whatever it gets, and a clock that is set by hand."""

    def __init__(self, held: int = 0) -> None:
        self.held, self.time, self.given_back = held, 0.0, list[str]()
        self.door = Uploads(
            self.server,
            held=lambda: self.held,
            forget=self.given_back.append,
            now=lambda: self.time,
        )
        self.door.owners["one"] = owner_of(COOKIE)

    async def server(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            told = ForwardMsg()
            told.new_session.initialize.session_id = "two"
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "bytes": told.SerializeToString()})
            return
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    def put(self, size: int | None = 10, method: str = "PUT", cookie: str = COOKIE) -> int:
        headers = [(b"cookie", f"lems_browser={cookie}".encode())]
        if size is not None:
            headers.append((b"content-length", str(size).encode()))
        path = "/_stcore/upload_file/one/file"
        return self.asked({"type": "http", "method": method, "path": path, "headers": headers})

    def asked(self, scope: dict[str, Any]) -> int:
        codes = []

        async def hear(message: Any) -> None:
            if message["type"] == "http.response.start":
                codes.append(message["status"])

        async def nothing() -> Any:
            return {"type": "http.request"}

        anyio.run(self.door, scope, nothing, hear)
        return codes[0] if codes else 0


def test_a_minute_has_room_for_so_many_files_and_the_next_minute_again() -> None:
    served = Served()
    assert {served.put() for _ in range(MOST_FILES_A_MINUTE)} == {204}
    assert served.put() == 429
    served.time = 59.9
    assert served.put() == 429
    served.time = 60.0
    assert served.put() == 204


def test_a_minute_has_room_for_so_many_bytes() -> None:
    served = Served()
    assert served.put(MOST_BYTES_A_MINUTE - 5) == 204
    assert served.put(6) == 429
    assert served.put(5) == 204


def test_all_visitors_together_have_so_much_room() -> None:
    served = Served(held=MOST_BYTES_HELD - 10)
    assert served.put(11) == 503
    assert served.put(10) == 204


def test_a_file_of_no_said_size_is_refused_unread() -> None:
    assert Served().put(None) == 411


def test_taking_a_file_back_and_asking_first_cost_nothing() -> None:
    served = Served(held=MOST_BYTES_HELD)
    assert served.put(method="DELETE") == 204
    assert served.put(method="OPTIONS", cookie="none") == 204


def test_what_is_no_upload_passes() -> None:
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    assert Served().asked(scope) == 204


@pytest.mark.parametrize("cookie", [COOKIE, ""])
def test_a_closed_tab_gives_its_files_back_and_is_forgotten(cookie: str) -> None:
    served = Served()
    headers = [(b"cookie", f"lems_browser={cookie}".encode())]
    served.asked({"type": "websocket", "path": "/_stcore/stream", "headers": headers})
    assert served.given_back == ["two"]
    assert set(served.door.owners) == {"one"}
    assert not served.door.sent


def test_the_running_app_refuses_a_flood_and_a_file_that_is_too_large(url: str) -> None:
    mine = cookie_of(url)
    with Tab(url, mine).open("drafts") as tab:
        held, repeated = token_of(url)
        body, kind = parts(b"{}".ljust(1024))
        headers = {**kind, **repeated, **cookies(held, mine)}
        large, _ = parts(b"x" * 1_048_577)
        assert request(url, "PUT", upload_address(tab), headers, large).status == 413
        codes = [
            request(url, "PUT", upload_address(tab), headers, body).status
            for _ in range(MOST_FILES_A_MINUTE + 3)
        ]
        assert codes == [204] * (MOST_FILES_A_MINUTE - 1) + [429] * 4
