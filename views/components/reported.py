"""The door through which every component's report comes: read as what it may be, or not at all.

A browser can report anything. What an honest one cannot have sent is left out here without a word;
what a person can have typed is kept as typed, for the checklist to use or to object to.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path

import streamlit as st

MOST_TEXT = 2_000  # characters of one answer; nothing of this length can be used as one
MOST_COUNTED = 1_000_000_000
MARK = ("mapping", "on", "source")  # what a mark holds beside the answer
MOST_MARK = 300
# Part of every component that reports: when it may.
REPORT = (Path(__file__).parent / "report.js").read_text("utf-8")


def part(key: str, name: str) -> object:
    """What a component last reported under this name; None if nothing."""
    return mapping(st.session_state.get(key)).get(name)


def mapping(value: object) -> Mapping[str, object]:
    """An object, or an empty one."""
    return value if isinstance(value, Mapping) else {}


def text(value: object, most: int = MOST_TEXT) -> str | None:
    """A text of whole characters, no longer than it may be."""
    return value[:most] if isinstance(value, str) and _is_whole(value) else None


def count(value: object) -> int | None:
    """A count from 0 upwards."""
    counted = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_COUNTED
    return value if counted else None  # type: ignore[return-value]


def one_of(value: object, known: Container[str]) -> str | None:
    """One of the names that are known."""
    return value if isinstance(value, str) and value in known else None


def answers(value: object, known: Container[str]) -> dict[str, str | float]:
    """By the id of a question what was typed or chosen there: text, or a number with an end."""
    found: dict[str, str | float] = {}
    for name, answer in mapping(value).items():
        if one_of(name, known) is None:
            continue
        if isinstance(answer, int | float):
            if fits_a_browser(answer):
                found[name] = answer
        elif (typed := text(answer)) is not None:
            found[name] = typed
    return found


def names(value: object, known: Container[str]) -> dict[str, str]:
    """By the id of a question a name, such as that of the reason for leaving it open."""
    found = {name: text(one) for name, one in mapping(value).items() if one_of(name, known)}
    return {name: one for name, one in found.items() if one is not None}


def marks(value: object, known: Container[str]) -> dict[str, dict[str, str | float]]:
    """By the id of a question what a record answered there, by which mapping, when, and whose."""
    found = {}
    for name, one in mapping(value).items():
        if one_of(name, known) is None:
            continue
        answer = answers({name: mapping(one).get("value")}, known)
        told = {part: text(mapping(one).get(part), MOST_MARK) for part in MARK}
        texts = {part: said for part, said in told.items() if said is not None}
        if answer and len(texts) == len(MARK):
            found[name] = {"value": answer[name], **texts}
    return found


def fits_a_browser(value: object) -> bool:
    """Whether a browser can hold this as it is: whole characters, or a number with an end."""
    if isinstance(value, str):
        return _is_whole(value)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300


def _is_whole(value: str) -> bool:
    return value == value.encode("utf-8", "ignore").decode("utf-8")
