"""The neuromuscular-junction drawing, and the walk through it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast, get_args

import streamlit as st

from lems_rules.mechanism.walk import Stop
from views.components import reported

State = Literal["health", "lems", "effort", "mg"]
Tumour = Literal["with", "without"]

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

_PARTS = Path(__file__).parent


def _read(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


# The drawing, its look, and the script that puts its words in their places, for whoever shows it.
DRAWING, DRAWING_CSS, DRAWING_JS = _read("figure.svg"), _read("figure.css"), _read("figure.js")

_walk = st.components.v2.component(
    "lems_walk",
    html=_read("walk.html").replace(
        "<!-- figure -->", DRAWING.replace("<!-- motion -->", _read("motion.svg"))
    ),
    css=DRAWING_CSS + _read("walk.css") + _read("motion.css"),
    js=reported.REPORT + DRAWING_JS + _read("walk.js"),
)


@dataclass(frozen=True)
class Shown:
    """Where a walk stands: the lit step, the state of the junction, with or without a tumour."""

    step: str
    state: State
    tumour: Tumour = "with"


@dataclass(frozen=True)
class WalkView:
    """The walk through the drawing: what each stop says, where it begins, and every word.

    It begins at `begin` when it is put on the page and then goes where the reader goes; `empty`
    says that nothing was answered yet.
    """

    stops: Sequence[Stop]
    words: Mapping[str, str]
    begin: Shown
    empty: bool


def walk(view: WalkView, *, key: str, on_change: Callable[[], None]) -> None:
    """Draw the junction large, to be walked through; `on_change` runs when the reader moves on."""
    _walk(
        key=key,
        data={
            "steps": STEPS,
            "stops": [asdict(stop) for stop in view.stops],
            "words": dict(view.words),
            "begin": asdict(view.begin),
            "empty": view.empty,
        },
        on_shown_change=on_change,
    )


def shown(key: str) -> Shown | None:
    """Where the walk stands, as the browser last reported it; None if it said nothing usable."""
    told = reported.mapping(reported.part(key, "shown"))
    step = reported.one_of(told.get("step"), STEPS)
    at = reported.one_of(told.get("state"), get_args(State))
    tumour = reported.one_of(told.get("tumour"), get_args(Tumour))
    if step and at and tumour:
        return Shown(step, cast("State", at), cast("Tumour", tumour))
    return None
