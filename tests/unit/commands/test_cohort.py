"""``python -m lems_rules cohort`` as other people's scripts see it: files, exit codes, streams."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from lems_rules.cohort.files.codebook import codebook_csv, codebook_redcap, template
from lems_rules.knowledge.content import Content
from tests.support.command import Run, refusal, written
from tests.support.served import ROOT

ROWS = b"patient,dry_mouth,dysphagia\r\n007,yes,yes\r\n008,maybe,no\r\n"


def test_the_rows_and_their_problems_are_written_beside_each_other(
    run: Run, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    code, said, told = run("cohort", written(tmp_path / "in.csv", ROWS), str(out))
    problems = tmp_path / "out.problems.csv"
    assert code == 0
    assert said == f"{out}: rows: 2\n"
    assert told == f"problems: 1; {problems} names them by row and column\n"
    assert out.read_text("utf-8").splitlines()[1].startswith("007,yes,yes,")
    assert problems.read_text("utf-8").splitlines()[1].startswith("3,dry_mouth,maybe,")
    assert {one.name for one in tmp_path.iterdir()} == {"in.csv", "out.csv", "out.problems.csv"}


def test_without_problems_those_of_an_earlier_run_do_not_stay(run: Run, tmp_path: Path) -> None:
    given, out = tmp_path / "in.csv", str(tmp_path / "out.csv")
    run("cohort", written(given, ROWS), out)
    assert run("cohort", written(given, ROWS.replace(b"maybe", b"no")), out)[2] == ""
    assert (tmp_path / "out.problems.csv").read_bytes() == b"row,column,value,problem\r\n"


def test_the_rows_can_come_from_standard_input(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ROWS)))
    assert run("cohort", "-", str(tmp_path / "out.csv"))[0] == 0


def test_an_output_that_is_called_parquet_is_parquet(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    code, said, told = run("cohort", written(tmp_path / "in.csv", ROWS), str(out))
    assert (code, said) == (0, f"{out}: rows: 2\n")
    assert "out.problems.csv names them" in told
    assert pd.read_parquet(out)["patient"].tolist() == ["007", "008"]
    assert run("cohort", str(out), str(tmp_path / "again.csv"))[0] == 0


def test_a_quick_run_has_fewer_columns_and_the_day_can_be_given(run: Run, tmp_path: Path) -> None:
    rows = written(tmp_path / "in.csv", b"chest_ct_date\n2026-03-01\n")
    out = tmp_path / "out.csv"
    code, _, told = run("cohort", rows, str(out), "--quick", "--today", "2026-01-01")
    assert code == 0
    assert told.startswith("problems: 1;")
    assert out.read_text("utf-8").splitlines()[0].endswith(",lems_schedule_rule")


@pytest.mark.parametrize("name", ["in.csv", "in.problems.csv"])
def test_the_file_that_is_read_is_never_written(run: Run, tmp_path: Path, name: str) -> None:
    rows = written(tmp_path / name, ROWS)
    sentence = refusal(run("cohort", rows, str(tmp_path / "in.csv")))
    assert sentence.endswith(f"{name}: is the file that is read; choose another path")
    assert (tmp_path / name).read_bytes() == ROWS
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_cannot_be_used_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path
) -> None:
    out = str(tmp_path / "out.csv")
    assert "cannot be read" in refusal(run("cohort", str(tmp_path / "none.csv"), out))
    assert "no row of answers" in refusal(
        run("cohort", written(tmp_path / "in.csv", b"dry_mouth\n"), out)
    )
    assert [one.name for one in tmp_path.iterdir()] == ["in.csv"]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["in.csv"],
        ["--template", "t.csv", "--codebook", "c.csv"],
        ["in.csv", "out.csv", "--template", "t.csv"],
    ],
)
def test_one_thing_is_done_at_a_time(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "give IN and OUT, or --template FILE" in refusal(run("cohort", *arguments))
    assert list(tmp_path.iterdir()) == []


def test_the_template_and_the_codebook_are_written(
    run: Run, content: Content, tmp_path: Path
) -> None:
    paths = [tmp_path / name for name in ("t.csv", "c.csv", "c.json")]
    assert run("cohort", "--template", str(paths[0])) == (0, f"{paths[0]}\n", "")
    assert run("cohort", "--codebook", str(paths[1])) == (0, f"{paths[1]}\n", "")
    assert run("cohort", "--codebook", str(paths[2]), "--as", "json-schema")[0] == 0
    assert run("cohort", "--codebook", str(tmp_path / "r.csv"), "--as", "redcap")[0] == 0
    assert (tmp_path / "r.csv").read_bytes().decode() == codebook_redcap(content)
    assert paths[0].read_bytes().decode() == template(content)
    assert paths[1].read_bytes().decode() == codebook_csv(content)
    assert len(json.loads(paths[2].read_bytes())["properties"]) == len(content.checklist.items)


def test_no_other_command_waits_for_pandas() -> None:
    heavy = "{'pandas', 'polars', 'numpy'}"
    script = f"import sys; from lems_rules import command_line; print({{*sys.modules}} & {heavy})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.strip() == b"set()"


def test_the_questions_columns_can_be_left_out(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    rows = written(tmp_path / "in.csv", ROWS)
    assert run("cohort", rows, str(out), "--quick", "--without-answers")[0] == 0
    assert out.read_text("utf-8").splitlines()[0].startswith("patient,lems_level,")


def test_an_address_without_the_engine_it_belongs_to_is_refused(run: Run, tmp_path: Path) -> None:
    rows = written(tmp_path / "in.csv", ROWS)
    told = run("cohort", rows, str(tmp_path / "out.csv"), "--scheduler", "tcp://127.0.0.1:1")
    assert "--scheduler belongs to --engine dask" in refusal(told)


def test_an_engine_that_is_not_installed_is_named(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    rows = written(tmp_path / "in.csv", ROWS)
    told = run("cohort", rows, str(tmp_path / "out.csv"), "--engine", "dask")
    assert "pip install 'lems-checklist[cluster]'" in refusal(told)
    assert [one.name for one in tmp_path.iterdir()] == ["in.csv"]
