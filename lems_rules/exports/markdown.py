"""The summary as Markdown, for a note or a hand-out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lems_rules.presentation import Basis, Card, Line
from lems_rules.report import PlanView, Report, ScoreView

# Whatever Markdown or HTML could read as markup in text that somebody typed.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&$:=^@])")


def markdown(report: Report) -> str:
    """The whole report as Markdown text."""
    blocks = [block for block in _blocks(report) if block]
    return "\n\n".join(blocks) + "\n"


def as_typed(text: str) -> str:
    """Free text so that it appears exactly as typed, with none of it read as markup."""
    return "  \n".join(_line_as_typed(line) for line in text.splitlines())


def _line_as_typed(line: str) -> str:
    core = line.strip(" \t")
    if not core:
        return ""
    start = line[: len(line) - len(line.lstrip(" \t"))]
    end = line[len(start) + len(core) :]
    # Written as references, blanks at the edges neither vanish nor make a block of code.
    edges = {" ": "&#32;", "\t": "&#9;"}
    return (
        "".join(edges[blank] for blank in start)
        + _MARKUP.sub(r"\\\1", core)
        + "".join(edges[blank] for blank in end)
    )


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _blocks(report: Report) -> Iterator[str]:
    yield "# LEMS checklist summary"
    yield f"> **{report.disclaimer}** {report.review}"
    yield f"Edition {report.edition} (content {report.digest}), {report.today}. {report.privacy}"
    if report.safety:
        yield "## Safety first"
        yield from (_card(card) for card in report.safety)
    yield "## Level of suspicion"
    yield from _level(report)
    yield from _lists(report)
    if report.counter_flags:
        yield "## Points to consider against"
        for card in report.counter_flags:
            yield _card(card, "Think of: " + "; ".join(card.points))
    if report.discordances:
        yield "## Results that do not fit together"
        for card in report.discordances:
            yield _card(card, "Next step: " + " ".join(card.points))
    yield "## DELTA-P"
    yield from _score(report.score)
    yield "## Workup and plan"
    yield from _plan(report.plan)
    if report.questions:
        yield "## What would change this"
        yield _bullets(f"**{one.label}** {_inline(one.could)}".rstrip() for one in report.questions)
    if report.lookalikes:
        yield "## Look-alikes with an answer in their favour"
        for one in report.lookalikes:
            yield f"### {one.title}"
            yield _bullets(
                [
                    *(f"For: {text}" for text in one.speaks_for),
                    *(f"Against: {text}" for text in one.speaks_against),
                    f"Trap: {one.trap}",
                    *([f"Tests: {', '.join(one.tests)}"] if one.tests else []),
                ]
            )
    if report.requests:
        yield "## Request texts"
        for request in report.requests:
            yield f"### {request.title}"
            yield request.text
    if report.notices:
        yield "## Notices"
        yield _bullets(report.notices)
    yield "## Answers"
    if not report.answered:
        yield "Nothing was answered."
    for title, lines in report.answered:
        yield f"**{title}:** {'; '.join(lines)}."
    yield "## Not answered"
    yield "Not answered is not no."
    for section in report.missing:
        yield f"**{section.title}:** {'; '.join(label for _, label in section.items)}."
    if report.notes:
        yield "## Notes"
        yield as_typed(report.notes)
    yield "## References"
    yield _bullets(
        f"{sentence(one.authors) + ' ' if one.authors else ''}"
        f"{sentence(one.title or one.topic or '')} {sentence(one.source)} <{one.link}>"
        f"{' (second-hand)' if one.second_hand else ''}"
        for one in report.references
    )


def _level(report: Report) -> Iterator[str]:
    level = report.level
    yield f"**{level.title}** (level {level.rank} of {level.of}). {level.says}"
    because = f" Because: {sentence(level.because)}" if level.because else ""
    yield f"Rule: {sentence(level.rule)}{because}"
    if level.basis:
        yield _basis(level.basis)


def _lists(report: Report) -> Iterator[str]:
    for title, lines in (
        ("For", report.speaks_for),
        ("Against", report.speaks_against),
        ("Not known yet", report.not_known),
    ):
        yield f"### {title}"
        yield _bullets(_line(line) for line in lines) if lines else "Nothing yet."


def _score(score: ScoreView) -> Iterator[str]:
    if not score.applies:
        yield score.reason
        return
    yield (f"**{score.total}**, each item {score.window}. {score.open_points} {score.tier}")
    yield _table(
        ("", "Item", "Met", "From"),
        [(one.letter, one.title, one.verdict, one.because) for one in score.points],
    )
    if score.not_quoted:
        yield score.not_quoted
    else:
        yield from _cohorts(score)
    yield _bullets(score.cautions)


def _cohorts(score: ScoreView) -> Iterator[str]:
    yield "Share with small cell lung cancer at each total, in two cohorts that disagree:"
    first, second = score.cohorts
    rows = [
        (
            f"**{a.score}**" if a.within else str(a.score),
            a.risk,
            b.risk,
            b.interval,
            b.patients,
        )
        for a, b in zip(first.rows, second.rows, strict=True)
    ]
    yield _table(
        (
            "Total",
            first.title,
            second.title,
            "95 % interval (our arithmetic)",
            "patients (reconstructed)",
        ),
        rows,
    )
    yield "Totals in bold are this patient's range."
    for cohort in score.cohorts:
        yield f"{cohort.title}: {cohort.description} {cohort.auc}. {cohort.note}"


def _plan(plan: PlanView) -> Iterator[str]:
    if plan.no_plan:
        yield plan.no_plan
    for card in plan.lines:
        yield _card(card)
    if plan.schedule:
        yield _card(plan.schedule)
        yield plan.start
        rows = [
            (
                str(one.months),
                one.due or one.when,
                one.status + (", offered" if one.offered else ""),
            )
            for one in plan.screens
        ]
        yield _table(("Months", "Date", "Status"), rows)
        yield plan.offer
        if plan.other_interval:
            yield f"{plan.other_interval.title} *Source: {sentence(plan.other_interval.because)}*"
    yield plan.robustness
    if plan.branches:
        yield _bullets(plan.branches)


def _card(card: Card, points: str = "") -> str:
    status = f" ({card.status.lower()})" if card.status else ""
    extra = points or " ".join(card.points)
    says = " ".join(f"{card.says} {extra}".split())
    return f"**{card.id} · {card.title}**{status}. {says}  \n{_basis(card.basis)}"


def _basis(basis: Basis) -> str:
    sources = "; ".join(source.label for source in basis.sources)
    return f"*{basis.strength}. {basis.limits} Source: {sentence(sources)}*"


def _line(line: Line) -> str:
    return f"{line.title} ({line.because})" if line.because else line.title


def _inline(phrases: Sequence[str]) -> str:
    return f"({'; '.join(phrases)})" if phrases else ""


def _bullets(lines: object) -> str:
    return "\n".join(f"- {line}" for line in lines)  # type: ignore[attr-defined]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    out += [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    return "\n".join(out)
