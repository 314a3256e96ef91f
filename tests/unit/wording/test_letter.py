from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import read_answers
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.letter import patient_view


def summary(content: Content, **answers: object) -> tuple[str, ...]:
    return patient_view(content, Presenter(content), read_answers(content, answers)).said


def test_nothing_unanswered_is_mentioned(content: Content) -> None:
    assert summary(content) == ()


def test_age_sex_and_course_come_first(content: Content) -> None:
    answers = {"age_at_onset_years": 68, "sex": "male", "symptom_duration_months": 6}
    assert summary(content, **answers, pack_years=40) == (
        "Course: Age at first symptom: 68 years; sex: male; time since first symptom: 6 months; "
        "pack-years: 40 pack-years.",
    )


def test_findings_are_told_with_what_was_asked_and_is_absent(content: Content) -> None:
    told = summary(content, dry_mouth="yes", tendon_reflexes="absent", ptosis="no")
    assert told == (
        "Present: Dry mouth; tendon reflexes at rest: absent.",
        "Asked and absent: Drooping eyelid.",
    )


def test_tests_are_told_with_their_results_and_a_scan_with_its_date(content: Content) -> None:
    told = summary(
        content, cmap_increment_percent=150, chest_ct="normal", chest_ct_date="2026-03-01"
    )
    says = "Done so far: CMAP increment: 150 %; CT of the chest: normal, 2026-03-01."
    assert told == (says,)


def test_a_scan_without_a_date_and_a_date_without_a_scan_are_told_as_they_are(
    content: Content,
) -> None:
    (done,) = summary(content, chest_ct="suspicious", negative_screen_date="2026-03-01")
    assert done.startswith("Done so far: CT of the chest: suspicious; ")
    assert "2026-03-01" in done
