"""An older file read again: what its answers gave then, and what they give now.

The stored result comes from a file, so nothing in it is taken for granted: a part that is missing
or of another shape is not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.result import SCORE
from lems_rules.schema.checklist import YEARS

_NAME = re.compile(r"[\w.-]{1,40}", re.ASCII)


def read_again(given: Consideration, made: Mapping[str, Any]) -> tuple[str, ...]:
    """What reads differently now, in sentences; none when the file is of this edition.

    ``given`` are the answers of the file as they are used now, ``made`` is what the file says of
    itself. Both results are of the day on which the file was made, so that time alone changes
    nothing.
    """
    content, stored = given.content, made.get("result")
    stored = stored if isinstance(stored, Mapping) else {}
    edition = _name(made.get("edition") or stored.get("edition"))
    digest = _name(made.get("content_digest") or stored.get("content_digest"))
    now = content.edition.edition, content.digest
    if not edition or (edition, digest or now[1]) == now:
        return ()
    words = content.words
    told = words["reread_made"].format(
        was=edition,
        was_digest=digest or words["reread_unknown"],
        now=now[0],
        now_digest=now[1],
    )
    if not stored:
        return told, words["reread_nothing"]
    day = _day(stored.get("today")) or given.today
    then = Consideration(content, given.answers, day).result().model_dump(mode="json")
    before, after = _Told(given, stored), _Told(given, then)
    changes = [
        words["reread_change"].format(what=what, was=was, now=is_now)
        for (what, was), (_, is_now) in zip(before.parts(), after.parts(), strict=True)
        if was != is_now and was is not None
    ]
    return (told, *(changes or [words["reread_same"]]))


class _Told:
    """A result, of today or from a file, in the words of today."""

    def __init__(self, given: Consideration, result: Mapping[str, Any]) -> None:
        self.content, self.result = given.content, result
        self.words = given.content.words
        screening = given.content.screening
        self.titles = {
            **{rule.id: rule.title for rule in given.content.rules},
            **{rule.id: rule.title for rule in screening.schedules},
            **{level.id: level.title for level in given.content.suspicion.levels},
        }

    def parts(self) -> Iterator[tuple[str, str | None]]:
        """The parts that are compared; None where the file does not say."""
        words = self.words
        yield words["compare_level"], self._level()
        yield words["compare_safety"], self._listed("safety")
        yield words["reread_flags"], self._listed("counter_flags")
        yield words["compare_score"], self._score()
        yield words["compare_plan"], self._listed("workup", "id")
        yield words["compare_schedule"], self._schedule()
        yield words["compare_dates"], self._listed("schedule", "due")

    def _level(self) -> str | None:
        found = self.result.get("suspicion")
        if not isinstance(found, Mapping) or not (level := _name(found.get("id"))):
            return None
        rule = _name(found.get("rule"))
        title = self.titles.get(level, level)
        return f"{title} ({rule})" if rule else title

    def _score(self) -> str | None:
        found = self.result.get(SCORE)
        if not isinstance(found, Mapping):
            return None
        low, high = found.get("low"), found.get("high")
        if not isinstance(low, int) or not isinstance(high, int):
            return None
        if found.get("applies") is False:
            return self.words["does_not_apply"]
        return self.words["reread_range"].format(low=low, high=high, most=len(self.content.points))

    def _schedule(self) -> str | None:
        if "schedule_rule" not in self.result:
            return None
        rule = _name(self.result["schedule_rule"])
        return self._titled(rule) if rule else self.words["none"]

    def _listed(self, key: str, inner: str = "") -> str | None:
        """Entries of a list by title, or the word for none."""
        found = self.result.get(key)
        if not isinstance(found, list | tuple):
            return None
        if inner:
            found = [one.get(inner) for one in found if isinstance(one, Mapping)]
        names = [name for name in map(_name, found) if name]
        return "; ".join(map(self._titled, names)) or self.words["none"]

    def _titled(self, name: str) -> str:
        title = self.titles.get(name)
        return f"{name} {title}" if title else name


def _name(value: object) -> str:
    """A short plain name; whatever else a file may hold is nothing."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else ""


def _day(value: object) -> date | None:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None
