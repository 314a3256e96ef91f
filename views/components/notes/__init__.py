"""The notes: one field that sends what is typed while it is typed, and that the tab keeps.

Streamlit's own field sends its text when it is left, which is too late for the click that follows,
and forgets it with the page. Every page hears of what the tab has kept (`SETTLE`), so that no
reload, restart or *Back* loses a word, and nothing comes back after a fresh start.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from views.components import reported

_PARTS = Path(__file__).parent


def _read(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


# Part of a component on every page (`views.components.frame`).
SETTLE = _read("settle.js")

_field = st.components.v2.component(
    "lems_notes",
    html=_read("notes.html"),
    css=_read("notes.css"),
    js=reported.REPORT + SETTLE + _read("notes.js"),
)


@dataclass(frozen=True)
class Written:
    """The notes, and by ``mark`` which of the texts put in their place as a whole they go on from.

    In a sitting in which none was, the mark is empty. Another ``sitting`` than before tells the
    tab that the server has forgotten what it had heard.
    """

    text: str
    mark: str
    sitting: str = ""


def field(
    written: Written,
    *,
    label: str,
    placeholder: str,
    most: int,
    key: str,
    on_change: Callable[[], None],
) -> None:
    """Show the field; ``written`` counts where its mark is new to the browser."""
    words = {"label": label, "placeholder": placeholder, "most": most}
    _field(key=key, data={**asdict(written), **words}, on_typed_change=on_change)


def typed(key: str, most: int) -> Written | None:
    """The notes as a component last reported them; None if it said nothing usable."""
    told = reported.mapping(reported.part(key, "typed"))
    text, mark = reported.text(told.get("text"), most), reported.text(told.get("mark"))
    return None if text is None or mark is None else Written(text, mark)
