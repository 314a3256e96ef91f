"""How far a learner has come through the shelf: what is done, what was missed, and what is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lems_rules.knowledge.content import Content, known_diagnoses
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import Attempt, lesson_of, shelf
from lems_rules.teaching.debriefing import forecast
from lems_rules.teaching.feedback import urgent_after
from lems_rules.teaching.sitting import Work


@dataclass(frozen=True, slots=True)
class Missed:
    """A case that was worked to its end, and what was missed in it; the urgent comes first."""

    id: str
    title: str
    what: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """The cases of the shelf that are worked; ``next_id`` is empty once all of them are."""

    says: str
    next_id: str
    next_title: str
    missed: tuple[Missed, ...]


def progress(
    content: Content, cases: Mapping[str, Case], works: Mapping[str, Work], opened: str = ""
) -> Progress:
    """The progress through these cases; the next is one that is neither worked nor ``opened``."""
    cards = shelf(content, cases.values())
    over = {card.id: works[card.id] for card in cards if card.id in works and works[card.id].over}
    left = [card for card in cards if card.id not in over and card.id != opened]
    missed = ((name, tuple(_missed(content, work.attempt))) for name, work in over.items())
    return Progress(
        says=content.words["progress_says"].format(done=len(over), all=len(cards)),
        next_id=left[0].id if left else "",
        next_title=left[0].title if left else "",
        missed=tuple(
            Missed(name, lesson_of(cases[name]).title, what) for name, what in missed if what
        ),
    )


def _missed(content: Content, attempt: Attempt) -> Iterator[str]:
    words = content.words
    for one in urgent_after(content, attempt, len(attempt.lesson.stages)):
        if not one.seen:
            yield words["progress_urgent"].format(title=one.title)
    if not forecast(attempt).right:
        title = known_diagnoses(content)[attempt.case.diagnosis]
        yield words["progress_diagnosis"].format(title=title)
