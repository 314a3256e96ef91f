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
    """What the figure shows; `words` are those of content/mechanism/figure.yaml."""

    step: str | None
    state: State
    compact: bool
    words: Mapping[str, str]


def junction(figure: FigureView, *, key: str) -> None:
    """Draw the figure; the full form is followed by its text alternative."""
    _draw(key=key, data=drawing(figure))
    if not figure.compact:
        with st.expander(figure.words["in_words"]):
            st.markdown(figure.words[f"text_{figure.state}"])


def drawing(figure: FigureView) -> dict[str, object]:
    """Everything the browser is told: the state, the lit step, and every word in its place."""
    words, state = figure.words, figure.state
    labels = [
        {
            "step": step,
            "number": str(number),
            "name": words[f"step_{step}"],
            "note": words[f"note_{step}_{state}"],
            "lit": step == figure.step,
        }
        for number, step in enumerate(STEPS, start=1)
    ]
    desc = [words[f"desc_{state}"]] + [
        f"{words['highlighted']}: {label['number']}, {label['name']}. {label['note']}"
        for label in labels
        if label["lit"]
    ]
    return {
        "state": state,
        "step": figure.step,
        "form": "compact" if figure.compact else "full",
        "caption": words[f"state_{state}"],
        "title": words[f"title_{state}"],
        "desc": " ".join(desc),
        "labels": labels,
        "names": {name: words[name] for name in ("name_nerve", "name_muscle")},
    }
