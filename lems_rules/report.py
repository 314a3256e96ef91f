"""The whole result in words: what the result page shows and what every export is built from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.assessment import Consideration
from lems_rules.content import Content
from lems_rules.differential import Differential, differential
from lems_rules.evaluation import Verdict
from lems_rules.library import Citation, Reference
from lems_rules.presentation import (
    Card,
    LevelView,
    Line,
    Presenter,
    QuestionView,
    Source,
)
from lems_rules.rules import Cohort, Risk
from lems_rules.scoring import Range, risks_within


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
    """DELTA-P as a range beside both cohorts."""

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


@dataclass(frozen=True, slots=True)
class ScreenView:
    """One repeat screen with its date."""

    months: int
    when: str
    due: str
    status: str
    status_id: str
    offered: bool


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


@dataclass(frozen=True, slots=True)
class LookalikeView:
    """A look-alike with what speaks for it and against it in this patient."""

    id: str
    title: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    trap: str
    tests: tuple[str, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request to another department, ready to copy."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One rule of the level, and how far it holds."""

    id: str
    title: str
    leads_to: str
    verdict: str
    decides: bool
    words: str
    because: str
    strength: str


@dataclass(frozen=True, slots=True)
class MissingSection:
    """The questions of one section that have no answer."""

    title: str
    items: tuple[tuple[str, str], ...]  # id, label


@dataclass(frozen=True, slots=True)
class Report:
    """Everything about one patient, in words and in reading order."""

    edition: str
    digest: str
    today: str
    disclaimer: str
    review: str
    privacy: str
    safety: tuple[Card, ...]
    level: LevelView
    speaks_for: tuple[Line, ...]
    speaks_against: tuple[Line, ...]
    not_known: tuple[Line, ...]
    counter_flags: tuple[Card, ...]
    discordances: tuple[Card, ...]
    trace: tuple[TraceLine, ...]
    requests: tuple[RequestView, ...]
    score: ScoreView
    plan: PlanView
    questions: tuple[QuestionView, ...]
    lookalikes: tuple[LookalikeView, ...]
    notices: tuple[str, ...]
    answered: tuple[tuple[str, tuple[str, ...]], ...]
    missing: tuple[MissingSection, ...]
    references: tuple[Reference, ...]
    notes: str


def report(given: Consideration, notes: str = "") -> Report:
    """Put one patient's result into words; ``notes`` is free text that goes with it."""
    return _Writer(given).report(notes)


