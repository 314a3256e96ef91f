"""Ids are the public interface: their form, and the first edition's items word for word."""

from __future__ import annotations

import re

from lems_rules.knowledge.content import Content

SNAKE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
RULE = re.compile(r"[A-Z]+\d*\+?|[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

YES_NO: list[str] = str.split("""
lems_established planned_anaesthesia
proximal_leg_weakness proximal_arm_weakness distal_weakness finger_flexor_weakness
asymmetric_weakness fatigability brief_exercise_improvement ptosis diplopia dysarthria dysphagia
chewing_difficulty neck_weakness dyspnoea dry_mouth constipation erectile_dysfunction
orthostatic_symptoms urinary_symptoms dry_eyes blurred_vision reduced_sweating drying_medication
paraesthesia muscle_pain_or_cramps cerebellar_ataxia
reflex_facilitation sluggish_pupils sensory_loss upper_motor_neuron_signs fasciculations_or_atrophy
decrement_reported increment_reported
ever_smoked smoking_at_onset reported_weight_loss needs_assistance early_bulbar_involvement
early_erectile_dysfunction haemoptysis_or_new_cough hyponatraemia autoimmune_disease
checkpoint_inhibitor seizure_history statin_or_steroid_use
""")
CHOICES = {
    "sex": "female male other",
    "first_site": "legs arms ocular bulbar generalised other",
    "direction_of_spread": "up_from_legs down_from_head neither",
    "tendon_reflexes": "normal reduced absent brisk",
    "cmap_amplitude_at_rest": "low normal",
    "increment_method": "exercise_10s exercise_30s_or_longer stimulation_20_50_hz",
    "single_fibre_emg": "abnormal normal",
    "sensory_conduction": "abnormal normal",
    "vgcc_pq_antibody": "positive low_positive negative",
    "vgcc_n_antibody": "positive negative",
    "sox1_antibody": "positive negative",
    "hu_antibody": "positive negative",
    "achr_antibody": "positive negative",
    "musk_antibody": "positive negative",
    "creatine_kinase": "raised normal",
    "known_cancer": "none sclc other",
    "chest_ct": "normal suspicious",
    "fdg_pet": "normal suspicious",
}
NUMBERS = {
    "age_at_onset_years": (0, 120, False),
    "symptom_duration_months": (0, 1200, False),
    "low_rate_decrement_percent": (0, 100, False),
    "cmap_increment_percent": (-100, 10000, False),
    "pack_years": (0, 300, False),
    "weight_loss_percent": (0, 80, False),
    "karnofsky": (0, 100, True),
}
DATES = ["chest_ct_date", "fdg_pet_date"]
LEVELS = [
    "insufficient", "not_suggested", "features_present", "strongly_suggestive", "meets_criteria",
]  # fmt: skip


def test_the_items_of_the_first_edition_stay_as_they_were(content: Content) -> None:
    items = {item.id: item for item in content.checklist.items}
    assert {name: items[name].kind for name in YES_NO} == dict.fromkeys(YES_NO, "yn")
    for name, options in CHOICES.items():  # a later edition may offer more, at the end
        assert " ".join(items[name].option_ids).startswith(options)
    assert {
        name: (items[name].least, items[name].most, items[name].whole) for name in NUMBERS
    } == NUMBERS
    assert {name: items[name].kind for name in DATES} == dict.fromkeys(DATES, "date")


def test_the_levels_of_the_first_edition_stay_as_they_were(content: Content) -> None:
    assert [level.id for level in content.suspicion.levels] == LEVELS


def test_the_safety_messages_and_points_of_the_first_edition_stay_as_they_were(
    content: Content,
) -> None:
    assert {one.id for one in content.safety} >= {"S1", "S2", "S3", "S4", "S5", "S6"}
    assert [one.key for one in content.scores["delta_p"].items] == [
        "bulbar", "erectile_dysfunction", "weight_loss", "tobacco", "age", "performance",
    ]  # fmt: skip


def test_ids_are_snake_case(content: Content) -> None:
    ids = [
        *(item.id for item in content.checklist.items),
        *(option.id for item in content.checklist.items for option in item.options),
        *(section.id for section in content.checklist.sections),
        *(one.id for one in content.checklist.contradictions),
        *content.findings,
        *content.references,
        *content.articles,
        *(step.id for step in content.steps),
        *(one.id for one in content.lookalikes),
        *(one.id for one in content.discordance),
        *(one.id for one in content.requests),
        *(one.id for one in content.statements),
        *(one.id for one in content.scores["delta_p"].items),
        *(one.id for one in content.scores["delta_p"].cohorts),
    ]
    assert [name for name in ids if not SNAKE.fullmatch(name)] == []


def test_rule_ids_are_a_letter_with_a_number_or_a_name(content: Content) -> None:
    assert [one.id for one in content.rules if not RULE.fullmatch(one.id)] == []


def test_ids_are_used_once_in_each_list(content: Content) -> None:
    for entries in (
        content.checklist.sections,
        content.checklist.contradictions,
        content.lookalikes,
        content.requests,
        content.statements,
        content.steps,
        content.suspicion.levels,
        content.scores["delta_p"].bands,
        content.scores["delta_p"].cohorts,
        content.scores["delta_p"].exclusions,
    ):
        ids = [entry.id for entry in entries]
        assert len(ids) == len(set(ids)), ids


def test_options_are_offered_once(content: Content) -> None:
    for item in content.checklist.items:
        ids, labels = item.option_ids, [option.label for option in item.options]
        assert len(set(ids)) == len(ids), item.id
        assert len(set(labels)) == len(labels), item.id


def test_a_number_carries_its_unit_in_its_id(content: Content) -> None:
    ending = {"years": "_years", "months": "_months", "%": "_percent", "pack-years": "pack_years"}
    wrong = [
        item.id
        for item in content.checklist.items
        if item.kind == "number" and item.unit in ending and not item.id.endswith(ending[item.unit])
    ]
    assert wrong == []


def test_no_two_items_of_a_section_carry_one_label(content: Content) -> None:
    labels = [item.label for item in content.checklist.items]
    assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_the_items_of_a_section_stand_together(content: Content) -> None:
    order = list(dict.fromkeys(item.section for item in content.checklist.items))
    assert order == [section.id for section in content.checklist.sections]
    sections = [item.section for item in content.checklist.items]
    assert sections == sorted(sections, key=order.index)
