"""A file of patients of any length in, and a file with what follows for each of them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import BinaryIO

from lems_rules.cohort.any_length.csv_way import assess_csv
from lems_rules.cohort.any_length.order import Made, Order, Progress
from lems_rules.cohort.any_length.parquet_way import assess_parquet
from lems_rules.cohort.any_length.spread import Spread, over_dask, over_processes
from lems_rules.cohort.files.parquet import START
from lems_rules.knowledge.content import Content

# Rows that are sent to a worker at once: of these each takes milliseconds, of those a microsecond.
LOOKED_AT, CONCLUDED = 1_000, 50_000


@dataclass(frozen=True)
class Wanted:
    """What is asked for: `Order` says what most of it means.

    With ``dask`` the workers of a Dask cluster do the work, those of ``scheduler`` if there is one.
    """

    day: date
    quick: bool = False
    to_parquet: bool = False
    answers: bool = True
    dask: bool = False
    scheduler: str | None = None


def assess_table(
    content: Content, wanted: Wanted, path: Path, out: BinaryIO, progress: Progress
) -> Made:
    """Every row of a CSV or Parquet file with what follows for it, written as it is worked out.

    Raises:
        AnswerError: the file cannot be read as a table of patients; says what it is.
    """
    spread: Spread | None = None
    if wanted.dask:
        spread = partial(over_dask, scheduler=wanted.scheduler)
    elif not wanted.quick:
        spread = over_processes
    order = Order(
        content,
        wanted.day,
        wanted.quick,
        wanted.to_parquet,
        wanted.answers,
        spread,
        progress,
        CONCLUDED if wanted.quick else LOOKED_AT,
    )
    with path.open("rb") as file:
        start = file.read(len(START))
    return (assess_parquet if start == START else assess_csv)(order, path, out)
