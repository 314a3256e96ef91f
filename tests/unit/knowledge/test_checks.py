"""Content that can be read but does not hang together: each mistake is told once, with a remedy."""

from __future__ import annotations

import shutil
from datetime import date

import pytest

from lems_rules.knowledge.checks import load_content, load_rules, problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.problems.rules import conditions_in
from lems_rules.reasoning.assessment import assess
from tests.conftest import Copy

CHECKLIST, REFERENCES = "checklist.yaml", "references.yaml"
FINDINGS, SUSPICION = "rules/findings.yaml", "rules/suspicion.yaml"
SCREENING, SCORE = "rules/screening.yaml", "scores/delta_p.yaml"
LOW_CMAP = "  when: cmap_amplitude_at_rest is low\n"


def only_problem(copy: Copy, content: Content) -> str:
    problems = copy.new_problems(content)
    assert len(problems) == 1, problems
    return problems[0]


# Names, options, limits


@pytest.mark.parametrize(
    ("leaf", "what", "remedy"),
    [
        (
            "cmap_amplitude",
            "no item or finding is called 'cmap_amplitude'",
            "Items are listed in content/checklist.yaml",
        ),
        ("proximal_weaknes", "is called 'proximal_weaknes'", "Did you mean 'proximal_weakness'? "),
        ("ptosys", "no item or finding is called 'ptosys'", "Did you mean 'ptosis'? "),
        (
            "cmap_amplitude_at_rest is small",
            "'cmap_amplitude_at_rest' has no option small",
            "Choose from low, normal",
        ),
        (
            "cmap_amplitude_at_rest is low or tiny or small",
            "'cmap_amplitude_at_rest' has no option small, tiny",
            "Choose from low, normal",
        ),
        (
            "cmap_amplitude_at_rest",
            "'cmap_amplitude_at_rest' is a choice item and is asked for in another form",
            "Write 'cmap_amplitude_at_rest is option'",
        ),
        ("ptosis is yes", "'ptosis' is a yn item", "Write 'ptosis'"),
        ("ptosis >= 1", "'ptosis' is a yn item", "Write 'ptosis'"),
        ("bulbar is yes", "'bulbar' is a yn item", "Write 'bulbar'"),
        ("karnofsky", "'karnofsky' is a number item", "Write 'karnofsky >= 5'"),
        ("karnofsky is low", "'karnofsky' is a number item", "Write 'karnofsky >= 5'"),
        ("chest_ct_date", "'chest_ct_date' is a date item", "Write no condition on a date"),
        (
            "karnofsky < 170",
            "compares 'karnofsky' with 170, outside its range",
            "Write a limit within a whole number from 0 to 100 points",
        ),
        ("karnofsky < -1", "compares 'karnofsky' with -1, outside its range", "Write a limit"),
        (
            "weight_loss_percent >= 4.125",
            "compares 'weight_loss_percent' with 4.125; numbers are read to two decimals",
            "Write a limit of two decimals or fewer",
        ),
        (
            "suspicion is high",
            "'suspicion' has no option high",
            "Choose from insufficient, not_suggested, features_present",
        ),
        ("suspicion", "'suspicion' is a choice item", "Write 'suspicion is option'"),
        ("delta_p", "'delta_p' is a number item", "Write 'delta_p >= 5'"),
        ("delta_p is high", "'delta_p' is a number item", "Write 'delta_p >= 5'"),
        ("delta_p < 2.5", "compares 'delta_p' with 2.5", "whole number"),
        ("delta_p < 0", "compares 'delta_p' with 0", "whole number"),
        ("delta_p >= 0", "compares 'delta_p' with 0", "whole number"),
        ("delta_p >= 7", "compares 'delta_p' with 7", "whole number"),
    ],
)
def test_a_leaf_that_asks_for_something_that_is_not_there_is_named(
    copy: Copy, content: Content, leaf: str, what: str, remedy: str
) -> None:
    copy.append(
        "rules/notices.yaml",
        f"\n- id: N99\n  title: New\n  when: {leaf}\n  says: New.\n  strength: heuristic\n"
        "  limits: Ours.\n  refs: [{ref: safa_2019, at: abstract}]\n",
    )
    problem = only_problem(copy, content)
    assert problem.startswith("content/rules/notices.yaml, 'N99': ")
    assert what in problem
    assert remedy in problem


