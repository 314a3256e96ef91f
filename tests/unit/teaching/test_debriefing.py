"""The end of a case: what it turned out to be, what the learner saw of it, how sure they were."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.teaching.attempt import Mark, NotYetError
from lems_rules.teaching.debriefing import (
    FEW,
    Forecast,
    Seen,
    calibration,
    debriefing,
    forecast,
    moves,
    outcome,
)
from tests.support.lesson import attempt, case, commitment

THREE = (commitment(), commitment(), commitment())


def test_nothing_is_told_before_the_last_commitment(content: Content) -> None:
    with pytest.raises(NotYetError, match="after the last commitment"):
        debriefing(content, attempt(commitment(), commitment()))


def test_the_outcome_says_what_is_published_and_what_is_ours(content: Content) -> None:
    told = outcome(content, case())
    assert told.diagnosis == "Lambert-Eaton myasthenic syndrome"
    assert told.kind == "Composite, made up for teaching"
    assert (told.published, told.ours) == ("SECRET-PUBLISHED nothing.", "SECRET-OURS all of it.")
    assert [one.id for one in told.references] == ["oneill_1988"]


@pytest.mark.parametrize(
    ("leading", "right"),
    [
        (("lems",), True),
        (("lems", "myasthenia_gravis"), True),
        (("myasthenia_gravis", "lems"), False),
        (("myasthenia_lems_overlap",), True),
    ],
)
def test_the_first_diagnosis_of_the_last_step_is_right_if_the_case_or_its_kin_bears_it(
    content: Content, leading: tuple[str, ...], right: bool
) -> None:
    done = attempt(commitment(), commitment(), commitment(leading=leading, confidence=80))
    told = debriefing(content, done)
    assert told.right is right
    assert forecast(done) == Forecast(80, right)
    assert ("that is what it was" in told.verdict) is right


@pytest.mark.parametrize(
    ("item", "mark", "seen"),
    [
        ("tendon_reflexes", "for", "seen"),
        ("tendon_reflexes", "against", "seen"),
        ("tendon_reflexes", "safety", "differently"),
        ("tendon_reflexes", None, "missed"),
        ("dry_mouth", "for", "seen"),
        ("dry_mouth", "against", "differently"),
        ("dry_mouth", None, "missed"),
        ("creatine_kinase", "against", "seen"),
        ("creatine_kinase", "for", "differently"),
        ("dysphagia", "safety", "seen"),
        ("dysphagia", "for", "differently"),
        ("age_at_onset_years", "for", "over_weighted"),
        ("age_at_onset_years", "safety", "over_weighted"),
        ("age_at_onset_years", None, "set_aside"),
    ],
)
def test_a_mark_is_weighed_against_what_the_finding_was_worth(
    content: Content, item: str, mark: Mark | None, seen: Seen
) -> None:
    marks: dict[str, Mark] = {item: mark} if mark else {"sex": "for"}
    told = debriefing(content, attempt(commitment(marks=marks), *THREE[1:]))
    place = ["tendon_reflexes", "dry_mouth", "creatine_kinase", "age_at_onset_years", "dysphagia"]
    found = told.items[place.index(item)]
    assert found.seen == seen
    assert found.seen_says == content.words[f"teach_seen_{seen}"]
    assert found.yours == content.words[f"teach_mark_{mark or 'none'}"]


def test_where_nothing_at_all_was_marked_nothing_is_called_missed(content: Content) -> None:
    found = debriefing(content, attempt(*THREE)).items
    assert {one.seen for one in found} == {"unmarked"}
    assert {one.seen_says for one in found} == {"Not marked"}


def test_feedback_names_the_finding_its_weight_and_its_source(content: Content) -> None:
    mouth = debriefing(content, attempt(*THREE)).items[1]
    assert (mouth.finding, mouth.weight) == ("Dry mouth: yes", "Speaks for LEMS")
    assert [source.id for source in mouth.sources] == ["oneill_1988"]


def test_what_was_named_at_any_step_counts_as_named(content: Content) -> None:
    done = attempt(
        commitment(leading=("inflammatory_myopathy",), next_test="chest_ct"),
        commitment(next_test="vgcc_antibody"),
        commitment(leading=("lems",)),
    )
    told = debriefing(content, done)
    assert [(one.title, one.named) for one in told.alternatives] == [
        ("Myasthenia gravis", True),
        ("Inflammatory myopathy", True),
        ("Lambert-Eaton myasthenic syndrome", True),
    ]
    assert [one.named for one in told.tests] == [True, False]


def test_the_path_sets_each_commitment_beside_our_reading(content: Content) -> None:
    done = attempt(commitment(), commitment(delta_p=2), commitment(leading=("lems",)))
    path = debriefing(content, done).path
    assert [one.step for one in path] == ["Step 1", "Step 2", "Step 3"]
    assert [one.our_level for one in path] == [
        "Not enough information",
        "Strongly suggestive",
        "Strongly suggestive",
    ]
    assert [one.our_score for one in path][:2] == ["1 to 6 of 6 (does not apply)", "1 to 6 of 6"]
    assert [one.your_score for one in path] == ["not asked", "2", "not asked"]
    assert [one.right for one in path] == [False, False, True]


def test_the_path_names_a_settled_score_without_a_range(content: Content) -> None:
    exact = case(
        answers={"age_at_onset_years": 63, "sex": "female", "early_bulbar_involvement": "no"}
        | {"dysphagia": "no", "weight_loss_percent": 0, "ever_smoked": "no", "karnofsky": 100},
        lesson={
            "feedback": [
                {"item": "dysphagia", "weight": "safety", "says": "No"},
                {"item": "karnofsky", "weight": "distracts", "says": "No"},
            ],
            "stages": [
                {**stage.model_dump(), "reveals": names}
                for stage, names in zip(
                    attempt().lesson.stages,
                    [
                        ("age_at_onset_years", "sex", "early_bulbar_involvement", "dysphagia"),
                        ("weight_loss_percent", "ever_smoked"),
                        ("karnofsky",),
                    ],
                    strict=True,
                )
            ],
        },
    )
    path = debriefing(content, attempt(*THREE, of=exact)).path
    assert path[-1].our_score == "1 of 6 (does not apply)"


def test_only_findings_that_moved_something_are_told_in_their_order(content: Content) -> None:
    found = moves(content, case())
    assert [one.finding for one in found] == [
        "Age at first symptom: 63 years",
        "Dry mouth: yes",
        "Tendon reflexes at rest: absent",
    ]
    assert [(one.low, one.high) for one in found] == [(1, 6)] * 3
    assert [one.score_moved for one in found] == [True, False, False]
    assert [one.level_moved for one in found] == [False, True, True]
    assert found[-1].level == "Strongly suggestive"


def test_the_questions_of_all_steps_come_at_the_end(content: Content) -> None:
    told = debriefing(content, attempt(*THREE))
    assert len(told.prompts) == 4
    assert told.errors == ("SECRET-ERROR stopping early",)


# Calibration


def test_before_the_first_case_there_is_nothing_to_calibrate(content: Content) -> None:
    assert calibration(content, []) is None


def test_calibration_counts_by_what_was_said(content: Content) -> None:
    told = calibration(
        content,
        [Forecast(80, True), Forecast(80, True), Forecast(80, True), Forecast(80, False)],
    )
    assert told is not None
    assert told.says == "On average you said 80 %. Your last leading diagnosis was right in 3 of 4."
    assert told.bands == ("Said 80 %: right in 3 of 4.",)
    assert "0.19" in told.score  # (3 * 0.2² + 0.8²) / 4
    assert "Cases so far: 4." in told.caution


def test_each_confidence_has_its_line_in_order(content: Content) -> None:
    told = calibration(content, [Forecast(100, True), Forecast(50, False)])
    assert told is not None
    assert told.bands == ("Said 50 %: right in 0 of 1.", "Said 100 %: right in 1 of 1.")


def test_the_caution_goes_once_there_are_some_cases(content: Content) -> None:
    told = calibration(content, [Forecast(50, True)] * FEW)
    assert told is not None
    assert told.caution == ""
    assert "0.25" in told.score
