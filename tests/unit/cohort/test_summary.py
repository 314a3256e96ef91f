"""What a table amounts to: counts that clear nobody, ranges, and shares with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import NormalDist

import pytest

from lems_rules.cohort.small.summary import (
    FEW,
    Observed,
    groups,
    held_back,
    levels,
    observed,
    of_group,
    ordered,
    scores,
    wilson,
)
from lems_rules.cohort.small.table import Table, read_table
from lems_rules.knowledge.content import Content
from tests.support.patient_table import SETTLED, TODAY, TRIAD, csv_of

Row = dict[str, object]
BREATHLESS: Row = {"dyspnoea": "yes", "proximal_leg_weakness": "yes"}
OPEN: Row = {**SETTLED, "karnofsky": ""}  # two or three of six
NOBODY: Row = {"ptosis": "no"}


def table(content: Content, *rows: Row) -> Table:
    return read_table(content, csv_of(rows), TODAY)


def seen(content: Content, rows: Sequence[tuple[Row, str]]) -> Observed:
    read = table(content, *({**row, "found": found} for row, found in rows))
    return observed(content, read.patients, read.outcomes["found"])


def test_the_most_urgent_rows_come_first_and_the_diagnosed_before_a_lower_level(
    content: Content,
) -> None:
    patients = table(content, NOBODY, TRIAD, SETTLED, BREATHLESS).patients
    first, *_, last = ordered(patients, "first")
    assert (first.number, last.number) == (5, 2)
    assert [one.number for one in ordered(patients, "level")][:2] == [4, 3]
    assert [one.number for one in ordered(patients, "row")] == [2, 3, 4, 5]


def test_by_score_the_highest_that_is_still_possible_comes_first(content: Content) -> None:
    low: Row = {**SETTLED, "smoking_at_onset": "no"}
    patients = table(content, NOBODY, low, SETTLED, OPEN).patients
    assert [one.number for one in ordered(patients, "score")] == [5, 4, 3, 2]


def test_rows_can_be_shown_by_whether_lems_is_diagnosed(content: Content) -> None:
    both = table(content, TRIAD, SETTLED).patients
    assert groups(both) == ("all", "open", "diagnosed")
    assert [[one.number for one in of_group(both, group)] for group in groups(both)] == [
        [2, 3],
        [2],
        [3],
    ]
    assert groups(table(content, TRIAD, NOBODY).patients) == ()


def test_every_row_is_counted_at_one_level_and_the_diagnosed_by_themselves(
    content: Content,
) -> None:
    counts = levels(content, table(content, NOBODY, TRIAD, TRIAD, SETTLED).patients)
    assert [one.rows for one in counts] == [1, 0, 2, 0, 0, 1]
    assert counts[0].title == "LEMS is diagnosed, as entered"
    assert counts[-1].title == "Not enough information"


def test_a_range_is_possible_at_each_of_its_totals_and_settled_at_none(content: Content) -> None:
    counts = scores(content, table(content, NOBODY, SETTLED, SETTLED, OPEN).patients)
    assert [one.settled for one in counts] == [0, 0, 2, 0, 0, 0, 0]
    assert [one.possible for one in counts] == [0, 0, 1, 1, 0, 0, 0]


def test_the_answer_that_most_rows_wait_for_comes_first_and_says_whether_it_has_a_column(
    content: Content,
) -> None:
    read = table(content, TRIAD, TRIAD, NOBODY)
    found = held_back(content, read.patients, read.questions)
    waits = [one.follows.next_item for one in read.patients]
    assert found[0].item == waits[0]
    assert found[0].first == waits.count(waits[0]) >= 2
    assert sum(one.first for one in found) == len(waits)
    assert all(one.could >= one.first for one in found)
    assert not any(one.in_file for one in found)
    first, *_ = held_back(content, read.patients, [found[0].item])
    assert first.in_file


def test_shares_rest_on_rows_with_a_settled_score_and_a_known_outcome(content: Content) -> None:
    rows = [(SETTLED, "yes"), (SETTLED, "no"), (SETTLED, ""), (OPEN, "yes"), (TRIAD, "no")]
    found = seen(content, [*rows, (NOBODY, "yes")])
    assert (found.unscored, found.unsettled, found.unknown, found.counted) == (1, 2, 1, 2)
    share = found.shares[2]
    assert (share.with_outcome, share.rows, share.percent) == (1, 2, 50)
    assert share.few
    assert found.few == 1
    assert found.shares[3].percent is None
    assert not found.shares[3].few


def test_a_cancer_that_is_known_leaves_nothing_to_predict(content: Content) -> None:
    found = seen(content, [({**SETTLED, "known_cancer": "sclc"}, "yes")])
    assert (found.unscored, found.counted) == (1, 0)


def test_from_enough_rows_on_there_is_no_warning(content: Content) -> None:
    found = seen(content, [(SETTLED, "yes" if number % 2 else "no") for number in range(FEW)])
    assert found.counted == FEW
    assert found.few == 0
    least, most = wilson(FEW // 2, FEW)
    assert most - least < 0.41
    assert wilson(9, 19)[1] - wilson(9, 19)[0] > 0.4


def test_the_published_shares_stand_beside_whatever_the_table_says(content: Content) -> None:
    found = seen(content, [(SETTLED, "yes"), (SETTLED, "no")])
    assert content.score is not None
    for cohort, view in zip(content.score.cohorts, found.published, strict=True):
        assert view.title == cohort.title
        assert [row.percent for row in view.rows] == [risk.percent for risk in cohort.risks]


def test_intervals_are_those_of_the_published_cohort_from_the_same_counts(
    content: Content,
) -> None:
    assert content.score is not None
    risks = [one for one in content.score.cohorts[-1].risks if one.n]
    assert len(risks) == 7
    for one in risks:
        assert one.n is not None
        assert one.with_outcome is not None
        least, most = (round(100 * bound) for bound in wilson(one.with_outcome, one.n))
        assert (least, most) == (one.least, one.most)


@pytest.mark.parametrize("rows", [1, 3, 20, 500])
def test_both_ends_of_an_interval_are_where_the_share_is_just_not_surprising(rows: int) -> None:
    z = NormalDist().inv_cdf(0.975)
    for yes in range(rows + 1):
        least, most = wilson(yes, rows)
        assert 0 <= least <= yes / rows <= most <= 1
        for bound in (least, most):
            if 0 < bound < 1:  # Wilson's condition, of which the formula is the solution
                distance = abs(yes / rows - bound)
                assert distance == pytest.approx(z * (bound * (1 - bound) / rows) ** 0.5)
