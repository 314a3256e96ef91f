"""The cases worked in one sitting, and the same as plain data for the browser's tab to keep.

The server keeps nothing: what a reload takes from it, the tab gives back. Whatever comes back is
read as text from outside, and what cannot be used is left out.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.result import SCORE
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import (
    CONFIDENCES,
    MARKS,
    MOST_LEADING,
    Attempt,
    Choices,
    Commitment,
    choices,
    lesson_of,
)
from lems_rules.teaching.debriefing import Forecast

FORMAT = 1
Marks = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Work:
    """One case in a sitting. ``passed`` counts the steps whose reading has been left behind.

    ``marks`` are those of the comparison, by row; None before the learner has committed to it.
    """

    attempt: Attempt
    passed: int = 0
    marks: Marks | None = None
    over: bool = False

    @property
    def phase(self) -> Literal["step", "read", "compare", "compared", "end"]:
        """What is before the learner now."""
        if self.over:
            return "end"
        if len(self.attempt.commitments) > self.passed:
            return "read"
        if not self.attempt.finished:
            return "step"
        return "compare" if self.marks is None else "compared"


@dataclass(frozen=True, slots=True)
class Sitting:
    """All work of a sitting by case id, and the forecasts that its first endings were."""

    works: Mapping[str, Work] = field(default_factory=dict)
    forecasts: Mapping[str, Forecast] = field(default_factory=dict)


def as_plain(sitting: Sitting) -> dict[str, Any]:
    """The sitting as JSON can hold it; the cases themselves are named, not copied."""
    return {
        "format": FORMAT,
        "works": {
            name: {
                "commitments": [asdict(one) for one in work.attempt.commitments],
                "passed": work.passed,
                "marks": None if work.marks is None else dict(work.marks),
                "over": work.over,
            }
            for name, work in sitting.works.items()
        },
        "forecasts": {name: asdict(one) for name, one in sitting.forecasts.items()},
    }


def from_plain(content: Content, cases: Mapping[str, Case], raw: object) -> Sitting:
    """The sitting that was kept, as far as it can be used with these cases."""
    if not isinstance(raw, Mapping) or raw.get("format") != FORMAT:
        return Sitting()
    reader = _Reader(content)
    works = {
        name: reader.work(cases[name], one)
        for name, one in _mapping(raw.get("works")).items()
        if name in cases and isinstance(one, Mapping)
    }
    forecasts = {
        name: Forecast(int(one["confidence"]), bool(one["right"]))
        for name, one in _mapping(raw.get("forecasts")).items()
        if name in cases and _is_forecast(one)
    }
    return Sitting(works, forecasts)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _among(value: object, known: Container[str]) -> bool:
    return isinstance(value, str) and value in known


def _is_forecast(value: object) -> bool:
    held = _mapping(value)
    return held.get("confidence") in CONFIDENCES and isinstance(held.get("right"), bool)


class _Reader:
    def __init__(self, content: Content) -> None:
        self.titles: Choices = choices(content)
        self.rows = {row.id for row in content.scripts.rows}
        self.columns = {column.id for column in content.scripts.columns}

    def work(self, case: Case, raw: Mapping[str, Any]) -> Work:
        """The work on one case: as many steps as can be read without a gap."""
        attempt = Attempt(case)
        for one in self._commitments(case, raw.get("commitments")):
            attempt = attempt.commit(one)
        done, passed = len(attempt.commitments), raw.get("passed")
        reached = passed if isinstance(passed, int) and 0 <= passed <= done else done
        marks = self._marks(raw.get("marks")) if attempt.finished and reached == done else None
        over = bool(raw.get("over")) and marks is not None
        return Work(attempt, max(reached, done - 1, 0), marks, over)

    def _commitments(self, case: Case, raw: object) -> Iterator[Commitment]:
        held = raw if isinstance(raw, list) else []
        for stage, one in zip(lesson_of(case).stages, held, strict=False):
            given = _mapping(one)
            leading = given.get("leading")
            names = leading if isinstance(leading, list | tuple) else []
            score, test = given.get(SCORE), given.get("next_test")
            usable = (
                _among(given.get("level"), self.titles.levels)
                and 1 <= len(names) <= MOST_LEADING
                and all(_among(n, self.titles.diagnoses) for n in names)
                and given.get("confidence") in CONFIDENCES
                and (score is None or score in self.titles.scores)
                and (test == "" or _among(test, self.titles.tests))
            )
            if not usable:
                return
            marks = _mapping(given.get("marks"))
            yield Commitment(
                level=given["level"],
                leading=tuple(names),
                confidence=int(given["confidence"]),
                delta_p=None if score is None else int(score),
                next_test=given["next_test"],
                marks={n: marks[n] for n in stage.reveals if marks.get(n) in MARKS},
            )

    def _marks(self, raw: object) -> Marks | None:
        if not isinstance(raw, Mapping):
            return None
        return {
            row: tuple(one for one in chosen if _among(one, self.columns))
            for row, chosen in raw.items()
            if row in self.rows and isinstance(chosen, list | tuple)
        }
