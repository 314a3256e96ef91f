"""What stands around every page: its configuration, the disclaimer, a message, the foot."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Literal

import streamlit as st

from lems_rules.house import CALLED
from views.components import reported
from views.components.notes import SETTLE
from views.parts.template import draw
from views.state import session

_HERE = Path(__file__).parent
_MESSAGE, _LANDING = "message", "landing"
# Part of a component on every page: the panel of the checklist, elsewhere the one below.
ON_EVERY_PAGE = (
    reported.REPORT
    + SETTLE
    + "".join(
        (_HERE / name).read_text("utf-8")
        for name in ("open_page.js", "gesture.js", "hold.js", "terms.js", "way.js", "come_back.js")
    )
)
# What stands around every page first, then each page's own.
_LOOK = "".join(
    (_HERE / f"{name}.css").read_text("utf-8")
    for name in ("frame", "result", "cases", "evidence", "mechanism", "cohort", "forced")
)
_land = st.components.v2.component(
    "lems_landing",
    html="<span hidden></span>\n",
    js=ON_EVERY_PAGE + (_HERE / "landing.js").read_text("utf-8"),
)


def configure() -> None:
    """Set the page up; must come before navigation, whose icons would be fetched from outside."""
    st.set_page_config(
        page_title="LEMS checklist",
        page_icon=(_HERE / "icon.svg").read_text("utf-8"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(f"<style>{_LOOK}</style>")


def out_of_order() -> None:
    """What a visitor is told where there is no content to show; no word of it can be in there."""
    st.error(
        "The checklist cannot be shown: its content cannot be read. Whoever runs this server "
        f"finds out why with the command `{CALLED} check`."
    )


def land(page: str) -> None:
    """Do in the browser what every page does there.

    It closes the navigation of narrow screens once a page was chosen, takes a double click for one
    press, lets what was typed come before what is pressed, and hears of notes the tab has kept.
    The checklist, the page without a path, sees to it itself: it carries nothing it can spare.
    """
    if page:
        # Where the field for the notes is, it sees to them.
        notes = None if page == "result" else asdict(session.written())
        _land(
            key=_LANDING,
            data={"page": page, "notes": notes},
            on_typed_change=lambda: session.take_notes(_LANDING),
        )


def disclaimer(title: str = "") -> None:
    """The sentence that stands on every page; below it a title, and what there is to say.

    A title given here is one element less for Streamlit to redraw than one of its own.
    """
    draw("frame/disclaimer.html", edition=session.content().edition, title=title)
    if told := st.session_state.pop(_MESSAGE, None):
        kind, text = told
        {"error": st.error, "warning": st.warning, "success": st.success}[kind](plain(text))


def announce(kind: Literal["error", "warning", "success"], text: str) -> None:
    """Have this said under the disclaimer of the next page shown; the text is taken as plain."""
    st.session_state[_MESSAGE] = (kind, text)


def footer() -> None:
    """Which edition this is, and who has reviewed it."""
    content = session.content()
    draw(
        "frame/footer.html",
        edition=content.edition,
        named=session.presenter().edition(),
        digest=content.digest,
        room=content.words["room_foot"],
    )


def ink() -> str:
    """The colour of text in the scheme in use, for pictures that cannot ask the page."""
    return "#e6edf1" if st.context.theme.type == "dark" else "#0b151c"


def plain(text: str) -> str:
    """Text from outside, so that nothing in it is read as markup."""
    marks = "\\`*_{}[]()<>#+-.!|~$:&"
    return "".join(f"\\{char}" if char in marks else char for char in text)
