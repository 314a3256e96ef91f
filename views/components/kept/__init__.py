"""Keeps the sitting's work on cases in the browser's tab, and brings it back after a reload."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from views.components import reported

_KEY = "kept_cases"
_keep = st.components.v2.component(
    "lems_kept",
    html="<span hidden></span>\n",
    js=(Path(__file__).parent / "kept.js").read_text("utf-8"),
)


def keep(plain: Mapping[str, Any], *, fresh: bool, on_kept: Callable[[], None]) -> None:
    """Let the tab keep this; where the session is ``fresh``, let it say first what it has kept."""
    data = {"kept": json.dumps(plain), "fresh": fresh}
    _keep(key=_KEY, data=data, on_kept_change=on_kept)


def kept() -> object:
    """What the tab said it had kept, as it said it: `lems_rules.teaching.sitting` reads it."""
    return reported.part(_KEY, "kept")
