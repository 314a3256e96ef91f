"""Takes the reader to what a click has just put on the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_arrive = st.components.v2.component(
    "lems_arrival",
    html="<span hidden></span>\n",
    js=(Path(__file__).parent / "arrival.js").read_text("utf-8"),
)


def arrive(place: str, target: str) -> None:
    """Scroll to the last element that fits the selector, once for each new ``place``."""
    _arrive(key="arrival", data={"place": place, "target": target})
