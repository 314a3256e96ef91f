"""Typst, for the documents that are set as pages: tagged PDF that meets PDF/UA-1.

The templates are constant files. Whatever belongs to a patient or a case reaches them as data, so
nothing that somebody typed can be read as markup, and a template can read no file but its like.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import typst

from lems_rules.exports.parts.press import pressed
from lems_rules.exports.parts.typeface import FOLDER, as_displayed, files

# A document that is so many times too long is not laid out again to save room: it would not do.
MOST_GAIN = 1.5
TEMPLATES = Path(__file__).parent.parent / "templates"
# Typst keeps what it has worked out until it was not needed for so many documents. Then it is gone.
KEPT_FOR = 10


def typeset(template: str, **data: Any) -> bytes:
    """The PDF of a template of ``templates/``; each piece of data is one of its ``sys.inputs``.

    The same data gives the same bytes. The template must give the document a date.

    Raises:
        typst.TypstError: the template is broken. No text in the data can cause it.
        OSError: the template or a typeface is missing.
    """
    return typeset_within((), template, (data,))


def typeset_within(
    limits: Sequence[int], template: str, attempts: Sequence[Mapping[str, Any]]
) -> bytes:
    """The PDF with the first of the data to keep it within so many pages, else with the very first.

    It is kept within the first of the limits that any of the data can meet. What the template marks
    as ``page-one`` must end on page one.

    Raises:
        typst.TypstError: as `typeset`.
    """
    return pressed(_set_within, limits, template, attempts)


def _set_within(
    limits: Sequence[int], template: str, attempts: Sequence[Mapping[str, Any]]
) -> bytes:
    try:
        return _first_within(limits, template, attempts)
    finally:
        _forget()


def _first_within(
    limits: Sequence[int], template: str, attempts: Sequence[Mapping[str, Any]]
) -> bytes:
    # The pages are counted on the layout: no PDF is made of what does not fit.
    layouts = [_Layout(template, data) for data in attempts]
    for limit in limits:
        for layout in layouts:
            if layout.pages <= limit and layout.first == 1:
                return _compiled(layout.compiler)
            if layout.pages > limit * MOST_GAIN:
                break
    return _compiled(layouts[0].compiler)


class _Layout:
    """A document as it would be set, laid out when it is first asked for."""

    def __init__(self, template: str, data: Mapping[str, Any]) -> None:
        self._of = template, data

    @cached_property
    def compiler(self) -> typst.Compiler:
        """What sets it."""
        return _compiler(*self._of)

    @cached_property
    def _extent(self) -> Mapping[str, Any]:
        extent: Mapping[str, Any] = json.loads(
            self.compiler.query("<extent>", field="value", one=True)
        )
        return extent

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return int(self._extent["pages"])

    @property
    def first(self) -> int:
        """The page on which what belongs on page one ends."""
        return int(self._extent["first"])


def _compiler(template: str, data: Mapping[str, Any]) -> typst.Compiler:
    """A compiler for one document: none can be shared by the threads of the app."""
    inputs = {name: json.dumps(_shown(one), ensure_ascii=False) for name, one in data.items()}
    return typst.Compiler(
        TEMPLATES / template, root=TEMPLATES, font_paths=_fonts(), sys_inputs=inputs
    )


def _compiled(compiler: typst.Compiler) -> bytes:
    made = compiler.compile(format="pdf", pdf_standards="ua-1")
    assert isinstance(made, bytes)  # no output file was named, and a PDF is one
    return made


def _forget() -> None:
    """Let Typst forget the document: it holds what somebody entered, and a hundred megabytes."""
    nothing = _compiler("nothing.typ", {})
    for _ in range(KEPT_FOR + 1):
        nothing.compile(format="pdf")


@cache
def _fonts() -> typst.Fonts:
    """Only the shipped fonts, all of them, read once: a page looks the same on every machine."""
    files()
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER)]
    )


def _shown(value: Any) -> Any:
    """The data with every text as the typefaces can show it."""
    if isinstance(value, str):
        return as_displayed(value)
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value
