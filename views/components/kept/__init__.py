"""Keeps the work on cases and a case of one's own in the browser's tab, and brings them back.

That is after a reload, and when the server has forgotten the sitting.
"""

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
    js=reported.REPORT + (Path(__file__).parent / "kept.js").read_text("utf-8"),
)


def keep(
    plain: Mapping[str, Any],
    *,
    sitting: str,
    fresh: bool,
    awaited: bool,
    on_kept: Callable[[], None],
) -> None:
    """Let the tab keep this; where the ``sitting`` is ``fresh``, let it say first what it has kept.

    Where that is ``awaited``, it also says that it has kept nothing.
    """
    data = {"kept": json.dumps(plain), "sitting": sitting, "fresh": fresh, "awaited": awaited}
    _keep(key=_KEY, data=data, on_kept_change=on_kept)


def kept() -> object:
    """What the tab said it had kept, as it said it: `lems_rules.teaching` reads it."""
    return reported.part(_KEY, "kept")
