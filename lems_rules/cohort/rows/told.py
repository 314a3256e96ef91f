"""The problems of a table: the first so many of them in the order of rows, the rest counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lems_rules.cohort.rows.column import CellProblem

MOST_PROBLEMS = 10_000  # that are written one by one; the rest are counted


Places = npt.NDArray[np.intp]


class Numbers(Protocol):
    """The number of each row, by its place in a piece of the table."""

    def __getitem__(self, place: int, /) -> int:
        """The number."""
        ...


Tell = Callable[[int], Sequence[tuple[str, str]]]
"""What stands in the first so many cells, and what is wrong with each."""


class Told:
    """What was found so far; ``order`` are the columns as they stand in the table.

    However many problems there are, only those that can be among the first ``most`` are put into
    words, and no more than a few times as many are in memory.
    """

    def __init__(self, order: Sequence[str], most: int = MOST_PROBLEMS) -> None:
        self.most = most
        self.count = 0
        self._order = {name: i for i, name in enumerate(order)}
        self._kept: list[CellProblem] = []
        self._late: list[tuple[str, Places, Tell]] = []

    def say(self, problems: Sequence[CellProblem], count: int | None = None) -> None:
        """Problems in any order; ``count`` is how many they stand for, where there are more."""
        self.count += len(problems) if count is None else count
        self._kept += problems
        if len(self._kept) > 2 * self.most:
            self._sort()

    def say_of(self, column: str, places: Places, tell: Tell) -> None:
        """The cells of one column, by place, ascending; they are told when that is settled."""
        self.count += len(places)
        if self.most:
            self._late.append((column, places[: self.most], tell))

    def add(self, later: Told) -> None:
        """What was found in later rows."""
        self.say(later.kept[: self.room], later.count)

    @property
    def room(self) -> int:
        """How many more of later rows will be kept."""
        return max(self.most - len(self._kept), 0)

    @property
    def kept(self) -> tuple[CellProblem, ...]:
        """The first ones, in the order of rows and then of columns."""
        self._settle()
        self._sort()
        return tuple(self._kept)

    def numbered(self, numbers: Numbers) -> Told:
        """The same with rows by number instead of by place."""
        told = Told(tuple(self._order), self.most)
        told.say([replace(one, row=numbers[one.row or 0]) for one in self.kept], self.count)
        return told

    def _settle(self) -> None:
        """Put into words what can be among the first ones."""
        late, self._late = self._late, []
        places = np.concatenate([np.empty(0, np.intp), *(found for _, found, _ in late)])
        last = sys.maxsize
        if len(places) > self.most:
            last = int(np.partition(places, self.most - 1)[self.most - 1])
        for column, found, tell in late:
            if first := int(np.searchsorted(found, last, "right")):
                cells = zip(found[:first].tolist(), tell(first), strict=True)
                self._kept += [CellProblem(place, column, *cell) for place, cell in cells]

    def _sort(self) -> None:
        self._kept.sort(key=lambda one: (one.row or 0, self._order.get(one.column, -1)))
        del self._kept[self.most :]
