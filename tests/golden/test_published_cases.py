"""Published cases, coded as facts, come out as a reading of the rules by hand says they must.

Each file holds what the report states and nothing else, and under `expect` what the rules give.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lems_rules.assessment import assess
from lems_rules.content import Content

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = [
    json.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.json"))
]
LEMS = [case for case in CASES if case["final_diagnosis"] == "lems"]
TODAY = date(2026, 11, 23)


def named(case: dict[str, Any]) -> str:
    return str(case["id"])


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_published_case_comes_out_as_read_by_hand(
    content: Content, case: dict[str, Any]
) -> None:
    result = assess(content, case["answers"], today=TODAY)
    found = {
        "level": result.suspicion.level,
        "rule": result.suspicion.rule,
        "delta_p": {
            "applies": result.delta_p.applies,
            "low": result.delta_p.low,
            "high": result.delta_p.high,
        },
        "safety": list(result.safety),
        "counter_flags": list(result.counter_flags),
    }
    assert found == case["expect"]


@pytest.mark.parametrize("case", LEMS, ids=named)
def test_a_published_case_of_lems_is_never_not_suggested(
    content: Content, case: dict[str, Any]
) -> None:
    assert assess(content, case["answers"], today=TODAY).suspicion.id != "not_suggested"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_no_look_alike_meets_the_criteria_and_no_plan_opens_for_it(
    content: Content, case: dict[str, Any]
) -> None:
    result = assess(content, case["answers"], today=TODAY)
    if case["final_diagnosis"] != "lems":
        assert result.suspicion.level < 3
        assert result.schedule == ()


@pytest.mark.parametrize("case", LEMS, ids=named)
def test_the_tumour_search_opens_once_lems_is_diagnosed(
    content: Content, case: dict[str, Any]
) -> None:
    diagnosed = {**case["answers"], "lems_established": "yes"}
    lines = {line.id for line in assess(content, diagnosed, today=TODAY).workup}
    if case["answers"]["age_at_onset_years"] >= 18:
        assert "W1" in lines
    else:
        assert "K4" in lines


def test_there_are_16_cases_of_lems_and_20_look_alikes() -> None:
    assert (len(LEMS), len(CASES)) == (16, 36)
    assert [named(case) for case in CASES] == [path.stem for path in sorted(HERE.glob("*.json"))]
