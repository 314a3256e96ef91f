"""Brings the answers back that a reload took from the server and the tab has kept."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from views.state import session

_KEY = "restore"
_ask = st.components.v2.component(
    "lems_restore",
    html="<span hidden></span>\n",
    js=(Path(__file__).parent / "restore.js").read_text("utf-8"),
)


def restore() -> None:
    """Ask the tab for its answers; needed where a sitting begins on a page without questions."""
    _ask(key=_KEY, on_kept_change=_take)


def _take() -> None:
    state = st.session_state.get(_KEY)
    kept = state.get("kept") if isinstance(state, Mapping) else None
    if isinstance(kept, Mapping) and not session.raw_answers():
        answers, reasons = (_named(kept.get(part)) for part in ("answers", "reasons"))
        session.replace_answers(answers, reasons)


def _named(kept: object) -> dict[str, object]:
    return {str(name): value for name, value in kept.items()} if isinstance(kept, Mapping) else {}
