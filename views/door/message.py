"""What a browser sends over its connection, before Streamlit or a page reads it.

Streamlit keeps what was sent and reads it again at every run, so that one message that it cannot
read would break a sitting for good. What no page of ours could have sent is left out here; what is
left is read by the page it is for, which knows what it may be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# "Clear cache" is not among them: anybody could make the server forget what all visitors share.
MAY_COME = {
    "rerun_script",
    "stop_script",
    "file_urls_request",
    "app_heartbeat",
    "backend_operation_request",
}
# Files that are made at the click, and tables that are read by and by. Streamlit's others write
# files of its own where the app is served from.
MAY_BE_ASKED = {"deferred_file", "dataframe_chunk"}
# What each kind of element answers with; Streamlit breaks on any other.
ANSWERS_WITH = {
    "bidi_component": "json_value",
    "button": "trigger_value",
    "button_group": "string_array_value",
    "checkbox": "bool_value",
    "date_input": "string_array_value",
    "dialog": "trigger_value",
    "download_button": "trigger_value",
    "expandable": "bool_value",
    "file_uploader": "file_uploader_state_value",
    "multiselect": "string_array_value",
    "popover": "bool_value",
    "radio": "string_value",
    "selectbox": "string_value",
    "slider": "double_array_value",
    "text_area": "string_value",
    "text_input": "string_value",
}
MOST_FILES_ANNOUNCED = 4
MOST_JSON = (
    400_000  # characters; all the work on all the cases and a long one of one's own are less
)
MOST_KNOWN = 50_000  # elements; their ids are the same for every visitor
DEEPEST = 12
Kinds = MutableMapping[str, str]


class Readable:
    """Lets through what can be read, and of a message what can be read of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kinds: Kinds = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at each message before it is passed on, and learn from what is sent."""
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return

        async def looked_at() -> Message:
            while True:
                message = await receive()
                data = message.get("bytes")
                if message["type"] != "websocket.receive" or data is None:
                    return message
                if (passed := readable(data, self.kinds)) is not None:
                    return {**message, "bytes": passed}

        async def heard(message: Message) -> None:
            if message["type"] == "websocket.send" and (data := message.get("bytes")):
                learn(data, self.kinds)
            await send(message)

        await self.app(scope, looked_at, heard)


def learn(data: bytes, kinds: Kinds) -> None:
    """Note which kind of answer an element gives that is on its way to a browser."""
    message = ForwardMsg()
    message.ParseFromString(data)
    delta = message.delta
    drawn = delta.new_element if delta.HasField("new_element") else delta.add_block
    kind = drawn.WhichOneof("type")
    if kind in ANSWERS_WITH and (element := getattr(drawn, kind).id):
        if len(kinds) >= MOST_KNOWN:
            kinds.clear()
        kinds[element] = ANSWERS_WITH[kind]


def readable(data: bytes, kinds: Mapping[str, str]) -> bytes | None:
    """The message without what cannot be read; None where nothing is left of it.

    ``kinds`` are by the id of an element the kinds of answer that those known so far give.
    """
    message = BackMsg()
    try:
        message.ParseFromString(data)
    except DecodeError:
        return data  # Streamlit ends such a connection
    if message.WhichOneof("type") not in MAY_COME:
        return None
    if message.HasField("backend_operation_request"):
        asked = message.backend_operation_request.WhichOneof("payload")
        if asked not in MAY_BE_ASKED:
            return None
    if len(message.file_urls_request.file_names) > MOST_FILES_ANNOUNCED:
        return None
    states = message.rerun_script.widget_states
    kept = [one for one in states.widgets if _can_be_read(one, kinds)]
    if len(kept) == len(states.widgets):
        return data
    del states.widgets[:]
    states.widgets.extend(kept)
    passed: bytes = message.SerializeToString()
    return passed


def _can_be_read(state: WidgetState, kinds: Mapping[str, str]) -> bool:
    kind = state.WhichOneof("value")
    if kind is None:
        return True  # an emptied field
    if kind != kinds.get(state.id, kind):
        return False
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
