"""Published cases, coded as facts, come out as a reading of the rules by hand says they must.

Each file of `content/cases` holds what the report states and nothing else, and under `expect` what
the rules give: read by hand from the rules, not printed by the program.
"""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.schema.case import Case
from tests.support.cases import CASES

PUBLISHED = tuple(case for case in CASES if case.kind == "published")
LEMS = tuple(case for case in PUBLISHED if case.diagnosis == "lems")
LOOK_ALIKES = tuple(case for case in PUBLISHED if case.diagnosis != "lems")


def named(case: Case) -> str:
    return case.id


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_case_comes_out_as_read_by_hand(content: Content, case: Case) -> None:
    result = assess(content, case.answers, today=case.today)
    found = {
        "level": result.suspicion.id,
        "rule": result.suspicion.rule,
        "delta_p_applies": result.delta_p.applies,
        "delta_p": (result.delta_p.low, result.delta_p.high),
        "safety": result.safety,
        "counter_flags": result.counter_flags,
    }
    assert found == case.expect.model_dump()


@pytest.mark.parametrize("case", LEMS, ids=named)
def test_a_published_case_of_lems_is_never_not_suggested(content: Content, case: Case) -> None:
    assert assess(content, case.answers, today=case.today).suspicion.id != "not_suggested"


@pytest.mark.parametrize("case", LOOK_ALIKES, ids=named)
def test_no_look_alike_meets_the_criteria_and_no_plan_opens_for_it(
    content: Content, case: Case
) -> None:
    result = assess(content, case.answers, today=case.today)
    assert result.suspicion.level < 3
    assert result.schedule == ()


@pytest.mark.parametrize("case", LEMS, ids=named)
def test_the_tumour_search_opens_once_lems_is_diagnosed(content: Content, case: Case) -> None:
    diagnosed = {**case.answers, "lems_established": "yes"}
    lines = {line.id for line in assess(content, diagnosed, today=case.today).workup}
    age = case.answers.get("age_at_onset_years", 18)
    assert isinstance(age, float | int)
    known = case.answers.get("known_cancer") == "sclc"
    assert ("K1" if known else "W1" if age >= 18 else "K4") in lines


def test_there_are_20_published_cases_of_lems_and_28_look_alikes() -> None:
    assert (len(LEMS), len(LOOK_ALIKES)) == (20, 28)
