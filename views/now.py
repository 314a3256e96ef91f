"""What has changed since the last answer, told to the large components that stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_tell = st.components.v2.component(
    "lems_now",
    html="<span hidden></span>\n",
    js=(Path(__file__).parent / "now" / "now.js").read_text("utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Now:
    """What the questions and the small figure show at this moment.

    `shown` are the ids of the questions on the page; `problems` and `warnings` are by item id;
    `status` is said to screen readers; `step` and `state` are the figure's.
    """

    shown: Sequence[str]
    problems: Mapping[str, str]
    warnings: Mapping[str, str]
    status: str
    step: str
    state: str


def tell(now: Now, *, key: str) -> None:
    """Tell the components on this page."""
    _tell(key=key, data=asdict(now))
