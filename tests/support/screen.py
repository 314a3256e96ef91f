"""What a person would see of the app under AppTest: words, questions, and whether all is well."""

from __future__ import annotations

import html
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from tests.support.shipped import CONTENT

ROOT = Path(__file__).parents[2]
PAGES = tuple(
    f"views/pages/{name}.py"
    for name in ("checklist", "result", "mechanism", "cases", "evidence", "cohort", "drafts")
)
MARKUP = {"html_block", "html_inline", "link_open", "strong_open", "code_inline"}
TOLD = "data-lems-now"
DISCLAIMER = "Educational only. Not a medical device, not a diagnosis"


def opened(**state: object) -> AppTest:
    """The app on its first page, with this in the session; fails if anything went wrong."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for key, value in state.items():
        app.session_state[key] = value
    return sound(app.run())


def go(app: AppTest, page: str) -> AppTest:
    """The same sitting on another page."""
    return sound(app.switch_page(page).run())


def sound(app: AppTest) -> AppTest:
    """The app, having shown no exception."""
    assert [one.message for one in app.exception] == []
    return app


def drawn(app: AppTest) -> str:
    """The HTML that was drawn, as sent, and the parts of the panel that the browser fills in."""
    bodies = [one.proto.body for one in app.get("html") if TOLD not in one.proto.body]
    return "\n".join([*bodies, *told(app).get("parts", {}).values()])


def told(app: AppTest) -> dict[str, Any]:
    """What the checklist page was told of the present moment."""
    for one in app.get("html"):
        if found := re.search(f'{TOLD}="([^"]*)"', one.proto.body):
            text = html.unescape(found.group(1))
            return dict(json.loads(text, parse_constant=_no_constant))
    return {}


def words(app: AppTest) -> str:
    """The words of what was drawn, on one line."""
    bare = re.sub(r"<[^>]*>", " ", drawn(app))
    return " ".join(html.unescape(bare).split())


def written(app: AppTest) -> str:
    """Everything sent as Markdown, which the browser reads as markup."""
    kinds = ("markdown", "caption", "error", "warning", "success", "info", "title", "header")
    return "\n".join(str(one.value) for kind in kinds for one in app.get(kind))


def marked_up(app: AppTest, mark: str) -> list[str]:
    """Where ``mark``, written by a person, stands as anything but plain text."""
    finder = _Outside(mark)
    finder.feed(drawn(app))
    found = finder.found
    for block in written(app).split("\n"):
        if mark not in block:
            continue
        tokens = [
            inner
            for token in MarkdownIt("commonmark", {"html": True}).parse(block)
            for inner in (token, *(token.children or []))
        ]
        found += [
            block
            for token in tokens
            if token.type
            in {"html_block", "html_inline", "link_open", "strong_open", "code_inline"}
            or (token.type == "heading_open" and mark in block)
        ]
        if re.search(r"(?<!\\)[:$\[\]]", block):  # Streamlit's own directives and formulas
            found.append(block)
    return found


class _Outside(HTMLParser):
    """Finds a mark in the tags, attributes, comments and scripts of a page."""

    def __init__(self, mark: str) -> None:
        super().__init__()
        self.mark, self.found, self.inside = mark, list[str](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in {"script", "style"} else ""
        if self.mark in f"{tag} {attrs}":
            self.found.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_comment(self, data: str) -> None:
        if self.mark in data:
            self.found.append("<!-- -->")

    def handle_data(self, data: str) -> None:
        if self.inside and self.mark in data:
            self.found.append(self.inside)


def asked(app: AppTest) -> dict[str, Any]:
    """What the questions were told, and what is said at each of them."""
    found: dict[str, Any] = {}
    for component in (one.proto for one in app.get("bidi_component")):
        if component.component_name in {"lems_questions", "lems_exchange"}:
            found |= json.loads(component.json, parse_constant=_no_constant)
    return found | told(app)


def noted(app: AppTest) -> dict[str, Any]:
    """What the field for the notes was told."""
    for component in (one.proto for one in app.get("bidi_component")):
        if component.component_name == "lems_notes":
            return dict(json.loads(component.json))
    raise AssertionError("there is no field for the notes on this page")


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON: the browser could not read what it is told")


def from_session(call: str, **state: object) -> Any:
    """The file that a download makes in a session that holds this: ``as_json`` or a format's id."""

    def script(call: str) -> None:
        import streamlit as st

        from views.state import session

        build = session.as_json if call == "as_json" else session.in_format(call)
        st.session_state["returned"] = session.download(build)()

    app = AppTest.from_function(script, default_timeout=60, kwargs={"call": call})
    for key, value in state.items():
        app.session_state[key] = value
    return sound(app.run()).session_state["returned"]


def held(app: AppTest) -> dict[str, Any]:
    """The answers of the sitting, as entered."""
    return dict(app.session_state["answers"]) if "answers" in app.session_state else {}


def case(name: str) -> dict[str, Any]:
    """The answers of a shipped case, by the end of its id."""
    return dict(CONTENT.cases[f"case_{name}"].answers)
