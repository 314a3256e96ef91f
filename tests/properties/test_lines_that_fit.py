"""Whatever is entered, nothing asks for it again, and no two lines of a plan exclude each other."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from lems_rules.knowledge.checks import load_content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from tests.support.strategies import answers_to

CONTENT = load_content()
TODAY = date(2026, 11, 23)
WEAK = tuple(leaf.name for leaf in CONTENT.findings["any_weakness"].when.parts)  # type: ignore[union-attr]
# What the lines rest on, and what opens the plan: drawn often, so that they meet.
OFTEN = {
    name: st.none() | answers_to(CONTENT.checklist.item(name))
    for name in (
        *("lems_established", "chest_ct", "fdg_pet", "known_cancer", "sox1_antibody"),
        *("vgcc_pq_antibody", "cmap_increment_percent", "increment_reported", "creatine_kinase"),
        *("checkpoint_inhibitor", "achr_antibody", "musk_antibody", "thyroid_function", "sex"),
        *("proximal_leg_weakness", "dry_mouth", "tendon_reflexes", "hyponatraemia", "dysphagia"),
        *("symptom_duration_months", "age_at_onset_years", "upper_motor_neuron_signs"),
    )
}
ALL = {item.id: st.none() | answers_to(item) for item in CONTENT.checklist.items}
PATIENTS = st.fixed_dictionaries(OFTEN) | st.fixed_dictionaries(ALL)


def considered(drawn: dict[str, object]) -> Consideration:
    told = {name: value for name, value in drawn.items() if value is not None}
    raw = {name: v.isoformat() if isinstance(v, date) else v for name, v in told.items()}
    return Consideration(CONTENT, sort_out_answers(CONTENT, raw, TODAY).answers, TODAY)


@given(PATIENTS)
def test_no_line_asks_for_a_test_that_is_answered(drawn: dict[str, object]) -> None:
    given_ = considered(drawn)
    plan = [(line, done) for line, done in given_.conclusions.advice() if not done]
    safety = [rule for rule in CONTENT.safety if given_.conclusions.fires(rule.id)]
    asked = {rule.id: set(rule.asks) for rule in (*safety, *(line for line, _ in plan))}
    for owner in (*safety, *(line for line, _ in plan), *CONTENT.requests):
        for line in given_.fit.lines(owner):
            asked.setdefault(owner.id, set()).update(line.asks or line.unanswered)
    again = {name: items & given_.answers.keys() for name, items in asked.items()}
    assert not any(again.values()), again


@given(PATIENTS)
def test_no_two_lines_of_a_plan_exclude_each_other(drawn: dict[str, object]) -> None:
    plan = {line.id: line for line, _ in considered(drawn).conclusions.advice()}
    clashes = [(one, other) for one in plan for other in plan[one].excludes if other in plan]
    assert clashes == []


@settings(max_examples=20)
@given(PATIENTS, st.sampled_from(WEAK))
def test_a_weak_patient_short_of_strong_suspicion_is_shown_a_look_alike(
    drawn: dict[str, object], weak: str
) -> None:
    given_ = considered({**drawn, weak: "yes"})
    if given_.conclusions.level().rank <= 2 and weak in given_.answers:
        assert given_.around.likenesses
