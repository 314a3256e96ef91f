"""The report as a plain sequence of blocks, for formats that are read from top to bottom.

Order and wording are decided here once; a format only says how each kind of block looks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lems_rules.schema.citation import Reference
from lems_rules.wording.summary.report import LookalikeView, Report
from lems_rules.wording.summary.score_view import ScoreView
from lems_rules.wording.view import Basis, Card, DoNowLineView, Line

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``depth`` 1 is the title of the document."""

    text: str
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: words that stand out, the text, and a line in small print under it."""

    text: str
    lead: str = ""
    small: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """Short lines under each other, each with words that stand out or none."""

    lines: tuple[tuple[str, str], ...]  # lead, text


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head; ``marked`` are the rows that concern this patient."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Typed:
    """Text that somebody typed: it appears as typed, and none of it is read as markup."""

    text: str


Block = Heading | Paragraph | Bullets | Table | Typed


def blocks(told: Report) -> Iterator[Block]:
    """The whole report, from what to do now to references."""
    words = told.words
    yield Heading(f"{words['summary_title']}, {told.today}", 1)
    yield Paragraph(told.review, told.disclaimer)
    yield from do_now(told)
    if told.patient.said:
        yield Heading(words["summary_patient"])
        yield Paragraph(" ".join(told.patient.said))
    if told.safety:
        yield Heading(words["summary_safety"])
        yield from (_card(card, words) for card in told.safety)
    yield Heading(words["summary_findings" if told.level.established else "summary_level"])
    yield from _level(told)
    for title, lines in (
        (words["summary_for"], told.speaks_for),
        (words["summary_against"], told.speaks_against),
        (words["summary_not_known"], told.not_known),
    ):
        yield Heading(title, 3)
        yield bullets(map(line, lines)) if lines else Paragraph(words["none_yet"])
    if told.counter_flags:
        yield Heading(words["summary_flags"])
        for card in told.counter_flags:
            yield _pointing(card, words, words["summary_think_of"], "; ".join(card.points))
    if told.discordances:
        yield Heading(words["summary_discordances"])
        for card in told.discordances:
            yield _pointing(card, words, words["summary_next_step"], " ".join(card.points))
    yield Heading(words["summary_score"])
    yield from _score(told.score, words)
    yield Heading(words["summary_plan"])
    yield from _plan(told)
    yield from _around(told)
    yield from _answers(told)
    if told.notes:
        yield Heading(words["summary_notes"])
        yield Typed(printable(told.notes))
    yield Heading(words["summary_references"])
    yield bullets(reference(one, words) for one in told.references)
    yield Paragraph(f"{told.made} {told.privacy}")


def do_now(told: Report) -> Iterator[Block]:
    """What to do first, each line with how soon and why."""
    yield Heading(told.words["do_now_title"])
    yield to_do(told, told.do_now.lines)
    if told.do_now.more:
        yield Paragraph(told.do_now.more)


def to_do(told: Report, lines: Iterable[DoNowLineView]) -> Bullets:
    """Lines of what to do, each with its reason."""
    return Bullets(
        tuple((sentence(imperative(one, told.words)), sentence(one.why)) for one in lines)
    )


def imperative(one: DoNowLineView, words: Mapping[str, str]) -> str:
    """What to do, and how soon."""
    return words["do_now_line"].format(soon=one.soon, text=one.text)


def printable(text: str) -> str:
    """The text with one kind of line end, and its control characters as pictures (␀, ␛).

    A terminal would obey some of them, and a page, a sheet or a document can hold none.
    """
    lines = re.sub("\r\n?|\x85", "\n", text)
    return _CONTROL.sub(lambda found: _picture(ord(found[0])), lines)


def _picture(code: int) -> str:
    if code == 0x7F:
        return "\u2421"
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def bullets(lines: Iterable[str]) -> Bullets:
    """Lines without anything that stands out."""
    return Bullets(tuple(("", one) for one in lines))


def sentence(text: str) -> str:
    """The text with one full stop at its end."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def line(one: Line) -> str:
    """A finding with what it rests on."""
    return f"{one.title} ({one.because})" if one.because else one.title


