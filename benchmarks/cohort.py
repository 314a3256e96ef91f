"""Many patients at once: from file to file beside peers, and in memory beside one by one.

The rows are made up (the seed stands below). That all agree is checked before anything is timed.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl

from benchmarks.peers import COLUMNS, pandas_result, polars_plan, sql_query
from lems_rules import assess_cohort, load_content
from lems_rules.cohort.any_length.command import Wanted, assess_table
from lems_rules.cohort.any_length.order import no_progress
from lems_rules.cohort.any_length.parquet_way import BATCH
from lems_rules.cohort.rows.asking import Asking
from lems_rules.cohort.rows.quick import concluded
from lems_rules.cohort.rows.told import Told
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers

ROUNDS, SEED = 5, 17
PIECE = 250_000  # rows that are made up at once
TODAY = date(2026, 11, 23)
CARRIED = ("patient_id", "centre", "visit", "enrolled", "weight_kg")
# LEMS_ROWS=4000000 for another length, LEMS_SLOW_ROWS for those who are far behind.
ROWS = int(os.environ.get("LEMS_ROWS", 1_000_000))
SLOW_ROWS = int(os.environ.get("LEMS_SLOW_ROWS", 100_000))
ALONE_ROWS = 1_000
README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- cohort: written by `python -m benchmarks cohort` -->", "<!-- cohort: end -->"

Answers = Mapping[str, Any]


@dataclass
class Contestant:
    """Who takes part, with how many rows, and the seconds of each round."""

    name: str
    rows: int
    run: Callable[[], object]
    seconds: list[float]


def report() -> None:
    """Check that all agree, measure in turns, and write the table."""
    content = load_content()
    with tempfile.TemporaryDirectory(prefix="lems-") as folder:
        place = Path(folder)
        check(content, place)
        lines = ["", *to_file(content, place), ""]
        for rows in dict.fromkeys((10_000, ROWS)):
            lines += [*between_frames(content, rows), ""]
        lines += [*in_memory(content), ""]
    print("\n".join(lines))
    text = README.read_text("utf-8")
    old = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    README.write_text(old.sub("\n".join([BEGIN, *lines, END]).replace("\\", r"\\"), text), "utf-8")


def to_file(content: Content, place: Path) -> Iterator[str]:
    """From Parquet to Parquet, five columns carried through."""
    given, few = place / "in.parquet", place / "few.parquet"
    write_parquet(content, given, ROWS)
    write_parquet(content, few, SLOW_ROWS)
    out = place / "out.parquet"
    names = pl.scan_parquet(given).collect_schema().names()
    sink = partial(_sink, out)
    plan = partial(polars_plan, content)
    frame = pl.read_parquet(few).to_pandas()
    contestants = [
        Contestant(name, rows, run, [])
        for name, rows, run in (
            (
                "floor: Polars reads all and writes constants",
                ROWS,
                lambda: sink(_floor(given, names)),
            ),
            (
                "**ours: cells checked, contradicted and hidden answers set aside, problems told**",
                ROWS,
                lambda: ours(content, given, out),
            ),
            (
                "Polars, streaming sink, cells checked",
                ROWS,
                lambda: sink(plan(pl.scan_parquet(given), CARRIED)),
            ),
            (
                "Polars, eager, cells checked",
                ROWS,
                lambda: (
                    plan(pl.read_parquet(given).lazy(), CARRIED)
                    .collect(engine="in-memory")
                    .write_parquet(out, compression="snappy", statistics=False)
                ),
            ),
            ("DuckDB, cells checked", SLOW_ROWS, lambda: _duckdb(content, few, out, names)),
            (
                "pandas as people write it",
                SLOW_ROWS,
                lambda: pandas_result(content, frame, CARRIED).to_parquet(out, index=False),
            ),
            (
                "row by row: `assess` of each, without a file",
                ALONE_ROWS,
                lambda: one_by_one(content, records(frame.head(ALONE_ROWS))),
            ),
        )
    ]
    take_turns(contestants, perf_counter)
    base = next(one for one in contestants if "streaming" in one.name)
    yield from table(
        f"Parquet to Parquet, {ROWS:,} rows of {len(names)} columns", contestants, base
    )
    yield ""
    peak = memory(given, out)
    yield (
        f"Memory of `cohort IN OUT --quick --without-answers` on {ROWS:,} rows, Python and all "
        f"libraries included: {peak:,} MiB at most."
    )


def between_frames(content: Content, rows: int) -> Iterator[str]:
    """A Polars frame in and out, all in memory, beside peers that check the same cells."""
    frame = pl.concat(
        random_frame(content, min(PIECE, rows - start), start) for start in range(0, rows, PIECE)
    )
    few = frame.head(SLOW_ROWS)
    plan = polars_plan(content, frame.lazy(), CARRIED)
    contestants = [
        Contestant(name, count, run, [])
        for name, count, run in (
            (
                "**ours: packed bits, contradicted and hidden answers set aside, problems told**",
                rows,
                lambda: packed(content, frame),
            ),
            ("Polars, in memory, cells checked", rows, lambda: plan.collect(engine="in-memory")),
            ("Polars, streaming, cells checked", rows, lambda: plan.collect(engine="streaming")),
            ("DuckDB, cells checked", few.height, lambda: _duckdb_frame(content, few)),
        )
    ]
    take_turns(contestants, perf_counter)
    base = min(contestants[1:3], key=lambda one: median(one.seconds))
    yield from table(f"Frame to frame in memory, {rows:,} rows", contestants, base)


def packed(content: Content, frame: pl.DataFrame) -> pl.DataFrame:
    """The quick columns of a frame, by the functions that the command uses for a file."""
    types = {one: kind for one, kind in frame.schema.items() if one in content.checklist}
    asking = Asking(content, types, {name: name for name in types}, TODAY, False, frozenset)
    told = Told(tuple(types))
    made = []
    for start in range(0, frame.height, BATCH):
        questions, batch = asking.questions, frame.slice(start, BATCH)

        def cells(name: str, rows: int, batch: pl.DataFrame = batch) -> pl.Series:
            return batch[name].head(rows)

        answers = batch.select(questions.asked)
        ours, _ = concluded(content, asking, questions, answers, cells, told)
        made.append(pl.DataFrame([*batch.select(CARRIED).get_columns(), *ours]))
    return pl.concat(made)


def _duckdb_frame(content: Content, frame: pl.DataFrame) -> pl.DataFrame:
    with duckdb.connect() as connection:
        connection.register("patients", frame.to_arrow())
        return connection.sql(sql_query(content, "patients", frame.columns, CARRIED)).pl()


def in_memory(content: Content) -> Iterator[str]:
    """A data frame in and out, beside the same patients one by one."""
    chance = random.Random(SEED)
    patients = [made_up(content, chance) for _ in range(2_000)]
    frame = data_frame(content, patients)
    many = pd.concat([frame] * 25, ignore_index=True)
    many = many.sample(frac=1, random_state=SEED, ignore_index=True)
    contestants = [
        Contestant("one by one, `assess`", 2_000, lambda: one_by_one(content, patients), []),
        Contestant(
            "`assess_cohort`, every column", 2_000, lambda: assess_cohort(content, frame, TODAY), []
        ),
        Contestant(
            "`assess_cohort`, quick", 2_000, lambda: assess_cohort(content, frame, TODAY, True), []
        ),
        Contestant(
            "`assess_cohort`, quick, 50,000 rows",
            50_000,
            lambda: assess_cohort(content, many, TODAY, True),
            [],
        ),
    ]
    take_turns(contestants, process_time)
    yield from table("A data frame in and out", contestants, contestants[0])


def take_turns(contestants: Sequence[Contestant], clock: Callable[[], float]) -> None:
    """Everybody once to warm up, then in an order that changes from round to round."""
    for one in contestants:
        one.run()
    for number in range(ROUNDS):
        order = list(contestants)
        random.Random(number).shuffle(order)
        for one in order:
            start = clock()
            one.run()
            one.seconds.append(clock() - start)


def table(title: str, contestants: Sequence[Contestant], base: Contestant) -> Iterator[str]:
    """For each the rows a second, and the time for a row as a multiple of somebody's."""
    unit = median(base.seconds) / base.rows
    yield f"| {title} | rows measured | rows a second | time, of {base.name.split(',')[0]}'s |"
    yield "|---|---:|---:|---:|"
    for one in contestants:
        each = [seconds / one.rows / unit for seconds in one.seconds]
        yield (
            f"| {one.name} | {one.rows:,} | {one.rows / median(one.seconds):,.0f} "
            f"| {_short(median(each))} ({_short(min(each))} to {_short(max(each))}) |"
        )


