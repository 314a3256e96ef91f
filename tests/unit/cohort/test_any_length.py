"""A file that goes through piece by piece: what breaks it, and what it may become."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lems_rules.cohort.any_length import parquet_way, spread, writing
from lems_rules.cohort.any_length.command import Wanted, assess_table
from lems_rules.cohort.any_length.order import Made, no_progress
from lems_rules.cohort.files import csv_file
from lems_rules.cohort.files.sheet import problems_csv
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 23)
GOOD = b"patient,dry_mouth,dysphagia\r\n007,yes,yes\r\n"
Run = Callable[..., tuple[Made, bytes]]


@pytest.fixture(params=[True, False], ids=["quick", "cell by cell"])
def run(request: pytest.FixtureRequest, content: Content, tmp_path: Path) -> Run:
    """``run(data)`` gives what became of a file, by the quick way and by the other."""

    def through(data: bytes, to_parquet: bool = False, answers: bool = True) -> tuple[Made, bytes]:
        path, out = tmp_path / "in", io.BytesIO()
        path.write_bytes(data)
        wanted = Wanted(TODAY, request.param, to_parquet, answers)
        return assess_table(content, wanted, path, out, no_progress), out.getvalue()

    return through


def parquet(columns: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out, row_group_size=2)
    return out.getvalue()


MANY = b"".join(b"%d,yes,no\r\n" % i for i in range(9_000))


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no column is called by a question's id"),
        (b"patient|dry_mouth\n7|yes\n", "no column is called by a question's id"),
        (b"dry_mouth,dysphagia\n,\n\n", "no row of answers"),
        (b"PK\x03\x04rest", "not CSV but a workbook"),
        (b"\x1f\x8brest", "packed with gzip; unpack it"),
        ("dry_mouth\nyes\n".encode("utf-16"), "not CSV but UTF-16"),
        (GOOD + MANY + b'8,"yes,no\r\n9,no,no\r\n', "line 9,004: not a readable row"),
        (GOOD + MANY + b"8," + b"y" * 200_000 + b",no\r\n", "line 9,003: not a readable row"),
        (b"dry_mouth,patient,dry_mouth\nyes,7,no\n", "two columns are called 'dry_mouth'"),
        (b"PAR1rest", "Parquet that cannot be read"),
        (parquet({"patient": ["7"]}), "no column is called by a question's id"),
        (parquet({"dry_mouth": pa.array([], pa.string())}), "no row of answers"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(run: Run, data: bytes, what: str) -> None:
    with pytest.raises(AnswerError) as error:
        run(data)
    assert what in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "damage",
    [
        b"8,yes",
        b"8,yes,no,more,,again\r\n",
        b"8,y\0es,no\r\n",
        b"8,=1+1,no\r\n",
        b"8,jein\xe4,no\r\n",
        b'8,5" tall,no\r\n',
        b"8,yes\rno,no\r\n",
        b"\r\n\r\n,,\r\n8,no,no\r\n",
    ],
)
def test_what_is_damaged_takes_no_good_row_with_it(
    run: Run, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 2_000)
    monkeypatch.setattr(csv_file, "_SMALLEST", 100)
    rows = b"".join(b"%d,yes,no\r\n" % i for i in range(300))
    whole, alone = run(GOOD + rows + damage)[1], run(GOOD + rows)[1]
    assert whole.startswith(alone)
    assert len(whole.splitlines()) > len(alone.splitlines())


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"Gr\xf6\xdfe,dry_mouth\n7,yes\n", "is no UTF-8"),
        (b"patient,dry_mouth\n\xf6,yes\n", "surrogates not allowed"),
        (b"a,a,dry_mouth\n7,8,yes\n", "two columns are called 'a'"),
    ],
)
def test_what_parquet_cannot_hold_is_refused(run: Run, data: bytes, what: str) -> None:
    with pytest.raises(AnswerError, match=f"cannot be written as Parquet .*{what}.*write CSV"):
        run(data, to_parquet=True)


def test_without_answers_only_the_other_columns_are_carried_through(run: Run) -> None:
    made, data = run(GOOD, answers=False)
    assert data.startswith(b"patient,lems_level,")
    assert made.rows == 1
    found = pd.read_parquet(io.BytesIO(run(data_of_types(), to_parquet=True, answers=False)[1]))
    assert found["0"].tolist()[:2] == ["007", "=1+1"]


def data_of_types() -> bytes:
    return parquet(
        {
            "0": ["007", "=1+1", None],
            "dry_mouth": ["yes", "perhaps", None],
            "chest_ct_date": [date(2026, 3, 1), date(2027, 3, 1), None],
            "weight": [0.1, float("nan"), 1e16],
        }
    )


def test_types_become_text_in_csv_and_no_cell_is_run(run: Run) -> None:
    made, data = run(data_of_types())
    rows = data.decode().splitlines()
    assert rows[1].startswith("007,yes,2026-03-01,0.1,")
    assert rows[2].startswith("'=1+1,perhaps,2027-03-01,,")
    assert rows[3].startswith(",,,1e+16,")
    assert made.problem_count == 2


@pytest.mark.parametrize("to_parquet", [True, False])
def test_a_type_that_polars_would_change_is_carried_through_as_it_is(
    run: Run, to_parquet: bool
) -> None:
    times = pa.array([1, None], pa.time32("s"))
    lists = pa.array([["a"], None])
    made, data = run(parquet({"at": times, "notes": lists, "dysphagia": ["yes", "?"]}), to_parquet)
    assert (made.rows, made.problem_count) == (2, 1)
    if to_parquet:
        table = pq.read_table(io.BytesIO(data))
        assert table["notes"].to_pylist() == [["a"], None]
        assert table["lems_rule"].type == pa.dictionary(pa.int8(), pa.string())


@pytest.mark.parametrize("values", [[1, 0, None], [1.0, 0.0, None]])
def test_ones_and_noughts_of_a_parquet_are_known_from_the_whole_file(
    run: Run, values: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_way, "SLICE", 2)
    kinds = {"dysphagia": values[:1] * 5 + values[1:], "sex": ["female"] * 7}
    made, data = run(parquet(kinds))
    assert made.problem_count == 0
    assert data.count(b",S2,") == 5


def test_a_parquet_that_breaks_off_within_is_refused(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "in"
    whole = bytearray(parquet({"dry_mouth": ["yes", "no"] * 200}))
    whole[4:60] = os.urandom(56)
    path.write_bytes(whole)
    for quick in (True, False):
        with pytest.raises(AnswerError, match="Parquet that cannot be read"):
            assess_table(content, Wanted(TODAY, quick), path, io.BytesIO(), no_progress)


def test_pieces_that_differ_in_type_are_refused() -> None:
    bodies = [pa.table({"a": [1]}), pa.table({"a": ["x"]})]
    with pytest.raises(AnswerError, match="cannot be written as Parquet"):
        writing.write_arrow(io.BytesIO(), bodies)


def test_a_parquet_over_which_polars_gives_up_is_refused(content: Content, tmp_path: Path) -> None:
    path, refusals = tmp_path / "in", list[str]()
    whole = parquet({"ptosis": ["yes"] * 99})
    for at in range(60, 74):  # in the head of the page; one of these is a panic, which is no error
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        try:
            assess_table(content, Wanted(TODAY, quick=True), path, io.BytesIO(), no_progress)
        except AnswerError as refusal:
            refusals.append(str(refusal))
    assert refusals
    assert all("Parquet that cannot be read" in one for one in refusals)


def test_an_error_of_polars_that_is_none_of_the_disk_stays_what_it_is() -> None:
    error = pl.exceptions.ComputeError("no number")
    assert writing._of_the_disk(error) is error


def test_a_disk_that_gives_up_while_it_is_read_is_named(content: Content) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(AnswerError, match="cannot be read to its end"):
        csv_file.CsvFile(content.checklist, Broken())


def test_a_line_beyond_all_measure_is_refused(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "LONGEST", 1 << 17)
    file = csv_file.CsvFile(content.checklist, io.BytesIO(GOOD + b"," * (1 << 20)))
    with pytest.raises(AnswerError, match="longer than any row can be"):
        list(file.pieces())


def test_ctrl_c_is_left_to_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[object] = []
    monkeypatch.setattr("signal.signal", lambda *given: said.extend(given))
    spread._leave_ctrl_c_to_the_parent()
    assert len(said) == 2


def test_problems_beyond_those_that_are_given_are_counted() -> None:
    assert b"and 7 more problems" in problems_csv([], ",", 7)


@pytest.mark.parametrize("to_parquet", [True, False])
def test_a_full_disk_is_told_as_the_system_tells_it(
    content: Content, tmp_path: Path, to_parquet: bool
) -> None:
    path = tmp_path / "in"
    path.write_bytes(GOOD + MANY * 10)
    with (
        pytest.raises(OSError, match="No space left on device") as error,
        open("/dev/full", "wb", buffering=0 if to_parquet else 1 << 16) as full,
    ):
        assess_table(content, Wanted(TODAY, True, to_parquet), path, full, no_progress)
    assert error.value.errno == 28


def test_where_enough_problems_are_kept_the_rest_is_counted(
    content: Content, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lems_rules.cohort.any_length.order.MOST_PROBLEMS", 3)
    monkeypatch.setattr(csv_file, "BLOCK", 500)
    rows = "".join(f"{i},no,no\n" for i in range(200))
    path, out = tmp_path / "in", io.BytesIO()
    path.write_text(f"patient,ever_smoked,smoking_at_onset\n{rows}", "utf-8")
    made = assess_table(content, Wanted(TODAY, True), path, out, no_progress)
    assert made.problem_count == 200
    assert len(made.problems.splitlines()) == 1 + 3 + 1


def test_a_csv_may_become_a_parquet_piece_by_piece(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 2_000)
    monkeypatch.setattr(csv_file, "_SMALLEST", 100)
    rows = b"".join(b"%d,yes,no\r\n" % i for i in range(300))
    _, data = run(GOOD + rows + b'8,5" tall,no\r\n' + rows, to_parquet=True)
    table = pq.read_table(io.BytesIO(data))
    assert table.num_rows == 602
    assert table["patient"].to_pylist()[300:303] == ["299", "8", "0"]
    assert pa.types.is_dictionary(table["lems_level_id"].type)
    assert set(table["lems_level"].to_pylist()) == {0}
