"""Patients for the exports, and what a reader of any format sees of their text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

from lems_rules.exports.catalogue import FORMATS, Export, export_of
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers

TODAY = date(2026, 11, 23)
# Much is answered, a scan was negative, and the repeat screens have dates, one of them overdue.
RICH: dict[str, object] = {
    "age_at_onset_years": 62,
    "sex": "male",
    "symptom_duration_months": 6,
    "lems_established": "yes",
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "dysphagia": "yes",
    "vgcc_pq_antibody": "positive",
    "cmap_increment_percent": 40,
    "sensory_loss": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2026-08-10",
}
# Before any scan: the two cohorts are quoted.
EARLY = {name: value for name, value in RICH.items() if not name.startswith("chest_ct")}
# Markdown, HTML, Typst, formulas, emoji, and scripts that are read from the right.
HOSTILE = "\n".join(
    (
        "=1+1",
        "+cmd|' /C calc'!A0",
        '-2+3 @SUM(A1) \t=HYPERLINK("https://example.org")',
        "<script>alert(1)</script> <img src=x onerror=alert(1)> &lt; &amp;",
        "# Heading\n**bold** _italic_ `code` [link](https://example.org) ![x](x.png) | a | b |",
        '#panic("typst") #read("/etc/passwd") $x^2$ \\#let <label> @ref',
        "{{ 7*7 }} {% raw %} ${7*7} %s {0} \\n \\\\",
        "💪🏽 疲労 naïve ﬁ Å",
        "العضلات ضعيفة שלום עולם \u202etxt.exe\u202c \u200fend",
        "'quoted' \"twice\"; comma, semicolon; BEGIN:VEVENT",
        "_x0041_ last line",
    )
)


def considered(content: Content, answers: Mapping[str, object]) -> Consideration:
    """The patient on a fixed day."""
    return Consideration(content, read_answers(content, answers), TODAY)


def exported(content: Content, answers: Mapping[str, object], notes: str = "") -> Export:
    """The patient, ready for any format."""
    return export_of(considered(content, answers), notes)


def built(one: Export, format_id: str) -> bytes:
    """The file of one format."""
    return FORMATS[format_id].build(one)


class Page(HTMLParser):
    """A web page as it is read: its text, and everything that is not text."""

    SILENT = frozenset({"style", "script", "title"})

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._inside = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag if tag in self.SILENT else self._inside

    def handle_endtag(self, tag: str) -> None:
        self._inside = "" if tag == self._inside else self._inside

    def handle_data(self, data: str) -> None:
        self.text += data if not self._inside else ""


def squeezed(text: str) -> str:
    """The text with every run of white space as one blank."""
    return " ".join(text.split())


def values_in(tree: Any) -> list[Any]:
    """Every value of a JSON document, however deep."""
    if isinstance(tree, dict):
        return [one for value in tree.values() for one in values_in(value)]
    if isinstance(tree, list):
        return [one for value in tree for one in values_in(value)]
    return [tree]
