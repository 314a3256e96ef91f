"""What if: the same patient with one answer changed, side by side, and the record left alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.reasoning.parts import parts_of, titles
from lems_rules.schema.questions.item import AnswerError
from lems_rules.wording.presenter import Presenter


@dataclass(frozen=True, slots=True)
class Row:
    """One part of the result as it is and as it would be."""

    what: str
    now: str
    then: str

    @property
    def changed(self) -> bool:
        """Whether the answer makes a difference here."""
        return self.now != self.then


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One changed answer and what it would do; ``refusal`` says why it cannot be tried."""

    answer: str
    rows: tuple[Row, ...]
    refusal: str = ""


def what_if(given: Consideration, item_id: str, value: object) -> WhatIf:
    """The result beside the one that this answer would lead to; None takes the answer away."""
    content = given.content
    item = content.checklist.item(item_id)
    answers: dict[str, object] = {k: v for k, v in given.answers.items() if k != item_id}
    if value is not None:
        try:
            answers[item_id] = item.read(value)
        except AnswerError as error:
            return WhatIf(item.label, (), error.plain)
    reading = sort_out_answers(content, answers)
    say = Presenter(content)
    clashes = [problem.says for problem in reading.problems if problem.contradiction]
    if clashes:
        return WhatIf(item.label, (), clashes[0])
    then = Consideration(content, reading.answers, given.today)
    words = content.words["not_answered"] if value is None else say.answer(item, reading.answers)
    label = words if value is not None else f"{item.label}: {words}"
    pairs = zip(_told(given, say), _told(then, say), strict=True)
    return WhatIf(label, tuple(Row(what, now, other) for (what, now), (_, other) in pairs))


def _told(given: Consideration, say: Presenter) -> Iterator[tuple[str, str]]:
    """The parts of a result that are compared, in words."""
    words, parts, known = given.content.words, parts_of(given.result()), titles(given.content)
    level, score = parts.level, parts.score
    assert level is not None  # a result of today says everything
    assert score is not None
    title, none = given.content.suspicion.level(level.id).title, words["none"]
    lines = [name for name in parts.workup or () if name != parts.schedule]
    yield words["compare_level"], f"{title} ({level.rule})" if level.rule else title
    yield words["compare_safety"], "; ".join(known[name] for name in parts.safety or ()) or none
    total = say.score_total(given) if score.applies else words["does_not_apply"]
    yield words["compare_score"], total
    yield words["compare_plan"], "; ".join(lines) or none
    yield words["compare_schedule"], known[parts.schedule] if parts.schedule else none
    yield words["compare_dates"], "; ".join(parts.dates or ()) or none
    yield words["compare_settled"], say.robustness(given)
