"""The result in one line: what to think of first, and how far LEMS is."""

from __future__ import annotations

from collections.abc import Sequence

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.sentence import lower_first
from lems_rules.reasoning.do_now import Line
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.schema.decisions.rules import Lookalike


def headline(
    content: Content,
    done: Conclusions,
    established: bool,
    leading: Sequence[Lookalike],
    first: Line | None,
) -> str:
    """The level in words, behind what comes before it; or what an established LEMS asks for.

    Before the level come the look-alikes that lead and, while LEMS cannot be tested for yet, an
    emergency. Where the diagnosis is made the level is not worded, because nothing is left to
    suspect: ``first`` is, the first line of what to do now.
    """
    if established:
        key = "headline_established" if first else "headline_established_alone"
        return content.text(key, following=lower_first(first.text) if first else "")
    level = done.level()
    if leading:
        names = (leading[0].name, *(lower_first(one.name) for one in leading[1:]))
        before = content.text("headline_before", names=content.words["headline_or"].join(names))
    elif not content.suspicion.tests(level) and (emergency := _emergency(content, first)):
        before = emergency
    else:
        return level.title
    return content.text("headline_first", before=before, level=lower_first(level.title))


def _emergency(content: Content, first: Line | None) -> str:
    """What the most urgent line is about, where a safety message asks for it; else nothing."""
    of = first.of if first is not None and first.urgency == "now" else ()
    return next((message.title for message in content.safety if message.id in of), "")
