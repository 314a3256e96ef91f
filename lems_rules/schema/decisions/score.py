"""A published score: its points, its tiers, and what cohorts found at each total."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Citation, Entry, Since, Wording
from lems_rules.schema.decisions.rules import Finding, Sourced


class Exclusion(Entry):
    """Where a score does not apply, with the reason as the reader sees it."""

    id: str
    when: Condition
    says: Wording[str]


class Band(Entry):
    """A tier of a score: the totals from ``least`` to ``most``, both inclusive."""

    id: str
    title: Wording[str]
    least: int
    most: int
    says: Wording[str]


class Risk(Entry):
    """The share with the outcome at one total, in per cent, as one cohort reports it.

    ``percent`` is absent where the figure was not verified; ``least`` and ``most`` are a 95 %
    interval in per cent; ``with_outcome`` of ``n`` patients.
    """

    score: int
    percent: float | None = None
    percent_to: float | None = None
    least: float | None = None
    most: float | None = None
    with_outcome: int | None = None
    n: int | None = None


class Cohort(Entry):
    """What one published cohort found at each total of a score."""

    id: str
    title: str
    description: str
    n: int | None = None
    auc: str
    risks: tuple[Risk, ...]
    counts_note: str | None = None
    refs: tuple[Citation, ...] = Field(min_length=1)


class ScoreItem(Finding):
    """One point of a score; ``deciders`` are the checklist items that settle it, best first.

    ``key`` is what the point is called in results.
    """

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$"), Since(2)]
    short: Wording[str]
    deciders: tuple[str, ...] = Field(min_length=1)


class Predicted(Entry):
    """What a score predicts: an option of a choice item of the checklist."""

    item: str
    option: str


class NotQuoted(Entry):
    """What is said in place of the risks of a score for one reason not to quote them."""

    when: Condition
    says: str


class Score(Sourced):
    """A published score: one point for each item known to be yes, so its result is a range.

    Its risks are from before imaging: where ``not_quoted_when`` is known to hold they are not
    quoted again, and in their place stands the first of ``not_quoted`` that is known to hold, else
    ``not_quoted_says``. ``short`` is its name without a kind, for use before a number.
    """

    short: Wording[str]
    predicts: Annotated[Predicted, Since(2)]
    window: Wording[str]
    applies_when: Condition
    not_yet: Wording[str]
    exclusions: tuple[Exclusion, ...]
    items: tuple[ScoreItem, ...]
    bands: tuple[Band, ...]
    cohorts: Wording[tuple[Cohort, ...]]
    not_quoted_when: Condition
    not_quoted_says: Wording[str]
    not_quoted: Wording[tuple[NotQuoted, ...]] = ()
    always_say: Wording[tuple[str, ...]] = Field(min_length=1)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it applies, and when its risks are not quoted; its points have their own."""
        first = (one.when for one in self.not_quoted)
        return (self.applies_when, self.not_quoted_when, *first)
