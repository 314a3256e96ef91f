"""The problems of a table: the first so many of them in the order of rows, the rest counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lems_rules.cohort.column import CellProblem

MOST_PROBLEMS = 10_000  # that are written one by one; the rest are counted


class Numbers(Protocol):
    """The number of each row, by its place in a piece of the table."""

    def __getitem__(self, place: int, /) -> int:
        """The number."""
        ...


class Told:
    """What was found so far; ``order`` are the columns as they stand in the table.

    However many problems there are, no more than a few times ``most`` are in memory.
    """

    def __init__(self, order: Sequence[str], most: int = MOST_PROBLEMS) -> None:
        self.most = most
        self.count = 0
        self._order = {name: i for i, name in enumerate(order)}
        self._kept: list[CellProblem] = []

    def say(self, problems: Sequence[CellProblem], count: int | None = None) -> None:
        """Problems in any order; ``count`` is how many they stand for, where there are more."""
        self.count += len(problems) if count is None else count
        self._kept += problems
        if len(self._kept) > 2 * self.most:
            self._kept = list(self.kept)

    def say_of(
        self, column: str, places: npt.NDArray[np.intp], tell: Callable[[int], tuple[str, str]]
    ) -> None:
        """The cells of one column, by place; ``tell`` says what stands at the i-th and why."""
        self.say(
            [
                CellProblem(place, column, *tell(i))
                for i, place in enumerate(places[: self.most].tolist())
            ],
            len(places),
        )

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
        self._kept.sort(key=lambda one: (one.row or 0, self._order.get(one.column, -1)))
        return tuple(self._kept[: self.most])

    def numbered(self, numbers: Numbers) -> Told:
        """The same with rows by number instead of by place."""
        told = Told(tuple(self._order), self.most)
        told.say([replace(one, row=numbers[one.row or 0]) for one in self.kept], self.count)
        return told
