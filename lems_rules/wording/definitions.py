"""Finds the technical words in a text, for whoever shows the text to mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content, once
from lems_rules.schema.glossary import Definition


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: a technical word with its definition, or what stands around one."""

    text: str
    means: Definition | None = None


class Definitions:
    """The technical words of one content."""

    def __init__(self, content: Content) -> None:
        self._by_form = {form: entry for entry in content.glossary for form in entry.forms}
        forms = [form for entry in content.glossary for form in entry.forms]
        longest_first = sorted(forms, key=len, reverse=True)
        any_form = "|".join(map(_pattern, longest_first)) or r"(?!)"
        self._word = re.compile(rf"(?<![\w-])(?:{any_form})(?![\w-])")

    def pieces(self, text: str, seen: set[str] | None = None) -> Iterator[Piece]:
        """The text cut at its technical words, each taken once.

        ``seen`` are the ids of words that were taken before; those taken here are added to it.
        """
        seen = set() if seen is None else seen
        end = 0
        for found in self._word.finditer(text):
            entry = self._by_form.get(found[0]) or self._by_form[found[0].lower()]
            if entry.id in seen:
                continue
            seen.add(entry.id)
            if found.start() > end:
                yield Piece(text[end : found.start()])
            yield Piece(found[0], entry)
            end = found.end()
        if end < len(text):
            yield Piece(text[end:])


@once
def definitions(content: Content) -> Definitions:
    """The technical words of this content."""
    return Definitions(content)


def _pattern(form: str) -> str:
    """A word with a capital letter as it is written, another in any case."""
    return re.escape(form) if form != form.lower() else f"(?i:{re.escape(form)})"
