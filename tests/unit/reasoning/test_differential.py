from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import read_answers
from lems_rules.reasoning.differential import Differential, differential
from lems_rules.reasoning.fit import Fit
from lems_rules.reasoning.rulebook.wiring import rulebook

# Strongly suggestive, so that every department is asked.
SUSPECTED = {"increment_reported": "yes"}


def around(content: Content, *unanswered: str, **answers: object) -> Differential:
    read = read_answers(content, answers)
    done = rulebook(content).conclude(read)
    return differential(done, read, Fit(done, read, unanswered))


def names(found: Differential) -> list[str]:
    return [one.lookalike.id for one in found.likenesses]


def request(found: Differential, name: str) -> str:
    return "\n".join(lines for one, texts in found.requests if one.id == name for lines in texts)


def test_a_condition_speaks_only_when_an_answer_speaks_for_it(content: Content) -> None:
    assert names(around(content)) == []
    assert "myasthenia_gravis" in names(around(content, achr_antibody="positive"))
    assert "myasthenia_gravis" not in names(around(content, achr_antibody="negative"))


def test_nothing_is_listed_on_what_speaks_against_it_alone(content: Content) -> None:
    found = around(content, cmap_increment_percent=200)
    assert "myasthenia_gravis" not in names(found)


def test_both_sides_of_this_patient_are_named_and_no_other(content: Content) -> None:
    found = around(content, achr_antibody="positive", cmap_increment_percent=200)
    myasthenia = next(one for one in found.likenesses if one.lookalike.id == "myasthenia_gravis")
    assert [p.says.split()[0] for p in myasthenia.speaks_for] == ["Acetylcholine"]
    assert [p.says.split()[0] for p in myasthenia.speaks_against] == ["Increment"]


def leading(found: Differential) -> list[str]:
    return [one.id for one in found.leading]


def test_a_look_alike_is_not_offered_where_time_rules_it_out(content: Content) -> None:
    signs = {"tendon_reflexes": "absent", "sensory_loss": "yes", "proximal_leg_weakness": "yes"}
    days = names(around(content, symptom_duration_months=0.3, **signs))
    year = names(around(content, symptom_duration_months=12, **signs))
    never_asked = names(around(content, **signs))
    assert "guillain_barre" in days
    assert "cidp" not in days
    assert "cidp" in year
    assert "guillain_barre" not in year
    assert "cidp" in never_asked


def test_a_look_alike_whose_condition_is_known_to_hold_leads_and_comes_first(
    content: Content,
) -> None:
    found = around(content, proximal_leg_weakness="yes", potassium="low")
    assert leading(found) == ["potassium_disorder"]
    assert names(found)[0] == "potassium_disorder"
    assert leading(around(content, proximal_leg_weakness="yes", potassium="normal")) == []


def test_one_that_leads_is_offered_though_nothing_else_speaks_for_it(content: Content) -> None:
    found = around(content, checkpoint_inhibitor="yes", distal_weakness="yes")
    assert leading(found) == ["checkpoint_inhibitor_myositis"]
    assert found.likenesses[0].speaks_for == ()


def test_at_most_two_lead_in_the_order_of_the_content(content: Content) -> None:
    answers = {
        "achr_antibody": "positive",
        "statin_use": "yes",
        "creatine_kinase": "raised",
        "potassium": "low",
        "proximal_leg_weakness": "yes",
    }
    assert leading(around(content, **answers)) == [
        "myasthenia_gravis",
        "statin_necrotising_myopathy",
    ]
    assert "potassium_disorder" in names(around(content, **answers))


def test_none_leads_where_lems_is_established(content: Content) -> None:
    found = around(content, achr_antibody="positive", lems_established="yes")
    assert leading(found) == []
    assert "myasthenia_gravis" in names(found)


@pytest.mark.parametrize("weak", ["distal_weakness", "dysarthria", "proximal_arm_weakness"])
def test_a_weak_patient_is_always_shown_common_causes_of_weakness(
    content: Content, weak: str
) -> None:
    found = names(around(content, **{weak: "yes"}))
    assert len(found) >= 2
    assert "inflammatory_myopathy" in found


def test_the_common_causes_are_left_out_where_others_speak_or_they_are_spoken_against(
    content: Content,
) -> None:
    others = {"achr_antibody": "positive", "first_site": "ocular", "musk_antibody": "negative"}
    spoken = names(around(content, distal_weakness="yes", tendon_reflexes="absent", **others))
    assert "potassium_disorder" in names(around(content, distal_weakness="yes"))
    settled = names(around(content, distal_weakness="yes", potassium="normal"))
    assert "potassium_disorder" not in settled
    assert names(around(content, ptosis="yes")) == []
    assert spoken[0] == "myasthenia_gravis"


