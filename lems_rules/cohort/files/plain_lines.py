"""A block of a CSV file cut into cells by Polars, where that means what it means to Python.

That is proved before: as many cells in each line as there are names, quotes only around whole
cells, no line end of another kind, no byte that is not UTF-8.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from lems_rules.intake.csv_sheet import RUNS

_GUARDED = f"^'[{''.join(RUNS)}]".replace("-", r"\-")


@dataclass(frozen=True)
class PlainRows:
    """The rows of a block, all cells text, the columns called by their places.

    ``end`` are its bytes and ``lines`` its lines; rows without any cell are only named by place, in
    ``empty``.
    """

    frame: pl.DataFrame
    end: int
    lines: int
    empty: Sequence[int]


def cut(block: bytes, goes_on: bool, width: int, separator: str) -> PlainRows | None:
    """The whole lines of a block cut into cells; None if not all of them are plain."""
    quotes = b'"' in block
    outside = _outside_quotes(block, separator) if quotes else None
    if width < 2 or (quotes and outside is None):
        return None
    end = _last_line_end(block, outside) if goes_on else len(block)
    if not end or (outside is not None and not outside[end - 1]):
        return None
    block = block[:end]
    lines = _count(block, b"\n", outside) + (not block.endswith(b"\n"))
    if (
        _count(block, separator.encode(), outside) != lines * (width - 1)
        or block.count(b"\r") != block.count(b"\r\n")
        or _longest_line(block) > csv.field_size_limit()
    ):
        return None
    frame = _read(block, width, separator, lines, quotes)
    if frame is None:
        return None
    if b"'" in block:
        frame = _unguarded(frame)
    empty = pl.all().is_null() | (pl.all() == "") if quotes else pl.all().is_null()
    nothing = frame.select(pl.all_horizontal(empty)).to_series()
    if not nothing.any():
        return PlainRows(frame, end, lines, ())
    return PlainRows(
        frame.filter(~nothing), end, lines, np.flatnonzero(nothing.to_numpy()).tolist()
    )


def _read(
    block: bytes, width: int, separator: str, lines: int, quotes: bool
) -> pl.DataFrame | None:
    """The cells of so many lines, all text; None if Polars finds another number, or none at all."""
    try:
        frame = pl.read_csv(
            block,
            has_header=False,
            schema={str(i): pl.String for i in range(width)},
            separator=separator,
            quote_char='"' if quotes else None,
        )
    except pl.exceptions.PolarsError:
        return None
    return frame if frame.height == lines else None


def _outside_quotes(block: bytes, separator: str) -> npt.NDArray[np.bool_] | None:
    """For each byte whether it stands outside quotes; None if a quote stands where it may not.

    A quote opens at the beginning of a cell and closes at its end; two within are one.
    """
    raw = np.frombuffer(block, np.uint8)
    at = np.flatnonzero(raw == ord('"'))
    edges = np.frombuffer(f"{separator}\r\n".encode(), np.uint8)
    opens, closes = at[0::2], at[1::2]
    before = raw[opens[opens > 0] - 1]
    after = raw[closes[closes < len(raw) - 1] + 1]
    edge_or_quote = np.append(edges, np.uint8(ord('"')))
    if not np.isin(before, edge_or_quote).all() or not np.isin(after, edge_or_quote).all():
        return None
    inside = np.bitwise_xor.accumulate((raw == ord('"')).view(np.uint8))
    outside: npt.NDArray[np.bool_] = inside == 0
    return outside


def _last_line_end(block: bytes, outside: npt.NDArray[np.bool_] | None) -> int:
    """The end of the last whole line of a block; 0 if there is none."""
    if outside is None:
        return block.rfind(b"\n") + 1
    ends = np.flatnonzero((np.frombuffer(block, np.uint8) == ord("\n")) & outside)
    return int(ends[-1]) + 1 if len(ends) else 0


def _count(block: bytes, one: bytes, outside: npt.NDArray[np.bool_] | None) -> int:
    """How often a byte stands outside quotes."""
    if outside is None:
        return block.count(one)
    raw = np.frombuffer(block, np.uint8)
    return int(np.count_nonzero((raw == ord(one)) & outside[: len(raw)]))


def _longest_line(block: bytes) -> int:
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n"))
    return int(np.diff(ends, prepend=-1, append=len(block)).max())


def _unguarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The cells that a program made safe for spreadsheets, as they were."""
    marked = frame.select(pl.all().str.starts_with("'").any()).row(0)
    columns = [name for name, one in zip(frame.columns, marked, strict=True) if one]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(_GUARDED))
        .then(pl.col(name).str.slice(1))
        .otherwise(pl.col(name))
        .alias(name)
        for name in columns
    )
