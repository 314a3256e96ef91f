"""The neuromuscular-junction drawing: small beside other things, and large as a walk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import streamlit as st

from lems_rules.mechanism import Stop

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

_PARTS = Path(__file__).parent / "junction"


def _read(*names: str) -> str:
    return "\n".join((_PARTS / name).read_text(encoding="utf-8") for name in names)


_DRAWING = _read("figure.svg")
_SMALL = f"""
<figure class="junction">
<figcaption></figcaption>
{_DRAWING.replace("<!-- motion -->", "")}
<ol class="labels"></ol>
</figure>
"""
_LARGE = _read("walk.html").replace(
    "<!-- figure -->", _DRAWING.replace("<!-- motion -->", _read("motion.svg"))
)

_draw = st.components.v2.component(
    "lems_junction",
    html=_SMALL,
    css=_read("figure.css", "small.css"),
    js=_read("figure.js", "small.js"),
)
_walk = st.components.v2.component(
    "lems_walk",
    html=_LARGE,
    css=_read("figure.css", "walk.css"),
    js=_read("figure.js", "walk.js"),
)


@dataclass(frozen=True)
class FigureView:
    """What the small figure shows; `words` are those of content/mechanism/figure.yaml.

    Compact, it names only the lit step; otherwise all ten. A figure that `follows` takes its step
    and state from `views.now` instead, and stays one message however often they change.
    """

    step: str | None
    state: State
    compact: bool
    words: Mapping[str, str]
    follows: bool = False


def junction(figure: FigureView, *, key: str) -> None:
    """Draw the figure small, with its title, its description and its labels."""
    _draw(
        key=key,
        data={
            "state": figure.state,
            "step": figure.step,
            "form": "compact" if figure.compact else "full",
            "follows": figure.follows,
            "steps": STEPS,
            "words": _words_of_the_figure(figure.words),
        },
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
    state: Any = st.session_state.get(key)
    told = state.get("shown") if isinstance(state, Mapping) else None
    if not isinstance(told, Mapping):
        return None
    step, at, tumour = told.get("step"), told.get("state"), told.get("tumour")
    if step in STEPS and at in get_args(State) and tumour in get_args(Tumour):
        return Shown(step, cast("State", at), cast("Tumour", tumour))
    return None


def _words_of_the_figure(words: Mapping[str, str]) -> dict[str, str]:
    """Without those of the walk, so that the message beside the checklist stays small."""
    kinds = ("state_", "title_", "desc_", "step_", "note_", "name_", "highlighted")
    return {key: text for key, text in words.items() if key.startswith(kinds)}
