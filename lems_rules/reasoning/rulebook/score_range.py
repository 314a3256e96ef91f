"""A score with missing answers is a range, never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lems_rules.logic.program import Verdict
from lems_rules.schema.decisions.score import Cohort, Risk


@dataclass(frozen=True, slots=True)
class Range:
    """From ``low``, the points known, to ``high``, the points not known to be absent."""

    low: int
    high: int

    @property
    def known(self) -> bool:
        """Whether every point is settled."""
        return self.low == self.high


def score_range(verdicts: Iterable[Verdict]) -> Range:
    """The range of a score with one point for each yes."""
    given = list(verdicts)
    low = sum(verdict is Verdict.YES for verdict in given)
    return Range(low, low + sum(verdict is Verdict.UNKNOWN for verdict in given))


def risks_within(cohort: Cohort, reach: Range) -> tuple[Risk, ...]:
    """What a cohort reports for the totals of a range."""
    return tuple(risk for risk in cohort.risks if reach.low <= risk.score <= reach.high)
