"""A Parquet file of any length: its rows in, and what follows for each of them out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from lems_rules.cohort.any_length.ahead import made_ahead
from lems_rules.cohort.any_length.order import Bits, Made, Order, Tally, are_all_bits
from lems_rules.cohort.any_length.piece import Arrow, Settings, numbers_in
from lems_rules.cohort.any_length.spread import piece_by_piece
from lems_rules.cohort.any_length.writing import (
    Body,
    csv_frame,
    parquet_names,
    write_arrow,
    write_csv,
    write_parquet,
)
from lems_rules.cohort.files.csv_file import NO_QUESTION, NO_ROW
from lems_rules.cohort.files.parquet import unreadable
from lems_rules.cohort.rows.asking import Asking, Questions
from lems_rules.cohort.rows.head import read_head
from lems_rules.cohort.rows.naming import columns_of
from lems_rules.cohort.rows.quick import concluded, schema
from lems_rules.cohort.rows.told import Told
from lems_rules.schema.questions.item import AnswerError

_WORDS = (pl.String, pl.Categorical, pl.Enum)
SLICE = 262_144  # rows that are read at once
BATCH = 131_072  # rows that are concluded at once: 16 KB a set, so that the sets stay in the cache


def assess_parquet(order: Order, path: Path, out: BinaryIO) -> Made:
    """Every row of a Parquet file with what follows for it, written as it is worked out.

    Raises:
        AnswerError: the file cannot be read as a table of patients, or not be written as Parquet.
    """
    with _Parquet(path) as file:
        checklist, names = order.content.checklist, file.schema_arrow.names
        if not any(name in checklist for name in names):
            raise AnswerError(NO_QUESTION)
        if not (rows := file.metadata.num_rows):
            raise AnswerError(NO_ROW)
        head = read_head(checklist, names, columns_of(order.quick))
        settings = order.settings(head, ",")
        if order.to_parquet:
            parquet_names(settings.names)
        tally = Tally(order, head, lambda: tally.rows / rows)
        bits = Bits(order.content, lambda: _bits(order, settings, path))
        quickly = order.quick and order.spread is None and _is_plain(file.schema_arrow)
        if quickly:
            way = _Quick(order, settings, path, rows, tally, bits)
            if order.to_parquet:
                write_parquet(out, way.schema, way.bodies())
            bodies = way.bodies()
        else:
            bodies = piece_by_piece(
                order, settings, _pieces(file, order.rows_of_a_piece), tally, bits
            )
            if order.to_parquet:
                write_arrow(out, bodies)
        if not order.to_parquet:
            write_csv(out, settings.names, ",", b"", made_ahead(bodies))
        return tally.made(",", b"")


class _Parquet(pq.ParquetFile):  # type: ignore[misc]
    """A Parquet file, opened.

    Raises:
        AnswerError: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        try:
            super().__init__(path)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise unreadable(error) from None


def _is_plain(table: pa.Schema) -> bool:
    """Whether Polars carries every column through as it is."""
    types = pa.types
    checks = (
        types.is_string,
        types.is_large_string,
        types.is_boolean,
        types.is_integer,
        types.is_float32,
        types.is_float64,
        types.is_date32,
    )
    return len(set(table.names)) == len(table.names) and all(
        any(check(kind) for check in checks)
        or (types.is_timestamp(kind) and kind.unit in ("ms", "us"))
        or (types.is_dictionary(kind) and types.is_string(kind.value_type))
        for kind in table.types
    )


def _pieces(file: pq.ParquetFile, rows: int, columns: list[str] | None = None) -> Iterator[Arrow]:
    first = 1
    for table in _batches(file, rows, columns):
        yield Arrow(table, first)
        first += table.num_rows


def _batches(file: pq.ParquetFile, rows: int, columns: list[str] | None) -> Iterator[pa.Table]:
    try:
        for batch in file.iter_batches(rows, columns=columns):
            batch.validate(full=True)  # else text that is no UTF-8 is met in the midst of a row
            # Without what pandas notes of its types: it would not understand its note on a list.
            yield pa.Table.from_batches([batch]).replace_schema_metadata(None)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(error) from None


def _bits(order: Order, settings: Settings, path: Path) -> frozenset[str]:
    """The columns of the whole file in which 1 and 0 are yes and no."""
    checklist = order.content.checklist

    def numbers(piece: Arrow) -> dict[str, set[float]]:
        places = {name: i for i, name in enumerate(piece.table.column_names)}
        return numbers_in(order.content, places, piece)

    with _Parquet(path) as file:
        names = [name for name in settings.places if checklist.item(name).kind == "yn"]
        return are_all_bits(map(numbers, _pieces(file, SLICE, names)))


@contextmanager
def _as_polars_reads() -> Iterator[None]:
    """What a damaged file makes of Polars: an error, or a panic, which is no Exception.

    Raises:
        AnswerError: the file cannot be read.
    """
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise unreadable(error) from None


class _Quick:
    """The quick way through one file."""

    def __init__(
        self, order: Order, settings: Settings, path: Path, rows: int, tally: Tally, bits: Bits
    ) -> None:
        self._order = order
        self._settings = settings
        self._rows = rows
        self._tally = tally
        self._read = pl.scan_parquet(path)
        with _as_polars_reads():
            types = self._read.collect_schema()
        names = types.names()
        self._carried = [names[place] for place in settings.carried]
        # By place, so that no name of a file meets one of ours.
        self._kept = {name: f"kept {i}" for i, name in enumerate(self._carried)}
        self._text = {name for name in self._carried if isinstance(types[name], _WORDS)}
        columns = {name: name for name in settings.places}
        self._asking = Asking(
            order.content,
            {name: types[name] for name in columns},
            columns,
            order.day,
            False,
            bits,
        )
        kept = zip(settings.names, self._carried, strict=False)
        self.schema = {new: types[old] for new, old in kept} | schema(order.content)

    def bodies(self) -> Iterator[Body]:
        """The result, piece by piece; the next piece is read while one is worked on."""
        for start, questions, piece in made_ahead(self._pieces()):
            for offset in range(0, piece.height, BATCH):
                batch = piece.slice(offset, BATCH)
                yield self._conclude(start + offset, questions, batch)

    def _pieces(self) -> Iterator[tuple[int, Questions, pl.DataFrame]]:
        for start in range(0, self._rows, SLICE):
            questions = self._asking.questions
            kept = [pl.col(name).alias(place) for name, place in self._kept.items()]
            read = self._read.slice(start, SLICE).select(*kept, *questions.asked)
            with _as_polars_reads():
                piece = read.collect(engine="streaming")
            yield start, questions, piece

    def _conclude(self, start: int, questions: Questions, batch: pl.DataFrame) -> pl.DataFrame:
        order, kept = self._order, batch.select(self._kept.values())

        def cells(name: str, rows: int) -> pl.Series:
            if name in self._kept:
                return kept[self._kept[name]].head(rows)
            with _as_polars_reads():
                return self._read.slice(start, rows).select(name).collect()[name]

        told = Told(tuple(self._settings.places), self._tally.room)
        answers = batch.select(pl.nth(range(kept.width, batch.width)))
        ours, looked_at = concluded(order.content, self._asking, questions, answers, cells, told)
        self._tally.add(batch.height, told.numbered(range(start + 1, start + 1 + batch.height)))
        whole = pl.DataFrame([*kept.get_columns(), *ours])
        if not order.to_parquet:
            words = self._text - self._settings.places.keys() | self._text & looked_at
            return csv_frame(whole, [self._kept[name] for name in words])
        whole.columns = list(self._settings.names)
        return whole
