"""Finding entries by their words: small letters, word starts, whatever the punctuation."""

from __future__ import annotations

import re


def sought(*texts: str) -> str:
    """The words of texts in one line, each with a blank before it: what `holds` looks through.

    An id such as ``low_cmap`` stands there whole and word by word.
    """
    words = [word for text in texts for word in _words(text)]
    return "".join(f" {part}" for word in words for part in dict.fromkeys([word, *word.split("_")]))


def holds(words: str, query: str) -> bool:
    """Whether every word of the query begins a word of ``words``, as written by `sought`."""
    return all(f" {word}" in words for word in _words(query))


def _words(text: str) -> list[str]:
    return re.findall(r"[\w%+]+", text.casefold())