def basis(one: Basis, words: Mapping[str, str]) -> str:
    """Strength, limits and sources of a statement, in one line."""
    sources = "; ".join(source.label for source in one.sources)
    return f"{one.strength}. {one.limits} {words['summary_source']}: {sentence(sources)}"


def reference(one: Reference, words: Mapping[str, str]) -> str:
    """A reference as it stands in a list, with the way to find it."""
    authors = f"{sentence(one.authors)} " if one.authors else ""
    second_hand = f" ({words['summary_second_hand']})" if one.second_hand else ""
    return (
        f"{authors}{sentence(one.title or one.topic or '')} {sentence(one.source)} {one.link}"
        f"{second_hand}"
    )


def address(one: Reference) -> str:
    """The way to find it, short enough for print; the link itself is whole."""
    if one.doi:
        return f"doi:{one.doi}"
    if one.pmcid:
        return one.pmcid
    if one.pmid:
        return f"PMID {one.pmid}"
    return urlsplit(one.link).hostname or ""


def _card(card: Card, words: Mapping[str, str]) -> Paragraph:
    """A rule that is known by its id, with what it adds to itself."""
    status = f" ({card.status.lower()})" if card.status else ""
    says = " ".join(f"{card.says} {' '.join(card.points)}".split())
    return Paragraph(sentence(says), f"{card.id} · {card.title}{status}.", basis(card.basis, words))


def _pointing(card: Card, words: Mapping[str, str], lead: str, points: str) -> Paragraph:
    """A statement and where it leads."""
    says = f"{' '.join(card.says.split())} {lead}: {sentence(points)}"
    return Paragraph(says, f"{card.title}.", basis(card.basis, words))


def _level(told: Report) -> Iterator[Block]:
    words, level = told.words, told.level
    rank = words["summary_rank"].format(rank=level.rank, of=level.of)
    if level.first:
        yield Paragraph("", sentence(level.first))
    if level.established:
        return
    yield Paragraph(f"({rank}). {level.says}", level.title)
    because = f" {words['summary_because']}: {sentence(level.because)}" if level.because else ""
    rule = f"{words['summary_rule']}: {sentence(level.rule)}{because}"
    yield Paragraph(rule, small=basis(level.basis, words) if level.basis else "")


def _score(score: ScoreView, words: Mapping[str, str]) -> Iterator[Block]:
    if not score.applies:
        yield Paragraph(score.reason)
        return
    yield Paragraph(
        " ".join(f"{score.open_points} {score.tier}".split()), f"{score.title}: {score.total}."
    )
    yield Paragraph(sentence(words["summary_points"].format(window=score.window)))
    yield Table(
        ("", words["summary_item"], words["summary_met"], words["summary_from"]),
        tuple((one.letter, one.title, one.verdict, one.because) for one in score.points),
    )
    if score.not_quoted:
        yield Paragraph(score.not_quoted)
        yield Heading(words["summary_cohorts_unquoted"], 3)
    else:
        yield Heading(words["summary_cohorts"], 3)
        yield _cohorts(score, words)
    for cohort in score.cohorts:
        sources = "; ".join(source.label for source in cohort.sources)
        quoted = "" if score.not_quoted else f"{sentence(cohort.auc)} {cohort.note}"
        yield Paragraph(
            " ".join(f"{cohort.description} {quoted}".split()),
            f"{cohort.title}.",
            f"{words['summary_source']}: {sentence(sources)}",
        )
    yield bullets(score.cautions)


