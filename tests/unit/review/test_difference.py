"""What two editions of the content decide differently, told for the rules and for each case."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.difference import CaseChange, Difference, difference
from tests.conftest import Copy
from tests.support.editions import following, in_preparation

pytestmark = pytest.mark.slow

CHECKLIST, FINDINGS = "checklist.yaml", "rules/findings.yaml"
SUSPICION, SCREENING = "rules/suspicion.yaml", "rules/screening.yaml"
SCORE, SAFETY = "scores/delta_p.yaml", "rules/safety.yaml"
ONSET_50 = ("age_at_onset_years >= 50", "age_at_onset_years >= 65")

CASE = """
kind: composite
about: A woman with weak legs
diagnosis: lems
today: 2026-11-23
answers:
  {age_at_onset_years: 55, lems_established: yes, chest_ct: normal, chest_ct_date: "2026-11-01"}
coding: Made up.
expect: {level: insufficient, rule: null, delta_p_applies: true, delta_p: [1, 6]}
"""

Compare = Callable[..., Difference]


@pytest.fixture
def compare(copy: Copy, content: Content) -> Compare:
    """``compare((file, old, new))``: the shipped content against one so changed."""

    def changed(*spoils: tuple[str, str, str]) -> Difference:
        for file, old, new in spoils:
            copy.replace(file, old, new)
        return difference(content, copy.read())

    return changed


def one_case(copy: Copy, text: str = CASE) -> Content:
    for path in (copy.folder / "cases").iterdir():
        path.unlink()
    return copy.write("cases/case_901.yaml", text).read()


def lines(one: object) -> list[str]:
    return [line.strip() for line in str(one).splitlines()]


# Editions


def test_two_readings_of_one_edition_do_not_differ(content: Content, compare: Compare) -> None:
    found = compare()
    assert (found.rules, found.reworded, found.cases) == ((), 0, ())
    assert found.alike == len(content.cases)
    assert lines(found) == [
        f"Old: edition {content.edition.edition}, digest {content.digest}",
        f"New: edition {content.edition.edition}, digest {content.digest}",
        "",
        "What decides is the same in both: no question, rule or setting differs.",
        "",
        f"{len(content.cases)} shipped cases come out the same in both.",
    ]


def test_a_change_that_was_not_stamped_is_told(content: Content, compare: Compare) -> None:
    assert compare((SCORE, *ONSET_50)).notes == (
        f"The new one has changed since it was stamped ({content.digest}).",
        "Both call themselves by one edition: the new one needs a number of its own.",
    )


def test_an_old_edition_that_was_changed_is_told_as_well(copy: Copy, content: Content) -> None:
    copy.replace(SCORE, *ONSET_50)
    assert difference(copy.read(), content).notes[0].startswith("The old one has changed since")


def test_a_new_number_for_the_same_rules_is_told(content: Content) -> None:
    found = difference(content, in_preparation(content))
    assert found.new.startswith(f"edition {following(content)}, digest ")
    assert found.notes == ("The edition differs, but nothing that decides.",)


# What decides


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        ((SCORE, *ONSET_50),
         ["changed: DELTA-P score point delta_p_age, Onset at 50 years or later",
          "when: Age at first symptom at least 50 years → Age at first symptom at least 65 years"]),
        ((SCREENING, "    months: [6]\n", "    months: [6, 12]\n"),
         ["changed: schedule T1, Repeat at 6 months; going on to 2 years is offered",
          "months: 6 → 6, 12"]),
        ((SCREENING, "early_days: 28", "early_days: 14"),
         ["changed: the screening plan", "early_days: 28 → 14"]),
        ((SUSPICION, "    level: meets_criteria\n", "    level: strongly_suggestive\n"),
         ["changed: level rule J1, Entry features with all three electrical signs",
          "level: meets_criteria → strongly_suggestive"]),
        ((CHECKLIST, "first_questions: [proximal_leg_weakness, ", "first_questions: ["),
         ["changed: the checklist",
          "first_questions: proximal_leg_weakness, tendon_reflexes, dry_mouth, "
          "proximal_arm_weakness, dysphagia, dyspnoea → tendon_reflexes, dry_mouth, "
          "proximal_arm_weakness, dysphagia, dyspnoea"]),
        ((CHECKLIST, "    most: 120\n", "    most: 110.5\n"),
         ["changed: question age_at_onset_years, Age at first symptom", "most: 120 → 110.5"]),
        ((CHECKLIST, "      - {id: other, label: Other}\n", ""),
         ["changed: question sex, Sex", "options: female, male, other → female, male"]),
        ((CHECKLIST, "    hidden_when: sex is female\n", ""),
         ["changed: question erectile_dysfunction, Erectile dysfunction",
          "hidden_when: Sex: female → none"]),
        ((SAFETY, "- id: S2\n  urgent: true\n", "- id: S2\n"),
         ["changed: safety message S2, Trouble swallowing, check swallow and aspiration",
          "urgent: yes → no"]),
        ((SCREENING, "    unless: [under_18, sclc_known, suspicious_imaging]\n    months",
          "    months"),
         ["changed: schedule T+, A tumour antibody is positive, repeat at 3 months, then every 6",
          "unless: Onset before the age of 18, Small cell lung cancer already known, "
          "A suspicious scan → none"]),
    ],
)  # fmt: skip
def test_a_changed_rule_is_told_in_words(
    compare: Compare, spoil: tuple[str, str, str], told: list[str]
) -> None:
    (change,) = compare(spoil).rules
    assert lines(change) == told


def test_a_rule_that_was_added_or_taken_out_is_told(compare: Compare) -> None:
    added, gone = compare((FINDINGS, "- id: any_ocular\n", "- id: any_ocular_sign\n")).rules
    assert str(added) == "added: finding any_ocular_sign, Ptosis or double vision"
    assert str(gone) == "taken out: finding any_ocular, Ptosis or double vision"


def test_an_entry_without_a_title_is_told_by_its_id(compare: Compare) -> None:
    (change,) = compare((SCORE, "when: sclc_known", "when: under_18")).rules
    assert lines(change)[0] == "changed: DELTA-P score exclusion delta_p_sclc_known"


def test_rules_that_changed_places_are_told(copy: Copy, content: Content) -> None:
    rules = list(content.suspicion.rules)
    rules[0], rules[1] = rules[1], rules[0]
    moved = content.suspicion.model_copy(update={"rules": tuple(rules)})
    found = difference(content, dataclasses.replace(content, suspicion=moved))
    assert [str(one) for one in found.rules] == [
        "order changed: level rules, among them "
        f"{content.suspicion.rules[1].id}, {content.suspicion.rules[0].id}"
    ]


def test_new_wording_is_counted_and_decides_nothing(compare: Compare) -> None:
    found = compare(
        (CHECKLIST, "label: Drooping eyelid", "label: Hanging eyelid"),
        (FINDINGS, "title: Bulbar weakness", "title: Weakness of speech or swallowing"),
    )
    assert (found.rules, found.reworded, found.cases) == ((), 2, ())
    assert "In 2 entries only the wording or the sources differ." in lines(found)


def test_a_score_of_another_title_keeps_its_points(copy: Copy) -> None:
    old = one_case(copy)
    found = difference(old, copy.replace(SCORE, "title: DELTA-P score", "title: The score").read())
    assert (found.rules, found.reworded) == ((), 0)


def test_one_reworded_entry_is_told_in_the_singular(compare: Compare) -> None:
    found = compare((CHECKLIST, "label: Drooping eyelid", "label: Hanging eyelid"))
    assert "In 1 entry only the wording or the sources differ." in lines(found)


def test_places_are_counted(compare: Compare) -> None:
    assert "What decides differs in 1 place:" in lines(compare((SCORE, *ONSET_50)))


# Cases


def test_a_case_that_changes_says_what_was_and_what_is(copy: Copy, content: Content) -> None:
    old = one_case(copy)
    copy.replace(SCORE, *ONSET_50)
    copy.replace(SCREENING, "months: [3, 9, 15, 21, 27]\n    says: DELTA-P is 3",
                 "months: [3, 9]\n    says: DELTA-P is 3")  # fmt: skip
    found = difference(old, copy.read())
    (case,) = found.cases
    assert (case.case, case.about) == ("case_901", "A woman with weak legs")
    assert [str(change) for change in case.changes] == [
        "DELTA-P: 1 to 6, tier T3 → 0 to 5, tier T3",
        "schedule: T3, months 3 (2027-02-01), 9 (2027-08-01), 15 (2028-02-01), 21 (2028-08-01), "
        "27 (2029-02-01) → T3, months 3 (2027-02-01), 9 (2027-08-01)",
        "point age: yes → no",
    ]
    assert "0 shipped cases come out the same in both." in lines(found)


def test_the_level_is_told_with_its_rule(copy: Copy) -> None:
    known = CASE.replace("lems_established: yes", "proximal_leg_weakness: yes, dry_mouth: yes")
    old = one_case(copy, known)
    copy.replace(FINDINGS, "any_of: [proximal_leg_weakness, proximal_arm_weakness]",
                 "all_of: [proximal_leg_weakness, proximal_arm_weakness]")  # fmt: skip
    (case,) = difference(old, copy.read()).cases
    told = {change.what: (change.was, change.now) for change in case.changes}
    assert told["level"] == (
        "Some features are present (F1)",
        "Not enough information (no rule)",
    )
    assert told["finding entry"] == ("yes", "unknown")
    assert "DELTA-P" not in told
    assert "schedule" not in told


def test_a_schedule_that_opens_and_a_score_that_applies_are_told(copy: Copy) -> None:
    known = CASE.replace("lems_established: yes", "proximal_leg_weakness: yes, dry_mouth: yes")
    old = one_case(copy, known)
    copy.replace(FINDINGS, "when: {any_of: [lems_established, suspicion is strongly",
                 "when: {any_of: [lems_established, suspicion is features_present or "
                 "strongly")  # fmt: skip
    (case,) = difference(old, copy.read()).cases
    told = {change.what: (change.was, change.now) for change in case.changes}
    assert told["DELTA-P"] == ("does not apply (1 to 6)", "1 to 6, tier T3")
    assert told["schedule"][0] == "none"
    assert told["schedule"][1].startswith("T3, months 3 (2027-02-01)")
    assert "workup line W1 (done), CT of the chest now" in case.come


def test_an_offered_screen_is_told_as_offered(copy: Copy) -> None:
    known = CASE.replace("lems_established: yes", (
        "lems_established: yes, sex: female, early_bulbar_involvement: no, karnofsky: 90, "
        "reported_weight_loss: no, ever_smoked: yes, smoking_at_onset: no"
    ))  # fmt: skip
    old = one_case(copy, known)
    copy.replace(SCREENING, "    offer_months: [12, 18, 24]\n", "    offer_months: [12]\n")
    (case,) = difference(old, copy.read()).cases
    assert [str(change) for change in case.changes] == [
        "schedule: T1, months 6 (2027-05-01), 12 offered (2027-11-01), 18 offered (2028-05-01), "
        "24 offered (2028-11-01) → T1, months 6 (2027-05-01), 12 offered (2027-11-01)"
    ]


def test_a_plan_that_is_open_again_is_told(copy: Copy) -> None:
    known = (
        "{known_cancer: sclc, dysphagia: no, dyspnoea: no, checkpoint_inhibitor: no, "
        "seizure_history: no, planned_anaesthesia: no, uncontrolled_asthma: no, "
        "long_qt_or_qt_drug: no, hyponatraemia: no, smoking_at_onset: no, "
        "sclc_in_remission: no, age"
    )
    old = one_case(copy, CASE.replace("{age", known))
    copy.replace(
        FINDINGS,
        "  when: known_cancer is sclc or sclc_and_other\n",
        "  when: known_cancer is other or sclc_and_other\n",
    )
    (case,) = difference(old, copy.read()).cases
    told = {change.what: (change.was, change.now) for change in case.changes}
    assert told["plan settled"] == ("yes", "no")


def test_messages_that_come_and_go_are_told_by_their_titles(copy: Copy) -> None:
    old = one_case(copy, CASE.replace("{age", "{dysphagia: yes, age"))
    copy.replace(SAFETY, "when: dysphagia", "when: dyspnoea")
    copy.replace("rules/counter_flags.yaml", "when: first_site is ocular", "when: dysphagia")
    (case,) = difference(old, copy.read()).cases
    assert case.gone == ("safety message S2, Trouble swallowing, check swallow and aspiration",)
    assert case.come == ("counter-flag ocular_onset, Ocular onset",)
    assert lines(case)[-2:] == [f"no longer: {case.gone[0]}", f"new: {case.come[0]}"]


def test_a_line_of_the_workup_that_is_done_now_is_another_line(copy: Copy) -> None:
    old = one_case(copy)
    copy.replace(SCREENING, "    done_when: chest_ct is normal or suspicious\n    says: >-\n"
                 "      For every adult", "    says: >-\n      For every adult")  # fmt: skip
    (case,) = difference(old, copy.read()).cases
    assert case.gone == ("workup line W1 (done), CT of the chest now",)
    assert case.come == ("workup line W1, CT of the chest now",)


@pytest.mark.parametrize(("new", "which"), [(True, "old"), (False, "new")])
def test_answers_that_one_edition_cannot_read_are_told_and_do_not_stop_the_others(
    copy: Copy, content: Content, new: bool, which: str
) -> None:
    copy.replace(CHECKLIST, "      - {id: other, label: Elsewhere}\n",
                 "      - {id: elsewhere, label: Elsewhere}\n")  # fmt: skip
    known = CASE.replace("{age", "{first_site: elsewhere, age")
    newer = copy.write("cases/case_901.yaml", known).read()
    found = difference(content, newer) if new else difference(newer, content)
    (case,) = [one for one in found.cases if one.case == "case_901"]
    assert case.notes == (
        f"The {which} edition cannot read its answers, 'first_site': 'elsewhere' is not an answer "
        'here; write "legs", "arms", "ocular", "bulbar", "generalised" or "other"',
    )
    assert (case.changes, case.gone, case.come) == ((), (), ())
    assert found.alike > 30


def test_an_item_the_old_edition_did_not_ask_is_told(copy: Copy, content: Content) -> None:
    item = (
        "  - id: startled_easily\n    section: context\n    kind: yn\n    label: Startled easily\n"
        "    ask: Is the person startled easily?\n    why: To try.\n    context: true\n\n"
        "  - id: sex\n"
    )
    copy.replace(CHECKLIST, "  - id: sex\n", item)
    known = CASE.replace("{age", "{startled_easily: yes, age")
    found = difference(content, copy.write("cases/case_901.yaml", known).read())
    assert str(found.rules[0]) == "added: question startled_easily, Startled easily"
    (case,) = found.cases
    assert case.notes[0].startswith(
        "The old edition cannot read its answers, 'startled_easily': no item is called that"
    )


def test_a_case_whose_facts_were_changed_is_compared_on_the_new_ones(copy: Copy) -> None:
    old = one_case(copy)
    new = one_case(copy, CASE.replace("age_at_onset_years: 55", "age_at_onset_years: 40"))
    assert difference(old, new).cases == (
        CaseChange(
            "case_901",
            "A woman with weak legs",
            ("Its facts were changed; both editions are compared on the new ones.",),
        ),
    )


def test_a_case_on_another_day_has_other_facts(copy: Copy) -> None:
    old = one_case(copy)
    (case,) = difference(old, one_case(copy, CASE.replace("today: 2026", "today: 2027"))).cases
    assert case.notes[0].startswith("Its facts were changed")


def test_cases_of_only_one_edition_are_compared_and_counted(copy: Copy, content: Content) -> None:
    lone = one_case(copy)
    forth, back = difference(content, lone), difference(lone, content)
    first, last = min(content.cases), max(content.cases)
    assert (forth.alike, back.alike) == (len(content.cases) + 1,) * 2
    assert lines(forth)[-2:] == [
        f"Only the old edition has {len(content.cases)} cases: {first} to {last}.",
        "Only the new edition has 1 case: case_901.",
    ]
    assert "Only the old edition has 1 case: case_901." in lines(back)


def test_one_case_is_told_in_the_singular(copy: Copy) -> None:
    lone = one_case(copy)
    assert lines(difference(lone, lone))[-1] == "1 shipped case comes out the same in both."
    copy.replace(SCORE, *ONSET_50)
    assert "1 shipped case to look at:" in lines(difference(lone, copy.read()))


def test_every_shipped_case_is_looked_at(content: Content, compare: Compare) -> None:
    found = compare((FINDINGS, "any_of: [proximal_leg_weakness, proximal_arm_weakness]",
                     "all_of: [proximal_leg_weakness, proximal_arm_weakness]"))  # fmt: skip
    assert len(found.cases) + found.alike == len(content.cases)
    told = {change.what for case in found.cases for change in case.changes}
    assert {"level", "next question", "schedule", "finding entry"} <= told


def test_a_score_that_only_one_edition_has_is_told_by_its_points(
    copy: Copy, content: Content
) -> None:
    text = (copy.folder / SCORE).read_text("utf-8")
    other = text.replace("delta_p", "other").replace("title: DELTA-P score", "title: Other score")
    two = copy.write("scores/other.yaml", other).read()
    forth, back = difference(content, two), difference(two, content)
    assert [str(one) for one in forth.rules][:2] == [
        "added: Other score point other_bulbar, Bulbar weakness early",
        "added: Other score point other_erectile_dysfunction, Erectile dysfunction early",
    ]
    assert {one.how for one in forth.rules} == {"added:"}
    assert [one.name for one in back.rules] == [one.name for one in forth.rules]
    assert {one.how for one in back.rules} == {"taken out:"}
