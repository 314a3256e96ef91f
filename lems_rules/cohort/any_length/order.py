"""What is wanted of a file of patients, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lems_rules.cohort.any_length.piece import Arrow, Done, Settings, numbers_in
from lems_rules.cohort.files.csv_file import Cells
from lems_rules.cohort.files.sheet import problems_csv
from lems_rules.cohort.rows.cell import are_bits
from lems_rules.cohort.rows.head import Head
from lems_rules.cohort.rows.naming import columns_of
from lems_rules.cohort.rows.told import MOST_PROBLEMS, Told
from lems_rules.knowledge.content import Content

Progress = Callable[[int, float], None]
"""Hears how many rows are done, and what share of the file that is."""


def no_progress(rows: int, share: float) -> None:
    """Nobody wants to know."""


@dataclass(frozen=True)
class Order:
    """What is wanted.

    ``quick`` leaves out what is worked out patient by patient, and without ``answers`` the
    questions' own columns are left out. ``spread`` are the hands that work pieces out; None: this
    process, and where nothing is worked out patient by patient the quick way.
    """

    content: Content
    day: date
    quick: bool
    to_parquet: bool
    answers: bool = True
    spread: Callable[[Content, Iterable[tuple[Settings, Cells | Arrow]]], Iterator[Done]] | None = (
        None
    )
    progress: Progress = no_progress
    rows_of_a_piece: int = 1_000

    def settings(self, head: Head, separator: str) -> Settings:
        """How each piece of a table with these columns is worked out."""
        ours = len(columns_of(self.quick))
        entered = range(len(head.names) - ours)
        questions = set(head.places.values())
        carried = tuple(one for one in entered if self.answers or one not in questions)
        return Settings(
            places=head.places,
            carried=carried,
            names=(
                *(str(head.names[place]) for place in carried),
                *columns_of(self.quick),
            ),
            day=self.day,
            quick=self.quick,
            comma=separator == ";",
            separator=separator,
            to_parquet=self.to_parquet,
            most=MOST_PROBLEMS,
            digest=self.content.digest,
        )


@dataclass(frozen=True)
class Made:
    """What became of a file: how many rows, its problems as CSV, and how many there are."""

    rows: int
    problems: bytes
    problem_count: int


class Tally:
    """Rows and problems so far."""

    def __init__(self, order: Order, head: Head, share: Callable[[], float]) -> None:
        self.rows = 0
        self.told = Told(tuple(head.places), MOST_PROBLEMS)
        self.told.say(head.problems)
        self._order = order
        self._share = share

    def add(self, rows: int, told: Told) -> None:
        """A piece is done."""
        self.rows += rows
        self.told.add(told)
        self._order.progress(self.rows, self._share())

    @property
    def room(self) -> int:
        """How many problems of later rows are worth keeping."""
        return self.told.room

    def made(self, separator: str, mark: bytes) -> Made:
        """What became of the file."""
        count = self.told.count
        return Made(self.rows, mark + problems_csv(self.told.kept, separator, count), count)


def are_all_bits(found: Iterable[Mapping[str, set[float]]]) -> frozenset[str]:
    """The questions in whose columns 1 and 0 are yes and no, from the numbers in each piece."""
    numbers: dict[str, set[float]] = {}
    for of_piece in found:
        for name, some in of_piece.items():
            numbers.setdefault(name, set()).update(some)
    return frozenset(name for name, some in numbers.items() if are_bits(some))


class Bits:
    """The questions in whose columns 1 and 0 are yes and no; looked for when first a 1 or 0 comes.

    ``look`` goes through the whole table for that.
    """

    def __init__(self, content: Content, look: Callable[[], frozenset[str]]) -> None:
        self._content = content
        self._look = look
        self._found: frozenset[str] | None = None

    def __call__(self) -> frozenset[str]:
        """All of them."""
        if self._found is None:
            self._found = self._look()
        return self._found

    def of(self, settings: Settings, piece: Cells | Arrow) -> frozenset[str]:
        """Those that matter for a piece."""
        if self._found is None and not numbers_in(self._content, settings.places, piece):
            return frozenset()
        return self()
