"""The guide to a case: made from the case file alone, with plans whose minutes add up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.teaching.attempt import lesson_of
from lems_rules.teaching.guide import SHARES, _dealt, guide, plan
from tests.support.lesson import case, source


def test_the_guide_holds_every_question_with_its_expected_answer(content: Content) -> None:
    told = guide(content, case())
    assert [len(step.prompts) for step in told.steps] == [2, 1, 1]
    assert told.steps[0].prompts[0].expect == "SECRET-EXPECT the mouth"
    assert [step.reading.level.title for step in told.steps] == [
        "Not enough information",
        "Strongly suggestive",
        "Strongly suggestive",
    ]


def test_the_guide_says_what_a_case_is_made_of(content: Content) -> None:
    told = guide(content, case())
    assert told.meta == ("Composite, made up for teaching", "Some experience", "3 steps")
    assert told.topics == ("Weak legs", "Autonomic symptoms")
    assert told.alternatives == ("Myasthenia gravis", "Inflammatory myopathy")
    assert [one.weight for one in told.findings][:2] == ["Decisive", "Speaks for LEMS"]
    assert told.outcome.turned_out == "SECRET-OUTCOME it was LEMS."
    assert content.digest in told.edition
    assert told.words["spoilers"] == "This guide gives the case away."


@pytest.mark.parametrize("minutes", SHARES)
def test_a_plan_runs_from_start_to_end_without_a_gap(content: Content, minutes: int) -> None:
    lines = plan(content, lesson_of(case()), minutes).lines
    assert lines[0].start == 0
    assert lines[-1].end == minutes
    assert all(one.end == two.start for one, two in pairwise(lines))
    assert all(one.start < one.end for one in lines)


def test_a_longer_session_asks_more_and_compares_the_pictures(content: Content) -> None:
    short, middle, long = (plan(content, lesson_of(case()), one) for one in SHARES)
    assert [len(one.questions) for one in short.lines] == [0, 1, 1, 1, 0]
    assert [len(one.questions) for one in middle.lines] == [0, 2, 1, 1, 0, 0]
    assert middle.lines[-2].title == content.words["guide_compare"]
    assert len({short.how, middle.how, long.how}) == 3


def test_a_step_with_more_questions_gets_more_time(content: Content) -> None:
    lines = plan(content, lesson_of(case()), 40).lines
    first, second = (one.end - one.start for one in lines[1:3])
    assert first > second


def test_six_steps_fit_into_ten_minutes(content: Content) -> None:
    stages = source()["lesson"]["stages"]
    more = case(lesson={"stages": [*stages, *[{**stages[2], "reveals": []}] * 3]})
    lines = plan(content, lesson_of(more), 10).lines
    assert lines[-1].end == 10
    assert all(one.start < one.end for one in lines)


@given(
    weights=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    total=st.integers(6, 60),
)
def test_minutes_are_dealt_out_whole_and_none_is_lost(weights: list[int], total: int) -> None:
    dealt = _dealt(total, weights)
    assert sum(dealt) == total
    assert min(dealt) >= 1
    by_weight = sorted(zip(weights, dealt, strict=True))
    assert all(more[1] >= less[1] - 1 for less, more in pairwise(by_weight))
