"""Wrong lines: what a line of an advice or a safety message could be by a slip of the pen.

Each stands in an owner of its own beside the right ones, so that all are compiled together.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.schema.decisions.rules import RequestLine, SafetyMessage
from lems_rules.schema.decisions.workup import Advice
from tests.support.wrong_rule import in_short, wrong_conditions


@dataclass(frozen=True)
class WrongLine:
    """A wrong form of one line, the ``place``-th of its owner."""

    owner: str
    place: int
    what: str
    line: RequestLine

    @property
    def id(self) -> str:
        """What its own owner is called."""
        return str(self)

    def __str__(self) -> str:
        """Where it is wrong, and how."""
        return f"{self.owner}, line {self.place + 1}: {self.what}"


def owners_of_lines(content: Content) -> dict[str, Advice | SafetyMessage]:
    """The advice and the safety messages that have lines."""
    return {one.id: one for one in (*content.screening.advice, *content.safety) if one.lines}


def wrong_lines(content: Content) -> Iterator[WrongLine]:
    """Every wrong form of every line."""
    for owner in owners_of_lines(content).values():
        for place, line in enumerate(owner.lines):
            for what, wrong in _wrong(line, content):
                yield WrongLine(owner.id, place, what, wrong)


def with_wrong_lines(content: Content, wrong: list[WrongLine]) -> Content:
    """The content with each wrong line in an advice of its own."""
    screening = content.screening
    pattern = screening.advice[0]
    aside = [pattern.model_copy(update={"id": one.id, "lines": (one.line,)}) for one in wrong]
    more = screening.model_copy(update={"advice": (*screening.advice, *aside)})
    return dataclasses.replace(content, screening=more)


def _wrong(line: RequestLine, content: Content) -> Iterator[tuple[str, RequestLine]]:
    yield ("no longer always", "always")[not line.always], _with(line, always=not line.always)
    for name in line.unknown:
        left = tuple(one for one in line.unknown if one != name)
        yield f"without unknown {name}", _with(line, unknown=left)
    for name in line.unanswered:
        left = tuple(one for one in line.unanswered if one != name)
        yield f"without unanswered {name}", _with(line, unanswered=left)
    if line.when is not None:
        yield "without its condition", _with(line, when=None)
        for what, wrong in wrong_conditions(line.when, content):
            yield what, _with(line, when=wrong)
    for i, stop in enumerate(line.unless):
        rest = (*line.unless[:i], *line.unless[i + 1 :])
        yield f"without unless {in_short(stop)}", _with(line, unless=rest)
        for what, wrong in wrong_conditions(stop, content):
            yield (
                f"unless {what}",
                _with(line, unless=(*line.unless[:i], wrong, *line.unless[i + 1 :])),
            )


def _with(line: RequestLine, **other: object) -> RequestLine:
    return line.model_copy(update=other)
