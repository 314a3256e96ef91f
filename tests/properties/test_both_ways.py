"""The quick way through a file says of each row what the other way says, and that what `assess`."""

from __future__ import annotations

import csv
import io
import math
import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.cohort.any_length import csv_way, parquet_way
from lems_rules.cohort.any_length.command import Wanted, assess_table
from lems_rules.cohort.any_length.order import Made, Order, no_progress
from lems_rules.cohort.any_length.parquet_way import assess_parquet
from lems_rules.cohort.any_length.spread import here
from lems_rules.cohort.files import csv_file
from lems_rules.cohort.files.file import assess_file
from lems_rules.cohort.files.parquet import START
from lems_rules.cohort.files.plain_lines import PlainRows, cut
from lems_rules.cohort.rows.asking import above, at_least
from lems_rules.intake.csv_sheet import unguarded
from lems_rules.knowledge.content import Content
from lems_rules.logic.number import as_compared
from tests.support.cohort_row import TODAY, row
from tests.support.examples import many
from tests.support.shipped import CONTENT

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Both:
    """A file by the quick way, and by the one that reads every cell."""

    quick: list[list[str]]
    other: list[list[str]]
    quick_problems: bytes
    other_problems: bytes


def cells(data: bytes, separator: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig", "surrogateescape")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def both(folder: Path, data: bytes, separator: str = ",") -> Both:
    given = folder / "in"
    given.write_bytes(data)
    out = io.BytesIO()
    quick = assess_table(CONTENT, Wanted(TODAY, quick=True), given, out, no_progress)
    other, table = by_cell(given)
    assert quick.rows == other.rows
    assert quick.problem_count == other.problem_count
    return Both(
        cells(out.getvalue(), separator),
        cells(table, separator),
        quick.problems,
        other.problems,
    )


def by_cell(path: Path) -> tuple[Made, bytes]:
    """What becomes of a file when every cell is read: a CSV whole, in memory."""
    if path.read_bytes().startswith(START):
        out = io.BytesIO()
        wanted = Order(CONTENT, TODAY, quick=True, to_parquet=False, spread=here)
        return assess_parquet(wanted, path, out), out.getvalue()
    done = assess_file(CONTENT, path.read_bytes(), TODAY, quick=True)
    return Made(done.rows, done.problems, done.problem_count), done.table


def agree(found: Both) -> None:
    for quick, other in zip(found.quick, found.other, strict=True):
        assert quick == other
    assert found.quick_problems == found.other_problems


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Borders of pieces everywhere; counts how many were plain, and how many were not."""
    tried: Counter[str] = Counter()

    def counted(block: bytes, goes_on: bool, width: int, separator: str) -> PlainRows | None:
        piece = cut(block, goes_on, width, separator)
        tried["plain" if piece else "not plain"] += 1
        return piece

    monkeypatch.setattr(csv_way, "cut", counted)
    monkeypatch.setattr(csv_file, "BLOCK", 30_000)
    monkeypatch.setattr(csv_file, "_SMALLEST", 4_000)
    monkeypatch.setattr(parquet_way, "SLICE", 150)
    monkeypatch.setattr(parquet_way, "BATCH", 67)
    return tried


def as_cell(value: Any) -> str:
    return "" if value is None or value is pd.NaT or value is pd.NA else str(value)


def sheet(chance: random.Random, content: Content, rows: int, separator: str = ",") -> bytes:
    """Random rows as text, some of them damaged."""
    names = [item.id for item in content.checklist.items]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator=chance.choice(("\n", "\r\n")))
    writer.writerow(["patient", *names, "note"])
    for i in range(rows):
        made = row(chance, content)
        line = [f"{i:05}", *(as_cell(made[name][0]) for name in names)]
        line.append(chance.choice(("", "", "=1+1", "a, b", 'x "y"', "two\nlines", "-5", "'", "ü")))
        if chance.random() < 0.01:
            line = chance.choice((line[:40], [*line, "more"], [], [""] * len(line)))
        writer.writerow(line)
        if chance.random() < 0.003:
            out.write('8,5" tall,yes\n')
    return out.getvalue().encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_csv_of_every_kind_of_cell_is_the_same_both_ways(
    content: Content, tmp_path: Path, small_pieces: Counter[str], separator: str
) -> None:
    data = sheet(random.Random(29), content, many(500), separator)
    found = both(tmp_path, data, separator)
    agree(found)
    assert len(found.quick_problems.splitlines()) > 1_000
    assert min(small_pieces["plain"], small_pieces["not plain"]) > 5


@pytest.mark.parametrize("yes", [("1", "0"), ("TRUE", "FALSE"), ("Yes", "No"), ("1", "2")])
def test_a_code_of_the_whole_column_is_known_in_every_piece(
    tmp_path: Path, small_pieces: Counter[str], yes: tuple[str, str]
) -> None:
    # The first pieces hold no 0, the last ones no 1.
    rows = [f"{i:04},{yes[i > 900]},{yes[0]},{'x' * 20}\n" for i in range(2_000)]
    data = "".join(["patient,dysphagia,dry_mouth,note\n", *rows]).encode()
    agree(both(tmp_path, data))
    assert small_pieces["plain"] > 2


ALPHABET = "ab\",;\n\r\t'= \0ü-1"


@given(
    st.text(st.sampled_from(ALPHABET), max_size=40),
    st.sampled_from([*",;\t"]),
    st.integers(2, 4),
    st.booleans(),
)
def test_what_polars_cuts_python_cuts_the_same(
    text: str, separator: str, width: int, goes_on: bool
) -> None:
    block = text.encode()
    piece = cut(block, goes_on, width, separator)
    if piece is None:
        return
    lines = list(
        csv.reader(
            io.StringIO(block[: piece.end].decode(), newline=""), delimiter=separator, strict=True
        )
    )
    assert len(lines) == piece.lines
    assert [i for i, line in enumerate(lines) if not any(line)] == list(piece.empty)
    expected = [[unguarded(cell) for cell in line] for line in lines if any(line)]
    assert [[cell or "" for cell in line] for line in piece.frame.rows()] == expected


def test_rows_of_quoted_text_are_plain() -> None:
    block = b'"a","b ""c"""\r\n"two\nlines",\r\n,"x, y"\r\n"half'
    piece = cut(block, True, 2, ",")
    assert piece is not None
    assert piece.frame.rows() == [("a", 'b "c"'), ("two\nlines", None), (None, "x, y")]
    assert block[piece.end :] == b'"half'


def typed(content: Content, chance: random.Random, rows: int) -> pl.DataFrame:
    """Random answers in columns of the types that programs write."""
    columns: dict[str, pl.Series] = {"patient": pl.Series([f"{i:05}" for i in range(rows)])}
    for item in content.checklist.items:
        values: list[Any]
        match item.kind:
            case "number":
                assert item.least is not None
                assert item.most is not None
                near = [one for limit in LIMITS for one in (limit, limit - 0.005, limit - 0.0051)]
                odd = [None, float("nan"), float("inf"), -0.0, item.most + 1, item.least - 1]
                values = [*near, *odd, item.least, item.most, 0.5]
                kind = chance.choice((pl.Float64(), pl.Float32(), pl.Int16(), pl.String()))
                if isinstance(kind, pl.Int16):
                    values = [None, -1, 0, 1, 3, 5, 10, 50, 70, 100, 120, 301]
            case "date":
                days = [None, TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2)]
                values = [*days, date(1899, 12, 31), date(2024, 2, 29)]
                kind = chance.choice((pl.Date(), pl.Datetime("us"), pl.String()))
            case "yn" if chance.random() < 0.3:
                kind, values = pl.Boolean(), [True, False, None]
            case "yn" if chance.random() < 0.3:
                kind = chance.choice((pl.Int8(), pl.Float64()))
                values = chance.choice(([0, 1, None], [1, 2, None], [1, None]))
            case _:
                values = [*item.option_ids * 4, None, "", "maybe", " Yes ", "NA", "=1"]
                kind = chance.choice((pl.String(), pl.String(), pl.Categorical()))
        made = [chance.choice(values) for _ in range(rows)]
        if isinstance(kind, pl.String):
            made = [None if one is None else str(one) for one in made]
        columns[item.id] = pl.Series(made, dtype=kind, strict=False)
    return pl.DataFrame(columns)


LIMITS = (3.0, 5.0, 10.0, 18.0, 24.0, 50.0, 60.0, 70.0, 100.0)


@pytest.mark.parametrize("seed", range(3))
def test_a_parquet_of_every_type_is_the_same_both_ways(
    content: Content, tmp_path: Path, small_pieces: Counter[str], seed: int
) -> None:
    out = io.BytesIO()
    typed(content, random.Random(seed), many(400)).write_parquet(out, row_group_size=123)
    found = both(tmp_path, out.getvalue())
    agree(found)
    assert len(found.quick_problems.splitlines()) > 1_000


@pytest.mark.parametrize("limit", [-1.0, -0.01, 0.0, 0.29, 5.0, 59.99, 60.0, 1.005])
def test_a_float_is_compared_as_it_is_shown(limit: float) -> None:
    near = [round(limit + step / 1000, 4) for step in range(-16, 17)]
    around = [
        other
        for one in near
        for other in (one, math.nextafter(one, 9e9), math.nextafter(one, -9e9))
    ]
    for border, says in ((at_least(limit), float.__ge__), (above(limit), float.__gt__)):
        where, itself = border
        for number in around:
            found = number >= where if itself else number > where
            assert found is says(as_compared(number), limit), number
