"""Takes the reader to what a click has just put on the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_arrive = st.components.v2.component(
    "lems_arrival",
    html="<span hidden></span>\n",
    js=(Path(__file__).parent / "arrival.js").read_text("utf-8"),
)


def arrive(opened: str, place: str = "", target: str = "", page: str = "") -> None:
    """Scroll to the top for each new ``opened``; within it, for each new ``place``, to the target.

    ``target`` is a selector, of which the last element that fits is meant. Where the reader may
    just have come to the ``page``, its path, that has to open at its top first.
    """
    data = {"opened": opened, "place": place, "target": target, "page": page}
    _arrive(key="arrival", data=data)
