"""A case worked in steps: the story so far, what the learner committed to, and our own reading.

Nothing here gives a reading of a step that has not been committed to: see `Attempt.readable`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from lems_rules.knowledge.content import Content, known_diagnoses, known_tests, known_topics, once
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case, Lesson, Stage
from lems_rules.schema.questions.item import Answers
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Card, LevelView, QuestionView

Mark = Literal["for", "against", "safety"]
MARKS: tuple[Mark, ...] = get_args(Mark)
Ask = Literal["leading", "level", "next_test", "score"]
CONFIDENCES = (50, 60, 70, 80, 90, 100)
DIFFICULTIES = (1, 2, 3)
MOST_LEADING = 4


class NotYetError(ValueError):
    """Something was asked for that the learner must not see before committing."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What a learner thinks after one step.

    ``leading`` are ids of diagnoses, the likeliest first; ``confidence`` is the per cent with which
    the learner believes in the first; ``next_test`` is empty and ``delta_p`` None where the step
    did not ask (`asked`); ``marks`` are by item id, and an item without one carries no weight.
    """

    level: str
    leading: tuple[str, ...]
    confidence: int
    next_test: str = ""
    delta_p: int | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One learner's way through one case."""

    case: Case
    commitments: tuple[Commitment, ...] = ()

    @property
    def lesson(self) -> Lesson:
        """How the case is taught."""
        return lesson_of(self.case)

    @property
    def finished(self) -> bool:
        """Whether every step has been committed to."""
        return len(self.commitments) == len(self.lesson.stages)

    @property
    def told(self) -> tuple[Stage, ...]:
        """The steps told so far: those committed to, and the one before the learner now."""
        return self.lesson.stages[: len(self.commitments) + 1]

    def commit(self, commitment: Commitment) -> Attempt:
        """The attempt one step further."""
        if self.finished:
            raise NotYetError("every step has been committed to")
        return replace(self, commitments=(*self.commitments, commitment))

    def readable(self, step: int) -> bool:
        """Whether our reading of this step, counted from 0, may be shown."""
        return 0 <= step < len(self.commitments)

    def marks(self) -> dict[str, Mark]:
        """The learner's marks of all steps, by item."""
        return {name: mark for one in self.commitments for name, mark in one.marks.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a learner can choose from, with titles; the same for every case."""

    levels: Mapping[str, str]
    diagnoses: Mapping[str, str]
    tests: Mapping[str, str]
    scores: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShelfCard:
    """A case as it stands on the shelf: nothing here tells what it turned out to be."""

    id: str
    title: str
    topics: tuple[str, ...]
    difficulty: str
    kind: str
    steps: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """One answer that became known, in words."""

    item: str
    label: str
    answer: str


@dataclass(frozen=True, slots=True)
class StepTold:
    """One instalment of the story as the learner reads it."""

    number: str
    part: str
    title: str
    story: str
    findings: tuple[Revealed, ...]


@dataclass(frozen=True, slots=True)
class OurReading:
    """What the rules say once a step is known; ``low`` and ``high`` bound the score."""

    level: LevelView
    score: str
    applies: bool
    low: int
    high: int
    question: QuestionView | None
    safety: tuple[Card, ...]
    lookalikes: tuple[str, ...]


def lesson_of(case: Case) -> Lesson:
    """How a case is taught.

    Raises:
        NotYetError: nobody has written a lesson for it.
    """
    if case.lesson is None:
        raise NotYetError(f"{case.id} has no lesson")
    return case.lesson


@once
def choices(content: Content) -> Choices:
    """What a learner can choose from, in an order that says nothing about the case."""
    tests = known_tests(content)
    return Choices(
        levels={level.id: level.title for level in content.suspicion.levels},
        diagnoses=known_diagnoses(content),
        tests=dict(sorted(tests.items(), key=lambda entry: entry[1].casefold())),
        scores=tuple(range(len(content.points) + 1)),
    )


def shelf(
    content: Content,
    cases: Iterable[Case],
    topics: Iterable[str] = (),
    difficulties: Iterable[int] = (),
    kinds: Iterable[str] = (),
) -> tuple[ShelfCard, ...]:
    """The cases that can be worked, easiest first; an empty filter lets everything through.

    The order follows difficulty and title: by id, the look-alikes would stand together.
    """
    wanted, hard, made = set(topics), set(difficulties), set(kinds)
    found = [
        (case, case.lesson)
        for case in cases
        if case.lesson is not None
        and (not wanted or wanted & set(case.lesson.topics))
        and (not hard or case.lesson.difficulty in hard)
        and (not made or case.kind in made)
    ]
    found.sort(key=lambda pair: (pair[1].difficulty, pair[1].title.casefold()))
    titles, words = known_topics(content), content.words
    return tuple(
        ShelfCard(
            id=case.id,
            title=lesson.title,
            topics=tuple(titles[name] for name in lesson.topics),
            difficulty=words[f"teach_difficulty_{lesson.difficulty}"],
            kind=words[f"teach_kind_{case.kind}"],
            steps=words["teach_steps"].format(count=len(lesson.stages)),
        )
        for case, lesson in found
    )


def answers_after(content: Content, case: Case, steps: int) -> Answers:
    """What is known once this many steps have been told."""
    names = {name for stage in lesson_of(case).stages[:steps] for name in stage.reveals}
    read = read_answers(content, case.answers)
    return {name: value for name, value in read.items() if name in names}


def step_told(content: Content, case: Case, step: int) -> StepTold:
    """One step of the story, counted from 0, as the learner reads it."""
    lesson, words = lesson_of(case), content.words
    stage = lesson.stages[step]
    answers = read_answers(content, case.answers)
    items = [content.checklist.item(name) for name in stage.reveals]
    return StepTold(
        number=words["teach_step"].format(number=step + 1, of=len(lesson.stages)),
        part=words[f"teach_part_{stage.part}"],
        title=stage.title,
        story=stage.story,
        findings=tuple(
            Revealed(item.id, item.label, item.wording(answers[item.id])) for item in items
        ),
    )


def reading_after(content: Content, case: Case, steps: int) -> OurReading:
    """What the rules say once this many steps have been told."""
    given = Consideration(content, answers_after(content, case, steps), case.today)
    say, reach = Presenter(content), given.conclusions.score()
    refusal, next_item = given.conclusions.score_refusal(), given.outlook.next_item
    return OurReading(
        level=say.level(given),
        score=say.score_total(given) if refusal is None else refusal,
        applies=refusal is None,
        low=reach.low,
        high=reach.high,
        question=say.question(next_item, given) if next_item else None,
        safety=say.safety(given),
        lookalikes=tuple(one.lookalike.id for one in given.around.likenesses),
    )


def asked(content: Content, case: Case, step: int) -> tuple[Ask, ...]:
    """What a step, counted from 0, asks to be committed to: three things at most, and what fits.

    The next test is asked for while the story goes on. The last step asks for the score, where the
    reading before it has said that it applies: to ask elsewhere would mislead or tell too much.
    """
    if step + 1 < len(lesson_of(case).stages):
        return ("leading", "level", "next_test")
    if reading_after(content, case, step).applies:
        return ("leading", "level", "score")
    return ("leading", "level")
