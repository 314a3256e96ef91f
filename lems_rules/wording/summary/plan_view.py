"""The workup in words: what to do now, the repeat screens, and whether missing answers matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Card, Line


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One repeat screen with its date; ``offered_word`` is what an offer is called."""

    months: int
    when: str
    due: str
    status: str
    status_id: str
    offered: bool
    offered_word: str

    @property
    def status_said(self) -> str:
        """The status, and that the screen is an offer where it is one."""
        return f"{self.status}, {self.offered_word}" if self.offered else self.status


@dataclass(frozen=True, slots=True)
class PlanView:
    """The workup: what to do now, the repeat screens, and whether missing answers matter."""

    no_plan: str
    lines: tuple[Card, ...]
    schedule: Card | None
    offer: str
    start: str
    start_date: str
    other_interval: Line | None
    screens: tuple[ScreenView, ...]
    robustness: str
    settled: bool
    branches: tuple[str, ...]

    @property
    def dates_ahead(self) -> bool:
        """Whether any screen that is not done has a date."""
        return any(one.due and one.status_id != "done" for one in self.screens)


def plan_view(given: Consideration, say: Presenter) -> PlanView:
    """The workup and the dated plan of one patient in words."""
    screening = given.content.screening
    lines = []
    for line, done in given.conclusions.advice():
        status = say.text("status_done" if done else "status_open") if line.done_when else ""
        lines.append(
            Card(line.id, line.title, given.fit.says(line), say.basis(line), status=status)
        )
    found = given.conclusions.schedule()
    schedule = offer = None
    if found is not None:
        rule, offered = found
        schedule = Card(rule.id, rule.title, rule.says, say.basis(rule))
        offer = rule.offer_says if offered else None
    gate_shut = given.conclusions.finding(screening.gate) is not Verdict.YES
    refusals = {one.level: one.says for one in screening.none_says}
    ahead = given.outlook
    return PlanView(
        no_plan=refusals.get(given.conclusions.level().id, "") if gate_shut else "",
        lines=tuple(lines),
        schedule=schedule,
        offer=offer or "",
        start=screening.start_says[given.start.basis] if schedule else "",
        start_date=given.start.on.isoformat() if given.start.on and schedule else "",
        other_interval=_other_interval(given, say) if schedule else None,
        screens=tuple(
            ScreenView(
                months=one.months,
                when=say.text("undated_month", months=one.months),
                due=one.due.isoformat() if one.due else "",
                status=say.text(f"status_{one.status}"),
                status_id=one.status,
                offered=one.offered,
                offered_word=say.text("offered"),
            )
            for one in given.schedule
        ),
        robustness=say.robustness(given),
        settled=ahead.plan_settled,
        branches=tuple(_branches(given, say)) if not ahead.schedule_settled else (),
    )


def _other_interval(given: Consideration, say: Presenter) -> Line:
    other = given.content.screening.other_interval
    sources = say.sources(other.refs)
    return Line(other.says, "; ".join(one.label for one in sources), sources=sources)


def _branches(given: Consideration, say: Presenter) -> Iterator[str]:
    bands = {band.id: band for band in given.content.bands}
    schedules = {rule.id: rule for rule in given.content.screening.schedules}
    for branch in given.outlook.branches:
        schedule = schedules.get(branch.schedule or "")
        plan = schedule.title if schedule else say.text("schedule_none")
        band = bands.get(branch.tier or "")
        yield f"{given.content.score_short} {band.title}: {plan}" if band else plan
