"""What is wrong with a case is named: its answers, its names, and where it gives itself away."""

from __future__ import annotations

from typing import Any

import pytest

from lems_rules.knowledge.content import Content, known_diagnoses
from lems_rules.knowledge.problems.cases import (
    MOST_STAGES,
    problems_in_case,
    problems_in_loaded_case,
)
from tests.conftest import Copy
from tests.support.lesson import case, source

FILE = "cases/case_900.yaml"


def problems(content: Content, **changes: Any) -> list[str]:
    return [str(one) for one in problems_in_case(content, case(**changes), FILE)]


def test_the_sample_case_has_no_problem(content: Content) -> None:
    assert problems(content) == []
    assert list(problems_in_loaded_case(content, case(), FILE)) == []


def test_every_look_alike_and_every_word_for_a_diagnosis_can_be_named(content: Content) -> None:
    known = known_diagnoses(content)
    assert {one.id for one in content.lookalikes} < set(known)
    assert known["lems"] == "Lambert-Eaton myasthenic syndrome"
    assert "diagnosis_lems" not in known


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            {"diagnosis": "botulisme"},
            "diagnosis: no diagnosis 'botulisme'. Did you mean 'botulism'?",
        ),
        ({"today": "2250-01-01"}, "today: is 2250-01-01. Write a year from 1900 to 2199"),
        (
            {"expect": {**source()["expect"], "level": "certain"}},
            "expect: no level 'certain'. Choose from insufficient",
        ),
        ({"expect": {**source()["expect"], "rule": "H33"}}, "expect: no rule 'H33'"),
        ({"lesson": {"topics": ["weak_leg"]}}, "topics: no topic 'weak_leg'. Did you mean"),
        ({"lesson": {"alternatives": ["lems", "zzz"]}}, "alternatives: no diagnosis 'zzz'"),
        ({"lesson": {"also_right": ["mg"]}}, "also_right: no diagnosis 'mg'"),
        ({"lesson": {"next_tests": ["chest_xray"]}}, "next_tests: no test 'chest_xray'"),
        ({"lesson": {"turned_out": ""}}, "turned_out: is empty"),
        ({"lesson": {"errors": [" "]}}, "errors: is empty"),
        ({"lesson": {"title": "A case of LEMS"}}, "gives the diagnosis away (lems)"),
        ({"lesson": {"title": "Eaton Square"}}, "gives the diagnosis away (eaton)"),
        ({"lesson": {"title": "Lambert sings"}}, "gives the diagnosis away (lambert)"),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_remedy(
    content: Content, changes: dict[str, Any], says: str
) -> None:
    found = problems(content, **changes)
    assert len(found) == 1, found
    assert says in found[0]
    assert found[0].startswith(f"content/{FILE}, ")


def test_a_level_that_no_rule_gives_needs_no_rule(content: Content) -> None:
    none = {**source()["expect"], "rule": None}
    assert problems(content, expect=none) == []


def test_an_answer_that_cannot_be_used_is_named(content: Content) -> None:
    found = problems(content, answers={**source()["answers"], "dry_mouth": "maybe"})
    assert len(found) == 1
    assert "answers: answers, 'dry_mouth': 'maybe' is not an answer here" in found[0]


def test_answers_that_contradict_each_other_are_named(content: Content) -> None:
    changed = {**source()["answers"], "sex": "female", "erectile_dysfunction": "yes"}
    stages = source()["lesson"]["stages"]
    stages[2]["reveals"].append("erectile_dysfunction")
    found = problems(content, answers=changed, lesson={"stages": stages})
    assert len(found) == 1
    assert "'erectile_dysfunction' and 'sex'" in found[0]


def test_feedback_judges_each_finding_of_the_case_once(content: Content) -> None:
    judged = [
        {"item": "dry_mouth", "weight": "supports", "says": "Yes"},
        {"item": "dry_mouth", "weight": "against", "says": "No"},
        {"item": "ptosis", "weight": "against", "says": "Not in this case"},
    ]
    assert problems(content, lesson={"feedback": judged}) == [
        f"content/{FILE}, feedback: no answer in this case 'ptosis'. Choose from "
        "age_at_onset_years, sex, proximal_leg_weakness, dysphagia, dry_mouth, tendon_reflexes, "
        "chest_ct, creatine_kinase",
        f"content/{FILE}, feedback: judges 'dry_mouth' twice. Say it once",
    ]