# Every place a condition can stand in: file, its entry, text to replace, the text with a bad name.
PLACES = [
    (CHECKLIST, "pack_years", "hidden_when: {not: ever_smoked}\n    step: tumour\n\n  - id: weight",
     "hidden_when: {not: nothing_such}\n    step: tumour\n\n  - id: weight"),
    (CHECKLIST, "early_bulbar_involvement",
     "{all_of: [bulbar, {first_known: [symptom_duration_months > 3, bulbar]}]}",
     "{all_of: [bulbar, nothing_such]}"),
    (CHECKLIST, "pack_years_disagree", "[ever_smoked, pack_years]\n    when: {all_of: [",
     "[ever_smoked, pack_years, nothing_such]\n    when: {all_of: [nothing_such, "),
    (FINDINGS, "low_cmap", LOW_CMAP, "  when: nothing_such\n"),
    (FINDINGS, "pq_positive", "yes_when: vgcc_pq_antibody is positive", "yes_when: nothing_such"),
    (FINDINGS, "pq_positive", "no_when: vgcc_pq_antibody is negative", "no_when: nothing_such"),
    (SUSPICION, "F7", "when: pq_positive", "when: nothing_such"),
    (SUSPICION, "H1", "unless: [{not: proximal_weakness}, acute", "unless: [nothing_such, acute"),
    ("rules/counter_flags.yaml", "ocular_onset", "when: first_site is ocular",
     "when: nothing_such"),
    ("rules/safety.yaml", "S5", "also_when: planned_anaesthesia", "also_when: nothing_such"),
    ("rules/notices.yaml", "sox1_negative", "when: sox1_antibody is negative",
     "when: nothing_such"),
    (SCREENING, "G2", "done_when: chest_ct is normal", "done_when: nothing_such"),
    (SCREENING, "T1", "offer_unless: [", "offer_unless: [nothing_such, "),
    (SCORE, "delta_p", "applies_when: full_plan", "applies_when: nothing_such"),
    (SCORE, "delta_p_under_18", "when: under_18", "when: nothing_such"),
    (SCORE, "delta_p_age", "when: age_at_onset_years >= 50\n    deciders: [age_at_onset_years]",
     "when: {any_of: [age_at_onset_years >= 50, nothing_such]}\n    deciders: "
     "[age_at_onset_years]"),
    ("discordance.yaml", "antibody_without_facilitation", "when: {all_of: [pq_positive",
     "when: {all_of: [nothing_such"),
    ("lookalikes.yaml", "myasthenia_gravis", "when: achr_antibody is positive",
     "when: nothing_such"),
    ("requests.yaml", "neurophysiology", "when: dyspnoea", "when: nothing_such"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "entry", "old", "new"), PLACES)
def test_an_unknown_name_is_found_wherever_a_condition_can_stand(
    copy: Copy, content: Content, file: str, entry: str, old: str, new: str
) -> None:
    problems = copy.replace(file, old, new).new_problems(content)
    where = f"content/{file}, {entry!r}: no item or finding is called 'nothing_such'. "
    assert [problem for problem in problems if problem.startswith(where)], problems


def test_every_condition_of_the_content_is_walked_with_its_place(content: Content) -> None:
    places = {(file, entry) for file, entry, _ in conditions_in(content)}
    assert {(file, entry) for file, entry, _, _ in PLACES} <= places


def test_an_unknown_item_in_a_request_is_named(copy: Copy, content: Content) -> None:
    copy.replace("requests.yaml", "unanswered: [single_fibre_emg]", "unanswered: [jitter_study]")
    problem = only_problem(copy, content)
    assert problem.startswith("content/requests.yaml, 'neurophysiology': ")
    assert "'jitter_study'" in problem


def test_asking_for_more_parts_than_there_are_is_named(copy: Copy, content: Content) -> None:
    problem = only_problem(copy.replace(FINDINGS, "at_least: 3", "at_least: 9"), content)
    assert problem == (
        f"content/{FINDINGS}, 'autonomic_features': asks for at least 9 of 8 parts. "
        "Lower the number, or add parts"
    )


# Ids and cycles


def test_an_item_and_a_finding_of_one_id_are_named(copy: Copy, content: Content) -> None:
    copy.append(
        FINDINGS,
        "\n- id: ptosis\n  title: Ptosis\n  when: diplopia\n  strength: heuristic\n"
        "  limits: Ours.\n  refs: [{ref: safa_2019, at: abstract}]\n",
    )
    problems = copy.new_problems(content)
    assert (
        "content/checklist.yaml and rules, 'ptosis': the id is used twice. Rename one of them"
        in problems
    )


