"""The result in one line: what to think of first, and how far LEMS is."""

from __future__ import annotations

from collections.abc import Sequence

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.sentence import lower_first
from lems_rules.reasoning.conclusions import Conclusions
from lems_rules.schema.rules import Lookalike


def headline(
    content: Content, done: Conclusions, established: bool, leading: Sequence[Lookalike]
) -> str:
    """The level in words, behind the look-alikes that lead; or what an established LEMS asks for.

    Where the diagnosis is made the level is not worded, because nothing is left to suspect.
    """
    if established:
        following = _following(done)
        key = "headline_established" if following else "headline_established_alone"
        return content.text(key, following=lower_first(following))
    level = done.level().title
    if not leading:
        return level
    names = (leading[0].name, *(lower_first(one.name) for one in leading[1:]))
    return content.text(
        "headline_first",
        names=content.words["headline_or"].join(names),
        level=lower_first(level),
    )


def _following(done: Conclusions) -> str:
    """What comes next in the plan: the first open line of the first screen, or the schedule."""
    for line, is_done in done.advice():
        if line.part == "first_screen" and not is_done:
            return line.title
    found = done.schedule()
    return found[0].title if found else ""
