"""Conditions compiled together, each found again by its key."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.condition import Condition
from lems_rules.logic.program import NOTHING, Program, Truths

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Compiled(Generic[Key]):
    """Conditions compiled together, each found again by a key of its own."""

    program: Program
    parts: Mapping[Key, Part]

    @classmethod
    def of(
        cls, conditions: Mapping[Key, Condition | Part], circuit: Circuit | None = None
    ) -> Compiled[Key]:
        """Compile conditions into a new circuit, or into one that knows what names stand for.

        What is a part of that circuit already is only given its key.
        """
        circuit = circuit or Circuit()
        parts = {
            key: one if isinstance(one, Part) else circuit.add(one)
            for key, one in conditions.items()
        }
        return cls(circuit.build(), parts)

    def held(self, answers: Mapping[str, object], begun: Truths = NOTHING) -> set[Key]:
        """The keys of the conditions that are known to hold for one patient.

        ``begun`` are the truths of the circuit that this one goes on from.
        """
        sure = self.program.of_one(answers, begun).sure
        return {key for key, part in self.parts.items() if sure[part.slot]}
