"""Compiled conditions as functions: of sets of patients, and of one patient.

A circuit is a list of lines, each of which works out the two sets of one slot. They are spelled
twice. For sets they stand as they are, ``&``, ``|`` and ``everyone ^``. For one patient the same
lines read ``and``, ``or`` and ``not``, a count is a sum, and each answer is looked up once and
compared in place, so nothing is filled in and shifted about for a single bit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

from lems_rules.logic.condition import Chosen, Leaf, Measured, holds_for

Patients = Any  # int, or an unsigned integer array: whatever has & | ^
Halves = tuple[tuple[Any, ...], tuple[Any, ...]]
Narrowed = Callable[[Sequence[Patients], Sequence[Patients], Patients], tuple[Any, ...]]


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


NOTHING = Truths((), (), 1)


@dataclass(frozen=True)
class Program:
    """Compiled conditions, ready to be asked of any patients.

    ``leaves`` are read from the answers into ``slots``, ``lines`` work out the others, ``size``
    slots in all. A program can go on where another one stopped: the first ``begun`` slots are
    that one's, and its truths are given with the answers.
    """

    leaves: tuple[Leaf, ...]
    slots: tuple[int, ...]
    lines: tuple[str, ...]
    size: int
    begun: int = 0

    @cached_property
    def by_item(self) -> Mapping[str, tuple[tuple[int, Leaf], ...]]:
        """The leaves that read an item, each with its place among all."""
        found: dict[str, list[tuple[int, Leaf]]] = {}
        for i, leaf in enumerate(self.leaves):
            found.setdefault(leaf.name, []).append((i, leaf))
        return {name: tuple(read) for name, read in found.items()}

    def of_one(self, answers: Mapping[str, object], begun: Truths = NOTHING) -> Truths:
        """Every truth for one patient, from the answers given (an absent item is unknown).

        Raises:
            TypeError: an answer is of another kind than a leaf asks for.
        """
        return Truths(*self._of_one(answers.get, begun.sure, begun.possible), 1)

    def of_sets(
        self, truth_of: Callable[[Leaf], tuple[Patients, Patients]], everyone: Patients
    ) -> Truths:
        """Every truth for many patients; ``truth_of`` gives a leaf's sure and possible sets."""
        pairs = [truth_of(leaf) for leaf in self.leaves]
        return self.run([s for s, _ in pairs], [p for _, p in pairs], everyone)

    def of_many(self, records: Iterable[Mapping[str, object]]) -> Truths:
        """Every truth for a list of patients, patient i in bit i."""
        rows = list(records)
        everyone = (1 << len(rows)) - 1
        sure, possible = [0] * len(self.leaves), [everyone] * len(self.leaves)
        for row, answers in enumerate(rows):
            bit = 1 << row
            for item, value in answers.items():
                for i, leaf in self.by_item.get(item, ()):
                    if holds_for(leaf, value):
                        sure[i] |= bit
                    else:
                        possible[i] ^= bit
        return self.run(sure, possible, everyone)

    def run(
        self,
        sure: Sequence[Patients],
        possible: Sequence[Patients],
        everyone: Patients,
        begun: Truths = NOTHING,
    ) -> Truths:
        """Every truth for many patients; each leaf's sure and possible sets are given in order."""
        return Truths(
            *self._of_sets(sure, possible, everyone, begun.sure, begun.possible), everyone
        )

    def narrowed(self, wanted: Sequence[str]) -> Narrowed:
        """The same lines less those that nothing wanted rests on.

        ``wanted`` are sets by name: ``s12`` is who surely fulfils slot 12, ``p12`` who possibly
        does. Wherever only a few conclusions of many patients count, most lines are for nothing.
        """
        needed, kept = set(wanted), []
        for line in reversed(list(_added_up(self.lines))):
            name, _, expression = line.partition(" = ")
            if name in needed:
                kept.append(line)
                needed |= set(_SET.findall(expression))
        read = [
            f"{half}{slot} = {sets}[{i}]"
            for i, slot in enumerate(self.slots)
            for half, sets in (("s", "sure"), ("p", "possible"))
            if f"{half}{slot}" in needed
        ]
        found = "".join(f"{name}, " for name in wanted)
        return _function("sure, possible, everyone", [*read, *reversed(kept)], f"({found})")

    @cached_property
    def _of_sets(self) -> Callable[..., Halves]:
        read = [
            ", ".join(f"{half}{slot}" for slot in self.slots) + f", = {name}"
            for half, name in (("s", "sure"), ("p", "possible"))
            if self.slots
        ]
        head = "sure, possible, everyone, before, might"
        lines = [*read, *self._taken_over(), *_added_up(self.lines)]
        return _function(head, lines, self._told())

    @cached_property
    def _of_one(self) -> Callable[..., Halves]:
        lines = [*self._looked_up(), *self._taken_over(), *map(_for_one, self.lines)]
        return _function("get, before, might, everyone=True", lines, self._told())

    def _looked_up(self) -> Iterator[str]:
        """Each item is asked for once, and each of its leaves compared with the answer."""
        for name, leaves in self.by_item.items():
            slots = [self.slots[i] for i, _ in leaves]
            yield f"v = get({name!r})"
            yield "if v is None:"
            yield "    " + "".join(f"s{slot} = " for slot in slots) + "False"
            yield "    " + "".join(f"p{slot} = " for slot in slots) + "True"
            yield "else:"
            for slot, (_, leaf) in zip(slots, leaves, strict=True):
                yield f"    s{slot} = p{slot} = {_compared(leaf)}"

    def _taken_over(self) -> Iterator[str]:
        """What the lines need of the program that this one goes on from."""
        read = {name for line in self.lines for name in _SLOT.findall(line)}
        for half, slot in sorted(read):
            if int(slot) < self.begun:
                yield f"{half}{slot} = {'before' if half == 's' else 'might'}[{slot}]"

    def _told(self) -> str:
        """All halves: those of the program that this one goes on from, and its own."""
        own = range(self.begun, self.size)
        halves = ["".join(f"{half}{i}, " for i in own) for half in "sp"]
        return f"(*before, {halves[0]}), (*might, {halves[1]})"


