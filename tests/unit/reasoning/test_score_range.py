from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.rulebook.score_range import Range, risks_within, score_range

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("verdicts", "low", "high", "known"),
    [
        ([], 0, 0, True),
        ([NO, NO], 0, 0, True),
        ([YES, NO], 1, 1, True),
        ([YES, UNKNOWN], 1, 2, False),
        ([UNKNOWN, UNKNOWN, NO], 0, 2, False),
        ([YES] * 6, 6, 6, True),
    ],
)
def test_a_score_runs_from_the_points_known_to_the_points_not_denied(
    verdicts: list[Verdict], low: int, high: int, known: bool
) -> None:
    assert score_range(verdicts) == Range(low, high)
    assert score_range(verdicts).known is known


@given(st.lists(st.sampled_from(list(Verdict)), max_size=6), st.data())
def test_an_answer_only_narrows_the_range(verdicts: list[Verdict], data: st.DataObject) -> None:
    more = [
        data.draw(st.sampled_from([YES, NO, UNKNOWN])) if one is UNKNOWN else one
        for one in verdicts
    ]
    before, after = score_range(verdicts), score_range(more)
    assert before.low <= after.low <= after.high <= before.high


def test_a_cohort_reports_on_the_totals_of_the_range_and_no_others(content: Content) -> None:
    for cohort in content.scores["delta_p"].cohorts:
        assert [one.score for one in risks_within(cohort, Range(1, 3))] == [1, 2, 3]
        assert [one.score for one in risks_within(cohort, Range(6, 6))] == [6]