def test_two_rules_of_one_id_are_named(copy: Copy, content: Content) -> None:
    notice = (
        "\n- id: S1\n  title: New\n  when: dyspnoea\n  says: New.\n  strength: heuristic\n"
        "  limits: Ours.\n  refs: [{ref: safa_2019, at: abstract}]\n"
    )
    problem = only_problem(copy.append("rules/notices.yaml", notice), content)
    assert problem == "content/rules, 'S1': the id is used twice. Rename one of them"


def test_two_items_of_one_id_are_named(copy: Copy, content: Content) -> None:
    problems = copy.replace(CHECKLIST, "- id: diplopia", "- id: ptosis").new_problems(content)
    assert any("'ptosis': the id is used twice" in problem for problem in problems)


@pytest.mark.parametrize(
    ("file", "old", "new", "circle"),
    [
        (FINDINGS, LOW_CMAP, "  when: low_cmap\n", "low_cmap → low_cmap"),
        (FINDINGS, LOW_CMAP, "  when: full_plan\n", "low_cmap → full_plan → suspicion → low_cmap"),
        (FINDINGS, LOW_CMAP, "  when: suspicion is insufficient\n", "low_cmap → suspicion"),
        (FINDINGS, "  when: age_at_onset_years < 18\n", "  when: {any_of: [smoked, any_ocular]}\n",
         None),
        (SCORE, "when: age_at_onset_years >= 50",
         "when: {any_of: [delta_p >= 1, age_at_onset_years >= 50]}", "delta_p → delta_p"),
        (SUSPICION, "when: pq_positive", "when: full_plan", "suspicion → full_plan → suspicion"),
        (CHECKLIST, "hidden_when: sex is female", "hidden_when: {not: erectile_dysfunction}",
         "erectile_dysfunction → erectile_dysfunction"),
        (CHECKLIST, "hidden_when: sex is female", "hidden_when: early_erectile_dysfunction",
         "early_erectile_dysfunction → erectile_dysfunction → early_erectile_dysfunction"),
    ],
)  # fmt: skip
def test_a_finding_that_needs_itself_is_named_with_its_circle(
    copy: Copy, content: Content, file: str, old: str, new: str, circle: str | None
) -> None:
    problems = [one for one in copy.replace(file, old, new).new_problems(content) if "→" in one]
    if circle is None:
        assert problems == []
        return
    assert len(problems) == 1
    turns = circle.split(" → ")
    assert "refers to itself (" in problems[0]
    assert all(name in problems[0] for name in turns)
    assert problems[0].endswith("Take one of these references out")


# The checklist


@pytest.mark.parametrize(
    ("old", "new", "entry", "what", "remedy"),
    [
        ("section: context\n", "section: contxt\n", "'age_at_onset_years'",
         "no section 'contxt'", "Choose from blood_tests, cancer_risk, context"),
        ("step: contraction\n", "step: contracting\n", "'first_site'",
         "no mechanism step 'contracting'", "Choose from antibody, autonomic, calcium"),
        ("    context: true\n", "", "'magnesium_source'", "is used by no rule",
         "Set or drop `context: true`"),
        ("    label: Drooping eyelid\n", "    label: Drooping eyelid\n    context: true\n",
         "'ptosis'", "is used by a rule but marked context", "Set or drop `context: true`"),
        ("      - {id: other, label: Elsewhere}\n", "      - {id: other, label: Elsewhere}\n"
         "      - {id: unknown, label: Not known}\n", "'first_site'",
         "has an option 'unknown'", "Take it out: unanswered is absence"),
        ("first_questions: [", "first_questions: [ptosys, ",
         "first_questions, second_door or first_screen", "no item 'ptosys'", "Use an item id"),
        ("second_door:\n", "second_door:\n  - age\n",
         "first_questions, second_door or first_screen", "no item 'age'", "Use an item id"),
        ("  could:\n", "  could:\n    - legs\n",
         "first_questions, second_door or first_screen", "no item 'legs'", "Use an item id"),
        ("    label: Drooping eyelid\n", "    label: Drooping eyelid\n    specialist: true\n",
         "'ptosis'", "is a specialist question, but section 'symptoms' names nothing that waits",
         "Give the section `waits`"),
        ("items: [ever_smoked, pack_years]", "items: [ever_smoked, smoking_at_onset]",
         "'pack_years_disagree'", "`when` reads pack_years, not among its items",
         "List every item the condition reads"),
    ],
)  # fmt: skip
def test_a_checklist_that_does_not_hang_together_is_named(
    copy: Copy, content: Content, old: str, new: str, entry: str, what: str, remedy: str
) -> None:
    problem = only_problem(copy.replace(CHECKLIST, old, new), content)
    assert problem.startswith(f"content/checklist.yaml, {entry}: {what}")
    assert remedy in problem


