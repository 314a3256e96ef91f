"""The result as text for a terminal: two screens of it, or everything; no markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from textwrap import wrap

from lems_rules.exports.parts.block import Typed, blocks, imperative, printable, sentence
from lems_rules.exports.texts.note import as_text, headline, planned, screen_and_status
from lems_rules.wording.summary.report import Report

WIDTH = 80
INDENT = "  "
MOST_QUESTIONS = 8
_NUMBER = re.compile(r"\d\. ")


def in_short(told: Report) -> str:
    """What to do and what follows, without reasons, request texts and sources: two screens."""
    return "\n".join(_in_short(told)) + "\n"


def in_full(told: Report) -> str:
    """The whole report; what somebody typed keeps its lines."""
    return (
        "\n\n".join(
            block.text if isinstance(block, Typed) else "\n".join(_lines(as_text(block)))
            for block in blocks(told)
        )
        + "\n"
    )


def _in_short(told: Report) -> Iterator[str]:
    words, plan = told.words, told.plan
    yield f"{words['summary_title']}, {told.today}"
    yield from _wrapped(f"{told.disclaimer} {told.review}")
    yield from _part(words["do_now_title"], _do_now(told))
    level = told.level
    says = [] if level.established else [level.says, f"{words['summary_rule']}: {level.rule}"]
    sides = (
        (words["summary_for"], told.speaks_for),
        (words["summary_against"], told.speaks_against),
        (words["summary_not_known"], told.not_known),
    )
    said = (f"{name}: {'; '.join(one.title for one in some)}" for name, some in sides if some)
    yield from _part(headline(told), (told.patient.course, *says, *said))
    yield from _part(words["summary_safety"], (f"{one.id} {one.title}" for one in told.safety))
    score = told.score
    total = f"{score.total}. {score.open_points} {score.tier}".strip()
    yield from _part(score.title, [total if score.applies else score.reason])
    schedule = [f"{plan.schedule.id} {plan.schedule.title}"] if plan.schedule else []
    dates = ["; ".join(map(screen_and_status, plan.screens))] if plan.screens else []
    steps = ["; ".join(map(planned, plan.lines))] if plan.lines else []
    if told.do_now.further:
        further = "; ".join(imperative(one, words) for one in told.do_now.further)
        steps.insert(0, f"{words['do_now_further']}: {further}")
    lines = (plan.no_plan, *steps, *schedule, *dates, plan.robustness)
    yield from _part(words["summary_plan"], lines)
    asked, more = told.questions[:MOST_QUESTIONS], len(told.questions) - MOST_QUESTIONS
    labels = "; ".join(one.label for one in asked)
    if more > 0:
        labels = words["and_more"].format(labels=labels, count=more)
    yield from _part(words["summary_change"], [labels])
    alike = "; ".join(one.title for one in told.lookalikes)
    yield from _part(words["summary_lookalikes"], [alike])
    notices = (one for one in told.notices if one != plan.no_plan)
    yield from _part(words["summary_notices"], notices)
    yield from _part(words["summary_not_used"], map(printable, told.not_used))
    count = sum(len(section.items) for section in told.missing)
    yield ""
    yield from _wrapped(words["note_line_missing"].format(count=count))
    yield from _wrapped(told.made)
    yield words["text_more"]


def _do_now(told: Report) -> Iterator[str]:
    for number, one in enumerate(told.do_now.lines, 1):
        yield f"{number}. {sentence(imperative(one, told.words))} {one.why}"
    yield told.do_now.more


def _part(title: str, lines: Iterable[str]) -> Iterator[str]:
    """A title and its lines, set in; nothing where there are none."""
    said = [one for one in lines if one]
    if not said:
        return
    yield ""
    yield from _wrapped(title.upper() if not title.endswith(".") else title)
    for one in said:
        number = _NUMBER.match(one)
        yield from _wrapped(sentence(one), INDENT, len(number[0]) if number else 0)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from _wrapped(line, "- " if line.startswith("- ") else "")


def _wrapped(text: str, first: str = "", more: int = 0) -> list[str]:
    """The text in lines of the width of a terminal, the later ones set in as far as its first."""
    return wrap(
        text.removeprefix(first),
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * (len(first) + more),
        break_long_words=False,
        break_on_hyphens=False,
    )
