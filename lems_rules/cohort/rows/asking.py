"""The answers in a Polars frame as sets of rows, without a look at each cell.

Each column is asked what it can be asked at the speed of memory: is this cell one of the words, is
this number at or above that limit. What is neither an answer nor empty is read by `read_column`,
each distinct cell once, and a spelling that turns up there is asked for from then on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd
import polars as pl
import pyarrow as pa

from lems_rules.cohort.rows.column import UNANSWERED, Column, read_column
from lems_rules.cohort.rows.concluding import Answered, Words, everyone, packed, unpacked, words_for
from lems_rules.cohort.rows.told import Told
from lems_rules.intake.csv_sheet import RUNS
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Chosen, Leaf, Measured, holds_for
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import YEARS, Answer, Item

MOST_SPELLINGS = 12  # of one column that are asked for; others are read one by one
_LOOKED_AT = 1_000  # cells in which a new spelling is looked for
_NUMBER = r"^[0-9]+(?:\.[0-9]+)?$"
# With a comma for a point, three digits after it could be a thousand: those are read one by one.
_WITH_COMMA = r"^[0-9]+(?:[.,][0-9]{1,2})?$"
_DAY = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Bits = Callable[[], frozenset[str]]
"""The questions in whose columns 1 and 0 are yes and no, in the whole table; asked for often."""


def at_least(limit: float) -> tuple[float, bool]:
    """From where on a number counts as ``>= limit``, and whether that number itself does.

    Numbers are compared to two decimals, half away from zero (`as_compared`), and a float is taken
    by the decimals that it is written with, of which there is one for each float: so the border is
    the float that is written half a hundredth below the limit.
    """
    hundredths = math.ceil(round(limit * 100, 6))
    border = (hundredths * 10 - 5) / 1000
    return border, hundredths > 0


def above(limit: float) -> tuple[float, bool]:
    """The same for ``> limit``: at least the next hundredth."""
    return at_least((math.floor(round(limit * 100, 6)) + 1) / 100)


@dataclass(frozen=True)
class Questions:
    """What the columns of a table are asked, and of which item and leaf each answer tells."""

    asked: tuple[pl.Expr, ...]
    columns: tuple[Asked, ...]


Cells = Callable[[str, int], pl.Series]
"""The first so many cells of one column, by name, where they have to be looked at."""


@dataclass
class Asked:
    """What one column is asked: the places of the questions in the frame of answers."""

    item: Item
    entered: int | None = None  # something stands there; None: where the first question has a null
    valid: tuple[int, ...] = ()  # any of them: an answer
    empty: tuple[int, ...] = ()  # any of them: known to say nothing
    words: dict[Answer, tuple[int, ...]] = field(default_factory=dict)
    limits: dict[tuple[float, bool], int] = field(default_factory=dict)


class Asking:
    """How the columns of one table are asked; ``types`` are those of the questions."""

    def __init__(
        self,
        content: Content,
        types: Mapping[str, pl.DataType],
        columns: Mapping[str, str],
        day: date,
        comma: bool,
        bits: Bits,
    ) -> None:
        self.content = content
        self.types = types
        self.columns = columns
        self.day = day
        self.comma = comma
        self._bits = bits
        program = rulebook(content).program
        self.leaves, self._of_item = program.leaves, program.by_item
        # item -> a spelling -> the answer it is, or None where it says nothing
        self._spellings: dict[str, dict[str, Answer | None]] = {
            name: {word: word for word in content.checklist.item(name).option_ids} for name in types
        }
        self._made: Questions | None = None
        self._questions: list[pl.Expr] = []

    @property
    def questions(self) -> Questions:
        """What to ask now: more than before, when another spelling turned up."""
        if self._made is None:
            self._questions = []
            asked = tuple(self._ask(self.content.checklist.item(name)) for name in self.types)
            self._made = Questions(tuple(self._questions), asked)
        return self._made

    def answers(
        self, questions: Questions, frame: pl.DataFrame, cells: Cells, told: Told
    ) -> tuple[Answered, frozenset[str]]:
        """Who answered what, from the answers to these questions.

        ``told`` hears of every cell that is no answer. Named besides are the columns with cells
        that had to be looked at: all others hold only words, numbers and days that are answers.
        """
        rows, words = frame.height, words_for(frame.height)
        true, known = bitmaps(frame, words)
        everybody = everyone(rows)
        nobody = np.zeros(words, np.uint64)
        fits: list[Words] = [nobody] * len(self.leaves)
        given: dict[str, Words] = {}
        looked_at = set()
        for one in questions.columns:
            name = one.item.id
            valid = _any(true, one.valid, nobody) & everybody
            entered = known[one.valid[0]] if one.entered is None else true[one.entered]
            odd = entered & everybody & ~valid & ~_any(true, one.empty, nobody)
            leaves = self._of_item.get(name, ())
            for i, leaf in leaves:
                fits[i] = self._fit(one, leaf, true, nobody)
            if odd.any():
                looked_at.add(name)
                where = np.flatnonzero(unpacked(odd, rows))
                more = self._read_odd(one.item, cells(self.columns[name], rows), where, told)
                valid = valid | _scattered(where, more.given, rows)
                for i, leaf in leaves:
                    holds = _scattered(where, more.where(_holding(leaf)), rows)
                    fits[i] = fits[i] & ~odd | holds
            given[name] = valid
        return Answered(given, fits, rows), frozenset(looked_at)

    def _fit(self, one: Asked, leaf: Leaf, true: Sequence[Words], nobody: Words) -> Words:
        """Where the answers fit a leaf; what it says of rows without an answer is not used."""
        if isinstance(leaf, Measured):
            if not one.limits:
                return nobody
            border = at_least(leaf.limit) if leaf.op in (">=", "<") else above(leaf.limit)
            found = true[one.limits[border]]
            return ~found if leaf.op in ("<", "<=") else found
        options = leaf.options if isinstance(leaf, Chosen) else ("yes",)
        places = [place for option in options for place in one.words.get(option, ())]
        return _any(true, tuple(places), nobody)

    def _read_odd(
        self, item: Item, column: pl.Series, where: npt.NDArray[np.intp], told: Told
    ) -> Column:
        """The cells that were not asked for, read one by one, each distinct one once."""
        picked = column.gather(where)
        cells = as_pandas(picked)
        bits = item.kind == "yn" and holds_digits(picked) and item.id in self._bits()
        found, wrong = read_column(self.content.checklist, item, cells, self.day, self.comma, bits)
        told.say_of(item.id, where[wrong.places], wrong.first)
        if isinstance(self.types[item.id], pl.String) and item.option_ids:
            self._learn(item, cells, found, set(wrong.places.tolist()))
        return found

    def _learn(self, item: Item, cells: pd.Series, found: Column, refused: set[int]) -> None:
        """Ask for these spellings as well from now on."""
        spellings = self._spellings[item.id]
        for row, code in enumerate(found.codes[:_LOOKED_AT].tolist()):
            if len(spellings) >= MOST_SPELLINGS:
                break
            word = cells.iloc[row]
            # A word that a spreadsheet could run is looked at each time, to be written safe.
            if row not in refused and word not in spellings and not word.startswith(RUNS):
                spellings[word] = None if code == UNANSWERED else found.answers[code]
                self._made = None

    def _put(self, question: pl.Expr) -> int:
        self._questions.append(question.alias(str(len(self._questions))))
        return len(self._questions) - 1

    def _ask(self, item: Item) -> Asked:
        column, kind = pl.col(self.columns[item.id]), self.types[item.id]
        match item.kind:
            case "number":
                return self._ask_number(item, column, kind)
            case "date":
                return self._ask_date(item, column, kind)
            case _:
                return self._ask_words(item, column, kind)

    def _ask_words(self, item: Item, column: pl.Expr, kind: pl.DataType) -> Asked:
        one = Asked(item)
        if isinstance(kind, pl.Boolean) and item.kind == "yn":
            one.words = {"yes": (self._put(column),), "no": (self._put(~column),)}
        elif isinstance(kind, pl.String | pl.Categorical | pl.Enum):
            if not isinstance(kind, pl.String):
                column = column.cast(pl.String)
            places: dict[Answer | None, tuple[int, ...]] = {}
            for spelling, answer in self._spellings[item.id].items():
                places[answer] = (*places.get(answer, ()), self._put(column == spelling))
            one.empty = places.pop(None, ())
            one.words = {answer: at for answer, at in places.items() if answer is not None}
        elif item.kind == "yn" and kind.is_numeric() and item.id in self._bits():
            one.words = {"yes": (self._put(column == 1),), "no": (self._put(column == 0),)}
            one.empty = (self._put(column.is_nan()),) if kind.is_float() else ()
        else:
            return self._only_entered(one, column)
        one.valid = tuple(place for at in one.words.values() for place in at)
        return one

    def _ask_number(self, item: Item, column: pl.Expr, kind: pl.DataType) -> Asked:
        one = Asked(item)
        plain: pl.Expr | None = None
        if isinstance(kind, pl.String):
            one.entered = self._put(column.is_not_null())
            plain = column.str.contains(_WITH_COMMA if self.comma else _NUMBER)
            text = column.str.replace(",", ".", literal=True) if self.comma else column
            column = text.cast(pl.Float64, strict=False)
        elif kind.is_numeric() and not isinstance(kind, pl.Decimal):
            column = column.cast(pl.Float64)
        else:
            return self._only_entered(one, column)
        # NaN is above every number here, so the upper limit turns it away.
        within = (column >= item.least) & (column <= item.most)
        if item.whole:
            within &= column == column.floor()
        one.valid = (self._put(within if plain is None else within & plain),)
        if kind.is_float():
            one.empty = (self._put(column.is_nan()),)
        for _, leaf in self._of_item.get(item.id, ()):
            assert isinstance(leaf, Measured)  # nothing else can be asked of a number
            key = at_least(leaf.limit) if leaf.op in (">=", "<") else above(leaf.limit)
            border, itself = key
            if key not in one.limits:
                one.limits[key] = self._put(column >= border if itself else column > border)
        return one

    def _ask_date(self, item: Item, column: pl.Expr, kind: pl.DataType) -> Asked:
        one = Asked(item)
        last = min(self.day + timedelta(days=1), date(YEARS[-1], 12, 31))
        if isinstance(kind, pl.String):
            one.entered = self._put(column.is_not_null())
            written = column.str.contains(_DAY)
            found = column.str.to_date("%Y-%m-%d", strict=False)
            within = written & found.is_between(date(YEARS[0], 1, 1), last)
        elif isinstance(kind, pl.Date) or (isinstance(kind, pl.Datetime) and not kind.time_zone):
            within = column.cast(pl.Date).is_between(date(YEARS[0], 1, 1), last)
        else:
            return self._only_entered(one, column)
        one.valid = (self._put(within),)
        return one

    def _only_entered(self, one: Asked, column: pl.Expr) -> Asked:
        """A column of a type that answers nothing: each cell is looked at."""
        one.entered = self._put(column.is_not_null())
        return one


def as_pandas(column: pl.Series) -> pd.Series:
    """A column as `read_column` reads it: text as Python has it, all else as Arrow has it."""
    if isinstance(column.dtype, pl.String | pl.Categorical | pl.Enum):
        return pd.Series(column.to_list(), dtype=object)
    table = column.to_frame().to_arrow(compat_level=pl.CompatLevel.oldest())
    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype, ignore_metadata=True)
    return frame.iloc[:, 0]


def holds_digits(column: pl.Series) -> bool:
    """Whether a number stands in some cell of a column of yes and no."""
    if isinstance(column.dtype, pl.String):
        return bool(column.str.contains(r"^\s*\d").any())
    return column.dtype.is_numeric()


def _holding(leaf: Leaf) -> Callable[[Answer], bool]:
    return lambda answer: holds_for(leaf, answer)


def _any(sets: Sequence[Words], places: tuple[int, ...], nobody: Words) -> Words:
    """The rows in any of these sets."""
    if not places:
        return nobody
    found = sets[places[0]]
    for place in places[1:]:
        found = found | sets[place]
    return found


def _scattered(where: npt.NDArray[np.intp], holds: npt.NDArray[np.bool_], rows: int) -> Words:
    """Of the rows at these places those that hold, as a set."""
    mask = np.zeros(rows, np.bool_)
    mask[where] = holds
    return packed(mask)


def bitmaps(frame: pl.DataFrame, words: int) -> tuple[list[Words], list[Words]]:
    """Each column of yes and no as a set of the rows where it is yes, and of those with no null.

    The bits after the last row hold anything.
    """
    all_known = np.full(words, ~np.uint64(0), np.uint64)
    true, known = [], []
    for column in frame.rechunk().to_arrow().columns:
        array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        bits = _words(array.buffers()[1], array.offset, len(array), words)
        valid = all_known
        if array.null_count:  # then what stands for a null is arbitrary
            valid = _words(array.buffers()[0], array.offset, len(array), words)
            bits = bits & valid
        true.append(bits)
        known.append(valid)
    return true, known


def _words(buffer: pa.Buffer, offset: int, rows: int, words: int) -> Words:
    """A bitmap as whole words: as it lies in memory where it can be, else a copy."""
    if offset % 8 == 0 and buffer.size - offset // 8 >= words * 8:
        return np.frombuffer(buffer, np.uint64, words, offset // 8)
    out = np.zeros(words * 8, np.uint8)
    raw = np.frombuffer(buffer, np.uint8)
    if offset % 8:
        bits = np.unpackbits(raw, count=offset + rows, bitorder="little")[offset:]
        found = np.packbits(bits, bitorder="little")
    else:
        found = raw[offset // 8 : (offset + rows + 7) // 8]
    out[: len(found)] = found
    return out.view(np.uint64)
