"""Finds the technical words in a text, for whoever shows the text to mark them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content, once
from lems_rules.schema.glossary import Definition

_WORD = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: a technical word with its definition, or what stands around one."""

    text: str
    means: Definition | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a technical word, with how many characters stand before its first whole word."""

    pattern: re.Pattern[str]
    before: int
    means: Definition


class Definitions:
    """The technical words of one content."""

    def __init__(self, content: Content) -> None:
        # By the first whole word of each form, since trying every form at every place takes long.
        self._by_word: dict[str, list[_Form]] = {}
        forms = [(form, entry) for entry in content.glossary for form in entry.forms]
        for form, entry in sorted(forms, key=lambda one: len(one[0]), reverse=True):
            first = _WORD.search(form)
            assert first is not None  # a definition without a word is refused when it is read
            pattern = re.compile(rf"(?<![\w-]){_pattern(form)}(?![\w-])")
            by_word = self._by_word.setdefault(first[0].lower(), [])
            by_word.append(_Form(pattern, first.start(), entry))

    def pieces(self, text: str, seen: set[str] | None = None) -> Iterator[Piece]:
        """The text cut at its technical words, each taken once.

        ``seen`` are the ids of words that were taken before; those taken here are added to it.
        """
        seen = set() if seen is None else seen
        end = 0
        for start, stop, entry in self._found(text):
            if entry.id in seen:
                continue
            seen.add(entry.id)
            if start > end:
                yield Piece(text[end:start])
            yield Piece(text[start:stop], entry)
            end = stop
        if end < len(text):
            yield Piece(text[end:])

    def _found(self, text: str) -> Iterator[tuple[int, int, Definition]]:
        """Where technical words stand, the longest form of each; they do not overlap."""
        past = 0
        for word in _WORD.finditer(text):
            for form in self._by_word.get(word[0].lower(), ()):
                start = word.start() - form.before
                found = form.pattern.match(text, start) if start >= past else None
                if found:
                    past = found.end()
                    yield found.start(), past, form.means
                    break


@once
def definitions(content: Content) -> Definitions:
    """The technical words of this content."""
    return Definitions(content)


def _pattern(form: str) -> str:
    """A word with a capital letter as it is written, another in any case."""
    return re.escape(form) if form != form.lower() else f"(?i:{re.escape(form)})"
