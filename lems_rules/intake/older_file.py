"""An older file read again: what its answers gave then, and what they give now.

A part of the stored result that is missing or of another shape is not compared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.parts import Parts, parts_of, plain_name, titles
from lems_rules.schema.questions.item import YEARS


def read_again(given: Consideration, made: Mapping[str, Any]) -> tuple[str, ...]:
    """What reads differently now, in sentences; none when the file is of this edition.

    ``given`` are the answers of the file as they are used now, ``made`` is what the file says of
    itself. Both results are of the day on which the file was made, so that time alone changes
    nothing.
    """
    content, stored = given.content, made.get("result")
    stored = stored if isinstance(stored, Mapping) else {}
    edition = plain_name(made.get("edition") or stored.get("edition"))
    digest = plain_name(made.get("content_digest") or stored.get("content_digest"))
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
    then = Consideration(content, given.answers, day).result()
    before, after = _told(content, parts_of(stored)), _told(content, parts_of(then))
    changes = [
        words["reread_change"].format(what=what, was=was, now=is_now)
        for (what, was), (_, is_now) in zip(before, after, strict=True)
        if was != is_now and was is not None
    ]
    return (told, *(changes or [words["reread_same"]]))


def _told(content: Content, parts: Parts) -> Iterator[tuple[str, str | None]]:
    """Each part with what it is called, in the words of today; None where the file is silent."""
    words = content.words
    yield words["compare_level"], _level(content, parts)
    yield words["compare_safety"], _titled(content, parts.safety)
    yield words["reread_flags"], _titled(content, parts.flags)
    yield words["compare_score"], _score(content, parts)
    yield words["compare_plan"], _titled(content, parts.workup)
    schedule = None if parts.schedule is None else [parts.schedule] if parts.schedule else []
    yield words["compare_schedule"], _titled(content, schedule)
    yield words["compare_dates"], _titled(content, parts.dates)


def _level(content: Content, parts: Parts) -> str | None:
    if (level := parts.level) is None:
        return None
    title = titles(content).get(level.id, level.id)
    return f"{title} ({level.rule})" if level.rule else title


def _score(content: Content, parts: Parts) -> str | None:
    if (score := parts.score) is None:
        return None
    if not score.applies:
        return content.words["does_not_apply"]
    return content.text("reread_range", low=score.low, high=score.high, most=len(content.points))


def _titled(content: Content, names: Collection[str] | None) -> str | None:
    """Each by its id and its title, if it has one; or the word for none."""
    if names is None:
        return None
    known = titles(content)
    listed = (f"{name} {known[name]}" if name in known else name for name in names)
    return "; ".join(listed) or content.words["none"]


def _day(value: object) -> date | None:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found and found.year in YEARS else None
