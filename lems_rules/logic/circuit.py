"""Evaluate conditions over any number of patients at once, patients held as bits.

A truth is two sets of patients: ``sure`` (holds, whatever the unanswered items turn out to be)
and ``possible`` (not ruled out yet). Yes is (1, 1), no is (0, 0), unknown is (0, 1): strong
Kleene logic. A set of patients is anything with ``&``, ``|`` and ``^``: a Python integer (bit i
is patient i; one patient is 0 or 1) or an array of unsigned machine words.

Conditions are compiled once, when content is loaded: a `Circuit` numbers every distinct
condition and writes the two set expressions of each into one straight-line Python function. One
patient then costs microseconds, a hundred hypothetical patients hardly more, and the same
operators serve a cohort. Every intermediate truth is kept, so the trace costs nothing extra.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    Leaf,
    Not,
    holds_for,
)

Patients = Any  # int, or an unsigned integer array: whatever has & | ^
Run = Callable[[Sequence[Patients], Sequence[Patients], Patients], tuple[Any, Any]]
Narrowed = Callable[[Sequence[Patients], Sequence[Patients], Patients], tuple[Any, ...]]
_SET = re.compile(r"\b[sp]\d+\b")


class Verdict(Enum):
    """What is known of a statement about one patient."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """Refuse to be used as a condition.

        Raises:
            TypeError: always.
        """
        raise TypeError("compare a verdict with 'is': unknown is neither true nor false")


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


def reaching(needed: int, sets: Sequence[Patients]) -> Patients:
    """The patients who are in at least ``needed`` of the sets."""
    none = sets[0] ^ sets[0]
    in_at_least = [none] * needed  # [i]: in at least i + 1 of the sets seen so far
    for one in sets:
        for i in range(needed - 1, 0, -1):
            in_at_least[i] = in_at_least[i] | in_at_least[i - 1] & one
        in_at_least[0] = in_at_least[0] | one
    return in_at_least[-1]


class Circuit:
    """Numbers conditions and writes their evaluation as one function without branches.

    ``resolve`` gives the part a leaf's name stands for when it is not read from the answers
    (a finding, a conclusion), else None.
    """

    def __init__(self, resolve: Callable[[Leaf], Part | None] = lambda leaf: None) -> None:
        self._resolve = resolve
        self._leaves: dict[Leaf, Part] = {}
        self._compounds: dict[tuple[str, str], int] = {}
        self._lines: list[str] = []
        self._slots = 0

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
        """The finished function with the leaves it reads."""
        leaves = list(self._leaves)
        read = [self._leaves[leaf].slot for leaf in leaves]
        unpack = "".join(
            f"    {half}{slot} = {name}[{i}]\n"
            for i, slot in enumerate(read)
            for half, name in (("s", "sure"), ("p", "possible"))
        )
        body = "".join(f"    {line}\n" for line in self._lines)
        results = ["".join(f"{half}{i}, " for i in range(self._slots)) for half in "sp"]
        # The text below holds slot numbers and operators only, nothing from content or answers.
        source = (
            "def run(sure, possible, everyone):\n"
            f"{unpack}{body}    return ({results[0]}), ({results[1]})\n"
        )
        names: dict[str, Any] = {"reaching": reaching}
        exec(compile(source, "<compiled conditions>", "exec"), names)
        return Program(tuple(leaves), names["run"], tuple(read), tuple(self._lines))

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
            self._lines.append(f"p{slot} = {possible}")
        return self._compounds[sure, possible]

    def _new_slot(self) -> int:
        self._slots += 1
        return self._slots - 1


@dataclass(frozen=True, slots=True)
class Truths:
    """The truth of every compiled condition, for all patients that were asked about."""

    sure: Sequence[Patients]
    possible: Sequence[Patients]
    everyone: Patients

    def verdict(self, slot: int, patient: int = 0) -> Verdict:
        """What is known of one condition for one patient (patients held as an integer's bits)."""
        if self.sure[slot] >> patient & 1:
            return Verdict.YES
        return Verdict.UNKNOWN if self.possible[slot] >> patient & 1 else Verdict.NO


@dataclass(frozen=True)
class Program:
    """Compiled conditions, ready to be asked of any patients.

    ``slots`` are those of the leaves, in their order, and ``lines`` the compiled text.
    """

    leaves: tuple[Leaf, ...]
    run: Run
    slots: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()
    _by_item: dict[str, list[tuple[int, Leaf]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        """Group the leaves by the item they read."""
        for i, leaf in enumerate(self.leaves):
            self._by_item.setdefault(leaf.name, []).append((i, leaf))

    def narrowed(self, wanted: Sequence[str]) -> Narrowed:
        """The same lines less those that nothing wanted rests on.

        ``wanted`` are sets by name: ``s12`` is who surely fulfils slot 12, ``p12`` who possibly
        does. Wherever only a few conclusions of many patients count, most lines are for nothing.
        """
        needed, kept = set(wanted), []
        for line in reversed(self.lines):
            name, _, expression = line.partition(" = ")
            if name in needed:
                kept.append(f"    {line}\n")
                needed |= set(_SET.findall(expression))
        unpack = [
            f"    {half}{slot} = {sets}[{i}]\n"
            for i, slot in enumerate(self.slots)
            for half, sets in (("s", "sure"), ("p", "possible"))
            if f"{half}{slot}" in needed
        ]
        found = "".join(f"{name}, " for name in wanted)
        source = (
            "def run(sure, possible, everyone):\n"
            f"{''.join(unpack)}{''.join(reversed(kept))}    return ({found})\n"
        )
        names: dict[str, Any] = {"reaching": reaching}
        exec(compile(source, "<compiled conditions, narrowed>", "exec"), names)
        run: Narrowed = names["run"]
        return run

    def of_one(self, answers: Mapping[str, object]) -> Truths:
        """Every truth for one patient, from the answers given (an absent item is unknown)."""
        sure, possible = [0] * len(self.leaves), [1] * len(self.leaves)
        for item, value in answers.items():
            for i, leaf in self._by_item.get(item, ()):
                sure[i] = possible[i] = int(holds_for(leaf, value))
        return Truths(*self.run(sure, possible, 1), 1)

    def of_sets(
        self, truth_of: Callable[[Leaf], tuple[Patients, Patients]], everyone: Patients
    ) -> Truths:
        """Every truth for many patients; ``truth_of`` gives a leaf's sure and possible sets."""
        pairs = [truth_of(leaf) for leaf in self.leaves]
        sure, possible = [s for s, _ in pairs], [p for _, p in pairs]
        return Truths(*self.run(sure, possible, everyone), everyone)

    def of_many(self, records: Iterable[Mapping[str, object]]) -> Truths:
        """Every truth for a list of patients, patient i in bit i."""
        rows = list(records)
        sure, possible = [0] * len(self.leaves), [(1 << len(rows)) - 1] * len(self.leaves)
        for row, answers in enumerate(rows):
            bit = 1 << row
            for item, value in answers.items():
                for i, leaf in self._by_item.get(item, ()):
                    if holds_for(leaf, value):
                        sure[i] |= bit
                    else:
                        possible[i] ^= bit
        everyone = (1 << len(rows)) - 1
        return Truths(*self.run(sure, possible, everyone), everyone)
