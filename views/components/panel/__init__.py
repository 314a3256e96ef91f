"""The panel beside the questions: what follows so far, and the mechanism beside it.

It is one component, sent once: it follows `views.state.now` in the browser, so that Streamlit has
nothing to redraw (benchmarks/README.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from views.components.frame import ON_EVERY_PAGE
from views.components.junction import DRAWING, DRAWING_CSS, DRAWING_JS, STEPS
from views.components.notes import Written

_PARTS = Path(__file__).parent
_WORDS = ("state_", "title_", "desc_", "step_", "note_", "name_", "highlighted")


def _read(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


# In the light DOM, where the look of the page holds and links such as #q-ptosis find their place.
_panel = st.components.v2.component(
    "lems_panel",
    html=_read("panel.html")
    .replace("/* look */", DRAWING_CSS + _read("figure.css"))
    .replace("<!-- figure -->", DRAWING.replace("<!-- motion -->", "")),
    js=ON_EVERY_PAGE + DRAWING_JS + _read("figure.js") + _read("panel.js"),
    isolate_styles=False,
)


def panel(figure_words: Mapping[str, str], written: Written, *, key: str) -> None:
    """Show the panel; ``figure_words`` are those of ``content/mechanism/figure.yaml``.

    ``written`` are the notes, which have no field here, for the tab to keep.
    """
    words = {name: text for name, text in figure_words.items() if name.startswith(_WORDS)}
    _panel(key=key, data={"steps": STEPS, "words": words, "notes": asdict(written)})