class _Writer:
    def __init__(self, given: Consideration) -> None:
        self.given = given
        self.content: Content = given.content
        self.say = Presenter(given.content)
        self.missing = given.unanswered()
        self.around: Differential = differential(given.content, given.answers, self.missing)

    def report(self, notes: str) -> Report:
        given, say, edition = self.given, self.say, self.content.edition
        return Report(
            edition=edition.edition,
            digest=self.content.digest,
            today=given.today.isoformat(),
            disclaimer=edition.disclaimer,
            review=edition.review,
            privacy=edition.privacy,
            safety=say.safety(given),
            level=say.level(given),
            speaks_for=say.supporting(given, Verdict.YES),
            speaks_against=say.against(given),
            not_known=say.supporting(given, Verdict.UNKNOWN),
            counter_flags=say.counter_flags(given),
            discordances=tuple(self._discordances()),
            trace=tuple(self._trace()),
            requests=tuple(self._requests()),
            score=self._score(),
            plan=self._plan(),
            questions=tuple(say.question(q.item, given) for q in given.outlook.questions),
            lookalikes=tuple(self._lookalikes()),
            notices=tuple(given.notices()),
            answered=tuple(self._answered()),
            missing=tuple(self._missing()),
            references=say.references(self._used()),
            notes=notes,
        )

    def _discordances(self) -> Iterator[Card]:
        for rule in self.around.discordances:
            basis = self.say.basis(rule)
            yield Card(rule.id, rule.title, rule.says, basis, (rule.next_step,))

    def _trace(self) -> Iterator[TraceLine]:
        conclusions = self.given.conclusions
        decisive = conclusions.level_rule()
        for rule in self.content.suspicion.rules:
            wired = conclusions.book.rules[rule.id]
            verdict = conclusions.truths.verdict(wired.when.slot)
            stopped = [part for part in wired.unless if conclusions.holds(part.slot)]
            part = stopped[0] if stopped and verdict is Verdict.YES else wired.when
            because = self.say.answered_as(conclusions.because(part), self.given.answers)
            text = self.say.text(f"verdict_{verdict.value}")
            yield TraceLine(
                id=rule.id,
                title=rule.title,
                leads_to=self.content.suspicion.level(rule.level).title,
                verdict=self.say.text("verdict_stopped") if part is not wired.when else text,
                decides=rule is decisive,
                words=self.say.words.rule(rule),
                because=because,
                strength=self.say.text(f"strength_{rule.strength}"),
            )

    def _requests(self) -> Iterator[RequestView]:
        for request, lines in self.around.requests:
            body = "\n".join(f"- {' '.join(line.split())}" for line in lines)
            text = f"{request.opening.strip()}\n\n{body}\n\n{request.closing.strip()}"
            yield RequestView(request.id, request.title, text)

    def _score(self) -> ScoreView:
        given, score = self.given, self.content.delta_p
        conclusions = given.conclusions
        reach, refusal = conclusions.score(), conclusions.score_refusal()
        points = []
        pairs = zip(
            score.items, conclusions.book.score.items, conclusions.score_items(), strict=True
        )
        for item, part, verdict in pairs:
            names = [n for n in conclusions.because(part) if n in self.content.checklist]
            unknown = verdict is Verdict.UNKNOWN
            ask = [n for n in item.deciders if n in self.missing] if unknown else []
            labels = ", ".join(self.content.checklist.item(n).label for n in ask[:2])
            points.append(
                PointView(
                    letter=item.short,
                    title=item.title,
                    verdict=self.say.text(f"verdict_{verdict.value}"),
                    known=not unknown,
                    because=labels if unknown else self.say.answered_as(names, given.answers),
                    item=ask[0] if ask else None,
                )
            )
        open_points = reach.high - reach.low
        return ScoreView(
            title=score.title,
            applies=refusal is None,
            reason=refusal or "",
            total=self.say.score_total(given),
            open_points=self.say.text("score_open", count=open_points)
            if open_points
            else self.say.text("score_settled"),
            low=reach.low,
            high=reach.high,
            most=len(score.items),
            tier=self.say.tier_says(given),
            window=score.window,
            points=tuple(points),
            cohorts=tuple(self._cohort(one, reach) for one in score.cohorts),
            not_quoted=score.not_quoted_says
            if conclusions.holds(conclusions.book.score.not_quoted)
            else "",
            cautions=score.always_say,
        )

    def _cohort(self, cohort: Cohort, reach: Range) -> CohortView:
        inside = risks_within(cohort, reach)
        named = "; ".join(f"{risk.score}: {self._share(risk)}" for risk in inside)
        return CohortView(
            title=cohort.title,
            description=cohort.description,
            auc=cohort.auc,
            rows=tuple(
                RiskView(
                    score=risk.score,
                    risk=self._share(risk),
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
            sources=self.say.sources(cohort.refs),
            says=named,
        )

    def _share(self, risk: Risk) -> str:
        if risk.percent is None:
            return self.say.text("not_verified")
        if risk.percent_to is not None:
            return f"{risk.percent:g} to {risk.percent_to:g} %"
        return f"{risk.percent:g} %"

    def _plan(self) -> PlanView:
        given, say = self.given, self.say
        lines = []
        for line, done in given.conclusions.advice():
            status = say.text("status_done" if done else "status_open") if line.done_when else ""
            lines.append(Card(line.id, line.title, line.says, say.basis(line), status=status))
        found = given.conclusions.schedule()
        schedule = offer = None
        if found is not None:
            rule, offered = found
            schedule = Card(rule.id, rule.title, rule.says, say.basis(rule))
            offer = rule.offer_says if offered else None
        gate_shut = given.conclusions.finding(self.content.screening.gate) is not Verdict.YES
        level = given.conclusions.level().id
        refusals = {one.level: one.says for one in self.content.screening.none_says}
        ahead = given.outlook
        return PlanView(
            no_plan=refusals.get(level, "") if gate_shut else "",
            lines=tuple(lines),
            schedule=schedule,
            offer=offer or "",
            start=self.content.screening.start_says[given.start.basis] if schedule else "",
            start_date=given.start.on.isoformat() if given.start.on and schedule else "",
            other_interval=self._other_interval() if schedule else None,
            screens=tuple(
                ScreenView(
                    months=one.months,
                    when=say.text("undated_month", months=one.months),
                    due=one.due.isoformat() if one.due else "",
                    status=say.text(f"status_{one.status}"),
                    status_id=one.status,
                    offered=one.offered,
                )
                for one in given.schedule()
            ),
            robustness=say.robustness(given),
            settled=ahead.plan_settled,
            branches=tuple(self._branches()) if not ahead.schedule_settled else (),
        )

    def _other_interval(self) -> Line:
        other = self.content.screening.other_interval
        return Line(other.says, "; ".join(one.label for one in self.say.sources(other.refs)))

    def _branches(self) -> Iterator[str]:
        bands = {band.id: band for band in self.content.delta_p.bands}
        schedules = {rule.id: rule for rule in self.content.screening.schedules}
        for branch in self.given.outlook.branches:
            schedule = schedules.get(branch.schedule or "")
            plan = schedule.title if schedule else self.say.text("schedule_none")
            band = bands.get(branch.tier or "")
            yield f"DELTA-P {band.title}: {plan}" if band else plan

    def _lookalikes(self) -> Iterator[LookalikeView]:
        for one in self.around.likenesses:
            pointers = (*one.speaks_for, *one.speaks_against)
            refs = (*one.lookalike.refs, *(ref for pointer in pointers for ref in pointer.refs))
            yield LookalikeView(
                id=one.lookalike.id,
                title=one.lookalike.title,
                speaks_for=tuple(pointer.says for pointer in one.speaks_for),
                speaks_against=tuple(pointer.says for pointer in one.speaks_against),
                trap=one.lookalike.trap,
                tests=one.lookalike.tests,
                sources=self.say.sources(refs),
            )

    def _answered(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        checklist = self.content.checklist
        for section in checklist.sections:
            lines = tuple(
                self.say.answer(item, self.given.answers)
                for item in checklist.in_section(section.id)
                if item.id in self.given.answers
            )
            if lines:
                yield section.title, lines

    def _missing(self) -> Iterator[MissingSection]:
        checklist, missing = self.content.checklist, set(self.missing)
        for section in checklist.sections:
            items = tuple(
                (item.id, item.label)
                for item in checklist.in_section(section.id)
                if item.id in missing
            )
            if items:
                yield MissingSection(section.title, items)

    def _used(self) -> Iterator[str]:
        """The references that anything shown rests on."""
        content, conclusions = self.content, self.given.conclusions
        fired = [
            rule
            for rule in content.rules
            if rule.id in conclusions.book.rules and conclusions.fires(rule.id)
        ]
        cited: list[tuple[Citation, ...]] = [rule.refs for rule in fired]
        cited += [rule.refs for rule in self.around.discordances]
        cited += [content.findings[name].refs for name in content.suspicion.supporting]
        cited += [cohort.refs for cohort in content.delta_p.cohorts]
        cited.append(content.screening.other_interval.refs)
        for one in self.around.likenesses:
            cited.append(one.lookalike.refs)
            cited += [p.refs for p in (*one.speaks_for, *one.speaks_against)]
        cited += [request.refs for request, _ in self.around.requests]
        yield from (citation.ref for refs in cited for citation in refs)