def test_a_story_has_no_more_steps_than_ten_minutes_hold(content: Content) -> None:
    stages = source()["lesson"]["stages"]
    more = [{**stages[2], "reveals": []}] * (MOST_STAGES - 2)
    (found,) = problems(content, lesson={"stages": [*stages, *more]})
    assert f"has {MOST_STAGES + 1} steps" in found


@pytest.mark.parametrize(
    ("diagnosis", "title", "caught"),
    [
        ("guillain_barre", "A man called Guillain", True),
        ("guillain_barre", "Ten days", False),
        ("inclusion_body_myositis", "The whole body", False),
        ("inclusion_body_myositis", "A case of Myositis", True),
        ("stroke", "At the stroke of ten", True),
        ("kennedy_disease", "A disease of men", False),
    ],
)
def test_a_title_may_hold_everyday_words_but_none_that_tells(
    content: Content, diagnosis: str, title: str, caught: bool
) -> None:
    found = problems(content, diagnosis=diagnosis, lesson={"title": title})
    assert bool(found) is caught, found


@pytest.mark.parametrize(
    ("diagnosis", "story", "caught"),
    [
        ("guillain_barre", "Somebody says Guillain-Barré on the ward.", True),
        ("lems", "They think of Lambert-Eaton.", True),
        ("lems", "They think of myasthenia gravis.", False),
        ("myasthenia_gravis", "They think of Myasthenia  gravis.", True),
        ("hypothyroid_myopathy", "He is hypothyroid.", False),
    ],
)
def test_a_story_does_not_name_what_it_turns_out_to_be(
    content: Content, diagnosis: str, story: str, caught: bool
) -> None:
    stages = source()["lesson"]["stages"]
    stages[1]["story"] = story
    found = problems(content, diagnosis=diagnosis, lesson={"stages": stages})
    assert bool(found) is caught, found


def test_a_long_list_of_choices_is_cut_short(content: Content) -> None:
    changed = {"lesson": {"stages": source()["lesson"]["stages"]}}
    refs = [{"ref": "q", "at": "page"}]
    (found,) = problems_in_loaded_case(content, case(refs=refs, **changed), FILE)
    assert found.remedy.endswith(" …")


def test_a_loaded_case_needs_a_lesson_and_known_references(content: Content) -> None:
    bare = case(refs=[{"ref": "oneill_1998", "at": "page"}]).model_copy(update={"lesson": None})
    found = [str(one) for one in problems_in_loaded_case(content, bare, FILE)]
    assert [one.split(", ", 1)[1] for one in found] == [
        "refs: no reference 'oneill_1998'. Did you mean 'oneill_1988'?",
        "lesson: is missing. Write one; see content/README.md",
    ]


# What the cases are taught by


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "illness_scripts.yaml",
            "items: [direction_of_spread]",
            "items: [direction]",
            "illness_scripts.yaml, 'spread': no item 'direction'",
        ),
        (
            "illness_scripts.yaml",
            "      botulism:\n        says: Acute.",
            "      tetanus:\n        says: Acute.",
            "illness_scripts.yaml, 'tempo': no column 'tetanus'",
        ),
        (
            "illness_scripts.yaml",
            "fits: direction_of_spread is up_from_legs",
            "fits: direction_of_spread is sideways",
            "illness_scripts.yaml, 'spread': 'direction_of_spread' has no option sideways",
        ),
        (
            "teaching.yaml",
            "  chest_ct: [chest_ct]",
            "  chest_ct: [chest_xray]",
            "teaching.yaml, 'chest_ct': no item 'chest_xray'",
        ),
        (
            "teaching.yaml",
            "  muscle_biopsy: []\n",
            "",
            "words.yaml, test_: no test 'muscle_biopsy'",
        ),
        (
            "words.yaml",
            "test_muscle_biopsy: Muscle biopsy\n",
            "",
            "teaching.yaml, tests: no word test_ 'muscle_biopsy'",
        ),
    ],
)
def test_what_the_cases_are_taught_by_hangs_together_too(
    copy: Copy, content: Content, file: str, old: str, new: str, says: str
) -> None:
    found = copy.replace(file, old, new).new_problems(content)
    assert any(says in one for one in found), found
