"""What to do first: order, urgency, what yields to what, and what is never in the list."""

from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.reasoning.do_now import Situation, to_do
from lems_rules.reasoning.result import Assessment
from tests.conftest import Copy
from tests.support.considered import consider

TODAY = date(2026, 11, 28)
ENTRY = {"proximal_leg_weakness": "yes", "dry_mouth": "yes"}
STRONG = {**ENTRY, "tendon_reflexes": "absent", "orthostatic_symptoms": "yes"}
SCANNED = {
    "chest_ct": "normal",
    "chest_ct_date": "2026-10-01",
    "fdg_pet": "normal",
    "fdg_pet_date": "2026-10-05",
}


def result(content: Content, answers: dict[str, object]) -> Assessment:
    return assess(content, answers, TODAY)


def lines(content: Content, **answers: object) -> list[tuple[str, str]]:
    return [(line.id, line.urgency) for line in result(content, answers).do_now]


def texts(content: Content, **answers: object) -> list[str]:
    return [line.text for line in result(content, answers).do_now]


def ids(content: Content, **answers: object) -> list[str]:
    return [name for name, _ in lines(content, **answers)]


# Published patients, and patterns of them


def test_a_suspicious_scan_puts_tissue_first(content: Content) -> None:
    found = result(content, dict(content.cases["case_024"].answers)).do_now
    assert [line.id for line in found] == ["W3", "G1", "S5"]
    assert [line.urgency for line in found] == ["now", "this_week", "planned"]


def test_strong_suspicion_with_nothing_done_begins_the_search(content: Content) -> None:
    assert lines(content, **STRONG) == [
        ("W1", "this_week"),
        ("G5", "this_week"),
        ("S5", "planned"),
        ("W5", "planned"),
        ("T3", "planned"),
    ]
    assert texts(content, **STRONG)[-1] == "Next screen after CT and PET"


def test_myasthenia_with_its_antibody_is_told_apart_and_gets_no_line_for_a_tumour_of_lems(
    content: Content,
) -> None:
    answers = {
        "achr_antibody": "positive",
        "low_rate_decrement_percent": 40,
        "dysphagia": "yes",
        "ever_smoked": "yes",
    }
    found = result(content, answers)
    assert found.headline.startswith("Myasthenia gravis first")
    assert [line.text for line in found.do_now] == [
        "Check the swallow before food and tablets",
        "Image the thymus",
        "Check new medicines; warn before anaesthesia",
    ]


def test_signs_of_a_descending_paralysis_ask_for_breath_length_and_swallow(
    content: Content,
) -> None:
    found = lines(content, ptosis="yes", dysphagia="yes", dyspnoea="yes")
    assert found == [("S1", "now"), ("S9", "now"), ("S2", "now")]


def test_ten_days_of_weak_legs_with_a_full_bladder_put_the_spine_first(content: Content) -> None:
    answers = {
        "symptom_duration_months": 0.33,
        "proximal_leg_weakness": "yes",
        "tendon_reflexes": "absent",
        "urinary_symptoms": "yes",
    }
    assert ids(content, **answers) == ["S7", "S4", "G1", "S5"]


def test_a_treated_small_cell_cancer_asks_for_restaging_and_keeps_its_dates(
    content: Content,
) -> None:
    known = {"lems_established": "yes", "known_cancer": "sclc", "sclc_in_remission": "yes"}
    assert lines(content, **known, **SCANNED) == [
        ("K1", "this_week"),
        ("S5", "planned"),
        ("TK1", "planned"),
    ]
    assert texts(content, **known, **SCANNED)[-1] == "Next screen on 2027-01-05"


def test_a_checkpoint_inhibitor_with_a_raised_enzyme_is_an_emergency_at_normal_strength(
    content: Content,
) -> None:
    answers = {
        "checkpoint_inhibitor": "yes",
        "creatine_kinase": "raised",
        "proximal_leg_weakness": "no",
        "proximal_arm_weakness": "no",
    }
    found = result(content, answers)
    assert found.do_now[0].text == "Troponin, ECG; call oncology and neurology"
    assert not found.headline.lower().startswith("not suggested")


# Time


def test_an_overdue_screen_is_booked_now_and_replaces_the_next_one(content: Content) -> None:
    scanned = {**SCANNED, "chest_ct_date": "2026-01-01", "fdg_pet_date": "2026-01-05"}
    found = result(content, {"lems_established": "yes", **scanned})
    assert (found.do_now[0].id, found.do_now[0].urgency) == (found.schedule_rule, "now")
    assert found.do_now[0].text == "Book the screen overdue since 2026-04-05"
    assert not any("Next screen" in line.text for line in found.do_now)


def test_a_normal_scan_without_its_date_asks_for_the_date(content: Content) -> None:
    answers = {"lems_established": "yes", "chest_ct": "normal", "fdg_pet": "normal"}
    assert "Enter the date of the normal CT" in texts(content, **answers)


def test_when_every_screen_is_done_none_is_told(content: Content) -> None:
    scanned = {**SCANNED, "chest_ct_date": "2020-01-01", "fdg_pet_date": "2020-01-05"}
    answers = {"lems_established": "yes", **scanned, "latest_negative_screen_date": "2026-11-01"}
    given = consider(content, **answers)
    schedule = given.conclusions.schedule()
    assert schedule is not None
    assert schedule[0].id not in [line.id for line in (*given.to_do.lines, *given.to_do.further)]


