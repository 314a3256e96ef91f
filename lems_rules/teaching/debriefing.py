"""After the last commitment: what the case turned out to be, and what the learner saw of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, known_diagnoses
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case, Prompt
from lems_rules.schema.citation import Reference
from lems_rules.schema.questions.item import Answer
from lems_rules.teaching.attempt import (
    Attempt,
    Mark,
    NotYetError,
    choices,
    lesson_of,
    reading_after,
)
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source

Seen = Literal["seen", "differently", "missed", "over_weighted", "set_aside", "unmarked"]
FEW = 10


@dataclass(frozen=True, slots=True)
class ItemFeedback:
    """What one finding was worth, and whether the learner gave it that worth."""

    finding: str
    weight: str
    yours: str
    seen: Seen
    seen_says: str
    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A finding that moved the level or the range of the score, and to where."""

    step: str
    finding: str
    level: str
    score: str
    low: int
    high: int
    level_moved: bool
    score_moved: bool


@dataclass(frozen=True, slots=True)
class StepPath:
    """One step: the learner's commitment beside our reading."""

    step: str
    your_level: str
    our_level: str
    your_score: str
    our_score: str
    first: str
    right: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """Something that belonged on the list, and whether the learner named it."""

    title: str
    named: bool


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What the case turned out to be, and what of the text is published."""

    diagnosis: str
    turned_out: str
    kind: str
    published: str
    ours: str
    coding: str
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Debriefing:
    """Everything shown once the case is over."""

    outcome: CaseOutcome
    right: bool
    verdict: str
    path: tuple[StepPath, ...]
    moves: tuple[Move, ...]
    items: tuple[ItemFeedback, ...]
    alternatives: tuple[Expected, ...]
    tests: tuple[Expected, ...]
    errors: tuple[str, ...]
    objectives: tuple[str, ...]
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The confidence, in per cent, in a final leading diagnosis, and whether it was right."""

    confidence: int
    right: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """How confidence and being right went together in this sitting."""

    says: str
    bands: tuple[str, ...]
    score: str
    caution: str


def debriefing(content: Content, attempt: Attempt) -> Debriefing:
    """Everything to be shown once every step has been committed to.

    Raises:
        NotYetError: a step is left.
    """
    if not attempt.finished:
        raise NotYetError("the debriefing comes after the last commitment")
    case, lesson, words = attempt.case, attempt.lesson, content.words
    named = {name for one in attempt.commitments for name in one.leading}
    chosen = {one.next_test for one in attempt.commitments}
    titles, right = choices(content), forecast(attempt).right
    alternatives = (*lesson.alternatives, case.diagnosis)
    return Debriefing(
        outcome=outcome(content, case),
        right=right,
        verdict=words["teach_right" if right else "teach_wrong"].format(
            first=titles.diagnoses[attempt.commitments[-1].leading[0]],
            confidence=attempt.commitments[-1].confidence,
        ),
        path=tuple(_path(content, attempt)),
        moves=moves(content, case),
        items=tuple(_items(content, attempt)),
        alternatives=tuple(
            Expected(titles.diagnoses[one], one in named) for one in dict.fromkeys(alternatives)
        ),
        tests=tuple(Expected(titles.tests[one], one in chosen) for one in lesson.next_tests),
        errors=lesson.errors,
        objectives=lesson.objectives,
        prompts=tuple(prompt for stage in lesson.stages for prompt in stage.prompts),
    )


def outcome(content: Content, case: Case) -> CaseOutcome:
    """What the case turned out to be; for the end of a case, and for its teacher."""
    lesson = lesson_of(case)
    judged = [citation for one in lesson.feedback for citation in one.refs]
    say = Presenter(content)
    return CaseOutcome(
        diagnosis=known_diagnoses(content)[case.diagnosis],
        turned_out=lesson.turned_out,
        kind=content.words[f"teach_kind_{case.kind}"],
        published=lesson.published,
        ours=lesson.ours,
        coding=case.coding,
        references=say.references(one.ref for one in (*case.refs, *judged)),
    )