def _function(head: str, lines: Iterable[str], told: str) -> Callable[..., Any]:
    """The lines as a function.

    Besides slot numbers and operators they hold ids and limits of content, each quoted by
    ``repr``; nothing of an answer.
    """
    body = "".join(f"    {line}\n" for line in lines)
    names: dict[str, Any] = {}
    exec(
        compile(f"def run({head}):\n{body}    return {told}\n", "<compiled conditions>", "exec"),
        names,
    )
    made: Callable[..., Any] = names["run"]
    return made


_SLOT = re.compile(r"\b([sp])(\d+)\b")
_SET = re.compile(r"\b(?:[sp]\d+|c\d+_\d+_\d+)\b")  # a half of a slot, or a step of a count
_COUNT = re.compile(r"reaching\((\d+), \(([^()]*),\)\)")


def _added_up(lines: Sequence[str]) -> Iterator[str]:
    """The lines with each count of sets written out; its steps serve every threshold on them."""
    most: dict[str, int] = {}
    for line in lines:
        for needed, sets in _COUNT.findall(line):
            most[sets] = max(most.get(sets, 0), int(needed))
    done: dict[str, list[str]] = {}  # sets -> [i]: the name of "in at least i + 1 of them"
    for line in lines:
        for _, sets in _COUNT.findall(line):
            if sets not in done:
                done[sets] = []
                yield from _steps(sets.split(", "), most[sets], f"c{len(done)}_", done[sets])
        yield _COUNT.sub(lambda found: done[found[2]][int(found[1]) - 1], line)


def _steps(sets: Sequence[str], most: int, name: str, reached: list[str]) -> Iterator[str]:
    """Lines that find who is in at least 1, 2, … ``most`` of the sets; ``reached`` names each."""
    reached += ["everyone ^ everyone"] * most
    for k, one in enumerate(sets):
        for i in range(min(k, most - 1), -1, -1):
            both = one if i == 0 else f"{reached[i - 1]} & {one}"
            # Nobody is in more sets than were looked at.
            yield f"{name}{i}_{k} = {both}" if i == k else f"{name}{i}_{k} = {reached[i]} | {both}"
            reached[i] = f"{name}{i}_{k}"


def _for_one(line: str) -> str:
    """A line of a circuit, spelled for one patient, whose halves are True or False."""
    line = _COUNT.sub(lambda found: f"({found[2].replace(', ', ' + ')} >= {found[1]})", line)
    line = line.replace("everyone ^ ", "not ").replace(" ^ ", " != ")
    return line.replace(" & ", " and ").replace(" | ", " or ")


def _compared(leaf: Leaf) -> str:
    """A leaf as a comparison of ``v``, an answer that was given (see `holds_for`)."""
    match leaf:
        case Measured():
            return f"v {leaf.op} {leaf.limit!r}"
        case Chosen():
            return f"v in {leaf.options!r}"
        case _:
            return "v == 'yes'"
