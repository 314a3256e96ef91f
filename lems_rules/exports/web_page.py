"""The summary as one HTML file: no script, nothing fetched, and it prints well."""

from __future__ import annotations

from pathlib import Path
from string import ascii_letters, digits

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from lems_rules.exports.parts.block import printable, sentence
from lems_rules.wording.summary.report import Report


def html(told: Report) -> str:
    """The whole report as a page; every value is escaped, whoever wrote it."""
    return _TEMPLATES.get_template("summary.html").render(told=told, words=told.words)


def _in_css(text: str) -> Markup:
    """A text for the inside of a CSS string, where HTML's own escapes would be shown."""
    kept = f"{ascii_letters}{digits} "
    safe = (one if one in kept else f"\\{ord(one):x} " for one in text)
    return Markup("".join(safe))


_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"in_css": _in_css, "printable": printable, "sentence": sentence}