def test_look_alikes_keep_the_order_of_the_content_and_are_not_ranked(content: Content) -> None:
    found = names(
        around(
            content,
            achr_antibody="positive",
            musk_antibody="positive",
            creatine_kinase="raised",
            proximal_leg_weakness="yes",
            sensory_loss="yes",
            tendon_reflexes="absent",
            finger_flexor_weakness="yes",
            fasciculations_or_atrophy="yes",
        )
    )
    order = [one.id for one in content.lookalikes]
    assert len(found) > 4
    assert found[2:] == sorted(found[2:], key=order.index)


def test_every_look_alike_has_an_answer_that_speaks_for_it(content: Content) -> None:
    assert [one.id for one in content.lookalikes if not one.speaks_for] == []


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({"vgcc_pq_antibody": "positive", "cmap_increment_percent": 59}, True),
        ({"vgcc_pq_antibody": "positive", "cmap_increment_percent": 60}, False),
        ({"vgcc_pq_antibody": "positive"}, False),
        ({"cmap_increment_percent": 59}, False),
    ],
)
def test_results_disagree_only_when_both_are_known(
    content: Content, answers: dict[str, object], shown: bool
) -> None:
    found = [one.id for one in around(content, **answers).discordances]
    assert ("antibody_without_facilitation" in found) is shown


def test_a_request_asks_for_what_is_missing_and_not_for_what_is_known(content: Content) -> None:
    open_ct = request(around(content, "chest_ct", **SUSPECTED), "radiology")
    assert "CT of the thorax, as soon as possible" in open_ct
    assert "CT of the thorax, as soon as possible" not in request(
        around(content, **SUSPECTED), "radiology"
    )


def test_a_request_reports_what_is_known(content: Content) -> None:
    asked = request(around(content, chest_ct="suspicious"), "radiology")
    assert "The chest CT was read as suspicious" in asked
    assert "The chest CT was read as normal" not in asked


def test_what_always_holds_stands_in_every_request(content: Content) -> None:
    child = around(content, age_at_onset_years=9, **SUSPECTED).requests
    requests = (*around(content, **SUSPECTED).requests, *child)
    assert {one.id for one, _ in requests} == {one.id for one in content.requests}
    for one, lines in requests:
        always = [line.says for line in one.lines if line.always]
        assert list(lines) == [line.says for line in one.lines if line.always or line.unknown]
        assert set(always) <= set(lines)


def test_the_lines_of_a_request_keep_their_order(content: Content) -> None:
    everything = [item.id for item in content.checklist.items]
    child = around(content, *everything, age_at_onset_years=9, **SUSPECTED).requests
    requests = (*around(content, *everything, **SUSPECTED).requests, *child)
    assert {one.id for one, _ in requests} == {one.id for one in content.requests}
    for one, lines in requests:
        order = [line.says for line in one.lines]
        assert list(lines) == sorted(lines, key=order.index)


def test_a_request_with_nothing_to_ask_is_not_made(content: Content) -> None:
    first = content.requests[0]
    asking = first.model_copy(update={"lines": tuple(x for x in first.lines if not x.always)})
    changed = replace(content, requests=(asking,))
    done = rulebook(changed).conclude({})
    assert differential(done, {}, Fit(done, {}, ())).requests == ()


@pytest.mark.parametrize("age", [0, 9, 17.9])
def test_the_letters_of_a_child_ask_for_what_children_have(content: Content, age: float) -> None:
    everything = (item.id for item in content.checklist.items)
    found = around(content, *everything, age_at_onset_years=age, **SUSPECTED)
    ids = [one.id for one, _ in found.requests]
    assert ids == ["neurophysiology", "radiology_child", "laboratory_child"]
    for one, lines in found.requests:
        assert "small cell" not in " ".join((one.opening, *lines, one.closing)).lower()
    assert "Abdomen and pelvis" in request(found, "radiology_child")
    assert "Catecholamines and their metabolites in urine" in request(found, "laboratory_child")


@pytest.mark.parametrize("answers", [{}, {"age_at_onset_years": 18}])
def test_at_18_or_an_unknown_age_the_letters_are_those_of_adults(
    content: Content, answers: dict[str, object]
) -> None:
    everything = (item.id for item in content.checklist.items)
    found = around(content, *everything, **answers, **SUSPECTED)
    ids = [one.id for one, _ in found.requests]
    assert ids == ["neurophysiology", "radiology", "laboratory"]


def test_no_scan_is_asked_for_before_anything_calls_for_one(content: Content) -> None:
    everything = [item.id for item in content.checklist.items]
    for age in (9, 60):
        found = around(content, *everything, ptosis="yes", age_at_onset_years=age)
        assert not [one.id for one, _ in found.requests if one.id.startswith("radiology")]
    found = around(content, *everything, ptosis="yes", hu_antibody="positive")
    assert "radiology" in [one.id for one, _ in found.requests]
