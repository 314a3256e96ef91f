"""Opening a room for many phones: which cases, what is kept of it, and the ways into it."""

from __future__ import annotations

from urllib.parse import urlsplit

import segno
import streamlit as st
from sqlalchemy.exc import SQLAlchemyError

from lems_rules.house import CALLED
from lems_rules.rooms.course import Planned
from lems_rules.rooms.network import is_of_this_machine
from lems_rules.rooms.store import FullError, Opened
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import lesson_of
from views.components import frame
from views.parts.template import draw
from views.rooms import kept
from views.state import room, session

_LED = "room_led"
_THIS = "this_case"


def open_room(case: Case | None) -> None:
    """Open a room for this case or for a list of cases, and show the ways into it."""
    content, words = session.content(), session.content().words
    st.subheader(words["room_open_title"], anchor=False)
    st.write(words["room_open_says"])
    start = _start()
    if is_of_this_machine(start):
        st.info(words["room_open_on_this_machine"].format(command=CALLED))
    lists = {
        one.id: words["room_open_list"].format(title=one.title, minutes=one.minutes)
        for one in content.teaching.programmes
    }
    own = case is not None and case is room.own_case()
    if own:
        st.caption(words["room_open_own"])
    offered = {**({_THIS: words["room_open_this"]} if case and not own else {}), **lists}
    chosen = st.selectbox(
        words["room_open_what"],
        list(offered),
        format_func=offered.__getitem__,
        key="room_what",
    )
    st.button(
        words["room_open"],
        type="primary",
        on_click=_open,
        args=(case.id if case and chosen == _THIS else "", chosen or ""),
        key="open_room",
    )
    led = st.session_state.get(_LED)
    if isinstance(led, Opened):
        _ways_in(led, start)


def _open(case: str, programme: str) -> None:
    content, words = session.content(), session.content().words
    names = next((one.cases for one in content.teaching.programmes if one.id == programme), (case,))
    plan = tuple(Planned(one, len(lesson_of(content.cases[one]).stages)) for one in names)
    if wait := kept.guard().open_room(st.context.ip_address or ""):
        says = words["room_open_wait"].format(minutes=int(wait // 60) + 1)
        frame.announce("warning", says)
        return
    try:
        st.session_state[_LED] = kept.rooms().open(plan)
    except FullError:
        frame.announce("warning", words["room_open_full"])
    except (SQLAlchemyError, OSError):
        frame.announce("error", words["room_open_cannot"])


def _ways_in(led: Opened, start: str) -> None:
    address = f"{start}/join"
    drawn = segno.make(f"{address}#{led.code}.{led.door}", error="m", micro=False)
    draw(
        "rooms/opened.html",
        words=session.content().words,
        code=f"{led.code[:3]} {led.code[3:]}",
        address=address.partition("://")[2],
        wall=f"./wall#{led.key}.{led.door}",
        svg=drawn.svg_data_uri(border=2, dark="#0b151c", light="#ffffff"),
    )


def _start() -> str:
    """The address of the app as phones are told it, without the page that is open."""
    parts = urlsplit(st.context.url or "http://localhost")
    return kept.public(f"{parts.scheme}://{parts.netloc}{parts.path.rpartition('/')[0]}")
