"""What stands around every page: its configuration, the disclaimer, a message, the foot."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import streamlit as st

from views import session
from views.drawing import draw

_HERE = Path(__file__).parent
_MESSAGE = "message"
_land = st.components.v2.component(
    "lems_landing",
    html="<span hidden></span>\n",
    js=(_HERE / "frame" / "landing.js").read_text("utf-8"),
)


def configure() -> None:
    """Set the page up; must come before navigation, whose icons would be fetched from outside."""
    st.set_page_config(
        page_title="LEMS checklist",
        page_icon=(_HERE / "frame" / "icon.svg").read_text("utf-8"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(_HERE / "frame" / "frame.css")


def land(page: str) -> None:
    """Close the navigation of narrow screens once a page was chosen."""
    _land(key="landing", data={"page": page})


def disclaimer() -> None:
    """The sentence that stands on every page; below it, what there is to say."""
    draw("disclaimer.html", edition=session.content().edition)
    if told := st.session_state.pop(_MESSAGE, None):
        kind, text = told
        {"error": st.error, "warning": st.warning, "success": st.success}[kind](plain(text))


def announce(kind: Literal["error", "warning", "success"], text: str) -> None:
    """Have this said under the disclaimer of the next page shown; the text is taken as plain."""
    st.session_state[_MESSAGE] = (kind, text)


def footer() -> None:
    """Which edition this is, and who has reviewed it."""
    content = session.content()
    draw("footer.html", edition=content.edition, digest=content.digest)


def ink() -> str:
    """The colour of text in the scheme in use, for pictures that cannot ask the page."""
    return "#e6edf1" if st.context.theme.type == "dark" else "#0b151c"


def plain(text: str) -> str:
    """Text from outside, so that nothing in it is read as markup."""
    marks = "\\`*_{}[]()<>#+-.!|~$:&"
    return "".join(f"\\{char}" if char in marks else char for char in text)
