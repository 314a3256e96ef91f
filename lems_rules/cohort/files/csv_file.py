"""A CSV file read piece by piece, whatever a spreadsheet or another program made of it.

A block of lines that is plain, which nearly all are, may be cut into cells by something faster;
everything else is cut by Python's reader, record by record. Nothing that was entered is lost, and a
file in which rows or columns cannot be told apart is refused as a whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, TypeVar

from lems_rules.cohort.rows.column import CellProblem
from lems_rules.intake.csv_sheet import unguarded
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError

NO_QUESTION = (
    "the file: no column is called by a question's id; the first row has to name the columns, and "
    "`cohort --template FILE` writes one with all of them"
)
NO_ROW = "the file: names of columns and no row of answers; write one per patient"
BOM = b"\xef\xbb\xbf"
BLOCK = 16 << 20  # bytes that are cut into cells at once
_SMALLEST = 64 << 10  # of a block that is tried again where a larger one is not plain
LONGEST = 64 << 20  # bytes of a line
_ROWS = 4_096  # of a piece that Python's reader cuts
_SEPARATORS = ",;\t"
# What other files begin with, and what to do about it.
_NO_CSV = (
    (b"PK\x03\x04", "a workbook or another zip; open it and save it as CSV"),
    (b"\x1f\x8b", "packed with gzip; unpack it"),
    (b"\xff\xfe", "UTF-16; save it as CSV in UTF-8"),
    (b"\xfe\xff", "UTF-16; save it as CSV in UTF-8"),
    (b"%PDF", "a PDF; save the table as CSV"),
)


@dataclass
class Cells:
    """Rows as Python cut them: every cell as it was entered, and what can be read of it.

    ``numbers`` are the rows as a spreadsheet counts them, where the names are row 1.
    """

    width: int
    entered: list[list[str]] = field(default_factory=list)
    usable: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)

    def take(self, number: int, cells: list[str], broken_off: bool) -> None:
        """One row; where cells and names do not match, what can be trusted of it."""
        width = self.width
        row = [*cells[:width], *[""] * (width - len(cells))]
        usable = row
        if any(beyond := cells[width:]):
            usable = [""] * width
            says = "more cells than names, so none is read as an answer; a text with a separator "
            self._problem(number, ", ".join(filter(None, beyond)), says + "stands in quotes")
        elif len(cells) < width:
            # The last cell of a file that breaks off may be half a number.
            kept = len(cells) - broken_off
            usable = [*row[:kept], *[""] * (width - kept)]
            says = f"ends after {len(cells)} of {width} cells; what is missing is unanswered"
            self._problem(number, "", f"{says}, the last one too" if broken_off else says)
        self.entered.append(row)
        self.usable.append(usable)
        self.numbers.append(number)

    def _problem(self, number: int, value: str, says: str) -> None:
        self.problems.append(CellProblem(number, "", value, f"the row: {says}"))


class Plain(Protocol):
    """Rows of a block whose lines are all plain, ``end`` its bytes and ``lines`` its lines.

    ``empty`` are the places of rows without any cell, which are not among the rows.
    """

    @property
    def end(self) -> int:
        """How many bytes they take."""
        ...

    @property
    def lines(self) -> int:
        """How many lines they take."""
        ...

    @property
    def empty(self) -> Sequence[int]:
        """Which of them have no cell."""
        ...


PlainRows = TypeVar("PlainRows", bound=Plain)
Cut = Callable[[bytes, bool, int, str], PlainRows | None]
"""Cuts the whole lines of a block, if all are plain; says if the file goes on, width, separator."""


class CsvFile:
    """A CSV file, its names read; `pieces` are its rows, in order, once.

    Raises:
        AnswerError: it is none, or its columns cannot be told apart.
    """

    def __init__(self, checklist: Checklist, file: BinaryIO) -> None:
        self._source = source = _Source(file)
        start = source.peek(1 << 20)
        for known, what in _NO_CSV:
            if start.startswith(known):
                raise AnswerError(f"the file: not CSV but {what}")
        self.mark = BOM if start.startswith(BOM) else b""
        source.skip(len(self.mark))
        self.separator = _separator(checklist, start[len(self.mark) :])
        self._reader = csv.reader(source.lines(), delimiter=self.separator, strict=True)
        self._record = 0
        self._block = BLOCK
        self._by_python = 0  # up to this byte nothing is plain
        entered = next((cells for _, cells in self._records()), [])
        self.names = [unguarded(name) for name in entered]
        # The names count among the rows that hold bytes which are not UTF-8.
        self.strange = _Strange()
        self.strange.see(self._record, entered)

    @property
    def done(self) -> int:
        """How many bytes have been read."""
        return self._source.done

    def pieces(
        self, most: int = _ROWS, cut: Cut[PlainRows] | None = None
    ) -> Iterator[tuple[PlainRows | Cells, Sequence[int]]]:
        """The rows with their numbers; what is plain is cut by ``cut``, if there is one.

        ``most`` are the rows of a piece that Python cuts.

        Raises:
            AnswerError: a row cannot be read, or there is none.
        """
        found = False
        while self._source.peek(1):
            piece, numbers = self._next(most, cut)
            if piece is not None and numbers:
                found = True
                yield piece, numbers
        if not found:
            raise AnswerError(NO_ROW)

    def _next(
        self, most: int, cut: Cut[PlainRows] | None
    ) -> tuple[PlainRows | Cells | None, Sequence[int]]:
        """A piece and the numbers of its rows; no piece where a smaller block is to be tried."""
        if cut is not None and self.done >= self._by_python:
            block = self._source.peek(self._block)
            goes_on = len(block) == self._block
            if plain := cut(block, goes_on, len(self.names), self.separator):
                self._block = min(self._block * 2, BLOCK)
                numbers = self._numbers(plain)
                self._record += plain.lines
                self._source.skip(plain.end)
                return plain, numbers
            if len(block) > _SMALLEST:
                self._block = max(len(block) // 8, _SMALLEST)
                return None, ()
            self._by_python = self.done + len(block)
        cells = self._cut(most)
        return cells, cells.numbers

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """The records that are not empty, with their numbers, as Python's reader cuts them."""
        try:
            for cells in self._reader:
                self._record += 1
                if any(cells):
                    yield self._record, cells
        except csv.Error as error:
            raise AnswerError(
                f"the file, line {self._source.line:,}: not a readable row ({error}); look for a "
                "quote that is opened and not closed"
            ) from None

    def _cut(self, most: int) -> Cells:
        found = Cells(len(self.names))
        for number, cells in self._records():
            self.strange.see(number, cells)
            broken_off = self._source.breaks_off
            found.take(number, [unguarded(cell) for cell in cells], broken_off)
            if len(found.numbers) >= most or 0 < self._by_python <= self.done:
                break
        return found

    def _numbers(self, piece: Plain) -> Sequence[int]:
        first = self._record + 1
        numbers = range(first, first + piece.lines)
        empty = set(piece.empty)
        return [one for one in numbers if one - first not in empty] if empty else numbers


