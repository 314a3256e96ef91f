"""What stands around the level: look-alikes, results that do not fit together, and requests.

Compiled apart from the conclusions, because only the result page and the exports need it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from lems_rules.knowledge.content import Content
from lems_rules.logic.circuit import Program
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


@dataclass(frozen=True)
class _Compiled:
    program: Program
    pointers: dict[int, int]
    discordances: tuple[tuple[Discordance, int], ...]
    lines: dict[int, int]


def differential(content: Content, answers: Answers, unanswered: Collection[str]) -> Differential:
    """Look-alikes that an answer speaks for, discordant results, and requests for what is missing.

    Look-alikes keep the order of the content: there is no ranking by invented probability.
    """
    compiled = _compiled(content)
    sure = compiled.program.of_one(answers).sure

    def holding(pointers: tuple[Pointer, ...]) -> tuple[Pointer, ...]:
        return tuple(one for one in pointers if sure[compiled.pointers[id(one)]])

    likenesses = (
        Likeness(one, holding(one.speaks_for), holding(one.speaks_against))
        for one in content.lookalikes
    )
    requests = []
    for request in content.requests:
        lines = tuple(
            line.says
            for line in request.lines
            if line.always
            or (line.when is not None and sure[compiled.lines[id(line)]])
            or any(name in unanswered for name in line.unanswered)
        )
        if lines:
            requests.append((request, lines))
    return Differential(
        likenesses=tuple(one for one in likenesses if one.speaks_for),
        discordances=tuple(rule for rule, slot in compiled.discordances if sure[slot]),
        requests=tuple(requests),
    )


@cache
def _compiled(content: Content) -> _Compiled:
    wiring = Wiring(content)
    circuit = wiring.circuit
    pointers = {
        id(pointer): circuit.add(pointer.when).slot
        for lookalike in content.lookalikes
        for pointer in (*lookalike.speaks_for, *lookalike.speaks_against)
    }
    discordances = tuple((rule, wiring.wire(rule).fires) for rule in content.discordance)
    lines = {
        id(line): circuit.add(line.when).slot
        for request in content.requests
        for line in request.lines
        if line.when is not None
    }
    return _Compiled(circuit.build(), pointers, discordances, lines)
