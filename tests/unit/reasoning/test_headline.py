"""The result in one line: the level, what comes before LEMS, or what LEMS asks for."""

from __future__ import annotations

from datetime import date

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from tests.conftest import Copy

TODAY = date(2026, 11, 23)


def headline(content: Content, **answers: object) -> str:
    return assess(content, answers, TODAY).headline


def test_without_a_leading_look_alike_it_is_the_level(content: Content) -> None:
    assert headline(content) == "Not enough information"


def test_the_look_alike_that_leads_stands_before_the_level(content: Content) -> None:
    assert (
        headline(content, achr_antibody="positive")
        == "Myasthenia gravis first. For LEMS: not enough information"
    )


def test_two_that_lead_are_named_in_one_line(content: Content) -> None:
    says = headline(
        content,
        symptom_duration_months=0.3,
        proximal_leg_weakness="yes",
        tendon_reflexes="absent",
        ptosis="yes",
        dysphagia="yes",
        sluggish_pupils="yes",
    )
    assert says.startswith("Guillain-Barré syndrome or botulism first. For LEMS: ")


def test_an_established_lems_is_said_with_what_comes_next(content: Content) -> None:
    scanned = {
        "lems_established": "yes",
        "chest_ct": "normal",
        "chest_ct_date": "2026-10-01",
        "fdg_pet": "normal",
        "fdg_pet_date": "2026-10-01",
    }
    untouched = headline(content, lems_established="yes")
    assert untouched == "LEMS established: arrange CT of the chest"
    assert headline(content, **scanned).startswith("LEMS established: ")
    child = headline(content, lems_established="yes", age_at_onset_years=9)
    assert child == "LEMS established: plan the search with paediatric neuro-oncology"


def test_an_established_lems_stands_alone_where_an_edition_says_nothing_of_what_to_do(
    copy: Copy,
) -> None:
    copy.write("rules/do_now.yaml", 'most: 5\notherwise: "Ask {label}"\nat_last: Look again\n')
    assert headline(copy.read(), lems_established="yes") == "LEMS established"


def test_an_emergency_stands_before_a_level_at_which_nothing_can_be_tested_for(
    content: Content,
) -> None:
    assert headline(content, dyspnoea="yes") == (
        "Breathlessness needs a same-day assessment. For LEMS: not enough information"
    )
    suspected = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "dyspnoea": "yes"}
    assert headline(content, **suspected) == "Some features are present"


def test_the_result_names_the_look_alikes_with_the_leading_ones_first(content: Content) -> None:
    found = assess(content, {"proximal_leg_weakness": "yes", "potassium": "low"}, TODAY).look_alikes
    assert found[0] == "potassium_disorder"
    assert "inflammatory_myopathy" in found
