"""What the circuit says of the rows of a Polars frame, as columns beside them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa

from lems_rules.cohort.rows.asking import Asking, Cells, Questions
from lems_rules.cohort.rows.assessed import tell_aside
from lems_rules.cohort.rows.concluding import Codes, Rows
from lems_rules.cohort.rows.naming import CATEGORIES, COUNTED, MADE_OF, OURS, columns_of, names
from lems_rules.cohort.rows.told import Places, Told
from lems_rules.intake.csv_sheet import NUMBER, RUNS
from lems_rules.knowledge.content import Content

_RUNS_FIRST = f"^[{''.join(RUNS)}]".replace("-", r"\-")
_NUMBER = f"^(?:{NUMBER.pattern})$".replace(r"\d", "[0-9]")


def concluded(
    content: Content,
    asking: Asking,
    questions: Questions,
    frame: pl.DataFrame,
    cells: Cells,
    told: Told,
) -> tuple[list[pl.Series], frozenset[str]]:
    """The columns of a quick result, from the answers to the questions; as `Asking.answers`."""
    answered, looked_at = asking.answers(questions, frame, cells, told)
    rows = Rows(content, answered)

    def entered(name: str, places: Places) -> list[object]:
        column = cells(asking.columns[name], int(places[-1]) + 1)
        found: list[object] = column.gather(places).to_list()
        return found

    tell_aside(rows, told, entered)
    codes, named = rows.codes(), names(content)
    made = {"level": pl.Series(named.ranks[codes["rule"]])}
    for name, code in COUNTED.items():
        made[name] = pl.Series(codes[code].astype(np.int64))
    for name, code in MADE_OF.items():
        made[name] = _words(content, name, codes[code])
    return [made[name.removeprefix(OURS)].alias(name) for name in columns_of(True)], looked_at


def schema(content: Content) -> dict[str, pl.DataType]:
    """The types of the columns of a quick result."""
    types: dict[str, pl.DataType] = {
        name: pl.String() if name.removeprefix(OURS) in MADE_OF else pl.Int64()
        for name in columns_of(quick=True)
    }
    return types | {OURS + name: pl.Enum(_distinct(content, name)) for name in CATEGORIES}


def _distinct(content: Content, name: str) -> list[str]:
    return list(dict.fromkeys(word for word in names(content).texts[name] if word is not None))


def _words(content: Content, name: str, codes: Codes) -> pl.Series:
    """A column of words from the numbers that stand for them."""
    words = names(content).texts[name]
    if name not in CATEGORIES:
        return pl.Series(words, dtype=pl.String).gather(pl.Series(codes).cast(pl.UInt32))
    distinct = _distinct(content, name)
    # 255 stands for none of them.
    place = np.array([255 if one is None else distinct.index(one) for one in words], np.uint8)
    code = place[codes]
    physical = pl.Series(pa.array(code, mask=code == 255) if None in words else code)
    return physical.to_frame("").select(pl.col("").cat.to(pl.Enum(distinct))).to_series()


def guarded(column: pl.Series) -> pl.Series:
    """Text as `csv_sheet.guarded` writes it, so that no spreadsheet takes it for a formula."""
    runs = column.str.contains(_RUNS_FIRST)
    if not runs.any():
        return column
    number = column.str.contains(_NUMBER)
    safe = pl.select(
        pl.when(runs & ~number).then(pl.concat_str(pl.lit("'"), column)).otherwise(column)
    )
    return safe.to_series().alias(column.name)


def as_text(column: pl.Series) -> pl.Series:
    """A column as `csv_of` writes it; nothing where nothing stands."""
    kind = column.dtype
    if isinstance(kind, pl.String):
        return column.replace("", None)
    if isinstance(kind, pl.Boolean | pl.Categorical | pl.Enum | pl.Date) or kind.is_integer():
        return column.cast(pl.String)
    values: Sequence[object] = column.to_list()
    return pl.Series(
        column.name, [None if v is None or v != v else str(v) for v in values], pl.String
    )
