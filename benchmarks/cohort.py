"""Many patients at once against the same patients one by one, through `assess`.

The rows are made up: each starts from a shipped case and has a few answers drawn anew or taken
away. That each row agrees with that patient alone is checked before anything is timed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from statistics import median
from time import process_time
from typing import Any

import pandas as pd

from lems_rules import assess_cohort, load_content
from lems_rules.cohort.file import assess_file
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers

ROWS, ROUNDS, SEED = 2_000, 5, 17
MANY = 50_000
TODAY = date(2026, 11, 23)

Answers = Mapping[str, Any]


def report() -> None:
    """Check that all agree, then measure and print."""
    content = load_content()
    chance = random.Random(SEED)
    patients = [made_up(content, chance) for _ in range(ROWS)]
    frame = table(content, patients)
    sheet = frame.to_csv(index=False).encode()
    check(content, patients, frame)
    many = pd.concat([frame] * (MANY // ROWS), ignore_index=True)
    many = many.sample(frac=1, random_state=SEED, ignore_index=True)
    named: dict[str, tuple[int, Callable[[], object]]] = {
        "one by one, `assess`": (ROWS, partial(one_by_one, content, patients)),
        "`assess_cohort`, every column": (ROWS, partial(assess_cohort, content, frame, TODAY)),
        "`assess_cohort`, quick": (ROWS, partial(assess_cohort, content, frame, TODAY, True)),
        "a CSV to a CSV, quick": (ROWS, partial(assess_file, content, sheet, TODAY, True)),
        f"`assess_cohort`, quick, {MANY:,} rows": (
            MANY,
            partial(assess_cohort, content, many, TODAY, True),
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in named}
    for _ in range(ROUNDS):  # they take turns
        for name, (count, run) in named.items():
            start = process_time()
            run()
            times[name].append((process_time() - start) / count)
    alone = median(times["one by one, `assess`"])
    print(f"| {ROWS:,} rows of {frame.shape[1]} questions | rows a second | x one by one |")
    print("|---|---:|---:|")
    for name, seconds in times.items():
        middle = median(seconds)
        spread = f"{alone / max(seconds):.1f} to {alone / min(seconds):.1f}"
        print(f"| {name} | {1 / middle:,.0f} | {alone / middle:.1f} ({spread}) |")


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


def table(content: Content, patients: list[Answers]) -> pd.DataFrame:
    """The patients as a table with a column for each question."""
    frame = pd.DataFrame(
        {item.id: [one.get(item.id) for one in patients] for item in content.checklist.items}
    )
    words = [item.id for item in content.checklist.items if item.kind != "number"]
    return frame.astype(dict.fromkeys(words, "str"))


def one_by_one(content: Content, patients: list[Answers]) -> list[dict[str, object]]:
    """The same columns, of each patient alone."""
    return [alone(content, one) for one in patients]


def alone(content: Content, raw: Answers) -> dict[str, object]:
    """The columns of one patient."""
    reading = sort_out_answers(content, raw, TODAY)
    result = Consideration(content, reading.answers, TODAY, reading.problems).result()
    return {
        "lems_level": result.suspicion.level,
        "lems_level_id": result.suspicion.id,
        "lems_rule": result.suspicion.rule,
        "lems_delta_p_low": result.delta_p.low,
        "lems_delta_p_high": result.delta_p.high,
        "lems_safety": " ".join(result.safety),
        "lems_unanswered": len(result.unanswered),
        "lems_schedule_rule": result.schedule_rule,
        "lems_plan_settled": result.plan_settled,
        "lems_next_item": result.next_item,
        "lems_do_now": " ".join(line.id for line in result.do_now),
    }


def check(content: Content, patients: list[Answers], frame: pd.DataFrame) -> None:
    """Refuse to measure what does not agree."""
    expected = one_by_one(content, patients)
    done = assess_cohort(content, frame, TODAY)[list(expected[0])]
    found = done.astype(object).where(done.notna(), None).to_dict("records")
    if found != expected:
        raise SystemExit("the cohort and one by one do not agree; nothing was measured")