def _short(ratio: float) -> str:
    if ratio < 0.1:
        return f"{ratio:.4f}"
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def ours(content: Content, given: Path, out: Path) -> None:
    """What `cohort IN OUT --quick --without-answers` does."""
    wanted = Wanted(TODAY, quick=True, to_parquet=True, answers=False)
    with out.open("wb") as file:
        assess_table(content, wanted, given, file, no_progress)


def memory(given: Path, out: Path) -> int:
    """The most memory of the command in a process of its own, in MiB, as Linux counts it."""
    arguments = ["cohort", str(given), str(out), "--quick", "--without-answers"]
    script = f"""
from pathlib import Path
from lems_rules.command_line import main
assert main({arguments!r}) == 0
print(*(line for line in Path("/proc/self/status").open() if line.startswith("VmHWM")))
"""
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    return int(done.stdout.split()[-2]) >> 10


def _sink(out: Path, plan: pl.LazyFrame) -> None:
    plan.sink_parquet(out, compression="snappy", statistics=False)


def _floor(given: Path, names: Sequence[str]) -> pl.LazyFrame:
    """Every column read, and columns like ours written that nothing was worked out for."""
    read = [pl.col(name).is_null().cast(pl.Int64) for name in names if name not in CARRIED]
    words = pl.lit(1, dtype=pl.UInt8).cat.to(pl.Enum(["a", "b"]))
    return pl.scan_parquet(given).select(
        *CARRIED,
        *(words.alias(f"word_{i}") for i in range(3)),
        *(pl.lit(i, dtype=pl.Int64).alias(f"number_{i}") for i in range(3)),
        pl.lit("S1").alias("text"),
        pl.sum_horizontal(read).alias("read"),
    )


