"""How the phrases of the content are put inside a sentence."""

from __future__ import annotations


def lower_first(text: str) -> str:
    """The text for the middle of a sentence; abbreviations and names keep their capitals."""
    first = text.split(" ", 1)[0]
    if first in _NAMES or (first != "A" and not first[1:].replace("-", "a").islower()):
        return text
    return text[0].lower() + text[1:]


_NAMES = {"Guillain-Barré", "Kennedy", "Amifampridine", "Japanese", "Karnofsky"}