def _cohorts(score: ScoreView, words: Mapping[str, str]) -> Table:
    first, second = score.cohorts
    pairs = list(zip(first.rows, second.rows, strict=True))
    return Table(
        (
            words["summary_total"],
            words["summary_within"],
            first.title,
            second.title,
            words["summary_interval"],
            words["summary_patients"],
        ),
        tuple(
            (
                str(a.score),
                words["verdict_yes" if a.within else "verdict_no"].lower(),
                a.risk,
                b.risk,
                b.interval,
                b.patients,
            )
            for a, b in pairs
        ),
        frozenset(place for place, (a, _) in enumerate(pairs) if a.within),
    )


def _plan(told: Report) -> Iterator[Block]:
    words, plan = told.words, told.plan
    if told.do_now.further:
        yield Paragraph(f"{words['do_now_further']}:")
        yield to_do(told, told.do_now.further)
    if plan.no_plan:
        yield Paragraph(plan.no_plan)
    yield from (_card(card, words) for card in plan.lines)
    if plan.schedule:
        yield _card(plan.schedule, words)
        yield Paragraph(plan.start)
        rows = tuple(
            (
                str(one.months),
                one.due or one.when,
                one.status_said,
            )
            for one in plan.screens
        )
        heads = (words["summary_months"], words["summary_date"], words["summary_status"])
        yield Table(heads, rows)
        if plan.offer:
            yield Paragraph(plan.offer)
    if plan.other_interval:
        source = f"{words['summary_source']}: {sentence(plan.other_interval.because)}"
        yield Paragraph(plan.other_interval.title, small=source)
    yield Paragraph(plan.robustness)
    if plan.branches:
        yield Paragraph(f"{words['plan_open_branches']}:")
        yield bullets(plan.branches)


def _around(told: Report) -> Iterator[Block]:
    words = told.words
    if told.questions:
        yield Heading(words["summary_change"])
        yield Bullets(
            tuple(
                (one.label, f"({'; '.join(one.could)})" if one.could else "")
                for one in told.questions
            )
        )
    if told.lookalikes:
        yield Heading(words["summary_lookalikes"])
        for one in told.lookalikes:
            yield Heading(one.title, 3)
            yield _lookalike(one, words)
    if told.requests:
        yield Heading(words["summary_requests"])
        for request in told.requests:
            yield Heading(request.title, 3)
            yield from _request(request.text)
    if told.notices:
        yield Heading(words["summary_notices"])
        yield bullets(told.notices)


def _lookalike(one: LookalikeView, words: Mapping[str, str]) -> Bullets:
    lines = [
        *(f"{words['summary_for']}: {text}" for text in one.speaks_for),
        *(f"{words['summary_against']}: {text}" for text in one.speaks_against),
        f"{words['summary_trap']}: {one.trap}",
    ]
    if one.tests:
        lines.append(f"{words['summary_tests']}: {', '.join(one.tests)}")
    return bullets(lines)


def _request(text: str) -> Iterator[Block]:
    """A request text taken apart again: paragraphs, and lists whose lines begin with a dash."""
    for part in text.split("\n\n"):
        lines = part.splitlines()
        if all(one.startswith("- ") for one in lines):
            yield bullets(one.removeprefix("- ") for one in lines)
        else:
            yield Paragraph(part)


def _answers(told: Report) -> Iterator[Block]:
    words = told.words
    yield Heading(words["summary_answers"])
    if not told.answered:
        yield Paragraph(words["summary_no_answers"])
    for title, phrases in told.answered:
        yield Paragraph(sentence("; ".join(phrases)), f"{title}:")
    if told.not_used:
        yield Heading(words["summary_not_used"])
        yield from (Typed(printable(one)) for one in told.not_used)
    yield Heading(words["summary_missing"])
    if not told.missing:
        yield Paragraph(words["summary_missing_none"])
        return
    yield Paragraph(words["summary_missing_says"])
    for section in told.missing:
        yield Paragraph(sentence("; ".join(one.says for one in section.items)), f"{section.title}:")
