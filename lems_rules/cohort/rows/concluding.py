"""The circuit over many rows at once: a set of rows is an array of words, row i in bit i.

Nothing is decided here. The compiled rules run as they are, 64 rows to a machine word, less the
lines that no column of the result rests on; what comes out are small numbers, one for each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.program import Narrowed
from lems_rules.reasoning.rulebook.conclusions import Rulebook
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Contradiction

Words = npt.NDArray[np.uint64]  # bit i of word j is row 64 j + i
Mask = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.uint16]
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


def words_for(rows: int) -> int:
    """How many words hold so many rows."""
    return (rows + 63) // 64


def packed(rows: Mask) -> Words:
    """The rows as a set; the bits after the last row are 0."""
    found = np.zeros(words_for(len(rows)) * 8, np.uint8)
    bits = np.packbits(rows, bitorder="little")
    found[: len(bits)] = bits
    return found.view(np.uint64)


def unpacked(words: Words, rows: int) -> Mask:
    """For each row whether it is in the set."""
    return np.unpackbits(words.view(np.uint8), count=rows, bitorder="little").view(np.bool_)


def everyone(rows: int) -> Words:
    """All rows and no bit after the last one."""
    found = np.full(words_for(rows), _ALL, np.uint64)
    if rows % 64:
        found[-1] = np.uint64((1 << rows % 64) - 1)
    return found


@dataclass(frozen=True, slots=True)
class SetAside:
    """Answers that cannot be used beside others, by item: the rows, and the contradiction.

    Without a contradiction other answers leave nothing to ask.
    """

    item: str
    rows: Words
    contradiction: Contradiction | None


@dataclass(frozen=True)
class Answered:
    """Who answered what: for each question that has a column its rows, for each leaf those it fits.

    The leaves stand in the order of the program; where a row has no answer, a leaf's bit says
    nothing.
    """

    given: Mapping[str, Words]
    fits: Sequence[Words]
    rows: int


class Narrow:
    """The compiled rules, cut to what the columns of a cohort rest on."""

    def __init__(self, book: Rulebook) -> None:
        content, program = book.content, book.program
        self.book = book
        self.of_item = program.by_item
        self.refused = tuple(
            (contradiction, slot)
            for contradiction, slot in zip(
                content.checklist.contradictions, book.contradictions, strict=True
            )
            if contradiction.refused
        )
        self.contradicted = program.narrowed([f"s{slot}" for _, slot in self.refused])
        self.hides = program.narrowed([f"s{slot}" for slot in book.hidden.values()])
        wanted = {
            "rule": [f"s{slot}" for _, slot in book.winners],
            "schedule": [f"s{slot}" for _, slot in book.schedules],
            "safety": [f"s{book.rules[one.id].fires}" for one in content.safety],
            "low": [f"s{part.slot}" for part in book.score.items],
            "high": [f"p{part.slot}" for part in book.score.items],
            "hidden": [f"s{slot}" for slot in book.hidden.values()],
            "asked": [f"s{slot}" for slot in book.asked.values()],
        }
        self.concludes: Narrowed = program.narrowed(
            [one for each in wanted.values() for one in each]
        )
        self.cut: dict[str, slice] = {}
        start = 0
        for name, each in wanted.items():
            self.cut[name] = slice(start, start + len(each))
            start += len(each)


@once
def narrow(content: Content) -> Narrow:
    """The rules of a content, cut once."""
    return Narrow(rulebook(content))


class Rows:
    """Rows with the sets that their answers make, and what follows for each."""

    def __init__(self, content: Content, answered: Answered) -> None:
        self.content = content
        self.rows = answered.rows
        self.set_aside: list[SetAside] = []
        self._narrow = narrow(content)
        self._fits = answered.fits
        self._everyone = everyone(answered.rows)
        self._nobody = np.zeros_like(self._everyone)
        self.given = {
            item.id: answered.given.get(item.id, self._nobody) for item in content.checklist.items
        }
        self._sure = [self._nobody] * len(answered.fits)
        self._possible = [self._everyone] * len(answered.fits)
        self._take(answered.given)
        self._without_unusable()

    def codes(self) -> dict[str, Codes]:
        """What follows for each row, as numbers.

        ``rule`` and ``schedule`` count from 1 in the order of the content (0: none), ``safety`` has
        a bit for each message, the others are counts.
        """
        narrow, rows = self._narrow, self.rows
        out = narrow.concludes(self._sure, self._possible, self._everyone)
        part = {name: out[cut] for name, cut in narrow.cut.items()}
        is_open = {name: self._everyone & ~given for name, given in self.given.items()}
        for name, bits in zip(narrow.book.hidden, part["hidden"], strict=True):
            is_open[name] = is_open[name] & ~bits
        for name, bits in zip(narrow.book.asked, part["asked"], strict=True):
            is_open[name] = is_open[name] & bits
        return {
            "rule": _numbers(self._coded(part["rule"]), rows),
            "schedule": _numbers(self._coded(part["schedule"]), rows),
            "safety": _numbers(part["safety"], rows),
            "low": _numbers(_planes(part["low"]), rows),
            "high": _numbers(_planes(part["high"]), rows),
            "unanswered": _numbers(_planes(is_open.values()), rows),
        }

    def _take(self, given: Mapping[str, Words]) -> None:
        """Count these answers, and no others, to these questions."""
        for name, rows in given.items():
            missing = self._everyone & ~rows
            self.given[name] = rows
            for i, _ in self._narrow.of_item.get(name, ()):
                sure = self._fits[i] & rows
                self._sure[i], self._possible[i] = sure, sure | missing

    def _without_unusable(self) -> None:
        """Set contradicted and hidden answers aside, as for one patient.

        Contradictions are looked for first, among all answers. What is hidden hides nothing
        itself, so that is done until nothing changes.
        """
        for name, rows in self._contradicted().items():
            self._take({name: self.given[name] & ~rows})
        entered = {name: self.given[name] for name in self._narrow.book.hidden}
        hidden = dict.fromkeys(entered, self._nobody)
        while True:
            found = self._narrow.hides(self._sure, self._possible, self._everyone)
            now = {
                name: rows & entered[name]
                for name, rows in zip(self._narrow.book.hidden, found, strict=True)
            }
            changed = [name for name in now if not np.array_equal(now[name], hidden[name])]
            if not changed:
                break
            self._take({name: entered[name] & ~now[name] for name in changed})
            hidden = now
        for name, rows in hidden.items():
            if rows.any():
                self.set_aside.append(SetAside(name, rows, None))

    def _contradicted(self) -> dict[str, Words]:
        """The answers of contradictions; one that is set aside already is named once."""
        narrow, aside = self._narrow, dict[str, Words]()
        found = narrow.contradicted(self._sure, self._possible, self._everyone)
        for (contradiction, _), rows in zip(narrow.refused, found, strict=True):
            if not rows.any():
                continue
            for name in contradiction.items:
                before = aside.get(name, self._nobody)
                now = rows & self.given[name] & ~before
                if now.any():
                    aside[name] = before | now
                    self.set_aside.append(SetAside(name, now, contradiction))
        return aside

    def _coded(self, sets: Sequence[Words]) -> list[Words]:
        """The bits of the place, from 1, of the one set that each row is in; 0 where in none."""
        bits = [self._nobody] * len(sets).bit_length()
        for place, rows in enumerate(sets, 1):
            for i in range(len(bits)):
                if place >> i & 1:
                    bits[i] = bits[i] | rows
        return bits


def _planes(sets: Iterable[Words]) -> Iterator[Words]:
    """In how many of the sets each row is, as bits of a binary number, lowest first.

    Carry-save adders: three numbers of one weight become one of that weight and one of the next,
    which is five operations for each set instead of a ripple through every bit.
    """
    weight = list(sets)
    while weight:
        carried: list[Words] = []
        while len(weight) >= 3:
            a, b, c = weight.pop(0), weight.pop(0), weight.pop(0)
            half = a ^ b
            weight.append(half ^ c)
            carried.append(a & b | half & c)
        if len(weight) == 2:
            a, b = weight
            carried.append(a & b)
            weight = [a ^ b]
        yield weight[0]
        weight = carried


def _numbers(bits: Iterable[Words], rows: int) -> Codes:
    """One number for each row from its bits, lowest first.

    Eight rows to a word: each byte is 0 or 1, so nothing spills over when words are shifted.
    """
    total = np.zeros(rows, np.uint16)
    each = list(bits)
    assert len(each) <= 16, "a number for each row holds sixteen bits"
    for start in range(0, len(each), 8):
        byte: npt.NDArray[np.uint64] | None = None
        for i, plane in enumerate(each[start : start + 8]):
            spread = np.unpackbits(plane.view(np.uint8), bitorder="little").view(np.uint64)
            byte = spread if byte is None else byte | spread << np.uint64(i)
        assert byte is not None
        total |= byte.view(np.uint8)[:rows].astype(np.uint16) << np.uint16(start)
    return total
