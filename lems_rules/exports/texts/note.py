"""The summary as plain text for a record, in three lengths."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from lems_rules.exports.parts.block import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    Table,
    blocks,
    imperative,
    sentence,
)
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.summary.report import Report, ScreenView
from lems_rules.wording.view import Card


def note(told: Report) -> str:
    """All three lengths, each under its name."""
    words = told.words
    parts = (
        (words["note_one_line"], one_line(told)),
        (words["note_short"], short(told)),
        (words["note_full"], full(told)),
    )
    return "\n\n".join(f"=== {name} ===\n\n{text.strip()}" for name, text in parts) + "\n"


def one_line(told: Report) -> str:
    """What somebody reading a problem list needs, without a line break."""
    words = told.words
    made = {"edition": told.edition_says, "digest": told.digest, "version": told.version}
    parts = (
        words["note_line_title"].format(today=told.today),
        _do_now(told),
        *_safety(told, {one.rule for one in told.do_now.lines}),
        told.patient.course,
        headline(told),
        words["note_line_score"].format(total=told.score.total) if told.score.applies else "",
        _nextscreen_and_status(told),
        words["note_line_missing"].format(count=_open(told)),
        told.disclaimer,
        words["note_line_edition"].format(**made),
    )
    return " ".join(part for part in parts if part)


def short(told: Report) -> str:
    """Half a page: every part of the result, without its reasons and sources."""
    return "\n".join(line for line in _short(told) if line) + "\n"


def full(told: Report) -> str:
    """Everything, as text without any markup."""
    return "\n\n".join(as_text(block) for block in blocks(told)) + "\n"


def _short(told: Report) -> Iterator[str]:
    words = told.words
    yield f"{words['summary_title']}, {told.today}"
    yield f"{told.disclaimer} {told.review}"
    yield f"{words['do_now_title']}:"
    for number, one in enumerate(told.do_now.lines, 1):
        yield f"{number}. {sentence(imperative(one, words))}"
    yield told.do_now.more
    yield from told.patient.said
    yield from _safety(told)
    yield headline(told)
    if not told.level.established:
        yield told.level.says
        yield f"{words['summary_rule']}: {sentence(told.level.rule)}"
    for name, lines in (
        (words["summary_for"], told.speaks_for),
        (words["summary_against"], told.speaks_against),
        (words["summary_not_known"], told.not_known),
    ):
        yield f"{name}: {sentence('; '.join(one.title for one in lines) or words['none'])}"
    yield from _score(told)
    plan = told.plan
    yield plan.no_plan
    if plan.lines:
        yield f"{words['note_plan']}: {'; '.join(map(planned, plan.lines))}."
    if plan.schedule:
        yield f"{words['note_screens']}: {plan.schedule.id} {sentence(plan.schedule.title)}"
        yield f"{'; '.join(screen_and_status(one) for one in plan.screens)}."
    yield plan.robustness
    labels = "; ".join(one.label for one in told.questions)
    key = "note_missing_matters" if labels else "note_missing_idle"
    yield words[key].format(count=_open(told), labels=labels)
    yield told.made


def _score(told: Report) -> Iterator[str]:
    score = told.score
    if not score.applies:
        yield score.reason
        return
    yield f"{score.title}: {score.total}. {score.open_points} {score.tier}".rstrip()
    if score.not_quoted:
        yield score.not_quoted
        return
    yield f"{told.words['summary_cohorts']}:"
    yield from (f"- {cohort.title}: {cohort.says}." for cohort in score.cohorts)
    yield score.cautions[0]


def _safety(told: Report, said: Collection[str] = ()) -> Iterator[str]:
    """The safety messages, but for those of rules that were said already."""
    cards = [card for card in told.safety if card.id not in said]
    if cards:
        titles = "; ".join(f"{card.id} {card.title}" for card in cards)
        yield told.words["note_line_safety"].format(titles=titles)


def _do_now(told: Report) -> str:
    """What to do first, in one line: how soon is said once for all that is as urgent."""
    said = (
        f"{soon}: {' '.join(sentence(one.text) for one in some)}"
        for soon, some in groupby(told.do_now.lines, key=lambda one: one.soon)
    )
    return " ".join([*said, told.do_now.more]).rstrip()


def headline(told: Report) -> str:
    """The headline, and the level by its rule; once LEMS is established the headline alone."""
    level = told.level
    first = [sentence(level.first)] if level.first else []
    return " ".join(first if level.established else [*first, _level(told)])


def _level(told: Report) -> str:
    words, level = told.words, told.level
    rank = words["summary_rank"].format(rank=level.rank, of=level.of)
    for rule in told.trace:
        if rule.decides:
            return words["note_line_rule"].format(
                level=level.title, rank=rank, rule=rule.id, strength=lower_first(rule.strength)
            )
    return f"{level.title} ({rank})."


def _nextscreen_and_status(told: Report) -> str:
    words, ahead = told.words, [one for one in told.plan.screens if one.status_id != "done"]
    if not ahead or any(ahead[0].due in one.text for one in told.do_now.lines if ahead[0].due):
        return ""  # there is none, or Do now names its day
    if not ahead[0].due:
        return words["note_undated_screens"]
    status = lower_first(ahead[0].status)
    return words["note_next_screen"].format(date=ahead[0].due, status=status)


def planned(card: Card) -> str:
    """A line of the workup, and whether it was done."""
    status = f" ({lower_first(card.status)})" if card.status else ""
    return f"{card.id} {card.title}{status}"


def screen_and_status(one: ScreenView) -> str:
    """A repeat screen by its day, and how it stands."""
    return f"{one.due or one.when} ({lower_first(one.status_said)})"


def _open(told: Report) -> int:
    return sum(len(section.items) for section in told.missing)


def as_text(block: Block) -> str:
    """A block of the report as text without markup."""
    match block:
        case Heading(text, depth):
            return text.upper() if depth < 3 else f"{text}:"
        case Paragraph(text, lead, small):
            line = f"{lead} {text}".strip()
            return f"{line}\n{small}" if small else line
        case Bullets(lines):
            return "\n".join(f"- {f'{lead} {text}'.strip()}" for lead, text in lines)
        case Table(head, rows, _):
            return "\n".join(_row(head, row) for row in rows)
    return block.text


def _row(head: Sequence[str], row: Sequence[str]) -> str:
    """A row of a table on a line of its own: columns would not line up in every record."""
    cells = (
        f"{name}: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell
    )
    return f"- {'; '.join(cells)}"
