"""DELTA-P against an independent count, and as a range that further answers only narrow."""

from __future__ import annotations

import csv
import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess, read_answers
from lems_rules.reasoning.result import Assessment
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer, AnswerError
from tests.rules.vectors.make_vectors import TABLES, text
from tests.support.score_patient import overruled
from tests.support.strategies import answers_to

VECTORS = Path(__file__).parent / "vectors"
TODAY = date(2026, 11, 23)
NUMBERS = {"weight_loss_percent", "age_at_onset_years", "karnofsky"}


def diagnosed(content: Content, **answers: object) -> Assessment:
    return assess(content, {"lems_established": "yes", **answers}, today=TODAY)


def vectors(name: str) -> list[dict[str, str]]:
    with (VECTORS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain_answers(row: dict[str, str]) -> dict[str, object]:
    return {
        name: float(cell) if name in NUMBERS else cell
        for name, cell in row.items()
        if cell and name not in {"low", "high", "tier"}
    }


@pytest.mark.parametrize(("name", "count"), [("delta_p_64.csv", 64), ("delta_p_729.csv", 729)])
def test_every_pattern_of_the_six_points_gives_the_total_counted_by_hand(
    content: Content, name: str, count: int
) -> None:
    rows = vectors(name)
    assert len(rows) == count
    wrong = []
    for row in rows:
        score = diagnosed(content, sex="male", **plain_answers(row)).delta_p
        if (str(score.low), str(score.high), score.tier) != (row["low"], row["high"], row["tier"]):
            wrong.append(row)
    assert wrong == []


@pytest.mark.parametrize("row", vectors("delta_p_64.csv")[:32:8], ids=str)
def test_a_woman_scores_as_a_man_without_erectile_dysfunction(
    content: Content, row: dict[str, str]
) -> None:
    given = plain_answers(row)
    del given["early_erectile_dysfunction"]
    woman = diagnosed(content, sex="female", **given).delta_p
    man = diagnosed(content, sex="male", early_erectile_dysfunction="no", **given).delta_p
    assert (woman.low, woman.high, woman.tier) == (man.low, man.high, man.tier)


@pytest.mark.parametrize("name", TABLES)
def test_the_vectors_are_what_their_script_writes(name: str) -> None:
    assert (VECTORS / name).read_text("utf-8") == text(TABLES[name])


# The answers that a point of the score can rest on.
READ = (
    "sex",
    "symptom_duration_months",
    "early_bulbar_involvement",
    "dysarthria",
    "dysphagia",
    "chewing_difficulty",
    "neck_weakness",
    "early_erectile_dysfunction",
    "erectile_dysfunction",
    "weight_loss_percent",
    "reported_weight_loss",
    "ever_smoked",
    "smoking_at_onset",
    "age_at_onset_years",
    "karnofsky",
    "needs_assistance",
)


def test_the_range_is_tried_with_every_answer_that_a_point_rests_on(content: Content) -> None:
    deciders = {name for item in content.scores["delta_p"].items for name in item.deciders}
    assert deciders == set(READ)


def near_limits(content: Content, name: str) -> st.SearchStrategy[Answer]:
    """Answers to an item; of numbers often those near the limits of the score."""
    limits = {
        "symptom_duration_months": (2.9, 3.0, 3.1),
        "weight_loss_percent": (4.9, 5.0),
        "age_at_onset_years": (49.9, 50.0),
        "karnofsky": (69.0, 70.0),
    }
    any_answer = answers_to(content.checklist.item(name))
    return st.sampled_from(limits[name]) | any_answer if name in limits else any_answer


@given(data=st.data())
def test_more_answers_only_narrow_the_range(content: Content, data: st.DataObject) -> None:
    optional = {name: near_limits(content, name) for name in READ}
    whole = data.draw(st.fixed_dictionaries({}, optional=optional))
    assume(not overruled(whole))
    try:
        read_answers(content, whole)
    except AnswerError:
        assume(False)
    order = data.draw(st.permutations(sorted(whole)))
    book = rulebook(content)
    ranges = [
        book.conclude({name: whole[name] for name in order[:known]}).score()
        for known in range(len(order) + 1)
    ]
    for before, after in itertools.pairwise(ranges):
        assert before.low <= after.low <= after.high <= before.high


def test_a_not_early_answer_never_takes_a_point_from_a_symptom_dated_as_early(
    content: Content,
) -> None:
    dated: dict[str, Any] = {"dysphagia": "yes", "symptom_duration_months": 3}
    assert diagnosed(content, **dated).delta_p.low == 1
    assert diagnosed(content, **dated, early_bulbar_involvement="no").delta_p.low == 1


# The minimum of regression tests set out with the evidence.


def all_six(**other: object) -> dict[str, object]:
    return {
        "age_at_onset_years": 62,
        "smoking_at_onset": "yes",
        "weight_loss_percent": 8,
        "karnofsky": 60,
        "dysphagia": "yes",
        "symptom_duration_months": 3,
        **other,
    }


def test_a_man_with_every_item_scores_six(content: Content) -> None:
    score = diagnosed(content, sex="male", erectile_dysfunction="yes", **all_six()).delta_p
    assert (score.low, score.high) == (6, 6)


def test_a_woman_with_every_other_item_scores_five_which_is_her_maximum(content: Content) -> None:
    score = diagnosed(content, sex="female", **all_six()).delta_p
    assert (score.low, score.high) == (5, 5)


@pytest.mark.parametrize(
    ("point", "answers", "verdict"),
    [
        ("age", {"age_at_onset_years": 50.0}, "yes"),
        ("age", {"age_at_onset_years": 49.9}, "no"),
        ("weight_loss", {"weight_loss_percent": 5.0}, "yes"),
        ("weight_loss", {"weight_loss_percent": 4.9}, "no"),
        ("performance", {"karnofsky": 70}, "no"),
        ("performance", {"karnofsky": 69}, "yes"),
    ],
    ids=str,
)
def test_a_point_turns_exactly_at_its_limit(
    content: Content, point: str, answers: dict[str, object], verdict: str
) -> None:
    assert diagnosed(content, **answers).delta_p.items[point] == verdict


def test_a_former_smoker_scores_nothing_and_is_still_told_and_offered_to_go_on(
    content: Content,
) -> None:
    result = diagnosed(
        content,
        ever_smoked="yes",
        smoking_at_onset="no",
        early_bulbar_involvement="no",
        early_erectile_dysfunction="no",
        weight_loss_percent=0,
        age_at_onset_years=40,
        karnofsky=90,
    )
    assert result.delta_p.items["tobacco"] == "no"
    assert any("former smoker" in notice for notice in result.notices)
    assert [one.months for one in result.schedule if one.offered] == [12, 18, 24]


@pytest.mark.parametrize("months", [1, 30])
def test_ptosis_and_double_vision_alone_never_make_the_bulbar_point(
    content: Content, months: int
) -> None:
    eyes = {"ptosis": "yes", "diplopia": "yes", "symptom_duration_months": months}
    assert diagnosed(content, **eyes).delta_p.items["bulbar"] == "unknown"


def test_two_bulbar_items_denied_leave_the_point_unknown(content: Content) -> None:
    score = diagnosed(content, dysarthria="no", dysphagia="no").delta_p
    assert score.items["bulbar"] == "unknown"


def test_with_everything_unknown_the_range_is_whole_and_the_close_schedule_holds(
    content: Content,
) -> None:
    result = diagnosed(content)
    assert (result.delta_p.low, result.delta_p.high) == (0, 6)
    assert (result.delta_p.tier, result.schedule_rule) == ("T3", "T3")
    assert [one.months for one in result.schedule] == [3, 9, 15, 21, 27]


def test_nothing_reassures_while_everything_is_unknown(content: Content) -> None:
    for result in (assess(content, {}, today=TODAY), diagnosed(content)):
        words = " ".join(result.notices).lower()
        assert "low risk" not in words
        assert "excluded" not in words
        assert result.suspicion.id != "not_suggested"


def test_the_score_is_not_shown_where_small_cell_lung_cancer_is_known(content: Content) -> None:
    result = diagnosed(content, known_cancer="sclc")
    assert not result.delta_p.applies
    assert result.delta_p.tier is None
    assert "K1" in [line.id for line in result.workup]


def test_a_child_gets_no_score_and_is_sent_to_paediatric_neuro_oncology(content: Content) -> None:
    result = diagnosed(content, age_at_onset_years=9)
    assert not result.delta_p.applies
    assert "K4" in [line.id for line in result.workup]
    says = next(line.says for line in content.screening.advice if line.id == "K4")
    assert "neuroblastoma" in says.lower()
    assert result.schedule == ()


def test_a_positive_sox1_gives_the_close_schedule_at_a_score_of_0(content: Content) -> None:
    result = diagnosed(
        content,
        sox1_antibody="positive",
        early_bulbar_involvement="no",
        early_erectile_dysfunction="no",
        weight_loss_percent=0,
        ever_smoked="no",
        age_at_onset_years=40,
        karnofsky=90,
    )
    assert (result.delta_p.low, result.delta_p.high) == (0, 0)
    assert result.schedule_rule == "T+"
    assert [one.months for one in result.schedule] == [3, 9, 15, 21, 27]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"weight_loss_percent": 3}, {"reported_weight_loss": "yes"}),
        ({"weight_loss_percent": 5}, {"reported_weight_loss": "no"}),
        ({"karnofsky": 80}, {"needs_assistance": "yes"}),
        ({"karnofsky": 60}, {"needs_assistance": "no"}),
    ],
    ids=str,
)
def test_a_figure_and_an_answer_that_disagree_are_refused(
    content: Content, first: dict[str, object], second: dict[str, object]
) -> None:
    with pytest.raises(AnswerError, match=f"{next(iter(first))}.*{next(iter(second))}"):
        diagnosed(content, **first, **second)
