"""What stands around the level: look-alikes, results that do not fit together, and requests.

Compiled apart from the conclusions, because only the result page and the exports need it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.circuit import Part
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.condition import Condition
from lems_rules.reasoning.wiring import Wiring
from lems_rules.schema.checklist import Answers
from lems_rules.schema.rules import Discordance, Lookalike, Pointer
from lems_rules.schema.workup import Request


@dataclass(frozen=True, slots=True)
class Likeness:
    """A look-alike with the answers of this patient that speak for it and against it."""

    lookalike: Lookalike
    speaks_for: tuple[Pointer, ...]
    speaks_against: tuple[Pointer, ...]


@dataclass(frozen=True)
class Differential:
    """What the answers say about other explanations."""

    likenesses: tuple[Likeness, ...]
    discordances: tuple[Discordance, ...]
    requests: tuple[tuple[Request, tuple[str, ...]], ...]


# A pointer of a look-alike, a line of a request (each with its place), a discordance, or a request.
_Key = tuple[Literal["for", "against", "line", "discordance", "written", "not_written"], str, int]


def differential(content: Content, answers: Answers, unanswered: Collection[str]) -> Differential:
    """Look-alikes that an answer speaks for, discordant results, and requests for what is missing.

    Look-alikes keep the order of the content: there is no ranking by invented probability.
    """
    held = _compiled(content).held(answers)
    likenesses = (
        Likeness(
            one,
            tuple(p for i, p in enumerate(one.speaks_for) if ("for", one.id, i) in held),
            tuple(p for i, p in enumerate(one.speaks_against) if ("against", one.id, i) in held),
        )
        for one in content.lookalikes
    )
    requests = []
    for request in _written(content, held):
        lines = tuple(
            line.says
            for i, line in enumerate(request.lines)
            if line.always
            or ("line", request.id, i) in held
            or any(name in unanswered for name in line.unanswered)
        )
        if lines:
            requests.append((request, lines))
    return Differential(
        likenesses=tuple(one for one in likenesses if one.speaks_for),
        discordances=tuple(
            rule for rule in content.discordance if ("discordance", rule.id, 0) in held
        ),
        requests=tuple(requests),
    )


def _written(content: Content, held: Collection[_Key]) -> Iterator[Request]:
    """The requests that are for this patient."""
    for request in content.requests:
        wanted = request.when is None or ("written", request.id, 0) in held
        if wanted and ("not_written", request.id, 0) not in held:
            yield request


@once
def _compiled(content: Content) -> Compiled[_Key]:
    wiring = Wiring(content)
    return Compiled.of(dict(_conditions(content, wiring)), wiring.circuit)


def _conditions(content: Content, wiring: Wiring) -> Iterator[tuple[_Key, Condition | Part]]:
    for lookalike in content.lookalikes:
        for i, pointer in enumerate(lookalike.speaks_for):
            yield ("for", lookalike.id, i), pointer.when
        for i, pointer in enumerate(lookalike.speaks_against):
            yield ("against", lookalike.id, i), pointer.when
    for rule in content.discordance:
        yield ("discordance", rule.id, 0), Part(wiring.wire(rule).fires, None)
    for request in content.requests:
        if request.when is not None:
            yield ("written", request.id, 0), request.when
        if request.unless is not None:
            yield ("not_written", request.id, 0), request.unless
        for i, line in enumerate(request.lines):
            if line.when is not None:
                yield ("line", request.id, i), line.when
