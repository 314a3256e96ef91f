"""A data frame in, a data frame out: what is carried through, and what is named."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from lems_rules import AnswerError, assess, assess_cohort
from lems_rules.cohort.rows.assessed import Cohort, consider_cohort
from lems_rules.knowledge.content import Content

TODAY = date(2026, 11, 23)
QUICK = [
    "lems_level",
    "lems_level_id",
    "lems_rule",
    "lems_delta_p_low",
    "lems_delta_p_high",
    "lems_safety",
    "lems_unanswered",
    "lems_schedule_rule",
]
ALL = [*QUICK, "lems_plan_settled", "lems_next_item", "lems_do_now"]
TRIAD = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "tendon_reflexes": "reduced"}


def table(*rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), dtype=object)


def considered(content: Content, *rows: dict[str, object]) -> Cohort:
    return consider_cohort(content, table(*rows), TODAY)


def problems(given: Cohort) -> list[tuple[int | None, str, str]]:
    return [(one.row, one.column, one.value) for one in given.problems]


def test_the_columns_of_the_result_follow_those_that_were_entered(content: Content) -> None:
    frame = table({"patient": "007", **TRIAD, "visit": 2}, {"patient": "=1+1", "visit": None})
    done = assess_cohort(content, frame, TODAY)
    assert list(done.columns) == [*frame.columns, *ALL]
    pd.testing.assert_frame_equal(done[list(frame.columns)], frame)
    result = assess(content, TRIAD, TODAY)
    assert done["lems_level_id"][0] == result.suspicion.id
    assert done["lems_do_now"][0] == " ".join(line.id for line in result.do_now)


def test_the_table_that_was_given_stays_as_it_was_and_rows_keep_their_names(
    content: Content,
) -> None:
    frame = table(TRIAD, {"dry_mouth": "maybe"}).set_axis(["b", "a"])
    before = frame.copy(deep=True)
    done = assess_cohort(content, frame, TODAY)
    pd.testing.assert_frame_equal(frame, before)
    assert list(done.index) == ["b", "a"]
    assert done["lems_level"].tolist() == [3, 0]


def test_a_quick_run_leaves_out_what_is_worked_out_patient_by_patient(content: Content) -> None:
    frame = table(TRIAD, {})
    quick = assess_cohort(content, frame, TODAY, quick=True)
    assert list(quick.columns) == [*frame.columns, *QUICK]
    pd.testing.assert_frame_equal(quick, assess_cohort(content, frame, TODAY)[quick.columns])


def test_without_a_day_today_counts(content: Content) -> None:
    frame = table({"chest_ct_date": date(2199, 1, 1)}, {"chest_ct_date": date.today()})
    assert problems(consider_cohort(content, frame)) == [(0, "chest_ct_date", "2199-01-01")]


def test_a_table_without_rows_has_the_columns_all_the_same(content: Content) -> None:
    done = assess_cohort(content, pd.DataFrame({"dry_mouth": []}), TODAY)
    assert len(done) == 0
    assert list(done.columns) == ["dry_mouth", *ALL]


@pytest.mark.parametrize("kind", ["str", "category", "string"])
def test_text_columns_of_every_type_are_read(content: Content, kind: str) -> None:
    cells = pd.Series(["yes", "maybe", None, "Yes"], dtype=kind)
    done = consider_cohort(content, pd.DataFrame({"dysphagia": cells}), TODAY)
    assert done.frame["lems_safety"].str.contains("S2").tolist() == [True, False, False, True]
    assert problems(done) == [(1, "dysphagia", "maybe")]


@pytest.mark.parametrize("kind", ["float64", "Float64", "Int64", "float32"])
def test_number_columns_of_every_type_are_read(content: Content, kind: str) -> None:
    frame = pd.DataFrame({"karnofsky": pd.Series([60, None, 200, 80], dtype=kind)})
    done = consider_cohort(content, frame, TODAY)
    assert [one.row for one in done.problems] == [2]
    assert "cannot be used here; write a whole number from 0 to 100" in done.problems[0].says
    low = done.frame["lems_delta_p_low"]
    assert low.tolist() == [1, 0, 0, 0]


def test_columns_of_true_and_of_days_are_read(content: Content) -> None:
    frame = pd.DataFrame(
        {
            "dysphagia": [True, False],
            "chest_ct_date": pd.to_datetime(["2026-03-01", "2027-03-01"]),
        }
    )
    done = consider_cohort(content, frame, TODAY)
    assert done.frame["lems_safety"].str.contains("S2").tolist() == [True, False]
    assert problems(done) == [(1, "chest_ct_date", "2027-03-01 00:00:00")]


def test_a_bad_cell_is_named_with_row_column_and_remedy(content: Content) -> None:
    [problem] = considered(content, TRIAD, {"dry_mouth": "maybe"}).problems
    assert (problem.row, problem.column, problem.value) == (1, "dry_mouth", "maybe")
    assert problem.says == 'set aside: \'maybe\' cannot be used here; write "yes" or "no".'


def test_equal_cells_of_different_kinds_are_told_apart(content: Content) -> None:
    frame = pd.DataFrame({"dysphagia": pd.Series([True, 1, 1.0, [1], [1]], dtype=object)})
    assert [row for row, _, _ in problems(consider_cohort(content, frame, TODAY))] == [1, 2, 3, 4]


def test_lists_in_an_arrow_column_are_named_like_any_other_bad_cell(content: Content) -> None:
    lists = pd.ArrowDtype(pa.list_(pa.string()))
    frame = pd.DataFrame({"dry_mouth": pd.array([["yes"], None], dtype=lists)})
    assert [row for row, _, _ in problems(consider_cohort(content, frame, TODAY))] == [0]


def test_answers_that_contradict_each_other_are_each_named_once(content: Content) -> None:
    woman = {"sex": "female", "erectile_dysfunction": "yes", "early_erectile_dysfunction": "yes"}
    found = considered(content, TRIAD, woman)
    assert problems(found) == [(1, name, value) for name, value in woman.items()]
    assert all(one.says.startswith("set aside: ") for one in found.problems)
    ours = found.frame.columns[-len(ALL) :]
    alone = assess_cohort(content, table({}, {}), TODAY)[ours]
    pd.testing.assert_series_equal(found.frame[ours].loc[1], alone.loc[1], check_index=False)


def test_an_answer_that_another_one_hides_is_named(content: Content) -> None:
    found = considered(content, {"ever_smoked": "no", "smoking_at_onset": "no"})
    assert problems(found) == [(0, "smoking_at_onset", "no")]
    assert "leave nothing to ask" in found.problems[0].says


def test_two_columns_of_one_question_are_refused(content: Content) -> None:
    frame = pd.DataFrame([["yes", "no"]], columns=["dry_mouth", "dry_mouth"])
    with pytest.raises(AnswerError, match="two columns are called 'dry_mouth'; rename or remove"):
        assess_cohort(content, frame, TODAY)


def test_two_other_columns_of_one_name_are_carried_through(content: Content) -> None:
    frame = pd.DataFrame([[1, 2, 3]], columns=["site", "site", 0])
    assert list(assess_cohort(content, frame, TODAY).columns) == ["site", "site", 0, *ALL]


def test_a_column_that_is_called_as_one_of_ours_is_kept_under_another_name(
    content: Content,
) -> None:
    frame = pd.DataFrame([["x", "y", "z"]], columns=["lems_rule", "entered_lems_rule", "lems_site"])
    done = consider_cohort(content, frame, TODAY)
    kept = ["entered_entered_lems_rule", "entered_lems_rule", "lems_site"]
    assert list(done.frame.columns) == [*kept, *ALL]
    assert done.frame[kept].iloc[0].tolist() == ["x", "y", "z"]
    assert problems(done) == [(None, "lems_rule", "")]
    assert "carried through as 'entered_entered_lems_rule'" in done.problems[0].says


@pytest.mark.parametrize(
    "name",
    ["dry_mout", "dry_mouthh", "dry-mouth", "Dry Mouth", "dry_muoth", "ddry_mouth", " dry_mouth"],
)
def test_a_column_one_slip_away_from_a_question_is_named(content: Content, name: str) -> None:
    done = consider_cohort(content, pd.DataFrame({name: ["yes"]}), TODAY)
    [problem] = done.problems
    assert (problem.row, problem.column) == (None, name)
    assert "call it so" in problem.says
    assert "'dry_mouth'" in problem.says
    assert (
        done.frame["lems_unanswered"][0]
        == assess_cohort(content, pd.DataFrame(index=[0]), TODAY)["lems_unanswered"][0]
    )


@pytest.mark.parametrize("name", ["mouth", "dry_eyes_now", "patient", "d", ""])
def test_a_column_of_another_name_is_only_carried_through(content: Content, name: str) -> None:
    assert considered(content, {name: "yes"}).problems == ()


def test_bad_cells_in_every_row_are_named_in_order(content: Content) -> None:
    frame = pd.DataFrame({"dry_mouth": [f"bad {i}" for i in range(500)], "ptosis": "?"})
    found = problems(consider_cohort(content, frame, TODAY, quick=True))
    names = [name for name in (one.id for one in content.checklist.items) if name in frame]
    assert [row for row, _, _ in found] == list(np.repeat(range(500), 2))
    assert {name for _, name, _ in found} == set(names)
