"""Evaluate conditions over any number of patients at once, patients held as bits.

A truth is two sets of patients: ``sure`` (holds, whatever the unanswered items turn out to be)
and ``possible`` (not ruled out yet). Yes is (1, 1), no is (0, 0), unknown is (0, 1): strong
Kleene logic. A set of patients is anything with ``&``, ``|`` and ``^``: a Python integer (bit i
is patient i; one patient is 0 or 1) or an array of unsigned machine words.

Conditions are compiled once, when content is loaded: a `Circuit` numbers every distinct
condition and writes the two set expressions of each as lines of a `Program`, a straight-line
Python function. One patient then costs microseconds, a hundred hypothetical patients hardly more,
and the same operators serve a cohort. Every intermediate truth is kept, so the trace costs nothing
extra.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lems_rules.logic.condition import AllOf, AnyOf, AtLeast, Condition, Leaf, Not
from lems_rules.logic.program import Program


@dataclass(frozen=True, slots=True)
class Part:
    """A compiled condition: where its truth is kept, and the parts it was made from.

    ``finding`` names the finding when this part is one, ``sides`` is set when it states its yes
    and its no separately (the parts are then the yes side and the no side).
    """

    slot: int
    condition: Condition | None
    parts: tuple[Part, ...] = ()
    finding: str | None = None
    sides: bool = False


class Circuit:
    """Numbers conditions and writes their evaluation as lines without branches.

    ``resolve`` gives the part a leaf's name stands for when it is not read from the answers
    (a finding, a conclusion), else None.
    """

    def __init__(self, resolve: Callable[[Leaf], Part | None] = lambda leaf: None) -> None:
        self._resolve = resolve
        self._leaves: dict[Leaf, Part] = {}
        self._compounds: dict[tuple[str, str], int] = {}
        self._lines: list[str] = []
        self._slots = 0
        # Where this circuit goes on from another: how many slots and leaves are the other's.
        self._begun = self._read = 0

    def add(self, condition: Condition) -> Part:
        """Compile a condition; equal conditions share their work."""
        if isinstance(condition, Leaf):
            if (resolved := self._resolve(condition)) is not None:
                return Part(resolved.slot, condition, (resolved,))
            if condition not in self._leaves:
                self._leaves[condition] = Part(self._new_slot(), condition)
            return self._leaves[condition]
        parts = tuple(self.add(part) for part in condition.parts)
        slots = [part.slot for part in parts]
        match condition:
            case AllOf():
                slot = self.all_of(slots)
            case AnyOf():
                slot = self.any_of(slots)
            case AtLeast():
                slot = self.at_least(condition.at_least, slots)
            case Not():
                slot = self.negation(slots[0])
            case _:
                slot = self._first_known(slots)
        return Part(slot, condition, parts)

    def all_of(self, slots: Sequence[int]) -> int:
        """The slot that holds when all of the given slots hold."""
        return self._emit(*(" & ".join(f"{half}{slot}" for slot in slots) for half in "sp"))

    def any_of(self, slots: Sequence[int]) -> int:
        """The slot that holds when any of the given slots holds."""
        return self._emit(*(" | ".join(f"{half}{slot}" for slot in slots) for half in "sp"))

    def at_least(self, needed: int, slots: Sequence[int]) -> int:
        """The slot that holds when ``needed`` of the given slots, or more, hold."""
        return self._emit(
            *(f"reaching({needed}, ({', '.join(f'{half}{s}' for s in slots)},))" for half in "sp")
        )

    def negation(self, slot: int) -> int:
        """The slot that is known to hold where the given one is known not to."""
        return self._emit(f"everyone ^ p{slot}", f"everyone ^ s{slot}")

    def unknown(self) -> int:
        """The slot of something that nobody knows."""
        return self._emit("everyone ^ everyone", "everyone")

    def two_sided(self, yes: int, no: int) -> int:
        """Lopsided evidence: yes where ``yes`` is sure, else no where ``no`` is, else unknown."""
        return self._emit(f"s{yes}", f"s{yes} | (everyone ^ s{no})")

    def fires(self, when: int, unless: Sequence[int]) -> int:
        """A decision: ``when`` is known to hold and no ``unless`` is. It is never unknown."""
        stops = "".join(f" & (everyone ^ s{slot})" for slot in unless)
        return self._emit(f"s{when}{stops}", f"s{when}{stops}")

    def first_of(self, decisions: Sequence[int]) -> list[int]:
        """For each decision the slot where it is the first one to fire."""
        winners: list[int] = []
        earlier = ""
        for slot in decisions:
            taken = f" & (everyone ^ ({earlier}))" if earlier else ""
            winners.append(self._emit(f"s{slot}{taken}", f"s{slot}{taken}"))
            earlier = f"{earlier} | s{slot}" if earlier else f"s{slot}"
        return winners

    def none_of(self, decisions: Sequence[int]) -> int:
        """The slot where no decision fires."""
        fired = " | ".join(f"s{slot}" for slot in decisions)
        return self._emit(f"everyone ^ ({fired})", f"everyone ^ ({fired})")

    def build(self) -> Program:
        """The conditions added so far, ready to be asked."""
        leaves = list(self._leaves.items())[self._read :]
        return Program(
            leaves=tuple(leaf for leaf, _ in leaves),
            slots=tuple(part.slot for _, part in leaves),
            lines=tuple(self._lines),
            size=self._slots,
            begun=self._begun,
        )

    def beside(self, resolve: Callable[[Leaf], Part | None]) -> Circuit:
        """A circuit that goes on from this one: what is here already is not worked out again."""
        further = Circuit(resolve)
        further._leaves, further._compounds = dict(self._leaves), dict(self._compounds)
        further._slots = further._begun = self._slots
        further._read = len(self._leaves)
        return further

    def _first_known(self, slots: Sequence[int]) -> int:
        *better, last = slots
        sure, possible = f"s{last}", f"p{last}"
        for slot in reversed(better):
            unknown = f"(s{slot} ^ p{slot})"
            sure = f"(s{slot} | {unknown} & {sure})"
            possible = f"(s{slot} | {unknown} & {possible})"
        return self._emit(sure, possible)

    def _emit(self, sure: str, possible: str) -> int:
        """Write one pair of expressions, or find the slot that already holds it."""
        if (sure, possible) not in self._compounds:
            slot = self._new_slot()
            self._compounds[sure, possible] = slot
            self._lines.append(f"s{slot} = {sure}")
            # A decision is never unknown: both of its halves are one.
            self._lines.append(f"p{slot} = " + (f"s{slot}" if possible == sure else possible))
        return self._compounds[sure, possible]

    def _new_slot(self) -> int:
        self._slots += 1
        return self._slots - 1
