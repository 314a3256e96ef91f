"""What follows from the last answer, told to all that shows it beside the questions.

Only the telling is rerun with an answer. What shows it stands outside that fragment, is sent once
and follows in the browser, so that Streamlit has next to nothing to redraw (benchmarks/README.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from views.drawing import draw

_HERE = Path(__file__).parent
CLOSE_NAVIGATION = (_HERE / "frame" / "close_navigation.js").read_text("utf-8")

# In the light DOM, where the look of the page holds and links such as #q-ptosis find their place.
_follow = st.components.v2.component(
    "lems_follow",
    html='<div class="now"></div>\n',
    js=CLOSE_NAVIGATION + (_HERE / "now" / "follow.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Now:
    """What the panel, the questions and the small figure show at this moment.

    `parts` are pieces of HTML by name, every value in them escaped (`views.drawing.fill`).
    `shown` are the ids of the questions on the page; `problems` and `warnings` are by item id;
    `status` is said to screen readers; `step` and `state` are the figure's.
    """

    parts: Mapping[str, str]
    shown: Sequence[str]
    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    status: str
    step: str
    state: str


def tell(now: Now) -> None:
    """Tell the components on this page, in an empty element that `follow` watches for."""
    draw("now.html", told=json.dumps(asdict(now), ensure_ascii=False))


def follow(part: str, *, key: str) -> None:
    """Show a part of the panel here, always as it was last told."""
    _follow(key=key, data={"part": part})
