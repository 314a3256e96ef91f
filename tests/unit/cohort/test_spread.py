"""The pieces of a table worked out by several: in order, complete, and whoever dies."""

from __future__ import annotations

import io
import os
import random
import signal
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from lems_rules.cohort.any_length import spread
from lems_rules.cohort.any_length.command import Wanted, assess_table
from lems_rules.cohort.any_length.csv_way import assess_csv
from lems_rules.cohort.any_length.order import Order, no_progress
from lems_rules.cohort.any_length.piece import Arrow, Done, Settings, work_out
from lems_rules.cohort.any_length.spread import here, over_dask, over_processes
from lems_rules.cohort.files.csv_file import Cells
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError

pytestmark = pytest.mark.slow

TODAY = date(2026, 11, 23)
HEAD = "patient,dysphagia,dry_mouth,pack_years\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    chance = random.Random(5)
    rows = [
        f"{i},{chance.choice(('yes', 'no', '', '?'))},{chance.choice(('1', '0', ''))},{i % 400}\n"
        for i in range(400)
    ]
    path = tmp_path / "in.csv"
    path.write_text(HEAD + "".join(rows), "utf-8")
    return path


def made(content: Content, path: Path, spread: spread.Spread, rows: int) -> tuple[bytes, bytes]:
    out = io.BytesIO()
    order = Order(content, TODAY, False, False, spread=spread, rows_of_a_piece=rows)
    found = assess_csv(order, path, out)
    return out.getvalue(), found.problems


def test_in_several_processes_a_table_is_what_it_is_in_one(content: Content, table: Path) -> None:
    alone = made(content, table, here, 1_000)
    assert made(content, table, partial(over_processes, workers=2), 90) == alone
    assert made(content, table, partial(over_processes, workers=1), 90) == alone


def test_a_worker_of_another_edition_is_refused(content: Content, table: Path) -> None:
    settings = Settings({}, (), (), TODAY, True, False, ",", False, 1, "another digest")
    with pytest.raises(AnswerError, match="another edition of the content than this machine"):
        work_out(settings, Cells(1, [["a"]], [["a"]], [2]))
    right = replace(settings, digest=content.digest)
    assert work_out(right, Cells(0, [[]], [[]], [2])).rows == 1


def test_a_worker_of_dask_that_is_killed_loses_no_row(content: Content, table: Path) -> None:
    distributed = pytest.importorskip("distributed")
    alone = made(content, table, here, 1_000)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        killed = []

        def spread_and_kill(
            content: Content, tasks: Iterable[tuple[Settings, Cells | Arrow]]
        ) -> Iterator[Done]:
            for done in over_dask(content, tasks, cluster.scheduler_address):
                if not killed:
                    victim = next(iter(cluster.workers.values()))
                    killed.append(victim.process.pid)
                    os.kill(victim.process.pid, signal.SIGKILL)
                yield done

        assert made(content, table, spread_and_kill, 25) == alone
        assert killed


def test_without_dask_the_engine_says_what_to_install(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AnswerError, match=r"pip install 'lems-checklist\[cluster\]'"):
        next(over_dask(content, []))


def test_an_address_where_no_scheduler_answers_is_named(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(spread, "PATIENCE", "1s")
    with pytest.raises(AnswerError, match="no Dask scheduler answers there") as error:
        next(over_dask(content, [], "tcp://127.0.0.1:9"))
    assert "\n" not in str(error.value)


def test_dask_reads_what_is_quick_as_well(content: Content, table: Path) -> None:
    pytest.importorskip("distributed")
    for to_parquet in (False, True):
        results = []
        for dask in (False, True):
            out = io.BytesIO()
            wanted = Wanted(TODAY, quick=True, to_parquet=to_parquet, dask=dask)
            found = assess_table(content, wanted, table, out, no_progress)
            results.append((found, out.getvalue() if not to_parquet else b""))
        assert results[0] == results[1]
