"""The shipped cases as parameters of a test: a few on a push, every one of them in `make deep`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml

from lems_rules.schema.case import Case
from tests.support.shipped import CONTENT

CASES = tuple(CONTENT.cases.values())
# Which cases together reach all that any of them reaches; `tests/support/reach.py` reckons it.
LIST = Path(__file__).with_name("reaching_cases.yaml")
REACHING: tuple[str, ...] = tuple(yaml.safe_load(LIST.read_text("utf-8"))["cases"])


def _each(cases: Iterable[Case]) -> pytest.MarkDecorator:
    deep = pytest.mark.deep
    return pytest.mark.parametrize(
        "case",
        [pytest.param(one, id=one.id, marks=() if one.id in REACHING else deep) for one in cases],
    )


each_case = _each(CASES)
# Where what is looked at does not follow from the branches taken, such as what a line has room for.
every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
each_lesson = _each(case for case in CASES if case.lesson is not None)
