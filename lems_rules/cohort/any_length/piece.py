"""Some rows of a table with what follows for each, worked out wherever there is room for it.

A piece and what is made of it can be sent to another process or another machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import pandas as pd
import pyarrow as pa

from lems_rules.cohort.files.csv_file import Cells
from lems_rules.cohort.files.sheet import rows_of
from lems_rules.cohort.rows.assessed import consider_rows
from lems_rules.cohort.rows.cell import is_missing, number_in
from lems_rules.cohort.rows.naming import CATEGORIES, OURS, columns_of
from lems_rules.cohort.rows.told import Told
from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line

NOT_PARQUET = "the file: cannot be written as Parquet ({}); write CSV"
_TYPES = {"level": pa.int64(), "plan_settled": pa.bool_()} | dict.fromkeys(
    ("delta_p_low", "delta_p_high", "unanswered"), pa.int64()
)


@dataclass(frozen=True)
class Settings:
    """How every piece of one table is worked out and written.

    ``places`` are the columns of the questions, ``carried`` those that stand in the result too,
    ``names`` those of the result, and ``bits`` the questions in whose columns 1 and 0 are yes and
    no. With ``to_parquet`` a piece is made into an Arrow table, else into CSV.
    """

    places: Mapping[str, int]
    carried: tuple[int, ...]
    names: tuple[str, ...]
    day: date
    quick: bool
    comma: bool
    separator: str
    to_parquet: bool
    most: int
    digest: str
    bits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Arrow:
    """Rows of a Parquet file; ``first`` is the number of the first one."""

    table: pa.Table
    first: int


@dataclass(frozen=True)
class Done:
    """What was made of a piece, and what of it could not be used, by the numbers of rows."""

    body: bytes | pa.Table
    rows: int
    told: Told


def arrow_type(name: str) -> pa.DataType:
    """The type of one of our columns."""
    plain = name.removeprefix(OURS)
    if plain in CATEGORIES:
        return pa.dictionary(pa.int8(), pa.string())
    return _TYPES.get(plain, pa.string())


def work_out(settings: Settings, piece: Cells | Arrow) -> Done:
    """What follows for the rows of a piece, by the content of this installation.

    Raises:
        AnswerError: it is not the content that is meant, or the rows fit no Parquet file.
    """
    return work_out_by(_content(settings.digest), settings, piece)


@lru_cache(1)
def _content(digest: str) -> Content:
    content = load_content()
    if content.digest != digest:
        raise AnswerError(
            "a worker has another edition of the content than this machine; install the same there"
        )
    return content


def work_out_by(content: Content, settings: Settings, piece: Cells | Arrow) -> Done:
    """What follows for the rows of a piece.

    Raises:
        AnswerError: the rows fit no Parquet file.
    """
    cells = cells_of(settings.places, piece)
    count = len(piece.numbers) if isinstance(piece, Cells) else piece.table.num_rows
    made, told = consider_rows(
        content,
        cells,
        count,
        settings.day,
        settings.quick,
        settings.comma,
        settings.bits,
        settings.most,
    )
    if isinstance(piece, Cells):
        told = told.numbered(piece.numbers)
        told.say(piece.problems)
    else:
        told = told.numbered(range(piece.first, piece.first + count))
    if settings.to_parquet:
        return Done(_as_table(settings, piece, made), count, told)
    return Done(_as_csv(settings, piece, made), count, told)


def cells_of(places: Mapping[str, int], piece: Cells | Arrow) -> dict[str, pd.Series]:
    """The cells to be read as answers, by question."""
    if isinstance(piece, Cells):
        return {
            name: pd.Series([row[place] for row in piece.usable], dtype=object)
            for name, place in places.items()
        }
    frame = piece.table.select(list(places.values())).to_pandas(
        types_mapper=pd.ArrowDtype, ignore_metadata=True
    )
    return {name: frame.iloc[:, i] for i, name in enumerate(places)}


def _as_csv(settings: Settings, piece: Cells | Arrow, made: pd.DataFrame) -> bytes:
    if isinstance(piece, Cells):
        rows = [[row[place] for place in settings.carried] for row in piece.entered]
        entered = pd.DataFrame(rows, columns=range(len(settings.carried)), dtype=object)
    else:
        table = piece.table.select(list(settings.carried))
        entered = table.to_pandas(types_mapper=pd.ArrowDtype, ignore_metadata=True)
    whole = pd.concat([entered, made], axis="columns", ignore_index=True)
    return rows_of(whole, settings.separator)


def _as_table(settings: Settings, piece: Cells | Arrow, made: pd.DataFrame) -> pa.Table:
    try:
        if isinstance(piece, Cells):
            entered = [
                pa.array([row[place] for row in piece.entered], pa.string())
                for place in settings.carried
            ]
        else:
            entered = piece.table.select(list(settings.carried)).columns
        ours = [
            pa.array(made[name], arrow_type(name), from_pandas=True)
            for name in columns_of(settings.quick)
        ]
        return pa.Table.from_arrays([*entered, *ours], names=list(settings.names))
    except (pa.ArrowException, UnicodeError, ValueError) as error:
        raise AnswerError(NOT_PARQUET.format(one_line(str(error))[:200])) from None


def numbers_in(
    content: Content, places: Mapping[str, int], piece: Cells | Arrow
) -> dict[str, set[float]]:
    """The numbers in the columns of yes and no, by question; only columns with one are named."""
    questions = {
        name: place
        for name, place in places.items()
        if content.checklist.item(name).kind == "yn"
        and (isinstance(piece, Cells) or not pa.types.is_nested(piece.table.column(place).type))
    }
    found: dict[str, set[float]] = {}
    for name, cells in cells_of(questions, piece).items():
        item = content.checklist.item(name)
        distinct = set(cells) if isinstance(piece, Cells) else cells.dropna().unique()
        numbers = {number_in(one) for one in distinct if not is_missing(item, one)} - {None}
        if numbers:
            found[name] = {one for one in numbers if one is not None}
    return found
