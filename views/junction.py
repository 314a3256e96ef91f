"""The neuromuscular-junction figure: one drawing, three states, ten steps that can be lit."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import streamlit as st

State = Literal["health", "lems", "effort"]

STEPS = (
    "impulse",
    "gates",
    "calcium",
    "release",
    "cleft",
    "receptor",
    "contraction",
    "autonomic",
    "antibody",
    "tumour",
)

_PARTS = Path(__file__).parent / "junction"


def _read(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


_HTML = f"""
<figure class="junction">
<figcaption></figcaption>
<div class="stage">
{_read("figure.svg")}
<ol class="labels"></ol>
</div>
</figure>
"""

_draw = st.components.v2.component(
    "lems_junction", html=_HTML, css=_read("figure.css"), js=_read("figure.js")
)


@dataclass(frozen=True)
class FigureView:
    """What the figure shows; `words` are those of content/mechanism/figure.yaml.

    A figure that `follows` takes its step and state from `views.now` instead, and stays one
    message however often they change.
    """

    step: str | None
    state: State
    compact: bool
    words: Mapping[str, str]
    follows: bool = False


def junction(figure: FigureView, *, key: str) -> None:
    """Draw the figure; the full form is followed by its text alternative."""
    _draw(
        key=key,
        data={
            "state": figure.state,
            "step": figure.step,
            "form": "compact" if figure.compact else "full",
            "follows": figure.follows,
            "steps": STEPS,
            "words": dict(figure.words),
        },
    )
    if not figure.compact:
        with st.expander(figure.words["in_words"]):
            st.markdown(figure.words[f"text_{figure.state}"])
