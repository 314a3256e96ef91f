"""A visitor without a browser: what a page would send and receive, and what none would send."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.sync.client import connect
from websockets.typing import Subprotocol

PATIENCE = 20.0
# A certificate of our own, made for the test, is what a proxy of ours shows.
TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


def cookie_of(url: str) -> str:
    """The cookie that a browser gets with its first page."""
    answer = request(url, "GET", "/", {"Accept": "text/html"})
    return next(
        value.partition(";")[0]
        for name, value in answer.getheaders()
        if name.lower() == "set-cookie" and value.startswith("lems_browser=")
    )


def request(
    url: str, method: str, path: str, headers: dict[str, str], body: bytes | None = None
) -> http.client.HTTPResponse:
    """One request, answered."""
    where = urlsplit(url)
    connection = (
        http.client.HTTPSConnection(where.netloc, timeout=PATIENCE, context=TRUSTING)
        if where.scheme == "https"
        else http.client.HTTPConnection(where.netloc, timeout=PATIENCE)
    )
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


class Tab:
    """One connection, as a tab holds it; ``sitting`` is the id that the server gave it."""

    def __init__(
        self, url: str, cookie: str = "", sitting: str = "", headers: dict[str, str] | None = None
    ) -> None:
        names = ["streamlit", "token", *([sitting] if sitting else [])]
        self._held = ExitStack()
        self.socket = self._held.enter_context(
            connect(
                f"{url.replace('http', 'ws', 1)}/_stcore/stream",
                ssl=TRUSTING if url.startswith("https") else None,
                subprotocols=[Subprotocol(name) for name in names],
                additional_headers={**(headers or {}), **({"Cookie": cookie} if cookie else {})},
                max_size=None,
                proxy=None,
            )
        )
        self.sitting = ""
        self.page = ""
        self.drawn: dict[str, str] = {}  # kind of element by id
        self.told: dict[str, Any] = {}  # what components were told, by id
        self.fragments: dict[str, str] = {}  # the part of the page that an element reruns, by id
        self.shown: list[ForwardMsg] = []
        self.broken: list[str] = []

    def __enter__(self) -> Tab:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._held.close()

    def open(self, page: str = "") -> Tab:
        """Go to a page and wait until it is drawn."""
        self.page, self.drawn = page, {}
        return self.send()

    def send(self, *states: WidgetState, fragment: str = "") -> Tab:
        """Report these and wait until the page, or one fragment of it, has run."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.widget_states.widgets.extend(states)
        self.send_raw(message.SerializeToString())
        return self.hear()

    def send_raw(self, data: bytes) -> None:
        self.socket.send(data)

    def hear(self) -> Tab:
        """Wait until a run has ended."""
        self.shown, self.broken = [], []
        deadline = time.monotonic() + PATIENCE
        while True:
            data = self.socket.recv(timeout=max(0.01, deadline - time.monotonic()))
            assert isinstance(data, bytes)
            message = ForwardMsg()
            message.ParseFromString(data)
            self.shown.append(message)
            match message.WhichOneof("type"):
                case "new_session":
                    self.sitting = message.new_session.initialize.session_id or self.sitting
                case "delta":
                    self._see(message)
                case "script_finished":
                    return self

    def _see(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.broken.append(element.exception.message)
        elif kind is not None and getattr(getattr(element, kind), "id", ""):
            self.drawn[getattr(element, kind).id] = kind
            self.fragments[getattr(element, kind).id] = message.delta.fragment_id
            if kind == "bidi_component":
                self.told[element.bidi_component.id] = json.loads(
                    element.bidi_component.json or "null"
                )

    def named(self, key: str) -> str:
        """The id of the element with this key."""
        (found,) = [one for one in self.drawn if one.endswith(f"-{key}")]
        return found

    def answer(self, **given: object) -> Tab:
        """Report these answers as the questions on the page before the visitor would.

        Like a browser, it asks for the fragment alone that the questions report to.
        """
        exchange = self.named("exchange")
        report = component(exchange, answers(given, self.told[exchange]["epoch"]))
        return self.send(report, fragment=self.fragments[exchange])

    def text(self) -> str:
        """All that was sent since the last report, as one text to look into."""
        return "".join(str(message) for message in self.shown)


def component(element: str, value: object) -> WidgetState:
    """A report of a component."""
    text = value if isinstance(value, str) else json.dumps(value)
    return WidgetState(id=element, json_value=text)


def answers(given: Mapping[str, object], epoch: int) -> dict[str, object]:
    """What the questions report."""
    held = {"answers": given, "reasons": {}, "last": next(iter(given), None), "epoch": epoch}
    return {"given": held}


def chosen(element: str, *options: str) -> WidgetState:
    """A report of a row of options."""
    state = WidgetState(id=element)
    state.string_array_value.data.extend(options)
    return state


def upload_address(tab: Tab) -> str:
    """Where a file of this tab would be sent, as the server says it."""
    message = BackMsg()
    message.file_urls_request.request_id = "one"
    message.file_urls_request.file_names.append("draft.json")
    tab.send_raw(message.SerializeToString())
    while True:
        data = tab.socket.recv(timeout=PATIENCE)
        assert isinstance(data, bytes)
        told = ForwardMsg()
        told.ParseFromString(data)
        if told.WhichOneof("type") == "file_urls_response":
            return str(told.file_urls_response.file_urls[0].upload_url)


def parts(body: bytes, name: str = "draft.json") -> tuple[bytes, dict[str, str]]:
    """A file as a browser's form sends it, with the headers that go with it."""
    form = (
        b'--lems\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.encode()
        + b'"\r\nContent-Type: application/json\r\n\r\n'
        + body
        + b"\r\n--lems--\r\n"
    )
    return form, {"Content-Type": "multipart/form-data; boundary=lems"}


def cookies(*held: str) -> dict[str, str]:
    """The header that carries these cookies."""
    return {"Cookie": "; ".join(one for one in held if one)}


def token_of(url: str, held: Sequence[str] = ()) -> tuple[str, dict[str, str]]:
    """Streamlit's cookie against forged requests, and the header that repeats it."""
    answer = request(url, "GET", "/_stcore/health", cookies(*held))
    found = next(
        value.partition(";")[0]
        for name, value in answer.getheaders()
        if name.lower() == "set-cookie" and value.startswith("_streamlit_xsrf=")
    )
    return found, {"X-Xsrftoken": found.partition("=")[2]}
