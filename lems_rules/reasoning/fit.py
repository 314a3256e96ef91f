"""The lines of a request, of a workup line or of a safety message that fit one patient.

Compiled beside the conclusions, because nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.circuit import Part
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.condition import Condition
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.reasoning.rulebook.wiring import Wiring, beside
from lems_rules.schema.decisions.rules import RequestLine, SafetyMessage
from lems_rules.schema.decisions.workup import Advice, Request
from lems_rules.schema.questions.item import Answers

Owner = Request | Advice | SafetyMessage
# When a line is said and when not (each with its place), or that a finding is known.
_Key = tuple[Literal["when", "unless", "known"], str, int]


class Fit:
    """Which lines fit one patient, of whom ``done`` was concluded.

    ``open_items`` are the unanswered items worth asking for.
    """

    def __init__(self, done: Conclusions, answers: Answers, open_items: Collection[str]) -> None:
        self._answers, self._open = answers, open_items
        self._held = _compiled(done.book.content).held(answers, done.truths)

    def lines(self, owner: Owner) -> tuple[RequestLine, ...]:
        """The lines that are said, in their order."""
        return tuple(line for i, line in enumerate(owner.lines) if self._fits(owner.id, i, line))

    def says(self, owner: Advice | SafetyMessage) -> str:
        """What a workup line or a safety message says to this patient."""
        return " ".join((owner.says, *(line.says for line in self.lines(owner))))

    def _fits(self, owner: str, i: int, line: RequestLine) -> bool:
        if ("unless", owner, i) in self._held:
            return False
        return (
            line.always
            or ("when", owner, i) in self._held
            or any(name in self._open for name in line.unanswered)
            or any(not self._known(name) for name in line.unknown)
        )

    def _known(self, name: str) -> bool:
        return name in self._answers or ("known", name, 0) in self._held


@once
def _compiled(content: Content) -> Compiled[_Key]:
    wiring = beside(content)
    return Compiled.of(dict(_conditions(content, wiring)), wiring.circuit)


def _conditions(content: Content, wiring: Wiring) -> Iterator[tuple[_Key, Condition | Part]]:
    circuit = wiring.circuit
    owners: tuple[Owner, ...] = (*content.requests, *content.screening.advice, *content.safety)
    for owner in owners:
        for i, line in enumerate(owner.lines):
            if line.when is not None:
                yield ("when", owner.id, i), line.when
            if line.unless:
                stops = [circuit.add(one).slot for one in line.unless]
                yield ("unless", owner.id, i), Part(circuit.any_of(stops), None)
            for name in line.unknown:
                if name in content.findings:
                    yield ("known", name, 0), Part(wiring.known(name), None)