def _duckdb(content: Content, given: Path, out: Path, names: Sequence[str]) -> None:
    query = sql_query(content, f"'{given}'", names, CARRIED)
    with duckdb.connect() as connection:
        connection.sql(f"COPY ({query}) TO '{out}' (FORMAT parquet, COMPRESSION snappy)")


def write_parquet(content: Content, path: Path, rows: int) -> None:
    """Made-up rows of all questions but dates, a third of the cells empty, and other columns."""
    made = (random_frame(content, min(PIECE, rows - at), at) for at in range(0, rows, PIECE))
    first = next(made)
    with path.open("wb") as file:
        pl.io.plugins.register_io_source(
            lambda *_: iter([first, *made]), schema=first.schema
        ).sink_parquet(file, compression="snappy", row_group_size=131_072)


def random_frame(content: Content, rows: int, start: int) -> pl.DataFrame:
    """So many rows; ``start`` is the number of the first one."""
    chance = np.random.default_rng(SEED + start)
    columns = {
        "patient_id": pl.Series([f"P{start + i:08d}" for i in range(rows)]),
        "centre": pl.Series([f"Centre {i:02d}" for i in range(40)]).gather(
            chance.integers(0, 40, rows)
        ),
        "visit": pl.Series(chance.integers(1, 9, rows)),
        "enrolled": pl.Series(chance.integers(15_000, 20_500, rows).astype(np.int32)).cast(pl.Date),
        "weight_kg": pl.Series(chance.normal(72, 14, rows).round(1)),
    }
    for item in content.checklist.items:
        if item.kind == "date":
            continue
        missing = chance.random(rows) < 0.35
        if item.kind == "number":
            assert item.least is not None
            assert item.most is not None
            top = min(item.most, 150)
            values = chance.integers(max(int(item.least), 0), int(top) + 1, rows).astype(float)
            column = pl.Series(values)
        else:
            weights = chance.dirichlet(np.ones(len(item.option_ids)) * 3)
            picked = chance.choice(len(item.option_ids), rows, p=weights)
            column = pl.Series(item.option_ids).gather(picked)
        columns[item.id] = pl.select(pl.when(pl.Series(~missing)).then(column)).to_series()
    return pl.DataFrame(columns)