# What is done or known is not asked for


def test_only_the_part_that_is_not_known_is_asked_for(content: Content) -> None:
    def tests(**more: object) -> list[str]:
        found = result(content, {**ENTRY, **more}).do_now
        return [line.text for line in found if line.id == "G1"]

    assert tests() == ["Arrange nerve stimulation after 10 s effort; P/Q antibody"]
    assert tests(vgcc_pq_antibody="negative") == ["Arrange nerve stimulation with 10 s of effort"]
    assert tests(cmap_increment_percent=5) == ["Send the P/Q antibody"]
    assert tests(cmap_increment_percent=5, vgcc_pq_antibody="negative") == []


def test_the_enzyme_is_not_asked_for_again(content: Content) -> None:
    weak = {"checkpoint_inhibitor": "yes", "ptosis": "yes"}
    assert texts(content, **weak)[0].startswith("CK, troponin")
    assert texts(content, **weak, creatine_kinase="normal")[0].startswith("Troponin")


def test_a_normal_ct_leads_on_to_the_pet(content: Content) -> None:
    assert ids(content, **STRONG, chest_ct="normal")[0] == "W2"
    assert "W2" not in ids(content, **STRONG, chest_ct="normal", fdg_pet="normal")


def test_one_line_stands_for_all_the_rules_that_ask_for_the_same(content: Content) -> None:
    given = consider(content, **ENTRY, ever_smoked="yes", hu_antibody="positive")
    (ct,) = [line for line in given.to_do.lines if "CT of" in line.text]
    assert set(ct.of) == {"G2", "G4"}
    assert ct.letter == "radiology"


# What yields


@pytest.mark.parametrize("cancer", ["sclc", "other"])
def test_a_known_cancer_with_a_suspicious_scan_is_restaged_now(
    content: Content, cancer: str
) -> None:
    answers = {"lems_established": "yes", "known_cancer": cancer, "chest_ct": "suspicious"}
    assert "now" in [
        line.urgency for line in result(content, answers).do_now if line.id in ("K1", "K2")
    ]


def test_a_known_small_cell_cancer_with_a_suspicious_scan_is_restaged_at_any_level(
    content: Content,
) -> None:
    assert lines(content, known_cancer="sclc", chest_ct="suspicious") == [("K1", "now")]


def test_the_emergency_of_a_checkpoint_inhibitor_silences_the_slower_line(content: Content) -> None:
    given = consider(content, **ENTRY, checkpoint_inhibitor="yes")
    assert given.conclusions.fires("K3")
    assert "K3" not in [line.id for line in (*given.to_do.lines, *given.to_do.further)]


def test_a_planned_operation_makes_the_warning_urgent(content: Content) -> None:
    assert ("S5", "planned") in lines(content, **ENTRY)
    assert ("S5", "now") in lines(content, **ENTRY, planned_anaesthesia="yes")


# Look-alikes


def test_at_a_low_level_the_first_look_alike_names_its_test(content: Content) -> None:
    assert texts(content, proximal_leg_weakness="yes") == ["Measure creatine kinase"]


def test_a_look_alike_that_is_only_thought_of_is_never_for_today(content: Content) -> None:
    for likeness in content.lookalikes:
        assert likeness.acts, likeness.id
    found = result(content, {"proximal_leg_weakness": "yes", "creatine_kinase": "normal"}).do_now
    assert all(line.urgency != "now" for line in found)


def test_where_the_diagnosis_is_made_no_look_alike_is_told_apart(content: Content) -> None:
    names = {one.id for one in content.lookalikes}
    answers = {
        "lems_established": "yes",
        "achr_antibody": "positive",
        "proximal_leg_weakness": "yes",
    }
    given = consider(content, **answers)
    assert not names & {line.id for line in (*given.to_do.lines, *given.to_do.further)}


def test_a_child_is_searched_with_paediatric_oncology_and_its_letters(content: Content) -> None:
    given = consider(content, lems_established="yes", age_at_onset_years=9)
    first = given.to_do.lines[0]
    assert (first.id, first.letter) == ("K4", "radiology_child")


# The end of the list


def test_where_nothing_is_asked_for_the_next_question_stands(content: Content) -> None:
    found = result(content, {})
    assert [(line.id, line.urgency) for line in found.do_now] == [(found.next_item, "planned")]
    assert found.do_now[0].text.startswith("Next question: ")


def test_where_there_is_no_question_left_it_says_to_look_again(content: Content) -> None:
    given = consider(content)
    nothing = Situation(
        content,
        given.answers,
        given.conclusions,
        given.around,
        given.schedule,
        given.start,
        next_item=lambda: None,
    )
    (line,) = to_do(nothing).lines
    assert (line.id, line.text) == ("insufficient", "Look again when something new appears")


def test_beyond_five_lines_the_rest_is_counted(content: Content) -> None:
    found = result(content, {**STRONG, "smoking_at_onset": "yes", "ever_smoked": "yes"})
    assert len(found.do_now) == content.do_now.most == 5
    assert found.do_now_more == 2


def test_content_without_any_line_still_names_the_next_question(copy: Copy) -> None:
    copy.write("rules/do_now.yaml", 'most: 5\notherwise: "Ask: {label}"\nat_last: Look again\n')
    (line,) = assess(copy.read(), STRONG, TODAY).do_now
    assert line.text.startswith("Ask: ")
