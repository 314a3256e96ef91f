"""What the guide for registries promises: every command runs, every column and limit is so."""

from __future__ import annotations

import csv
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from lems_rules import assess_cohort
from lems_rules.cohort.rows.naming import columns_of
from lems_rules.cohort.rows.told import MOST_PROBLEMS
from lems_rules.command_line import main
from lems_rules.knowledge.content import Content

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "cohort.md").read_text("utf-8")
TODAY = date(2026, 11, 29)


def fences(info: str) -> list[str]:
    return re.findall(rf"^```{info}\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


def fill(content: Content, template: Path) -> int:
    """Every shipped case as a row of the template; how many there are."""
    with template.open(encoding="utf-8", newline="") as file:
        [names] = csv.reader(file)
    with template.open("a", encoding="utf-8", newline="") as file:
        for case in content.cases.values():
            csv.writer(file).writerow([case.answers.get(name, "") for name in names])
    return len(content.cases)


def test_every_command_runs_on_the_template_filled_with_the_cases(
    content: Content,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [line.split() for one in fences("sh") for line in one.splitlines()]
    assert len(commands) > 8
    rows = 0
    for words in commands:
        assert words[:3] == ["python", "-m", "lems_rules"]
        assert main(words[3:]) == 0
        said = capsys.readouterr()
        if "--template" in words:
            rows = fill(content, tmp_path / words[-1])
        elif rows and "--codebook" not in words:
            assert said.out.endswith(f": rows: {rows}\n")
    results = [(tmp_path / name).read_bytes() for name in ("result.csv", "by-dask.csv")]
    assert results[0] == results[1]
    assert (tmp_path / "by-dask.problems.csv").exists()
    quick = pd.read_parquet(tmp_path / "result.parquet")
    lean = pd.read_parquet(tmp_path / "lean.parquet")
    assert list(lean.columns) == list(columns_of(quick=True))
    assert quick["lems_level_id"].tolist() == [
        row["lems_level_id"] for row in pd.read_csv(tmp_path / "result.csv").to_dict("records")
    ]


def test_the_table_of_columns_is_that_of_the_result() -> None:
    named = re.findall(r"`(lems_[a-z_]+)`(?=[^|\n]*\| )", GUIDE)
    assert [one for one in named if one in columns_of(quick=False)] == list(columns_of(quick=False))
    left_out = set(columns_of(quick=False)) - set(columns_of(quick=True))
    for name in columns_of(quick=False):
        [line] = [one for one in GUIDE.splitlines() if one.startswith("|") and f"`{name}`" in one]
        assert ("`--quick`" in line) == (name in left_out)


def test_the_limits_are_those_of_the_program() -> None:
    assert f"The\nfirst {MOST_PROBLEMS:,} are" in GUIDE
    assert csv.field_size_limit() == 128 << 10
    assert "more than 128 KiB" in GUIDE


@pytest.mark.parametrize("library", ["spark", "ray"])
def test_the_code_for_other_engines_is_code(library: str) -> None:
    [code] = fences(f"python {library}")
    compile(code, "cohort.md", "exec")


def patients() -> pd.DataFrame:
    row = {"patient": "007", "proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"}
    return pd.DataFrame([row | {"dry_mouth": ("yes", "no", None)[i % 3]} for i in range(90)])


def is_what_it_is_here(content: Content, found: pd.DataFrame) -> None:
    expected = assess_cohort(content, patients(), quick=True)

    def rows(frame: pd.DataFrame) -> list[str]:
        plain = frame[list(expected.columns)].astype(object)
        return sorted(map(str, plain.where(plain.notna(), None).to_dict("records")))

    assert rows(found) == rows(expected)


@pytest.mark.deep
def test_the_rows_of_a_spark_frame_are_what_they_are_here(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    spark = sql.SparkSession.builder.master("local[2]").getOrCreate()
    names: dict[str, Any] = {"patients": spark.createDataFrame(patients())}
    [code] = fences("python spark")
    exec(compile(code, "cohort.md", "exec"), names)
    is_what_it_is_here(content, names["result"].toPandas())
    spark.stop()


@pytest.mark.deep
def test_the_rows_of_a_ray_data_set_are_what_they_are_here(content: Content) -> None:
    ray = pytest.importorskip("ray", reason="ray is not installed")
    ray.init(num_cpus=2, include_dashboard=False)
    names: dict[str, Any] = {"patients": ray.data.from_pandas(patients())}
    [code] = fences("python ray")
    exec(compile(code, "cohort.md", "exec"), names)
    is_what_it_is_here(content, names["result"].to_pandas())
    ray.shutdown()