def test_a_technical_word_with_two_definitions_is_named(copy: Copy, content: Content) -> None:
    problem = only_problem(
        copy.replace("glossary.yaml", "  also: [Lambert-Eaton", "  also: [Ptosis, Lambert-Eaton"),
        content,
    )
    assert problem.startswith("content/glossary.yaml, 'ptosis': 'ptosis' is also a form of 'lems'")
    assert problem.endswith("Keep it in one of them")


# Levels and score


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "what"),
    [
        (SUSPICION, "    rank: 2", "    rank: 5", "levels", "ranks are [0, 1, 5, 3, 4]"),
        (SUSPICION, "    level: meets_criteria", "    level: certain", "'J1'",
         "no level 'certain'"),
        (SUSPICION, "otherwise: insufficient", "otherwise: silent", "otherwise",
         "no level 'silent'"),
        (SUSPICION, "supporting:\n", "supporting:\n  - nothing_such\n", "supporting",
         "no finding 'nothing_such'"),
        (SCREENING, "  - level: insufficient", "  - level: silent", "none_says",
         "no level 'silent'"),
        (SCREENING, "gate: full_plan", "gate: fullplan", "gate", "finding"),
        (SCREENING, "  none: The plan gets", "  nothing: The plan gets", "start_says", "none"),
        (SCORE, "least: 2, most: 2,", "least: 2, most: 3,", "bands",
         "cover the totals [0, 1, 2, 3, 3, 4, 5, 6]"),
        (SCORE, "least: 2, most: 2,", "least: 3, most: 2,", "bands",
         "cover the totals [0, 1, 3, 4, 5, 6]"),
        (SCORE, "least: 3, most: 6,", "least: 3, most: 7,", "bands",
         "cover the totals [0, 1, 2, 3, 4, 5, 6, 7]"),
        (SCORE, "      - {score: 2}\n", "", "'delta_p_2011'",
         "does not give each total once, in order"),
        (SCORE, "      - {score: 2}\n      - {score: 3}\n",
         "      - {score: 3}\n      - {score: 2}\n", "'delta_p_2011'", "in order"),
        (SCORE, "deciders: [age_at_onset_years]", "deciders: [age_at_onset_years, sex]",
         "'delta_p_age'", "'sex' does not decide it"),
        (SCORE, "deciders: [age_at_onset_years]", "deciders: [under_18]", "'delta_p_age'",
         "'under_18' does not decide it"),
    ],
)  # fmt: skip
def test_levels_and_scores_that_do_not_hang_together_are_named(
    copy: Copy, content: Content, file: str, old: str, new: str, entry: str, what: str
) -> None:
    problem = only_problem(copy.replace(file, old, new), content)
    assert problem.startswith(f"content/{file}, {entry}: ")
    assert what in problem
    assert problem.count(". ") >= 1


def test_a_level_that_no_rule_gives_is_named(copy: Copy, content: Content) -> None:
    copy.replace(
        SUSPICION,
        "otherwise: insufficient",
        "  - {id: certain, rank: 5, title: Certain, says: Never given.}\n\notherwise: insufficient",
    )
    problem = only_problem(copy, content)
    assert problem.startswith(f"content/{SUSPICION}, 'certain': ")


# The mechanism


@pytest.mark.parametrize(
    ("file", "old", "new", "entry", "what"),
    [
        ("mechanism/steps.yaml", "article: junction_in_health", "article: nowhere", "'impulse'",
         "no article 'nowhere'"),
        ("mechanism/tumour_link.md", "steps: [tumour,", "steps: [tumor,", "steps",
         "no step 'tumor'"),
        ("mechanism/tumour_link.md", "items: [known_cancer,", "items: [cancer,", "items",
         "no item 'cancer'"),
        ("source_text.yaml", "article: what_the_antibodies_do", "article: nowhere", "'s01'",
         "no article 'nowhere'"),
    ],
)  # fmt: skip
def test_a_broken_link_of_the_mechanism_is_named(
    copy: Copy, content: Content, file: str, old: str, new: str, entry: str, what: str
) -> None:
    problem = only_problem(copy.replace(file, old, new), content)
    assert problem.startswith(f"content/{file}, {entry}: {what}. ")


