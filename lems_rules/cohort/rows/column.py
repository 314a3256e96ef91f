"""One question's answers in all rows: each distinct cell is read once, by the question itself."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from lems_rules.cohort.rows.cell import answer_in, as_bits, is_missing, shown
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import Answer, Item
from lems_rules.schema.quote import one_line

Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
UNANSWERED = -1
_OF_ONE_KIND = ("string", "integer", "floating")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something in a table that could not be used.

    ``row`` is the row's number (None: the whole column, or the whole table), ``value`` what was
    entered, ``says`` what is wrong and what to do.
    """

    row: int | None
    column: str
    value: str
    says: str


@dataclass(frozen=True, slots=True)
class Column:
    """The answers to one question: for each row the place of its answer, or `UNANSWERED`."""

    item: Item
    codes: Codes
    answers: tuple[Answer, ...]

    def where(self, holds: Callable[[Answer], bool]) -> Mask:
        """The rows whose answer is such."""
        # The last place is that of no answer: -1 counts from the end.
        rows: Mask = np.array([*map(holds, self.answers), False], np.bool_)[self.codes]
        return rows

    @property
    def given(self) -> Mask:
        """The rows with an answer."""
        rows: Mask = self.codes != UNANSWERED
        return rows

    def without(self, rows: Mask) -> Column:
        """The same with no answer in these rows."""
        return Column(
            self.item,
            np.where(rows, np.int32(UNANSWERED), self.codes).astype(np.int32),
            self.answers,
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """The cells of a column that are no answer: their places, and what to say of them."""

    places: npt.NDArray[np.intp]
    _codes: npt.NDArray[np.intp]
    _values: Sequence[object]
    _says: Sequence[str]

    def first(self, count: int) -> list[tuple[str, str]]:
        """The first so many cells, and what is wrong with each."""
        codes = self._codes[:count].tolist()
        return [(shown(self._values[code]), self._says[code]) for code in codes]


def read_column(
    checklist: Checklist,
    item: Item,
    cells: pd.Series,
    today: date,
    comma: bool = False,
    bits: bool | None = None,
) -> tuple[Column, Refused]:
    """The answers in a column, and each cell that is none.

    A date of something done that lies in the future is set aside as well. ``bits``: whether 1 and 0
    are yes and no, where that is known of more cells than these.
    """
    codes, values = _distinct(cells)
    bits = as_bits(item, values) if bits is None else bits
    places: dict[Answer, int] = {}
    place_of = [UNANSWERED] * (len(values) + 1)
    says = [""] * (len(values) + 1)
    for i, value in enumerate(values):
        if is_missing(item, value):
            continue
        raw = answer_in(item, value, bits, comma)
        reading = checklist.read_values({item.id: raw})
        wrong = (*reading.problems, *checklist.in_future(reading.answers, today))
        if wrong:
            says[i] = f"set aside: {one_line(wrong[0].plain)}"
        else:
            place_of[i] = places.setdefault(reading.answers[item.id], len(places))
    refused = np.flatnonzero(np.array([bool(one) for one in says])[codes])
    column = Column(item, np.array(place_of, np.int32)[codes], tuple(places))
    return column, Refused(refused, codes[refused], values, says)


def _distinct(cells: pd.Series) -> tuple[npt.NDArray[np.intp], list[object]]:
    """The distinct cells, and for each row the place of its own; -1 for a missing one."""
    if cells.dtype != object or pd.api.types.infer_dtype(cells) in _OF_ONE_KIND:
        # An Arrow column of lists, or of categories that are numbered without a sign.
        with contextlib.suppress(NotImplementedError, TypeError, OverflowError):
            codes, values = pd.factorize(cells)
            return codes, list(values)
    # 1, 1.0 and True are equal, and are not the same answer.
    places: dict[object, int] = {}
    found: list[object] = []
    codes = np.empty(len(cells), np.intp)
    for row, value in enumerate(cells):
        place = places.setdefault(_key(value), len(found))
        if place == len(found):
            found.append(value)
        codes[row] = place
    return codes, found


def _key(value: object) -> object:
    try:
        hash(value)
    except TypeError:  # a list in a cell: no answer to anything, but it may stand there
        return type(value), repr(value)
    return type(value), value
