"""The guide to a case as Markdown, to print or to keep beside the slides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lems_rules.exports.parts.block import sentence
from lems_rules.teaching.guide import Guide, GuideStep, Plan

# What Markdown reads as markup inside a line, and what it reads so at a line's beginning.
_INSIDE = re.compile(r"([\\`*_\[\]<>|~&$])")
_BEGINS = re.compile(r"^(\s*)([#+\-=>]|\d+(?=[.)]))")
_LINKS = re.compile(r"(?i)(https?|ftp)(://)|(www)(\.)")


def guide_markdown(guide: Guide) -> str:
    """The whole guide as Markdown text; nothing in a case is read as markup."""
    return "\n\n".join(block for block in _blocks(guide) if block) + "\n"


def _blocks(guide: Guide) -> Iterator[str]:
    words = guide.words
    yield f"# {_text(guide.title)}"
    yield words["kicker"]
    yield f"> **{guide.disclaimer}** {words['spoilers']}"
    yield f"{'; '.join(guide.meta)}. {_text('; '.join(guide.topics))}. {guide.id}. {guide.edition}."
    yield f"## {words['objectives']}"
    yield _bullets(guide.objectives)
    yield f"## {words['plans']}"
    for plan in guide.plans:
        yield from _plan(plan, words)
    yield f"## {words['steps']}"
    for step in guide.steps:
        yield from _step(step, guide)
    yield f"## {words['moves']}"
    yield _table(
        (words["step"], words["finding"], words["level"], guide.score),
        [(one.step, one.finding, one.level, one.score) for one in guide.moves],
    )
    yield f"## {words['findings']}"
    yield "\n".join(
        f"- **{_text(one.finding)}** ({one.weight}). {_text(one.says)}"
        + (f" *{'; '.join(source.label for source in one.sources)}*" if one.sources else "")
        for one in guide.findings
    )
    yield f"## {words['on_the_list']}"
    yield f"{words['alternatives']}: {'; '.join(guide.alternatives)}."
    yield f"{words['tests']}: {'; '.join(guide.tests)}."
    yield f"## {words['errors']}"
    yield _bullets(guide.errors)
    yield f"## {words['turned_out']}"
    yield f"**{guide.outcome.diagnosis}.** {_text(guide.outcome.turned_out)}"
    yield f"**{words['published']}.** {_text(guide.outcome.published)}"
    yield f"**{words['ours']}.** {_text(f'{guide.outcome.ours} {guide.outcome.coding}')}"
    if guide.outcome.references:
        yield f"## {words['sources']}"
        yield "\n".join(
            f"- {one.title or one.topic}. {one.source}. <{one.link}>"
            for one in guide.outcome.references
        )


def _plan(plan: Plan, words: Mapping[str, str]) -> Iterator[str]:
    yield f"### {plan.title}"
    yield plan.how
    yield _table(
        (words["minutes"], words["part"], words["questions"]),
        [
            (
                f"{one.start}–{one.end}",
                f"{one.title}. {one.says}".strip(),
                " / ".join(one.questions),
            )
            for one in plan.lines
        ],
    )


def _step(step: GuideStep, guide: Guide) -> Iterator[str]:
    told, reading, words = step.told, step.reading, guide.words
    yield f"### {told.number} · {told.part}: {_text(told.title)}"
    yield _text(told.story)
    yield _bullets(f"{one.label}: {one.answer}" for one in told.findings)
    for prompt in step.prompts:
        yield f"**{_text(prompt.ask)}**  \n{_text(prompt.expect)}"
    level = f"{reading.level.title}: {sentence(reading.level.rule)}"
    safety = "; ".join(card.title for card in reading.safety)
    also = f" {words['safety']} {sentence(safety)}" if safety else ""
    yield f"**{words['reading']}.** {level} {guide.score}: {sentence(reading.score)}{also}"


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {_text(line)}" for line in lines)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    lines += [f"| {' | '.join(_text(cell) or ' ' for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _text(text: str) -> str:
    """A text on one line, with none of it read as markup."""
    line = _INSIDE.sub(r"\\\1", " ".join(text.split()))
    line = _BEGINS.sub(lambda found: f"{found[1]}\\{found[2]}", line)
    return _LINKS.sub(lambda found: f"{found[1] or found[3]}\\{found[2] or found[4]}", line)
