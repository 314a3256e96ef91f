"""The result as rows of one shape, for spreadsheets: what it is, its value, what it rests on.

Every row belongs to a sheet; a CSV has all of them under each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType

from lems_rules.exports.parts.block import reference
from lems_rules.intake.csv_sheet import ABOUT, ANSWER, HEAD, NOTES, OPEN
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.result import SCORE
from lems_rules.schema.questions.item import Answer
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.report import Report
from lems_rules.wording.view import Basis, Card, Source


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its fields are the columns of `HEAD`, and ``part`` says what kind of row it is."""

    part: str
    id: str
    title: str
    value: Answer = ""
    says: str = ""
    strength: str = ""
    sources: str = ""

    @property
    def cells(self) -> tuple[Answer, ...]:
        """The cells in the order of the columns."""
        return tuple(getattr(self, name) for name in HEAD)


assert tuple(one.name for one in fields(Row)) == HEAD


def _summary(given: Consideration, told: Report) -> Iterator[Row]:
    yield from _about(told)
    for line in (*told.do_now.lines, *told.do_now.further):
        yield Row("do_now", line.rule, line.text, line.urgency, line.why)
    yield from (_card("safety", card) for card in told.safety)
    level = told.level
    yield Row("headline", "", level.headline)
    worded = ("", "") if level.established else (level.title, level.says)
    yield Row("level", level.id, worded[0], float(level.rank), worded[1])
    basis = _basis(level.basis) if level.basis else {}
    decides = next((one.id for one in told.trace if one.decides), "")
    yield Row("rule", decides, level.rule, says=level.because, **basis)
    for part, lines in (
        ("for", told.speaks_for),
        ("against", told.speaks_against),
        ("not_known", told.not_known),
    ):
        for one in lines:
            yield Row(part, one.item or "", one.title, "", one.because, "", _labels(one.sources))
    yield from (_card("counter_flag", card) for card in told.counter_flags)
    yield from (_card("discordance", card) for card in told.discordances)
    yield from _score(told)
    for question in told.questions:
        could = "; ".join(question.could)
        yield Row("would_change", question.item, question.label, says=could)
    for alike in told.lookalikes:
        sides = {"for": alike.speaks_for, "against": alike.speaks_against, "trap": (alike.trap,)}
        for side, texts in sides.items():
            for text in texts:
                sources = _labels(alike.sources)
                yield Row("lookalike", alike.id, alike.title, side, text, "", sources)
        yield Row("lookalike", alike.id, alike.title, "tests", ", ".join(alike.tests))
    yield from (Row("request", one.id, one.title, says=one.text) for one in told.requests)
    yield from (Row("notice", "", "", says=text) for text in told.notices)


def _about(told: Report) -> Iterator[Row]:
    for name in ("disclaimer", "review", "privacy", "made"):
        yield Row(ABOUT, name, "", says=getattr(told, name))
    yield Row(ABOUT, "app_version", "", told.version)
    yield Row(ABOUT, "edition", "", told.edition)
    yield Row(ABOUT, "content_digest", "", told.digest)
    yield Row(ABOUT, "today", "", told.today)


def _score(told: Report) -> Iterator[Row]:
    score = told.score
    yield Row(SCORE, "applies", score.title, "yes" if score.applies else "no", score.reason)
    if not score.applies:
        return
    yield Row(SCORE, "low", score.title, float(score.low), score.total)
    yield Row(SCORE, "high", score.title, float(score.high), score.open_points)
    yield Row(SCORE, "tier", score.title, says=score.tier)
    for point in score.points:
        yield Row(f"{SCORE}_point", point.letter, point.title, point.verdict, point.because)
    for cohort in score.cohorts:
        sources = _labels(cohort.sources)
        yield Row("cohort", "", cohort.title, "", cohort.description, "", sources)
        if score.not_quoted:
            continue
        yield Row("cohort", "", cohort.title, "", f"{cohort.auc}. {cohort.note}", "", sources)
        for one in cohort.rows:
            within = told.words["summary_within"] if one.within else ""
            says = "; ".join(text for text in (one.interval, one.patients, within) if text)
            yield Row("cohort_total", str(one.score), cohort.title, one.risk, says, "", sources)
    for text in (*((score.not_quoted,) if score.not_quoted else ()), *score.cautions):
        yield Row(SCORE, "caution", score.title, says=text)


def _items(given: Consideration, told: Report) -> Iterator[Row]:
    say = Presenter(given.content)
    missing = {one.id: one for section in told.missing for one in section.items}
    for item in given.content.checklist.items:
        if item.id in given.answers:
            value = given.answers[item.id]
            yield Row(ANSWER, item.id, item.label, value, item.wording(value))
        elif item.id in missing:
            one = missing[item.id]
            says = one.because or say.text("not_answered")
            yield Row(OPEN, item.id, item.label, one.reason or "", says)
        else:
            yield Row("not_asked", item.id, item.label, says=say.text("does_not_apply"))
    yield from (Row("not_used", "", "", says=text) for text in told.not_used)
    if told.notes:
        yield Row(NOTES, "", told.words["summary_notes"], says=told.notes)


def _findings(given: Consideration, told: Report) -> Iterator[Row]:
    say = Presenter(given.content)
    for name, finding in given.content.findings.items():
        verdict = given.conclusions.finding(name).value
        yield Row("finding", name, finding.title, verdict, **_basis(say.basis(finding)))


def _plan(given: Consideration, told: Report) -> Iterator[Row]:
    plan = told.plan
    if plan.no_plan:
        yield Row("workup", "", "", says=plan.no_plan)
    yield from (_card("workup", card) for card in plan.lines)
    if plan.schedule:
        yield _card("schedule", plan.schedule)
        yield Row("schedule", "", told.words["t0"], given.start.on or "", plan.start)
    for one, screen in zip(plan.screens, given.schedule, strict=True):
        yield Row("screen", str(one.months), one.when, screen.due or "", one.status_said)
    if plan.offer:
        yield Row("schedule", "", "", says=plan.offer)
    if plan.other_interval:
        other = plan.other_interval
        yield Row("schedule", "", "", says=other.title, sources=other.because)
    yield Row("plan", "settled", "", "yes" if plan.settled else "no", plan.robustness)
    yield from (Row("plan", "branch", "", says=text) for text in plan.branches)


def _references(given: Consideration, told: Report) -> Iterator[Row]:
    for one in told.references:
        title = one.title or one.topic or ""
        yield Row("reference", one.id, title, one.link, reference(one, told.words))


# The sheets in their order. What a sheet is called stands in content/words.yaml, under sheet_<id>.
SHEETS: Mapping[str, Callable[[Consideration, Report], Iterator[Row]]] = MappingProxyType(
    {
        "summary": _summary,
        "items": _items,
        "findings": _findings,
        "plan": _plan,
        "references": _references,
    }
)


def _card(part: str, card: Card) -> Row:
    says = " ".join(f"{card.says} {'; '.join(card.points)}".split())
    return Row(part, card.id, card.title, card.status, says, **_basis(card.basis))


def _basis(basis: Basis) -> dict[str, str]:
    return {"strength": f"{basis.strength}. {basis.limits}", "sources": _labels(basis.sources)}


def _labels(sources: Sequence[Source]) -> str:
    return "; ".join(source.label for source in sources)
