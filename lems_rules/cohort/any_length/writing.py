"""The result written while it is made, as CSV or as Parquet.

What a piece of it is made of, a Polars frame, an Arrow table or CSV, depends on which way it went.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO, TypeAlias

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars.io.plugins import register_io_source

from lems_rules.cohort.any_length.ahead import made_ahead
from lems_rules.cohort.any_length.piece import NOT_PARQUET
from lems_rules.cohort.files.csv_file import is_utf8
from lems_rules.cohort.files.sheet import written
from lems_rules.cohort.rows.quick import as_text, guarded
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line, quoted

Body: TypeAlias = Any  # bytes, a Polars frame or an Arrow table; the last has no types
ROW_GROUP = 131_072


def write_csv(
    out: BinaryIO, names: Sequence[str], separator: str, mark: bytes, bodies: Iterable[Body]
) -> None:
    """Every piece as CSV, the names before."""
    out.write(mark + written([names], separator))
    for body in bodies:
        if isinstance(body, bytes):
            out.write(body)
        else:
            try:
                body.write_csv(
                    out, include_header=False, line_terminator="\r\n", separator=separator
                )
            except (pl.exceptions.PolarsError, OSError) as error:
                raise _of_the_disk(error) from None


def csv_frame(frame: pl.DataFrame, unsafe: Iterable[str]) -> pl.DataFrame:
    """A frame as `write_csv` writes it; the text in ``unsafe`` is made safe for spreadsheets."""
    columns = [as_text(column) for column in frame.get_columns()]
    at_risk = set(unsafe)
    return pl.DataFrame([guarded(one) if one.name in at_risk else one for one in columns])


def write_parquet(out: BinaryIO, schema: Mapping[str, pl.DataType], bodies: Iterable[Body]) -> None:
    """Every piece as Parquet of these types, encoded and written by Polars while more is made."""
    failed: list[BaseException] = []
    ready = made_ahead(_frames(bodies, schema, failed))
    try:
        register_io_source(lambda *_: ready, schema=schema).sink_parquet(
            out, compression="snappy", statistics=False, row_group_size=ROW_GROUP
        )
    except BaseException as error:
        raise (failed or [_of_the_disk(error)])[0] from None


def _frames(
    bodies: Iterable[Body], schema: Mapping[str, pl.DataType], failed: list[BaseException]
) -> Iterator[pl.DataFrame]:
    """The pieces as frames; what fails is noted as well, since Polars wraps it."""
    try:
        for body in bodies:
            yield _frame(body, schema)
    except Exception as error:
        failed.append(error)
        raise


def _of_the_disk(error: BaseException) -> BaseException:
    """An error of Polars as Python has it, where it tells what the system said."""
    if said := re.search(r"\(os error (\d+)\)", str(error)):
        return OSError(int(said[1]), os.strerror(int(said[1])))
    return error


def _frame(body: Body, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    if isinstance(body, pl.DataFrame):
        return body
    frame = pl.from_arrow(body)
    assert isinstance(frame, pl.DataFrame)
    return frame.cast(dict(schema))  # type: ignore[arg-type]


def write_arrow(out: BinaryIO, bodies: Iterable[Body]) -> None:
    """Every piece as Parquet with the types of the first one."""
    writer: pq.ParquetWriter | None = None
    try:
        for body in bodies:
            if writer is None:
                writer = pq.ParquetWriter(out, body.schema)
            writer.write_table(body)
    except (pa.ArrowException, ValueError) as error:
        raise AnswerError(NOT_PARQUET.format(one_line(str(error))[:200])) from None
    finally:
        if writer is not None:
            writer.close()


def parquet_names(names: Sequence[object]) -> tuple[str, ...]:
    """The names as Parquet has them.

    Raises:
        AnswerError: two are the same, or one is no text or no UTF-8.
    """
    found = [str(name) for name in names]
    for name in found:
        if found.count(name) > 1:
            raise AnswerError(NOT_PARQUET.format(f"two columns are called {quoted(name)}"))
        if not is_utf8(name):
            raise AnswerError(NOT_PARQUET.format(f"{quoted(name)} is no UTF-8"))
    return tuple(found)
