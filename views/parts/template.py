"""Draws finished view objects as HTML; every value is escaped, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from jinja2 import Environment, FileSystemLoader, StrictUndefined

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def fill(template: str, **values: object) -> str:
    """The HTML of a template with its blanks filled; every value escaped."""
    return _TEMPLATES.get_template(template).render(values)


def draw(template: str, **values: object) -> None:
    """Fill a template and put it on the page."""
    st.html(fill(template, **values))
