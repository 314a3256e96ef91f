"""YAML as content authors expect it, and nothing else that YAML can be.

Text from outside is read here too, so what it may cost is bounded while it is read: no aliases (600
bytes of them can stand for gigabytes), no deep nesting. There are no tags, which
could make a value of any kind, and a number is a decimal number: 1:30 and 010 stay text.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from lems_rules.schema.quote import MOST_SHOWN, one_line

MOST_DEPTH = 30  # our own files need twelve
MOST_DIGITS = 300  # of a whole number; no other can be longer, and Python stops at some thousands

# The parser written in C, three times as fast; PyYAML comes with it almost everywhere.
_Safe: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# Words stay words, `yes` and `no` among them; what is left are null, dates and decimal numbers.
_NULL = {"", "~", "null", "Null", "NULL"}
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MAY_BE_NUMBER = set("-+.0123456789")


class YamlError(ValueError):
    """Text that is not read: ``where``, ``what`` and ``remedy``, each for one line."""

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what}. {remedy}")
        self.where, self.what, self.remedy = where, what, remedy


def read_yaml(text: str, most_events: int | None = None) -> Any:
    """What a text of YAML says: mappings, lists, words, numbers, dates and null.

    Raises:
        YamlError: it is not YAML, or uses what is not used here; says where.
    """
    try:
        return _Reading(text, most_events).document()
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "the file"
        what = one_line(str(getattr(error, "problem", None) or error))
        raise _unreadable(where, what) from None


class _Reading:
    """Builds the values while the parser tells of them, and stops at what is not used."""

    def __init__(self, text: str, most_events: int | None) -> None:
        self._told = self._bounded(yaml.parse(text, _Safe), most_events)

    def _bounded(self, told: Iterator[yaml.Event], most_events: int | None) -> Iterator[yaml.Event]:
        depth = 0
        for count, event in enumerate(told, 1):
            kind = type(event)
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                depth += 1
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                depth -= 1
            if depth > MOST_DEPTH or (most_events is not None and count > most_events):
                what = "has more entries, or deeper ones, than are needed here"
                raise YamlError(_line(event), what, "Shorten it")
            if kind is AliasEvent or getattr(event, "anchor", None):
                what = "uses an anchor (& or *), which is not read"
                raise YamlError(_line(event), what, "Write it out")
            if getattr(event, "tag", None):
                what = "uses a tag (!), which is not read"
                raise YamlError(_line(event), what, "Put the text in quotes")
            yield event

    def document(self) -> Any:
        next(self._told)  # the stream begins
        if type(next(self._told)) is not DocumentStartEvent:
            return None  # and ends
        found = self._value(next(self._told))
        next(self._told)  # the document ends
        if type(event := next(self._told)) is DocumentStartEvent:
            raise _unreadable(_line(event), "a second document begins there")
        return found

    def _value(self, event: yaml.Event) -> Any:
        if isinstance(event, ScalarEvent):
            return _scalar(event)
        return self._mapping() if isinstance(event, MappingStartEvent) else self._sequence()

    def _mapping(self) -> dict[Any, Any]:
        """Refuses a key that stands twice, and one that is a list or a mapping."""
        found: dict[Any, Any] = {}
        while type(event := next(self._told)) is not MappingEndEvent:
            key = self._value(event)
            if not isinstance(key, Hashable):
                raise _unreadable(_line(event), "found unhashable key")
            if key in found:
                raise _unreadable(_line(event), f"written twice: {one_line(str(key))[:MOST_SHOWN]}")
            found[key] = self._value(next(self._told))
        return found

    def _sequence(self) -> list[Any]:
        found = []
        while type(event := next(self._told)) is not SequenceEndEvent:
            found.append(self._value(event))
        return found


def _scalar(event: yaml.ScalarEvent) -> Any:
    text: str = event.value
    try:
        text.encode()  # no file can hold "\ud800"; the parser written in C lets none pass
        plain, _ = event.implicit
        return _meant(text) if plain else text
    except ValueError as error:  # such as 2026-02-30
        raise _unreadable(_line(event), one_line(str(error))) from None


def _meant(text: str) -> Any:
    """What stands there without quotes."""
    if text[:1] in _MAY_BE_NUMBER:
        if _INT.fullmatch(text):
            if len(text) > MOST_DIGITS:
                raise ValueError(f"a number of {len(text):,} digits")
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    return None if text in _NULL else text


def _line(event: yaml.Event) -> str:
    return f"line {event.start_mark.line + 1}" if event.start_mark else "the file"


def _unreadable(where: str, what: str) -> YamlError:
    return YamlError(where, f"is not readable YAML ({what[:200]})", "Correct that line")
