"""What a commitment is answered with: praise, correction and what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.logic.reason import unanswered
from lems_rules.reasoning.assessment import Consideration
from lems_rules.teaching.attempt import (
    Attempt,
    NotYetError,
    OurReading,
    answers_after,
    choices,
    reading_after,
)
from lems_rules.wording.presenter import Presenter


@dataclass(frozen=True, slots=True)
class Remark:
    """One part of a commitment beside our reading; ``agrees`` is None where neither can win."""

    topic: str
    yours: str
    ours: str
    says: str
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class StepFeedback:
    """Our reading of a step, and how the learner's compares with it."""

    reading: OurReading
    remarks: tuple[Remark, ...]


def step_feedback(content: Content, attempt: Attempt, step: int) -> StepFeedback:
    """Our reading of one step beside the learner's, counted from 0.

    Raises:
        NotYetError: the learner has not committed to this step.
    """
    if not attempt.readable(step):
        raise NotYetError(f"step {step} has not been committed to")
    reading = reading_after(content, attempt.case, step + 1)
    remarks = _Remarks(content, attempt, step, reading)
    return StepFeedback(reading, tuple(remarks.all()))


def _needed_above(given: Consideration) -> set[str]:
    """The items that a rule for a higher level still waits for, alone or with others."""
    done, levels = given.conclusions, given.content.suspicion
    found: set[str] = set()
    for rule in levels.rules:
        part = done.book.rules[rule.id].when
        within_reach = done.truths.possible[part.slot] & 1
        if within_reach and levels.level(rule.level).rank > done.level().rank:
            found |= unanswered(part, done.truths)
    return found


class _Remarks:
    """Compares one commitment with our reading of the same step."""

    def __init__(self, content: Content, attempt: Attempt, step: int, reading: OurReading) -> None:
        self.content, self.case, self.step = content, attempt.case, step
        self.words, self.titles = content.words, choices(content)
        self.given, self.reading = attempt.commitments[step], reading

    def all(self) -> Iterator[Remark]:
        yield self._level()
        yield self._leading()
        yield self._score()
        yield self._next_test()

    def _level(self) -> Remark:
        ranks = {level.id: level.rank for level in self.content.suspicion.levels}
        above = ranks[self.given.level] - self.reading.level.rank
        key = "same" if above == 0 else "higher" if above > 0 else "lower"
        return Remark(
            self.words["teach_topic_level"],
            self.titles.levels[self.given.level],
            self.reading.level.title,
            self.words[f"teach_level_{key}"],
            above == 0,
        )

    def _leading(self) -> Remark:
        names, titles = self.given.leading, self.titles.diagnoses
        other = [one for one in self.reading.lookalikes if one not in names]
        ours = [titles[one] for one in self.reading.lookalikes]
        says = self.words["teach_leading_all"]
        if not ours:
            says = self.words["teach_leading_none"]
        elif other:
            says = self.words["teach_leading_other"]
        yours = "; ".join(titles[one] for one in names)
        return Remark(
            self.words["teach_topic_leading"],
            self.words["teach_leading_yours"].format(names=yours, confidence=self.given.confidence),
            "; ".join(ours) or self.words["teach_leading_nobody"],
            says,
            None,
        )

    def _score(self) -> Remark:
        reading, estimate = self.reading, self.given.delta_p
        span = Presenter(self.content).span(reading.low, reading.high)
        if estimate is None:
            key = "applies" if reading.applies else "rightly"
        else:
            inside = reading.low <= estimate <= reading.high
            key = ("inside" if inside else "outside") if reading.applies else "not_yet"
        return Remark(
            self.content.score_title,
            self.words["teach_score_none"] if estimate is None else str(estimate),
            span if reading.applies else self.words["teach_score_none"],
            self.words[f"teach_score_{key}"].format(
                span=span, why=self.reading.score if not reading.applies else ""
            ),
            key in ("rightly", "inside"),
        )

    def _next_test(self) -> Remark:
        items = self.content.teaching.tests.get(self.given.next_test, ())
        given = Consideration(
            self.content,
            answers_after(self.content, self.case, self.step + 1),
            self.case.today,
        )
        if not items:
            key = "beyond"
        elif all(name in given.answers for name in items):
            key = "known"
        elif any(question.item in items for question in given.outlook.questions):
            key = "matters"
        else:
            key = "part" if _needed_above(given) & set(items) else "idle"
        agrees = None if key == "beyond" else key in ("matters", "part")
        question = self.reading.question
        return Remark(
            self.words["teach_topic_next"],
            self.titles.tests[self.given.next_test],
            question.label if question else self.words["none"],
            self.words[f"teach_next_{key}"],
            agrees,
        )
