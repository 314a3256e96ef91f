"""What is said to one patient: a line stands where it fits and asks for nothing entered."""

from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.wording.summary.report import Report, report

TODAY = date(2026, 11, 23)
POSSIBLE = {"proximal_leg_weakness": "yes", "dry_mouth": "yes"}


def told(content: Content, **answers: object) -> Report:
    return report(Consideration(content, read_answers(content, answers), TODAY))


def advice(content: Content, name: str, **answers: object) -> str:
    return next(card.says for card in told(content, **answers).plan.lines if card.id == name)


def safety(content: Content, name: str, **answers: object) -> str:
    return next(card.says for card in told(content, **answers).safety if card.id == name)


def letter(content: Content, name: str, **answers: object) -> str:
    return next(one.text for one in told(content, **answers).requests if one.id == name)


def test_the_tests_before_the_plan_are_those_without_an_answer(content: Content) -> None:
    both = advice(content, "G1", **POSSIBLE)
    no_increment = advice(content, "G1", **POSSIBLE, increment_reported="no")
    no_antibody = advice(content, "G1", **POSSIBLE, vgcc_pq_antibody="negative")
    assert "nerve stimulation" in both
    assert "P/Q-type" in both
    assert "nerve stimulation" not in no_increment
    assert "P/Q-type" in no_increment
    assert "nerve stimulation" in no_antibody
    assert "P/Q-type" not in no_antibody


@pytest.mark.parametrize(
    "sign",
    [{"chest_ct": "suspicious"}, {"sox1_antibody": "positive"}, {"hyponatraemia": "yes"}],
)
def test_the_search_is_put_off_only_where_nothing_asks_for_it_now(
    content: Content, sign: dict[str, object]
) -> None:
    wait = "The tumour search follows once LEMS is likely."
    assert wait in advice(content, "G1", **POSSIBLE)
    assert wait not in advice(content, "G1", **POSSIBLE, **sign)


def test_creatine_kinase_is_asked_for_after_a_checkpoint_inhibitor_until_it_is_entered(
    content: Content,
) -> None:
    answers = {"checkpoint_inhibitor": "yes", "ptosis": "yes"}
    asked = safety(content, "S3", **answers)
    entered = safety(content, "S3", **answers, creatine_kinase="raised")
    assert "creatine kinase" in asked
    assert "creatine kinase" not in entered
    assert "Call oncology and neurology today" in entered


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        ({}, True),
        ({"sex": "female", "age_at_onset_years": 54}, True),
        ({"sex": "female", "age_at_onset_years": 55}, False),
        ({"sex": "male"}, False),
        ({"chest_ct": "normal", "fdg_pet": "normal"}, False),
    ],
)
def test_pregnancy_is_asked_about_before_a_scan_where_it_is_possible(
    content: Content, person: dict[str, object], asked: bool
) -> None:
    given = told(content, lems_established="yes", **person)
    says = " ".join(card.says for card in given.plan.lines)
    assert ("Ask about pregnancy first." in says) == asked
    text = letter(content, "radiology", lems_established="yes", **person)
    assert ("ask about pregnancy first" in text) == asked


def test_pet_is_announced_with_the_ct_until_it_is_done(content: Content) -> None:
    follows = "FDG-PET/CT follows"
    assert follows in advice(content, "W1", lems_established="yes")
    assert follows not in advice(content, "W1", lems_established="yes", fdg_pet="normal")


def asked_in(text: str) -> str:
    """The lines of a letter that ask for something; what was done stands before them."""
    return "\n".join(line for line in text.splitlines() if line.startswith("- "))


def test_a_letter_does_not_ask_for_what_is_done(content: Content) -> None:
    asked = letter(content, "laboratory", achr_antibody="negative", dysphagia="yes")
    done = letter(
        content,
        "laboratory",
        achr_antibody="negative",
        dysphagia="yes",
        musk_antibody="negative",
        thyroid_function="high",
    )
    assert "MuSK antibody" in asked_in(asked)
    assert "Thyroid-stimulating" in asked_in(asked)
    assert asked_in(done)
    assert "MuSK antibody" not in asked_in(done)
    assert "Thyroid-stimulating" not in asked_in(done)
    assert "MuSK antibody: negative; thyroid function: high" in done


def test_after_a_suspicious_scan_tissue_answers_and_the_risks_are_not_quoted(
    content: Content,
) -> None:
    instead = "A scan is suspicious: tissue answers, not the score."
    suspicious = told(content, lems_established="yes", chest_ct="normal", fdg_pet="suspicious")
    normal = told(content, lems_established="yes", chest_ct="normal").score.not_quoted
    assert suspicious.score.not_quoted == instead
    assert normal.startswith("A scan was negative.")
    assert told(content, lems_established="yes").score.not_quoted == ""
