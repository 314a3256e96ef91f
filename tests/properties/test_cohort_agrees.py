"""Each row of a cohort is that patient alone, whatever its cells are."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Any

import pandas as pd
import pytest

from lems_rules import assess_cohort
from lems_rules.cohort.rows.assessed import consider_cohort
from lems_rules.cohort.rows.naming import OURS, columns_of
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from tests.support.cohort_row import MISSING, TODAY, row, table
from tests.support.examples import many

HOW_MANY = many(2_000)
# In one table; `make deep` has a million rows of them.
LARGER = 2_000 if many(1) == 1 else 5_000


def alone(content: Content, raw: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """The columns of one patient as the result of one patient has them, and what was set aside."""
    reading = sort_out_answers(content, raw, TODAY)
    result = Consideration(content, reading.answers, TODAY, reading.problems).result()
    columns = {
        "level": result.suspicion.level,
        "level_id": result.suspicion.id,
        "rule": result.suspicion.rule,
        "delta_p_low": result.delta_p.low,
        "delta_p_high": result.delta_p.high,
        "safety": " ".join(result.safety),
        "unanswered": len(result.unanswered),
        "schedule_rule": result.schedule_rule,
        "plan_settled": result.plan_settled,
        "next_item": result.next_item,
        "do_now": " ".join(line.id for line in result.do_now),
    }
    given = {name for name, value in raw.items() if value is not None}
    return {OURS + name: value for name, value in columns.items()}, given - set(reading.answers)


def concluded(content: Content, raw: dict[str, Any]) -> dict[str, Any]:
    """What needs no look ahead of the same."""
    answers = sort_out_answers(content, raw, TODAY).answers
    one = Consideration(content, answers, TODAY)
    done, schedule = one.conclusions, one.conclusions.schedule()
    rule = done.level_rule()
    columns = {
        "level": done.level().rank,
        "level_id": done.level().id,
        "rule": rule.id if rule else None,
        "delta_p_low": done.score().low,
        "delta_p_high": done.score().high,
        "safety": " ".join(message.id for message in content.safety if done.fires(message.id)),
        "unanswered": len(one.unanswered),
        "schedule_rule": schedule[0].id if schedule else None,
    }
    return {OURS + name: value for name, value in columns.items()}


def plain(value: Any) -> Any:
    return None if value is pd.NA or value != value else value


@pytest.mark.slow
def test_each_row_is_what_that_patient_alone_is(content: Content) -> None:
    chance = random.Random(17)
    rows = [row(chance, content) for _ in range(HOW_MANY)]
    frame = table(rows)
    done = consider_cohort(content, frame, TODAY)
    set_aside = defaultdict(set)
    for problem in done.problems:
        set_aside[problem.row].add(problem.column)
    ours = [name for name in done.frame.columns if name not in frame.columns]
    seen: dict[str, set[Any]] = {name: set() for name in ours}
    for i, (one, found) in enumerate(zip(rows, done.frame[ours].to_dict("records"), strict=True)):
        expected, aside = alone(content, {name: raw for name, (_, raw) in one.items()})
        assert {name: plain(value) for name, value in found.items()} == expected, one
        assert set_aside[i] == aside, {name: one[name] for name in set_aside[i] ^ aside}
        for name in ours:
            seen[name].add(expected[name])
    assert {name for name, values in seen.items() if len(values) < 2} == set()
    assert len(seen["lems_rule"]) > 8
    assert any("contradict" in one.says or "set aside:" in one.says for one in done.problems)
    assert any("nothing to ask" in one.says for one in done.problems)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(many(10)))
def test_rows_by_the_thousand_are_what_each_patient_alone_is(content: Content, seed: int) -> None:
    chance = random.Random(seed)
    rows = [row(chance, content) for _ in range(LARGER)]
    done = consider_cohort(content, table(rows), TODAY, quick=True).frame
    found = done[list(columns_of(quick=True))].to_dict("records")
    for one, columns in zip(rows, found, strict=True):
        expected = concluded(content, {name: raw for name, (_, raw) in one.items()})
        assert {name: plain(value) for name, value in columns.items()} == expected, one


def test_who_stands_beside_a_patient_changes_nothing(content: Content) -> None:
    chance = random.Random(3)
    frame = table([row(chance, content) for _ in range(70)])
    whole = assess_cohort(content, frame, TODAY)
    order = list(range(70))
    chance.shuffle(order)
    some = order[:33]
    pd.testing.assert_frame_equal(assess_cohort(content, frame.iloc[some], TODAY), whole.iloc[some])


def test_every_spelling_of_a_missing_cell_is_an_unanswered_question(content: Content) -> None:
    items = content.checklist.items
    frame = pd.DataFrame({item.id: pd.Series(MISSING, dtype=object) for item in items})
    done = consider_cohort(content, frame, TODAY)
    nothing = assess_cohort(content, pd.DataFrame(index=range(1)), TODAY)
    assert done.problems == ()
    ours = list(nothing.columns)
    assert done.frame[ours].drop_duplicates().to_dict("records") == nothing.to_dict("records")