# Loading


def test_loading_refuses_with_every_problem(copy: Copy) -> None:
    copy.replace(FINDINGS, LOW_CMAP, "  when: nothing_such\n")
    copy.replace("rules/safety.yaml", "ref: sanders_2018", "ref: zzz")
    with pytest.raises(ContentError) as caught:
        load_content(copy.folder)
    lines = str(caught.value).splitlines()
    assert any("'nothing_such'" in line for line in lines)
    assert any("'zzz'" in line for line in lines)
    assert len(lines) == len(set(lines)) == len(caught.value.problems)


def test_one_mistake_used_in_many_places_is_told_once(copy: Copy, content: Content) -> None:
    copy.replace(FINDINGS, LOW_CMAP, "  when: {any_of: [nothing_such, nothing_such]}\n")
    problems = copy.new_problems(content)
    assert len([one for one in problems if "nothing_such" in one]) == 1


def test_content_that_loads_can_be_used(copy: Copy) -> None:
    text = (copy.folder / REFERENCES).read_text("utf-8")
    uncited = [
        one.entry.strip("'")
        for one in problems_in(copy.read())
        if one.file == REFERENCES and "cited nowhere" in one.what
    ]
    for name in uncited:
        text = text.replace(f"- id: {name}\n", f"- id: {name}\n  further_reading: true\n")
    copy.write(REFERENCES, text)
    loaded = load_content(copy.folder)
    result = assess(loaded, {"proximal_leg_weakness": "yes"}, date(2026, 11, 23))
    assert result.content_digest == loaded.edition.digest


# Any edition, as far as its rules go


def test_an_older_edition_may_lack_what_only_later_ones_have(copy: Copy, content: Content) -> None:
    for name in ("cases", "evidence", "mechanism"):
        shutil.rmtree(copy.folder / name)
    for name in ("editions.yaml", "words.yaml", "CHANGELOG.md", "case_reports.yaml"):
        (copy.folder / name).unlink()
    for name in ("teaching.yaml", "illness_scripts.yaml"):
        (copy.folder / name).unlink()
    older = load_rules(copy.folder)
    assert (older.digest, older.cases, older.articles) == (content.digest, {}, {})
    assert (older.support.attributes, older.editions) == ((), ())
    assert older.words == content.words  # our own: what is compared is told in today's words
    assert (older.teaching.tests, older.scripts.columns, older.scripts.rows) == ({}, (), ())


@pytest.mark.parametrize("file", ["checklist.yaml", FINDINGS, "rules/notices.yaml"])
def test_an_edition_without_rules_is_none(copy: Copy, file: str) -> None:
    (copy.folder / file).unlink()
    with pytest.raises(ContentError, match=rf"content/{file}, the file: cannot be read"):
        load_rules(copy.folder)


def test_an_edition_without_the_score_that_steers_its_plan_cannot_be_applied(copy: Copy) -> None:
    (copy.folder / SCORE).unlink()
    with pytest.raises(ContentError, match=r"score: no score 'delta_p'\. Choose from none"):
        load_rules(copy.folder)


def test_an_edition_that_was_not_stamped_can_still_be_applied(copy: Copy) -> None:
    copy.replace(SCORE, "age_at_onset_years >= 50", "age_at_onset_years >= 51")
    assert load_rules(copy.folder).edition.digest != load_rules(copy.folder).digest


def test_rules_that_do_not_hang_together_cannot_be_applied(copy: Copy) -> None:
    copy.replace(FINDINGS, LOW_CMAP, "  when: nothing_such\n")
    with pytest.raises(ContentError, match="no item or finding is called 'nothing_such'"):
        load_rules(copy.folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("rules/screening.yaml", "excludes: [W1, W2]", "excludes: [W99]", "excludes 'W99'"),
        ("rules/screening.yaml", "unknown: [marked_increment]", "unknown: [x_y]", "'x_y'"),
        ("rules/safety.yaml", "asks: [symptom_duration_months]", "asks: [x_y]", "no item 'x_y'"),
    ],
)
def test_a_line_that_names_what_there_is_not_is_refused(
    copy: Copy, content: Content, file: str, old: str, new: str, says: str
) -> None:
    problems = copy.replace(file, old, new).new_problems(content)
    assert any(says in str(one) for one in problems)
