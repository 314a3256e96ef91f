"""Brings the answers back that a reload took from the server, or its end: the tab has kept them."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from views.components import reported
from views.state import session

_KEY = "restore"
_ask = st.components.v2.component(
    "lems_restore",
    html="<span hidden></span>\n",
    js=reported.REPORT + (Path(__file__).parent / "restore.js").read_text("utf-8"),
)


def restore() -> None:
    """Ask the tab for its answers; needed where a sitting begins on a page without questions."""
    _ask(key=_KEY, data={"sitting": session.mark()}, on_kept_change=_take)


def _take() -> None:
    kept = reported.mapping(reported.part(_KEY, "kept"))
    if kept and not session.raw_answers():
        known = session.content().checklist
        session.replace_answers(
            reported.answers(kept.get("answers"), known),
            reported.names(kept.get("reasons"), known),
            marks=reported.marks(kept.get("marks"), known),
        )
