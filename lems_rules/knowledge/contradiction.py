"""Answers that cannot both be right."""

from __future__ import annotations

from functools import cache

from lems_rules.knowledge.content import Content
from lems_rules.logic.circuit import Circuit, Program
from lems_rules.schema.checklist import Answers, Contradiction


def contradicted(content: Content, answers: Answers) -> tuple[Contradiction, ...]:
    """The contradictions among the answers for which they are refused."""
    program, slots = _compiled(content)
    truths = program.of_one(answers)
    return tuple(
        one
        for one, slot in zip(content.checklist.contradictions, slots, strict=True)
        if truths.sure[slot] & 1 and one.refused
    )


@cache
def _compiled(content: Content) -> tuple[Program, tuple[int, ...]]:
    circuit = Circuit()
    slots = tuple(circuit.add(one.when).slot for one in content.checklist.contradictions)
    return circuit.build(), slots
