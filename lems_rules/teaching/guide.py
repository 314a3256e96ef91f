"""What a teacher needs to lead a room through a case, made from the case file alone.

It gives everything away: it is never put on a page before somebody has asked for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lems_rules.knowledge.content import Content, known_topics, known_words
from lems_rules.reasoning.assessment import read_answers
from lems_rules.schema.case import Case, Lesson, Prompt, Stage
from lems_rules.teaching.attempt import (
    OurReading,
    StepTold,
    choices,
    lesson_of,
    reading_after,
    step_told,
)
from lems_rules.teaching.debriefing import CaseOutcome, Move, moves, outcome
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source


@dataclass(frozen=True, slots=True)
class Share:
    """How a session of so many minutes is spent beside the steps of the story."""

    opening: int
    comparison: int
    closing: int
    questions: int  # asked at each step, at most


# Our own proposal, for rooms of any size.
SHARES = {10: Share(1, 0, 2, 1), 20: Share(2, 3, 3, 2), 40: Share(3, 6, 5, 9)}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One stretch of a session, in minutes from its beginning."""

    start: int
    end: int
    title: str
    says: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """A session of a given length, and how each step of the story is run in it."""

    minutes: int
    title: str
    how: str
    lines: tuple[PlanLine, ...]


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step with its questions and our reading of it."""

    told: StepTold
    prompts: tuple[Prompt, ...]
    reading: OurReading


@dataclass(frozen=True, slots=True)
class Judged:
    """What one finding was worth."""

    finding: str
    weight: str
    says: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Everything about one case for the person who teaches it."""

    id: str
    title: str
    meta: tuple[str, ...]
    topics: tuple[str, ...]
    objectives: tuple[str, ...]
    plans: tuple[Plan, ...]
    steps: tuple[GuideStep, ...]
    moves: tuple[Move, ...]
    findings: tuple[Judged, ...]
    alternatives: tuple[str, ...]
    tests: tuple[str, ...]
    errors: tuple[str, ...]
    outcome: CaseOutcome
    words: Mapping[str, str]
    score: str
    disclaimer: str
    edition: str


def guide(content: Content, case: Case) -> Guide:
    """The guide to one case."""
    lesson, words, titles = lesson_of(case), content.words, choices(content)
    say, read = Presenter(content), read_answers(content, case.answers)
    topics, edition = known_topics(content), content.edition
    return Guide(
        id=case.id,
        title=lesson.title,
        meta=(
            words[f"teach_kind_{case.kind}"],
            words[f"teach_difficulty_{lesson.difficulty}"],
            words["teach_steps"].format(count=len(lesson.stages)),
        ),
        topics=tuple(topics[one] for one in lesson.topics),
        objectives=lesson.objectives,
        plans=tuple(plan(content, lesson, minutes) for minutes in SHARES),
        steps=tuple(
            GuideStep(step_told(content, case, n), one.prompts, reading_after(content, case, n + 1))
            for n, one in enumerate(lesson.stages)
        ),
        moves=moves(content, case),
        findings=tuple(
            Judged(
                say.answer(content.checklist.item(one.item), read),
                words[f"teach_weight_{one.weight}"],
                one.says,
                say.sources(one.refs),
            )
            for one in lesson.feedback
        ),
        alternatives=tuple(titles.diagnoses[one] for one in lesson.alternatives),
        tests=tuple(titles.tests[one] for one in lesson.next_tests),
        errors=lesson.errors,
        outcome=outcome(content, case),
        words=known_words(content, "guide_"),
        score=content.score_short,
        disclaimer=edition.disclaimer,
        edition=words["guide_edition"].format(edition=say.edition(), digest=content.digest),
    )


def plan(content: Content, lesson: Lesson, minutes: int) -> Plan:
    """A session of 10, 20 or 40 minutes: whole minutes that add up, none of them empty."""
    share, words = SHARES[minutes], content.words
    left = minutes - share.opening - share.comparison - share.closing
    asked = [one.prompts[: share.questions] for one in lesson.stages]
    spent = _dealt(left, [1 + len(prompts) for prompts in asked])

    def lines() -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
        yield share.opening, words["guide_open"], words["guide_open_says"], ()
        for number, (stage, prompts, time) in enumerate(
            zip(lesson.stages, asked, spent, strict=True), 1
        ):
            questions = tuple(prompt.ask for prompt in prompts)
            yield time, _step_title(content, stage, number), "", questions
        if share.comparison:
            yield share.comparison, words["guide_compare"], words["guide_compare_says"], ()
        yield share.closing, words["guide_close"], words["guide_close_says"], ()

    start, found = 0, []
    for time, title, says, questions in lines():
        found.append(PlanLine(start, start + time, title, says, questions))
        start += time
    title, how = words["guide_plan"].format(minutes=minutes), words[f"guide_how_{minutes}"]
    return Plan(minutes, title, how, tuple(found))


def _step_title(content: Content, stage: Stage, number: int) -> str:
    return f"{content.words['teach_step_short'].format(number=number)} · {stage.title}"


def _dealt(total: int, weights: Sequence[int]) -> list[int]:
    """Whole minutes in proportion to the weights, at least one each, the largest rests first."""
    free, whole = total - len(weights), sum(weights)
    exact = [free * weight / whole for weight in weights]
    dealt = [1 + int(share) for share in exact]
    by_rest = sorted(range(len(weights)), key=lambda n: int(exact[n]) - exact[n])
    for n in by_rest[: total - sum(dealt)]:
        dealt[n] += 1
    return dealt
