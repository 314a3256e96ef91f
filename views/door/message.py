"""What a browser sends over its connection, before Streamlit or a page reads it.

Streamlit keeps what was sent and reads it again at every run, so that one message that it cannot
read would break a sitting for good. What no page of ours could have sent is left out here; what is
left is read by the page it is for, which knows what it may be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# "Clear cache" is not among them: anybody could make the server forget the content for everybody.
MAY_COME = {
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
}
MOST_FILES_ANNOUNCED = 4
MOST_JSON = 200_000  # characters; all the work on all the cases is a third of that
DEEPEST = 12


class Readable:
    """Lets through what can be read, and of a message what can be read of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at each message before it is passed on."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def looked_at() -> Message:
            while True:
                message = await receive()
                data = message.get("bytes")
                if message["type"] != "websocket.receive" or data is None:
                    return message
                if (passed := readable(data)) is not None:
                    return {**message, "bytes": passed}

        await self.app(scope, looked_at, send)


def readable(data: bytes) -> bytes | None:
    """The message without what cannot be read; None where nothing is left of it."""
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return data  # Streamlit ends such a connection
    kind = message.WhichOneof("type")
    if kind not in MAY_COME:
        return None
    if len(message.file_urls_request.file_names) > MOST_FILES_ANNOUNCED:
        return None
    states = message.rerun_script.widget_states
    kept = [one for one in states.widgets if _can_be_read(one)]
    if len(kept) == len(states.widgets):
        return data
    del states.widgets[:]
    states.widgets.extend(kept)
    passed: bytes = message.SerializeToString()
    return passed


def _can_be_read(state: WidgetState) -> bool:
    kind = state.WhichOneof("value")
    return kind not in {"json_value", "json_trigger_value"} or _is_json(getattr(state, kind))


def _is_json(text: str) -> bool:
    """Whether this is JSON of whole characters, neither too long nor too deep."""
    if len(text) > MOST_JSON:
        return False
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):  # no JSON, endless digits, half a character; a pit
        return False
    return _depth(value) <= DEEPEST


def _depth(value: object) -> int:
    depth, level = 0, [value]
    while level:
        depth += 1
        level = [
            inner
            for one in level
            if isinstance(one, Mapping | list)
            for inner in (one.values() if isinstance(one, Mapping) else one)
        ]
    return depth
