"""What a room made of a step, beside our reading; never asked for before the step is revealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.rooms.question import Question, is_last, questions
from lems_rules.rooms.store import Ballot
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import lesson_of, reading_after
from lems_rules.teaching.debriefing import CaseOutcome, moves, outcome
from lems_rules.teaching.feedback import worth_testing


@dataclass(frozen=True, slots=True)
class Bar:
    """One choice: how many took it, in per cent of those who voted, and how sure they were.

    ``sure`` is the mean of their per cents; None where nobody took it.
    """

    title: str
    count: int
    percent: int
    sure: int | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Spread:
    """How a room is spread over the choices of one question, and in one sentence why ours is ours.

    ``why`` is empty where ours is not told yet.
    """

    ask: str
    bars: tuple[Bar, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a case turned out, and how the room did; ``missed`` is empty where nothing was."""

    outcome: CaseOutcome
    spread: Spread
    verdict: str
    missed: str
    errors: tuple[str, ...]


def spreads(content: Content, case: Case, step: int, votes: Sequence[Ballot]) -> tuple[Spread, ...]:
    """The spread of a revealed step, counted from 0.

    What the case turned out to be is not marked: that is told at the end (`ending`).
    """
    level, choice, _ = questions(content, case, step)
    words, reading = content.words, reading_after(content, case, step + 1).level
    because = reading.because or reading.rule
    why_level = words["room_why_level"].format(level=reading.title, because=because)
    found = [_spread(level, votes, {reading.id}, why_level)]
    if is_last(case, step):
        found.append(_spread(choice, votes, set(), ""))
    else:
        best = worth_testing(content, case, step + 1)
        why_test = words["teach_next_matters" if best else "room_why_no_test"]
        found.append(_spread(choice, votes, set(best), why_test))
    return tuple(found)


def ending(content: Content, case: Case, votes: Sequence[Sequence[Ballot]]) -> Ending:
    """How a case turned out beside what the room made of it; ``votes`` are step by step."""
    lesson, words, last = lesson_of(case), content.words, votes[-1]
    right = {case.diagnosis, *lesson.also_right}
    told = outcome(content, case)
    choice = questions(content, case, len(lesson.stages) - 1)[1]
    why = words["room_why_diagnosis"].format(diagnosis=told.diagnosis)
    those = [one for one in last if one.choice in right]
    sure = _mean(those)
    verdict = words["room_nobody_voted"]
    if last:
        verdict = words["room_right"].format(count=len(those), of=len(last))
    if sure is not None:
        verdict = f"{verdict} {words['room_right_sure'].format(percent=sure)}"
    return Ending(
        outcome=told,
        spread=_spread(choice, last, right, why),
        verdict=verdict,
        missed=most_missed(content, case, votes),
        errors=lesson.errors,
    )


def most_missed(content: Content, case: Case, votes: Sequence[Sequence[Ballot]]) -> str:
    """The finding after which the fewest were with our reading, of those that moved the level.

    Empty where nobody voted on such a step, or everybody was with our reading after each.
    """
    words = content.words
    findings = {one.step: one.finding for one in moves(content, case) if one.level_moved}
    worst: tuple[float, str] | None = None
    for number, ballots in enumerate(votes, 1):
        step = words["teach_step_short"].format(number=number)
        if not ballots or step not in findings:
            continue
        level = reading_after(content, case, number).level.id
        with_us = sum(one.level == level for one in ballots)
        share = with_us / len(ballots)
        if share < 1 and (worst is None or share < worst[0]):
            says = words["room_missed"].format(
                finding=findings[step], step=step, count=with_us, of=len(ballots)
            )
            worst = share, says
    return worst[1] if worst else ""


def _spread(question: Question, votes: Sequence[Ballot], ours: set[str], why: str) -> Spread:
    def bar(name: str, title: str) -> Bar:
        those = [one for one in votes if getattr(one, question.id) == name]
        percent = round(100 * len(those) / len(votes)) if votes else 0
        return Bar(title, len(those), percent, _mean(those), name in ours)

    return Spread(question.ask, tuple(bar(one.id, one.title) for one in question.options), why)


def _mean(votes: Sequence[Ballot]) -> int | None:
    return round(sum(one.confidence for one in votes) / len(votes)) if votes else None
