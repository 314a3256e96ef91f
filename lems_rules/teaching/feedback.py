"""What a commitment is answered with: praise, correction and what was missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.logic.reason import unanswered
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import (
    Attempt,
    NotYetError,
    OurReading,
    answers_after,
    choices,
    reading_after,
)
from lems_rules.wording.presenter import Presenter

_MOST_TESTS = 3  # named in place of the learner's


@dataclass(frozen=True, slots=True)
class Remark:
    """One part of a commitment beside our reading; ``agrees`` is None where neither can win.

    ``spans`` says that a range of the score is what is compared.
    """

    topic: str
    yours: str
    ours: str
    says: str
    agrees: bool | None
    spans: bool = False


@dataclass(frozen=True, slots=True)
class Urgent:
    """What must not wait, and whether the learner marked a finding it rests on as such."""

    title: str
    says: str
    seen: bool


@dataclass(frozen=True, slots=True)
class StepFeedback:
    """Our reading of a step, and how the learner's compares with it; ``urgent`` missed ones first.

    ``safety`` are the titles of the safety messages that can wait a while.
    """

    reading: OurReading
    urgent: tuple[Urgent, ...]
    safety: tuple[str, ...]
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
    return StepFeedback(
        reading,
        urgent_after(content, attempt, step + 1),
        tuple(card.title for card in reading.safety if not card.urgent),
        tuple(remarks.all()),
    )


def worth_testing(content: Content, case: Case, steps: int) -> tuple[str, ...]:
    """The tests that by the rules matter most once so many steps are told, by id; three at most."""
    given = Consideration(content, answers_after(content, case, steps), case.today)
    weights = _weights(given)
    return tuple(name for name, one in weights.items() if one == "matters")[:_MOST_TESTS]


def urgent_after(content: Content, attempt: Attempt, steps: int) -> tuple[Urgent, ...]:
    """What must not wait once this many steps have been told; what nobody marked comes first."""
    told = answers_after(content, attempt.case, steps)
    done = Consideration(content, told, attempt.case.today).conclusions
    marked = {
        name
        for one in attempt.commitments[:steps]
        for name, mark in one.marks.items()
        if mark == "safety"
    }
    found = []
    for rule in content.safety:
        if rule.urgent and done.fires(rule.id):
            seen = not marked.isdisjoint(done.because(done.book.rules[rule.id].when))
            says = content.words["teach_urgent_seen" if seen else "teach_urgent_missed"]
            found.append(Urgent(rule.title, says, seen))
    return tuple(sorted(found, key=lambda one: one.seen))


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
        if self.given.delta_p is not None:
            yield self._score(self.given.delta_p)
        if self.given.next_test:
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

    def _score(self, estimate: int) -> Remark:
        reading = self.reading
        span = Presenter(self.content).span(reading.low, reading.high)
        inside = reading.low <= estimate <= reading.high
        key = ("inside" if inside else "outside") if reading.applies else "not_yet"
        return Remark(
            self.content.score_title,
            str(estimate),
            span if reading.applies else self.words["teach_score_none"],
            self.words[f"teach_score_{key}"].format(
                span=span, why="" if reading.applies else reading.score
            ),
            key == "inside",
            spans=True,
        )

    def _next_test(self) -> Remark:
        given = Consideration(
            self.content,
            answers_after(self.content, self.case, self.step + 1),
            self.case.today,
        )
        weights = _weights(given)
        key = weights[self.given.next_test]
        best = [
            self.titles.tests[name]
            for name in worth_testing(self.content, self.case, self.step + 1)
        ]
        return Remark(
            self.words["teach_topic_next"],
            self.titles.tests[self.given.next_test],
            "; ".join(best) or self.words["teach_next_none"],
            self.words[f"teach_next_{key}"],
            None if key == "beyond" else key in ("matters", "part"),
        )


def _weights(given: Consideration) -> dict[str, str]:
    """What each test's result could do by the rules; the test that could do most comes first."""
    order = [question.item for question in given.outlook.questions]
    needed = _needed_above(given)

    def weight(items: tuple[str, ...]) -> str:
        if not items:
            return "beyond"
        if all(name in given.answers for name in items):
            return "known"
        if not set(order).isdisjoint(items):
            return "matters"
        return "idle" if needed.isdisjoint(items) else "part"

    def place(items: tuple[str, ...]) -> int:
        return min((order.index(name) for name in items if name in order), default=len(order))

    tests = sorted(given.content.teaching.tests.items(), key=lambda entry: place(entry[1]))
    return {name: weight(items) for name, items in tests}
