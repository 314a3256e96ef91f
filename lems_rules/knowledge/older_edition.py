"""What an older edition does not say because Python knew it then, taken from the shipped content.

The ids of the checklist never change their meaning, so what is said today of an id held then too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# By file, what it says today and did not say before.
_LATER = {
    "checklist.yaml": ("roles",),
    "edition.yaml": ("disease",),
    "rules/screening.yaml": ("score",),
    "rules/suspicion.yaml": ("tested_from", "met"),
}
_LATER_OF_A_SCORE = ("short", "predicts")


def completed(name: str, source: Any, shipped: Callable[[str], Any]) -> Any:
    """One file of an older edition with what is missing in it; ``shipped`` reads one of ours."""
    later = _LATER_OF_A_SCORE if name.startswith("scores/") else _LATER.get(name, ())
    if not isinstance(source, dict) or all(key in source for key in later):
        return source
    ours = shipped(name) or {}
    source = {**{key: ours[key] for key in later if key in ours}, **source}
    if name == "checklist.yaml":
        source["sections"] = _entries(source, ours, "sections", "told_in")
    if name.startswith("scores/"):
        source["items"] = _entries(source, ours, "items", "key")
    return source


def _entries(source: Any, ours: Any, part: str, key: str) -> Any:
    """The entries of a list, each with what ours of the same id says under one key."""
    known = {entry["id"]: entry[key] for entry in ours.get(part, ())}
    return [
        {key: known[entry["id"]], **entry} if entry.get("id") in known else entry
        for entry in source.get(part, ())
    ]
