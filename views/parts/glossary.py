"""Marks technical words in finished HTML, so that the page can say what they mean.

A marked word is a button; ``views/components/frame/terms.js``, which is on every page, shows its
definition on hover, focus and touch. Inside a link it is no button, and a touch follows the link.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import streamlit as st
from markupsafe import escape

from lems_rules.knowledge.content import Content
from lems_rules.wording.definitions import definitions
from views.parts.template import fill

_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?\s*([a-zA-Z0-9]+)")
# What can be pressed or chosen, and what is no text: nothing is marked in there.
_CLOSED = {"button", "summary", "label", "select", "option", "script", "style", "svg", "h1"}


def explained(content: Content, html: str) -> str:
    """The HTML with each technical word marked where it first stands in text that can be marked."""
    return "".join(_marked(content, html))


def draw_explained(content: Content, template: str, **values: object) -> None:
    """Fill a template, mark its technical words, and put it on the page."""
    st.html(explained(content, fill(template, **values)))


def _marked(content: Content, html: str) -> Iterator[str]:
    cut, seen, closed, linked = definitions(content).pieces, set[str](), 0, False
    for at, part in enumerate(_TAG.split(html)):
        if at % 2:
            name, ends = _name_of(part), part.startswith("</")
            if name in _CLOSED:
                closed += -1 if ends else 1
            if name == "a":
                linked = not ends
            yield part
        elif closed or not part or part.isspace():
            yield part
        else:
            for piece in cut(part, set() if linked else seen):
                yield _word(piece.text, piece.means.says, linked) if piece.means else piece.text


def _name_of(tag: str) -> str:
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _word(word: str, says: str, linked: bool) -> str:
    if linked:
        return f'<span class="term" data-says="{escape(says)}">{word}</span>'
    return f'<button type="button" class="term" data-says="{escape(says)}">{word}</button>'