class _Strange:
    """The rows that hold bytes which are not UTF-8: the first one, and how many."""

    def __init__(self) -> None:
        self.first = 0
        self.count = 0

    def see(self, number: int, cells: list[str]) -> None:
        if not is_utf8("".join(cells)):
            self.first = self.first or number
            self.count += 1

    @property
    def problems(self) -> tuple[CellProblem, ...]:
        """What to say of them."""
        if not self.count:
            return ()
        says = (
            f"bytes that are not UTF-8, in rows like it: {self.count:,}; carried through as they "
        )
        return (CellProblem(self.first, "", "", f"the row: {says}are; save the file as UTF-8"),)


class _Source:
    """A file read ahead by as much as is looked at, and its lines."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._at = 0
        self._ended = False
        self.done = 0
        self._skipped = 0
        self.line = 0  # the number of the line that was last given out

    def peek(self, size: int) -> bytes:
        """The next bytes, so many or as many as there are."""
        if len(self._buffer) - self._at < size and not self._ended:
            parts = [self._buffer[self._at :]]
            missing = size - len(parts[0])
            while missing > 0:
                if not (more := self._read(max(missing, 1 << 16))):
                    self._ended = True
                    break
                parts.append(more)
                missing -= len(more)
            self._buffer, self._at = b"".join(parts), 0
        return self._buffer[self._at : self._at + size]

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except OSError as error:
            raise AnswerError(f"the file: cannot be read to its end ({error.strerror})") from None

    def skip(self, size: int) -> None:
        """Take so many bytes of what was looked at."""
        self.line += self._buffer.count(b"\n", self._at, self._at + size)
        self._at += size
        self.done += size
        self._skipped += 1

    @property
    def breaks_off(self) -> bool:
        """Whether all was taken and the last line has no end."""
        return not self.peek(1) and not self._buffer.endswith((b"\n", b"\r"))

    def lines(self) -> Iterator[str]:
        """The lines, each taken when it is given out; what is no UTF-8 is kept byte for byte."""
        size = 1 << 16
        while chunk := self.peek(size):
            whole = size > len(chunk)  # the rest of the file
            # A line may end in the next chunk, and so may a line end of two bytes.
            lines = chunk.splitlines(keepends=True)
            if not whole:
                lines.pop()
            if not lines:
                if size > LONGEST:
                    raise csv.Error("longer than any row can be")
                size *= 2
                continue
            size, skipped = 1 << 16, self._skipped
            for line in lines:
                self._at += len(line)
                self.done += len(line)
                self.line += 1
                yield line.decode("utf-8", "surrogateescape")
                if self._skipped != skipped:  # what follows was taken as a block
                    break


def _separator(checklist: Checklist, start: bytes) -> str:
    """What stands between the cells: that by which most names become questions."""
    text = start.decode("utf-8", "surrogateescape").lstrip("\r\n")

    def questions(separator: str) -> int:
        first = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            return sum(name in checklist for name in next(first, []))
        except csv.Error:  # a cell beyond all measure
            return 0

    most = max(_SEPARATORS, key=questions)
    if not questions(most):
        raise AnswerError(NO_QUESTION)
    return most


def is_utf8(text: str) -> bool:
    """Whether text came of UTF-8, and not of bytes that were kept as they are."""
    return text.isascii() or not any("\udc80" <= one <= "\udcff" for one in text)
