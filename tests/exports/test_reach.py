"""The few cases that a push tries stand for all the shipped ones."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cases import CASES, REACHING
from tests.support.reach import Branch, faults, fewest

ROOT = Path(__file__).parents[2]


def taking(*lines: int) -> frozenset[Branch]:
    return frozenset(("a.py", line, line + 1) for line in lines)


REACH = {"one": taking(1, 2), "two": taking(2, 3, 4), "three": taking(3), "four": taking(1, 5)}


def test_the_few_are_shipped_cases_and_fewer_than_all() -> None:
    assert set(REACHING) < {case.id for case in CASES}
    assert 0 < len(REACHING) < len(CASES) / 2


def test_what_all_reach_is_reached_by_few() -> None:
    assert fewest(REACH) == ["four", "two"]
    assert faults(REACH, fewest(REACH)) == []


def test_a_branch_that_none_of_the_few_takes_is_named_with_those_that_do() -> None:
    assert faults(REACH, ["one", "two"]) == ["a.py:5 to 6 is taken only by four"]


def test_a_case_to_spare_and_one_that_is_gone_are_named() -> None:
    assert faults(REACH, ["four", "two", "three", "five"]) == [
        "five is no case",
        "three adds nothing",
    ]


@pytest.mark.deep
def test_the_few_take_every_branch_that_any_shipped_case_takes() -> None:
    command = [sys.executable, "-m", "tests.support.reach", "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"