def moves(content: Content, case: Case) -> tuple[Move, ...]:
    """The findings that moved the level or the score, in the order in which they are told."""
    say, read = Presenter(content), read_answers(content, case.answers)
    known: dict[str, Answer] = {}
    before = Consideration(content, {}, case.today).conclusions
    found = []
    for step, stage in enumerate(lesson_of(case).stages, 1):
        for name in stage.reveals:
            known[name] = read[name]
            given = Consideration(content, dict(known), case.today)
            now = given.conclusions
            level_moved = now.level() != before.level()
            score_moved = now.score() != before.score()
            before = now
            if level_moved or score_moved:
                found.append(
                    Move(
                        step=content.words["teach_step_short"].format(number=step),
                        finding=say.answer(content.checklist.item(name), read),
                        level=now.level().title,
                        score=say.score_total(given),
                        low=now.score().low,
                        high=now.score().high,
                        level_moved=level_moved,
                        score_moved=score_moved,
                    )
                )
    return tuple(found)


def forecast(attempt: Attempt) -> Forecast:
    """The last commitment's leading diagnosis, as a forecast that came true or did not."""
    last, right = attempt.commitments[-1], {attempt.case.diagnosis, *attempt.lesson.also_right}
    return Forecast(last.confidence, last.leading[0] in right)


def calibration(content: Content, forecasts: Sequence[Forecast]) -> Calibration | None:
    """Confidence against being right over the cases of a sitting; None before the first."""
    if not forecasts:
        return None
    words, count = content.words, len(forecasts)
    right = sum(one.right for one in forecasts)
    mean = sum(one.confidence for one in forecasts) / count
    brier = sum((one.confidence / 100 - one.right) ** 2 for one in forecasts) / count
    said = sorted({one.confidence for one in forecasts})
    return Calibration(
        says=words["teach_calibration"].format(mean=round(mean), right=right, count=count),
        bands=tuple(
            words["teach_calibration_band"].format(
                said=level,
                right=sum(one.right for one in forecasts if one.confidence == level),
                count=sum(one.confidence == level for one in forecasts),
            )
            for level in said
        ),
        score=words["teach_calibration_brier"].format(brier=f"{brier:.2f}"),
        caution=words["teach_calibration_few"].format(count=count) if count < FEW else "",
    )


def _path(content: Content, attempt: Attempt) -> Iterator[StepPath]:
    titles, words, say = choices(content), content.words, Presenter(content)
    right = {attempt.case.diagnosis, *attempt.lesson.also_right}
    for step, one in enumerate(attempt.commitments, 1):
        reading = reading_after(content, attempt.case, step)
        outside = "" if reading.applies else f" ({words['does_not_apply']})"
        yield StepPath(
            step=words["teach_step_short"].format(number=step),
            your_level=titles.levels[one.level],
            our_level=reading.level.title,
            your_score=words["teach_not_asked"] if one.delta_p is None else str(one.delta_p),
            our_score=say.span(reading.low, reading.high) + outside,
            first=f"{titles.diagnoses[one.leading[0]]}, {one.confidence} %",
            right=one.leading[0] in right,
        )


def _items(content: Content, attempt: Attempt) -> Iterator[ItemFeedback]:
    say, words, marks = Presenter(content), content.words, attempt.marks()
    read = read_answers(content, attempt.case.answers)
    for one in attempt.lesson.feedback:
        mark = marks.get(one.item)
        # Who has marked nothing at all has not weighed anything either.
        seen = _seen(one.weight, mark) if marks else "unmarked"
        yield ItemFeedback(
            finding=say.answer(content.checklist.item(one.item), read),
            weight=words[f"teach_weight_{one.weight}"],
            yours=words[f"teach_mark_{mark}"] if mark else words["teach_mark_none"],
            seen=seen,
            seen_says=words[f"teach_seen_{seen}"],
            says=one.says,
            sources=say.sources(one.refs),
        )


# The marks that give a finding the weight it had; `decisive` settles the question either way.
_FITTING: dict[str, tuple[Mark, ...]] = {
    "decisive": ("for", "against"),
    "supports": ("for",),
    "against": ("against",),
    "safety": ("safety",),
}


def _seen(weight: str, mark: Mark | None) -> Seen:
    if weight == "distracts":
        return "set_aside" if mark is None else "over_weighted"
    if mark is None:
        return "missed"
    return "seen" if mark in _FITTING[weight] else "differently"
