"""Checks of what to do now: every rule asks for something or says that it does not, by its id."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.schema.decisions.do_now import Imperative

FILE = "rules/do_now.yaml"


def problems_in_acts(content: Content) -> Iterator[ContentProblem]:
    """Names that lead nowhere, and rules of which nobody said what they ask for."""
    do_now, screening = content.do_now, content.screening
    if not do_now.acts:
        return  # an edition that does not know it yet
    asking = [rule.id for rule in (*content.safety, *screening.advice)]
    known = {*asking, *(one.id for one in content.lookalikes)}
    for act in do_now.acts:
        yield from _names(act.id, "rules", act.rules, asking)
        yield from _names(act.id, "letters", act.letters, [one.id for one in content.requests])
        yield from _imperative(content, FILE, act.id, act, known)
    for lookalike in content.lookalikes:
        for one in lookalike.acts:
            yield from _imperative(content, "lookalikes.yaml", lookalike.id, one, known)
    yield from _names("untold", "untold", do_now.untold, asking)
    told = {name for act in do_now.acts for name in act.rules}
    for name in asking:
        if (name in told) == (name in do_now.untold):
            what = "has no line" if name not in told else "has a line and is `untold`"
            remedy = "Give it a line under `acts`, or name it under `untold`"
            yield ContentProblem(FILE, repr(name), what, remedy)
    if any(act.place == "next_screen" for act in do_now.acts) and "else" not in do_now.undated:
        yield ContentProblem(FILE, "undated", "has no `else`", "Write one")
    for key in ("otherwise", "at_last"):
        if not getattr(do_now, key):
            yield ContentProblem(FILE, key, "is missing", "Write the line of a patient without any")


def _imperative(
    content: Content, file: str, entry: str, one: Imperative, known: Collection[str]
) -> Iterator[ContentProblem]:
    for name in one.open:
        if name not in content.checklist and name not in content.findings:
            what = f"open: no item or finding {name!r}"
            yield ContentProblem(file, repr(entry), what, "Use the id of one")
    for name in one.yields_to:
        if name not in known:
            what = f"yields_to: no safety message, advice or look-alike {name!r}"
            yield ContentProblem(file, repr(entry), what, "Use the id of one")


def _names(
    entry: str, key: str, names: Collection[str], known: Collection[str]
) -> Iterator[ContentProblem]:
    for name in names:
        if name not in known:
            yield ContentProblem(
                FILE, repr(entry), f"{key}: no {name!r}", f"Choose from {', '.join(known)}"
            )
