"""The circuit over all rows at once: a set of patients is one integer, row i in bit i.

Nothing is decided here. An answer meets a leaf where it meets it for one patient (`holds_for`), and
the compiled rules run as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from lems_rules.cohort.column import Column, Mask
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Leaf, holds_for
from lems_rules.logic.program import Truths
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Contradiction


def packed(rows: Mask) -> int:
    """The rows as one integer."""
    return int.from_bytes(np.packbits(rows, bitorder="little").tobytes(), "little")


def unpacked(patients: int, rows: int) -> Mask:
    """For each row whether it is in the set."""
    raw = np.frombuffer(patients.to_bytes((rows + 7) // 8, "little"), np.uint8)
    return np.unpackbits(raw, count=rows, bitorder="little").view(np.bool_)


@dataclass(frozen=True, slots=True)
class SetAside:
    """Answers that cannot be used beside others, by item: the rows, and the contradiction.

    Without a contradiction other answers leave nothing to ask.
    """

    item: str
    rows: Mask
    contradiction: Contradiction | None


class Rows:
    """All rows, with the sets of patients that their answers make."""

    def __init__(self, content: Content, columns: Mapping[str, Column], count: int) -> None:
        self.book = rulebook(content)
        self.count = count
        self.columns = dict(columns)
        self.set_aside: list[SetAside] = []
        self._everyone = (1 << count) - 1
        self._given = {name: packed(column.given) for name, column in columns.items()}
        self._holds = {leaf: self._where(leaf) for leaf in self.book.program.leaves}
        self.truths = self._without_unusable()

    def mask(self, slot: int) -> Mask:
        """For each row whether a slot is known to hold."""
        return unpacked(self.truths.sure[slot], self.count)

    def possible(self, slot: int) -> Mask:
        """For each row whether a slot is not ruled out."""
        return unpacked(self.truths.possible[slot], self.count)

    def _where(self, leaf: Leaf) -> int:
        column = self.columns.get(leaf.name)
        return packed(column.where(lambda value: holds_for(leaf, value))) if column else 0

    def _conclude(self, aside: Mapping[str, int]) -> Truths:
        """Every truth, as if the answers of these rows had never been given."""

        def truth_of(leaf: Leaf) -> tuple[int, int]:
            given = self._given.get(leaf.name, 0) & ~aside.get(leaf.name, 0)
            yes = self._holds[leaf] & given
            return yes, self._everyone ^ given ^ yes

        return self.book.program.of_sets(truth_of, self._everyone)

    def _without_unusable(self) -> Truths:
        """The truths once contradicted and hidden answers are set aside, as for one patient.

        Contradictions are looked for first, among all answers. What is hidden hides nothing
        itself, so that is done until nothing changes.
        """
        contradicted = self._contradicted(self._conclude({}))
        hidden: dict[str, int] = {}
        while True:
            truths = self._conclude(
                {
                    name: contradicted.get(name, 0) | hidden.get(name, 0)
                    for name in (*contradicted, *hidden)
                }
            )
            found = dict(self._hidden(truths, contradicted))
            if found == hidden:
                break
            hidden = found
        for name, patients in hidden.items():
            self._put_aside(name, patients, None)
        return truths

    def _contradicted(self, truths: Truths) -> dict[str, int]:
        found: dict[str, int] = {}
        pairs = zip(
            self.book.content.checklist.contradictions, self.book.contradictions, strict=True
        )
        for contradiction, slot in pairs:
            if not contradiction.refused or not truths.sure[slot]:
                continue
            for name in [one for one in contradiction.items if one in self.columns]:
                left = self._given[name] & ~found.get(name, 0)
                patients = truths.sure[slot] & left
                found[name] = found.get(name, 0) | patients
                self._put_aside(name, patients, contradiction)
        return found

    def _hidden(self, truths: Truths, contradicted: Mapping[str, int]) -> Iterator[tuple[str, int]]:
        for name, slot in self.book.hidden.items():
            given = self._given.get(name, 0) & ~contradicted.get(name, 0)
            if patients := truths.sure[slot] & given:
                yield name, patients

    def _put_aside(self, name: str, patients: int, contradiction: Contradiction | None) -> None:
        rows = unpacked(patients, self.count)
        self.set_aside.append(SetAside(name, rows, contradiction))
        self.columns[name] = self.columns[name].without(rows)
