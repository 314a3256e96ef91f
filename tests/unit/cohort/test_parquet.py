"""A cohort as Parquet: types stay, and what cannot be read or written is said in one sentence."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lems_rules import assess_cohort
from lems_rules.cohort.any_length import order
from lems_rules.cohort.any_length.command import Wanted, assess_table
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError

TODAY = date(2026, 11, 23)
Made = Callable[..., tuple[order.Made, bytes]]
COLUMNS: dict[str, pa.Array] = {
    "patient": pa.array(["007", "=1+1", None]),
    "visit": pa.array([1, None, 3], pa.int16()),
    "notes": pa.array([["a"], [], None], pa.list_(pa.string())),
    "dysphagia": pa.array([True, False, None]),
    "karnofsky": pa.array([60, 200, None], pa.uint8()),
    "chest_ct_date": pa.array([date(2026, 3, 1), date(2027, 3, 1), None], pa.date32()),
    "sex": pa.array(["female", "Male", "?"]).dictionary_encode(),
}


def parquet(columns: dict[str, pa.Array]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


@pytest.fixture
def made(content: Content, tmp_path: Path) -> Made:
    """``made(data)`` gives what became of a file, and the file that was made."""

    def through(data: bytes, to_parquet: bool = True) -> tuple[order.Made, bytes]:
        path, out = tmp_path / "in", io.BytesIO()
        path.write_bytes(data)
        wanted = Wanted(TODAY, to_parquet=to_parquet)
        return assess_table(content, wanted, path, out, order.no_progress), out.getvalue()

    return through


def read(table: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(table))


def test_every_column_is_carried_through_with_its_type(content: Content, made: Made) -> None:
    given, table = pa.table(COLUMNS), read(made(parquet(COLUMNS))[1])
    carried = [name for name in COLUMNS if name not in content.checklist]
    for name in carried:
        assert table.schema.field(name).type == given.schema.field(name).type
        assert table[name].to_pylist() == given[name].to_pylist()
    assert table["karnofsky"].to_pylist() == [60, 200, None]


def test_the_rows_are_what_the_data_frame_s_are(content: Content, made: Made) -> None:
    done, table = made(parquet(COLUMNS))
    frame = pd.DataFrame({name: column.to_pylist() for name, column in COLUMNS.items()})
    expected = assess_cohort(content, frame.astype(object), TODAY)
    ours = list(expected.columns[len(COLUMNS) :])
    found = pd.read_parquet(io.BytesIO(table))[ours]
    for name in found.select_dtypes("category"):
        found[name] = found[name].astype(object)
    pd.testing.assert_frame_equal(found, expected[ours], check_dtype=False)
    rows = done.problems.decode().splitlines()[1:]
    assert [row.split(",")[:3] for row in rows] == [
        ["2", "karnofsky", "200"],
        ["2", "chest_ct_date", "2027-03-01"],
        ["3", "sex", "?"],
    ]
    assert (done.rows, done.problem_count) == (3, 3)


def test_parquet_can_be_written_as_csv_and_csv_as_parquet(made: Made) -> None:
    first, second, third = made(parquet(COLUMNS), False)[1].decode().splitlines()[1:]
    assert first.startswith("007,1,['a'],true,60,2026-03-01,female,")
    assert second.startswith("'=1+1,,[],false,200,2027-03-01,Male,")
    assert third.startswith(",3,,,,,?,")
    table = read(made(b"patient,dysphagia\n007,yes\n")[1])
    assert table["patient"].to_pylist() == ["007"]
    assert "S2" in table["lems_safety"].to_pylist()[0]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (parquet(COLUMNS)[:-20], "Parquet that cannot be read"),
        (parquet({"patient": pa.array([1])}), "no column is called by a question's id"),
        (parquet({"dysphagia": pa.array([], pa.string())}), "no row of answers"),
        (b"Gr\xf6\xdfe,dry_mouth\n7,yes\n", "cannot be written as Parquet"),
        (b"a,a,dry_mouth\n7,8,yes\n", "cannot be written as Parquet"),
    ],
)
def test_what_cannot_be_read_or_written_is_refused_in_one_sentence(
    made: Made, data: bytes, what: str
) -> None:
    with pytest.raises(AnswerError, match=what) as error:
        made(data)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("column", ["ptosis", "patient"])  # a question, and what is carried along
@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("to_parquet", [False, True])
def test_a_text_that_is_no_utf_8_is_refused_in_one_sentence(
    content: Content, tmp_path: Path, column: str, quick: bool, to_parquet: bool
) -> None:
    text = pa.array(["yes", "no"])
    damaged = pa.StringArray.from_buffers(2, text.buffers()[1], pa.py_buffer(b"\xda\xff\x8cno"))
    path = tmp_path / "in"
    path.write_bytes(parquet({"dry_mouth": text} | {column: damaged}))
    wanted = Wanted(TODAY, quick=quick, to_parquet=to_parquet)
    with pytest.raises(AnswerError, match="Parquet that cannot be read") as error:
        assess_table(content, wanted, path, io.BytesIO(), order.no_progress)
    assert "\n" not in str(error.value)
