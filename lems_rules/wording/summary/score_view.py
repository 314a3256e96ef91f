"""The score in words: each point, the range, and what two cohorts found at each total."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.rulebook.score_range import Range, risks_within
from lems_rules.schema.decisions.score import Cohort, Risk
from lems_rules.wording.phrase import spelled
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of the score: its letter, what it asks, and whether it is met."""

    letter: str
    title: str
    verdict: str
    known: bool
    because: str
    item: str | None


@dataclass(frozen=True, slots=True)
class RiskView:
    """What one cohort reports at one total; shares and interval in per cent."""

    score: int
    risk: str
    interval: str
    patients: str
    within: bool
    percent: float | None
    least: float | None
    most: float | None


@dataclass(frozen=True, slots=True)
class CohortView:
    """One published cohort, beside which the patient's range is read."""

    title: str
    description: str
    auc: str
    rows: tuple[RiskView, ...]
    note: str
    sources: tuple[Source, ...]
    says: str


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The score as a range beside its cohorts."""

    title: str
    applies: bool
    reason: str
    total: str
    open_points: str
    low: int
    high: int
    most: int
    tier: str
    window: str
    points: tuple[PointView, ...]
    cohorts: tuple[CohortView, ...]
    not_quoted: str
    cautions: tuple[str, ...]


def score_view(given: Consideration, say: Presenter) -> ScoreView:
    """The score of one patient in words; where none steers the plan, one that does not apply."""
    score, conclusions = given.content.score, given.conclusions
    reach, refusal = conclusions.score(), conclusions.score_refusal()
    open_points = reach.high - reach.low
    most = len(given.content.points)
    return ScoreView(
        title=given.content.score_title,
        applies=refusal is None,
        reason=refusal or "",
        total=say.score_total(given),
        open_points=say.text("score_open", count=open_points, most=most)
        if open_points
        else say.text("score_settled", count=spelled(given.content, most)),
        low=reach.low,
        high=reach.high,
        most=most,
        tier=say.tier_says(given),
        window=score.window if score else "",
        points=tuple(_points(given, say)),
        cohorts=tuple(_cohort(one, reach, say) for one in score.cohorts) if score else (),
        not_quoted=conclusions.not_quoted_says(),
        cautions=score.always_say if score else (),
    )


def _points(given: Consideration, say: Presenter) -> Iterator[PointView]:
    content, conclusions = given.content, given.conclusions
    missing = set(given.unanswered)
    pairs = zip(
        content.points,
        conclusions.book.score.items,
        conclusions.score_items(),
        strict=True,
    )
    for item, part, verdict in pairs:
        names = [n for n in conclusions.because(part) if n in content.checklist]
        unknown = verdict is Verdict.UNKNOWN
        ask = [n for n in item.deciders if n in missing] if unknown else []
        labels = ", ".join(content.checklist.item(n).label for n in ask[:2])
        yield PointView(
            letter=item.short,
            title=item.title,
            verdict=say.text(f"verdict_{verdict.value}"),
            known=not unknown,
            because=labels if unknown else say.answered_as(names, given.answers),
            item=ask[0] if ask else None,
        )


def _cohort(cohort: Cohort, reach: Range, say: Presenter) -> CohortView:
    inside = risks_within(cohort, reach)
    named = "; ".join(f"{risk.score}: {_share(risk, say)}" for risk in inside)
    return CohortView(
        title=cohort.title,
        description=cohort.description,
        auc=cohort.auc,
        rows=tuple(
            RiskView(
                score=risk.score,
                risk=_share(risk, say),
                interval="" if risk.least is None else f"{risk.least:g} to {risk.most:g} %",
                patients="" if risk.n is None else f"{risk.with_outcome} of {risk.n}",
                within=risk in inside,
                percent=risk.percent,
                least=risk.least if risk.least is not None else risk.percent,
                most=risk.most if risk.most is not None else risk.percent_to,
            )
            for risk in cohort.risks
        ),
        note=cohort.counts_note or "",
        sources=say.sources(cohort.refs),
        says=named,
    )


def _share(risk: Risk, say: Presenter) -> str:
    if risk.percent is None:
        return say.text("not_verified")
    if risk.percent_to is not None:
        return f"{risk.percent:g} to {risk.percent_to:g} %"
    return f"{risk.percent:g} %"