def made_up(content: Content, chance: random.Random) -> Answers:
    """A case with some of its answers taken away and a few drawn anew."""
    case = chance.choice(list(content.cases.values()))
    answers: dict[str, Any] = {
        name: value for name, value in case.answers.items() if chance.random() < 0.8
    }
    for item in chance.sample(content.checklist.items, 12):
        if item.option_ids:
            answers[item.id] = chance.choice(item.option_ids)
        elif item.least is not None and item.most is not None:
            answers[item.id] = float(chance.randint(int(item.least), int(min(item.most, 99))))
        else:
            answers[item.id] = f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 20):02}"
    return answers


def data_frame(content: Content, patients: list[Answers]) -> pd.DataFrame:
    """The patients as a table with a column for each question."""
    frame = pd.DataFrame(
        {item.id: [one.get(item.id) for one in patients] for item in content.checklist.items}
    )
    words = [item.id for item in content.checklist.items if item.kind != "number"]
    return frame.astype(dict.fromkeys(words, "str"))


def records(frame: pd.DataFrame) -> list[Answers]:
    """The rows as files of answers; what is missing is left out."""
    columns = [name for name in frame.columns if name not in CARRIED]
    return [
        {name: value for name, value in row.items() if value == value and value is not None}
        for row in frame[columns].to_dict("records")
    ]


def one_by_one(content: Content, patients: list[Answers]) -> list[dict[str, object]]:
    """The columns of a result, of each patient alone."""
    return [alone(content, one) for one in patients]


def alone(content: Content, raw: Answers) -> dict[str, object]:
    """The columns of one patient."""
    reading = sort_out_answers(content, raw, TODAY)
    result = Consideration(content, reading.answers, TODAY, reading.problems).result()
    return {
        "lems_level": result.suspicion.level,
        "lems_rule": result.suspicion.rule,
        "lems_delta_p_low": result.delta_p.low,
        "lems_delta_p_high": result.delta_p.high,
        "lems_safety": " ".join(result.safety),
        "lems_unanswered": len(result.unanswered),
        "lems_schedule_rule": result.schedule_rule,
    }


def check(content: Content, place: Path) -> None:
    """Refuse to measure what does not agree.

    Ours and one by one get the rows as they are; the peers those that are left when what
    contradicts or hides other answers is set aside, which they do not do.
    """
    given, usable, out = (place / f"check-{name}.parquet" for name in ("in", "usable", "out"))
    frame = random_frame(content, 2_000, 0)
    frame.write_parquet(given)
    rows = records(frame.to_pandas())
    expected = one_by_one(content, rows)
    ours(content, given, out)
    found = {"ours": pl.read_parquet(out)}
    left = [sort_out_answers(content, one, TODAY).answers for one in rows]
    kept = {item: [one.get(item) for one in left] for item in frame.columns if item not in CARRIED}
    frame.with_columns(
        pl.Series(name, values, dtype=frame.schema[name]) for name, values in kept.items()
    ).write_parquet(usable)
    plan = polars_plan(content, pl.scan_parquet(usable), CARRIED)
    found["Polars"] = plan.collect(engine="streaming")
    _duckdb(content, usable, out, frame.columns)
    found["DuckDB"] = pl.read_parquet(out)
    by_pandas = pandas_result(content, pd.read_parquet(usable), CARRIED)
    found["pandas"] = pl.from_pandas(by_pandas)
    for name, result in found.items():
        kinds = {column: pl.String if column in WORDS else pl.Int64 for column in COLUMNS}
        if (
            result.select(pl.col(column).cast(kind) for column, kind in kinds.items()).to_dicts()
            != expected
        ):
            raise SystemExit(f"{name} and one by one do not agree; nothing was measured")


WORDS = ("lems_rule", "lems_safety", "lems_schedule_rule")
