"""Conditions from their written form, and verdicts on them, without any content."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import TypeAdapter

from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.condition import Condition
from lems_rules.logic.program import Program, Truths, Verdict

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(source: object) -> Condition:
    """A condition as content writes it: a line, or a mapping with one telling key."""
    return CONDITION.validate_python(source)


def compiled(one: Condition) -> tuple[Program, Part]:
    """The condition compiled alone."""
    circuit = Circuit()
    part = circuit.add(one)
    return circuit.build(), part


def traced(source: object, answers: Mapping[str, object]) -> tuple[Part, Truths]:
    """The compiled condition and its truths for one patient."""
    program, part = compiled(condition(source))
    return part, program.of_one(answers)


def verdict_on(source: object, answers: Mapping[str, object]) -> Verdict:
    """What is known of a condition for one patient."""
    part, truths = traced(source, answers)
    return truths.verdict(part.slot)


def answered(**verdicts: Verdict) -> dict[str, str]:
    """Yes/no items answered so that each has the given verdict: unknown is left out."""
    return {name: one.value for name, one in verdicts.items() if one is not Verdict.UNKNOWN}
