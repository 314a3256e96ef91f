"""The summary as Markdown, for a note or a hand-out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lems_rules.exports.parts.block import Block, Bullets, Heading, Paragraph, Table, blocks
from lems_rules.wording.summary.report import Report

# Whatever Markdown or HTML could read as markup in text that somebody typed.
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&:=^@])")
_ADDRESS = re.compile(r"https?://[^\s<>]*[^\s<>.,;:)]")


def markdown(told: Report) -> str:
    """The whole report as Markdown text."""
    return "\n\n".join(_block(block) for block in blocks(told)) + "\n"


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


def _block(block: Block) -> str:
    match block:
        case Heading(text, depth):
            return f"{'#' * depth} {text}"
        case Paragraph():
            return _paragraph(block)
        case Bullets(lines):
            return "\n".join(f"- {_strong(lead)}{_linked(text)}".rstrip() for lead, text in lines)
        case Table(head, rows, marked):
            return _table(head, rows, marked)
    return as_typed(block.text)


def _paragraph(one: Paragraph) -> str:
    text = f"{_strong(one.lead)}{one.text}".rstrip()
    return f"{text}  \n*{one.small}*" if one.small else text


def _strong(lead: str) -> str:
    return f"**{lead}** " if lead else ""


def _linked(text: str) -> str:
    return _ADDRESS.sub(r"<\g<0>>", text)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], marked: frozenset[int]) -> str:
    out = [f"| {' | '.join(one or ' ' for one in head)} |", "|" + " --- |" * len(head)]
    for place, row in enumerate(rows):
        first = f"**{row[0]}**" if place in marked else row[0]
        out.append(f"| {' | '.join(cell or ' ' for cell in (first, *row[1:]))} |")
    return "\n".join(out)
