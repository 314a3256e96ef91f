"""The parts by which two results are compared, whether just worked out or read from a file.

Nothing that comes from a file is taken for granted: a part that is missing, or of another shape,
is None.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lems_rules.knowledge.content import Content, once
from lems_rules.reasoning.result import SCORE, Assessment

_NAME = re.compile(r"[\w.-]{1,40}", re.ASCII)
_READ = {
    *("suspicion", "safety", "counter_flags", SCORE),
    *("workup", "schedule_rule", "schedule"),
}


@dataclass(frozen=True, slots=True)
class LevelPart:
    """The level and the rule that gave it; empty where none did."""

    id: str
    rule: str


@dataclass(frozen=True, slots=True)
class ScorePart:
    """The score as a range, and its tier if it has one."""

    applies: bool
    low: int
    high: int
    tier: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """A result in parts, everything by its id; None where a file does not say.

    ``schedule`` is empty where none counts; ``dates`` are the screens that have one.
    """

    level: LevelPart | None
    safety: tuple[str, ...] | None
    flags: tuple[str, ...] | None
    score: ScorePart | None
    workup: tuple[str, ...] | None
    schedule: str | None
    dates: tuple[str, ...] | None


def parts_of(result: Assessment | Mapping[str, Any]) -> Parts:
    """A result of today, or one as a file holds it, in its parts."""
    if isinstance(result, Assessment):
        result = result.model_dump(mode="json", include=_READ)
    return Parts(
        level=_level(result.get("suspicion")),
        safety=_names(result.get("safety")),
        flags=_names(result.get("counter_flags")),
        score=_score(result.get(SCORE)),
        workup=_names(_each(result.get("workup"), "id")),
        schedule=plain_name(result["schedule_rule"]) if "schedule_rule" in result else None,
        dates=_names(_each(result.get("schedule"), "due")),
    )


@once
def titles(content: Content) -> Mapping[str, str]:
    """What the rules, the schedules and the levels are called, by id."""
    return {
        **{level.id: level.title for level in content.suspicion.levels},
        **{rule.id: rule.title for rule in content.rules},
    }


def plain_name(value: object) -> str:
    """A short plain name; whatever else a file may hold is nothing."""
    return value if isinstance(value, str) and _NAME.fullmatch(value) else ""


def _level(found: object) -> LevelPart | None:
    if not isinstance(found, Mapping) or not (level := plain_name(found.get("id"))):
        return None
    return LevelPart(level, plain_name(found.get("rule")))


def _score(found: object) -> ScorePart | None:
    if not isinstance(found, Mapping):
        return None
    low, high = found.get("low"), found.get("high")
    if not isinstance(low, int) or not isinstance(high, int):
        return None
    tier = plain_name(found.get("tier")) or None
    return ScorePart(found.get("applies") is not False, low, high, tier)


def _each(found: object, key: str) -> object:
    """One value of each entry of a list."""
    if not isinstance(found, list | tuple):
        return None
    return [one.get(key) for one in found if isinstance(one, Mapping)]


def _names(found: object) -> tuple[str, ...] | None:
    if not isinstance(found, list | tuple):
        return None
    return tuple(name for name in map(plain_name, found) if name)
