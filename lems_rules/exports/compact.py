"""The report for paper that is short: a letter to a colleague, and all the rest as running text.

Nothing is left out of the rest but the patient and what to do now, which the letter says: lists and
small tables become sentences, and a reference is as short as finding it allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from lems_rules.exports.parts.block import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    address,
    blocks,
    do_now,
    sentence,
)
from lems_rules.exports.texts.note import headline, screen_and_status
from lems_rules.schema.citation import Reference
from lems_rules.wording.summary.report import Report


@dataclass(frozen=True, slots=True)
class References:
    """References one after the other, each with the way to find it."""

    all: tuple[Reference, ...]


# How many characters a line holds, by the part of the document, at its usual size.
LETTER_LINE, COLUMN_LINE = 105, 66


def lines(some: Iterable[Block | References], wide: int) -> float:
    """About how many lines the blocks take; the space after each counts as part of one."""
    return sum(ceil(width / wide) + 0.25 for block in some for width in _widths(block))


def _widths(block: Block | References) -> Iterator[int]:
    """How many characters each paragraph has, or how many lines of one it counts for."""
    match block:
        case Heading(text):
            yield len(text)
        case Paragraph(text, lead, small):
            yield len(text) + len(lead) + len(small)
        case Bullets(said):
            yield from (len(lead) + len(text) for lead, text in said)
        case Table(_, rows):
            yield from [1] * (len(rows) + 2)
        case References(cited):
            yield sum(len(one.short) + len(one.source) + len(address(one)) for one in cited)
        case _:
            yield from map(len, block.text.split("\n"))


def letter(told: Report) -> Iterator[Block]:
    """What a colleague has to know: what to do now, the patient, the result and the dates."""
    words, level, score, plan = told.words, told.level, told.score, told.plan
    yield Paragraph(words["letter_opening"])
    yield from do_now(told)
    yield Heading(words["summary_patient"])
    yield from (Paragraph(one) for one in told.patient.said)
    if not told.patient.said:
        yield Paragraph(words["summary_no_answers"])
    yield Heading(words["summary_findings" if level.established else "summary_level"])
    if level.established:
        yield Paragraph("", headline(told))
    else:
        because = f"{words['summary_because']}: {sentence(level.because)}" if level.because else ""
        rule = f"{words['summary_rule']}: {sentence(level.rule)}"
        yield Paragraph(" ".join(f"{level.says} {rule} {because}".split()), headline(told))
    yield Heading(words["summary_score"])
    if score.applies:
        yield Paragraph(f"{score.open_points} {score.tier}".rstrip(), f"{score.total}.")
    else:
        yield Paragraph(score.reason)
    if plan.schedule:
        dates = "; ".join(map(screen_and_status, plan.screens))
        yield Paragraph(f"{sentence(plan.schedule.title)} {sentence(dates)} {plan.start}")
    yield Paragraph(plan.no_plan or plan.robustness)
    yield Paragraph(words["letter_closing"])


def rest(told: Report) -> Iterator[Block | References]:
    """The report but for what the letter says in full, as running text."""
    words = told.words
    in_letter = {words["do_now_title"], words["summary_patient"]}
    for heading, part in _parts(told):
        if heading in in_letter:
            continue
        yield Heading(heading)
        if heading == words["summary_requests"]:
            yield from _running(_requests(told))
        elif heading == words["summary_references"]:
            yield References(told.references)
            yield from part[1:]
        else:
            yield from _running(part)


def _parts(told: Report) -> Iterator[tuple[str, list[Block]]]:
    """The parts of the report under their headings; what stands before the first is left out."""
    heading, part = "", list[Block]()
    for block in blocks(told):
        if isinstance(block, Heading) and block.depth < 3:
            if block.depth == 2 and heading:
                yield heading, part
            heading, part = block.text if block.depth == 2 else "", []
        else:
            part.append(block)
    yield heading, part


def _running(part: Iterable[Block]) -> Iterator[Block]:
    """Blocks as paragraphs: a small heading leads the next one, a list is a sentence."""
    lead = ""
    for block in part:
        match block:
            case Heading():
                lead = sentence(block.text)
                continue
            case Bullets(lines):
                yield Paragraph(_run_together(f"{a} {b}".strip() for a, b in lines), lead)
            case Table(head, rows, marked) if not marked:
                yield Paragraph(_run_together(_row(head, row) for row in rows), lead)
            case Paragraph(text, own, small) if lead:
                yield Paragraph(f"{own} {text}".strip(), lead, small)
            case _:
                if lead:  # a table has no place for it
                    yield Paragraph("", lead)
                yield block
        lead = ""


def _run_together(lines: Iterable[str]) -> str:
    """Lines as sentences where they are some, else as one."""
    said = list(lines)
    if all(one.endswith(".") for one in said):
        return " ".join(said)
    return sentence("; ".join(one.removesuffix(".") for one in said))


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    """A row of a small table: what it is about, and what is said of it."""
    name, *cells = row
    return f"{head[0]} {name}: {', '.join(filter(None, cells))}".lstrip()


def _requests(told: Report) -> Iterator[Block]:
    """The request texts without the patient, who stands in the letter."""
    for request in told.requests:
        lines = (one.removeprefix("- ") for one in request.asks.splitlines())
        yield Heading(request.title, 3)
        yield Paragraph(" ".join([request.opening, *map(sentence, lines), request.closing]))
