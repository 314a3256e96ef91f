"""A case worked in steps: what is told when, and how a commitment compares with the rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.teaching.attempt import (
    Attempt,
    NotYetError,
    answers_after,
    asked,
    choices,
    lesson_of,
    reading_after,
    shelf,
    step_told,
)
from lems_rules.teaching.feedback import Remark, step_feedback
from tests.support.lesson import SECRETS, attempt, case, commitment


def remark(content: Content, made: Attempt, topic: int) -> Remark:
    """One part of the last commitment beside our reading: 0 level, 1 list, 2 the third."""
    return step_feedback(content, made, len(made.commitments) - 1).remarks[topic]


def test_a_step_asks_for_three_things_at_most_and_for_the_score_only_once_it_is_told_to_apply(
    content: Content,
) -> None:
    assert [asked(content, case(), step) for step in range(3)] == [
        ("leading", "level", "next_test"),
        ("leading", "level", "next_test"),
        ("leading", "level", "score"),
    ]
    for one in content.cases.values():
        for step in range(len(one.lesson.stages) if one.lesson else 0):
            wanted = asked(content, one, step)
            assert len(wanted) <= 3
            if "score" in wanted:
                assert reading_after(content, one, step).applies


def test_the_last_step_asks_neither_for_a_test_nor_for_a_score_that_does_not_apply(
    content: Content,
) -> None:
    other = next(one for one in content.cases.values() if one.diagnosis == "thyrotoxic_myopathy")
    last = len(lesson_of(other).stages) - 1
    assert asked(content, other, last) == ("leading", "level")
    made = attempt(*[commitment(next_test="")] * (last + 1), of=other)
    topics = [one.topic for one in step_feedback(content, made, last).remarks]
    assert topics == ["Level of suspicion", "Leading diagnoses"]


# The attempt


def test_a_fresh_attempt_has_been_told_the_first_step_and_may_read_nothing() -> None:
    fresh = attempt()
    assert [stage.title for stage in fresh.told] == ["On the stairs"]
    assert not fresh.finished
    assert not any(fresh.readable(step) for step in range(-1, 4))


def test_each_commitment_opens_our_reading_of_its_step_and_tells_the_next() -> None:
    made = attempt(commitment(), commitment())
    assert [made.readable(step) for step in range(-1, 3)] == [False, True, True, False]
    assert len(made.told) == 3
    assert not made.finished


def test_an_attempt_is_finished_after_its_last_step_and_takes_no_more() -> None:
    done = attempt(commitment(), commitment(), commitment())
    assert done.finished
    assert len(done.told) == 3
    with pytest.raises(NotYetError, match="every step"):
        done.commit(commitment())


def test_our_reading_of_a_step_is_refused_before_the_commitment(content: Content) -> None:
    with pytest.raises(NotYetError, match="step 1 has not been committed to"):
        step_feedback(content, attempt(commitment()), 1)
    with pytest.raises(NotYetError):
        step_feedback(content, attempt(commitment()), -1)


def test_the_marks_of_all_steps_are_kept_together() -> None:
    made = attempt(
        commitment(marks={"dysphagia": "safety"}), commitment(marks={"dry_mouth": "for"})
    )
    assert made.marks() == {"dysphagia": "safety", "dry_mouth": "for"}


def test_a_case_without_a_lesson_cannot_be_worked() -> None:
    bare = case().model_copy(update={"lesson": None})
    with pytest.raises(NotYetError, match="case_900 has no lesson"):
        lesson_of(bare)


# What is told


def test_a_step_tells_its_own_findings_and_no_secret(content: Content) -> None:
    told = step_told(content, case(), 0)
    assert (told.number, told.part, told.title) == ("Step 1 of 3", "History", "On the stairs")
    assert [(one.item, one.answer) for one in told.findings] == [
        ("age_at_onset_years", "63 years"),
        ("sex", "Male"),
        ("proximal_leg_weakness", "Yes"),
        ("dysphagia", "Yes"),
    ]
    shown = str(told)
    assert not any(secret in shown for secret in (*SECRETS, "LATER-STORY", "absent", "Absent"))


@pytest.mark.parametrize(("steps", "known"), [(0, 0), (1, 4), (2, 6), (3, 8), (9, 8)])
def test_answers_become_known_step_by_step(content: Content, steps: int, known: int) -> None:
    assert len(answers_after(content, case(), steps)) == known


def test_every_learner_chooses_from_the_same_list_whatever_the_case(content: Content) -> None:
    offered = choices(content)
    titles = list(offered.diagnoses.values())
    assert titles == sorted(titles, key=str.casefold)
    assert {"lems", "botulism", "stroke"} <= set(offered.diagnoses)
    assert offered.scores == (0, 1, 2, 3, 4, 5, 6)
    assert next(iter(offered.levels)) == "insufficient"
    assert offered.tests["chest_ct"] == "CT of the chest"


# The shelf


def test_a_card_on_the_shelf_tells_nothing_about_the_end(content: Content) -> None:
    (card,) = shelf(content, [case()])
    assert (card.title, card.steps, card.difficulty) == (
        "Stairs and thirst",
        "3 steps",
        "Some experience",
    )
    assert card.kind == "Composite, made up for teaching"
    assert card.topics == ("Weak legs", "Autonomic symptoms")
    assert not any(secret in str(card) for secret in (*SECRETS, "lems", "LEMS"))


def test_the_shelf_is_sorted_by_difficulty_and_title_and_leaves_out_cases_without_a_lesson(
    content: Content,
) -> None:
    easy = case(id="case_901", lesson={"difficulty": 1, "title": "Zebra"})
    first = case(id="case_902", lesson={"title": "apples"})
    bare = case().model_copy(update={"lesson": None})
    found = shelf(content, [case(), bare, first, easy])
    assert [card.title for card in found] == ["Zebra", "apples", "Stairs and thirst"]


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, True),
        ({"topics": ["weak_legs", "breathing"]}, True),
        ({"topics": ["breathing"]}, False),
        ({"difficulties": [2]}, True),
        ({"difficulties": [1, 3]}, False),
        ({"kinds": ["composite"]}, True),
        ({"kinds": ["published"]}, False),
    ],
)
def test_a_filter_lets_through_what_fits_it(
    content: Content, filters: dict[str, list[str]], shown: bool
) -> None:
    assert bool(shelf(content, [case()], **filters)) is shown  # type: ignore[arg-type]


# Our reading


def test_the_reading_follows_what_is_known_by_then(content: Content) -> None:
    before, after = (reading_after(content, case(), steps) for steps in (1, 2))
    assert (before.level.id, after.level.id) == ("insufficient", "strongly_suggestive")
    assert not before.applies
    assert before.score == content.scores["delta_p"].not_yet
    assert (after.applies, after.score) == (True, "1 to 6 of 6")
    assert [card.id for card in after.safety] == ["S2", "S5"]
    assert after.question is not None
    assert after.question.item == "dyspnoea"


def test_a_settled_case_has_no_next_question(content: Content) -> None:
    everything = {
        item.id: item.option_ids[-1] if item.option_ids else item.least
        for item in content.checklist.items
        if item.kind != "date" and item.id not in ("erectile_dysfunction",)
    }
    known = {name: value for name, value in everything.items() if value is not None}
    known |= {"sex": "female", "weight_loss_percent": 0.0, "karnofsky": 100.0}
    known.pop("early_erectile_dysfunction")
    made = case(
        answers=known,
        lesson={
            "feedback": [
                {"item": "ptosis", "weight": "against", "says": "No"},
                {"item": "diplopia", "weight": "against", "says": "No"},
            ],
            "stages": [
                {
                    "part": "history",
                    "title": "All",
                    "story": "All.",
                    "reveals": list(known),
                    "prompts": [{"ask": "?", "expect": "."}],
                },
                {
                    "part": "course",
                    "title": "End",
                    "story": "End.",
                    "reveals": [],
                    "prompts": [{"ask": "?", "expect": "."}],
                },
            ],
        },
    )
    reading = reading_after(content, made, 2)
    assert reading.question is None
    told = remark(content, attempt(commitment(), of=made), 2)
    assert told.ours == content.words["teach_next_none"]
    assert told.says == content.words["teach_next_known"]


# How a commitment compares


@pytest.mark.parametrize(
    ("level", "key", "agrees"),
    [
        ("insufficient", "same", True),
        ("features_present", "higher", False),
        ("meets_criteria", "higher", False),
    ],
)
def test_a_level_is_compared_with_the_level_of_the_same_step(
    content: Content, level: str, key: str, agrees: bool
) -> None:
    told = remark(content, attempt(commitment(level=level)), 0)
    assert (told.says, told.agrees) == (content.words[f"teach_level_{key}"], agrees)


def test_a_level_below_ours_is_called_lower(content: Content) -> None:
    made = attempt(commitment(), commitment(level="features_present"))
    assert remark(content, made, 0).says == content.words["teach_level_lower"]


def test_a_list_without_any_favoured_look_alike_is_neither_right_nor_wrong(
    content: Content,
) -> None:
    stages = lesson_of(case()).model_dump()["stages"]
    stages[0]["reveals"] = ("age_at_onset_years", "sex")
    stages[1]["reveals"] = (*stages[1]["reveals"], "proximal_leg_weakness", "dysphagia")
    told = remark(content, attempt(commitment(), of=case(lesson={"stages": stages})), 1)
    assert told.yours.startswith("Myasthenia gravis; Lambert-Eaton myasthenic syndrome")
    assert "60 %" in told.yours
    assert (told.ours, told.agrees) == ("No look-alike so far", None)
    assert told.says == content.words["teach_leading_none"]


def test_bare_weakness_has_its_common_causes_for_look_alikes(content: Content) -> None:
    told = remark(content, attempt(commitment()), 1)
    assert told.ours == "Inflammatory myopathy; Hypothyroid myopathy"
    assert (told.says, told.agrees) == (content.words["teach_leading_other"], None)


@pytest.mark.parametrize(
    ("leading", "key"),
    [(("lems", "inflammatory_myopathy"), "other"), (("lems",), "other")],
)
def test_a_look_alike_that_a_finding_speaks_for_and_nobody_named_is_pointed_out(
    content: Content, leading: tuple[str, ...], key: str
) -> None:
    ocular = case(
        answers={**case().answers, "achr_antibody": "positive"},
        lesson={"stages": _with_more(0, "achr_antibody")},
    )
    told = remark(content, attempt(commitment(leading=leading), of=ocular), 1)
    assert told.says == content.words[f"teach_leading_{key}"]
    assert "Myasthenia gravis" in told.ours


def test_naming_every_favoured_look_alike_is_said_so(content: Content) -> None:
    ocular = case(
        answers={**case().answers, "achr_antibody": "positive"},
        lesson={"stages": _with_more(0, "achr_antibody")},
    )
    named = ("myasthenia_gravis", "inflammatory_myopathy", "hypothyroid_myopathy")
    told = remark(content, attempt(commitment(leading=named), of=ocular), 1)
    assert told.says == content.words["teach_leading_all"]
    assert "Myasthenia gravis" in told.ours


def _with_more(step: int, *names: str) -> list[dict[str, object]]:
    lesson = lesson_of(case())
    stages = [stage.model_dump() for stage in lesson.stages]
    stages[step]["reveals"] = (*stages[step]["reveals"], *names)
    return stages


@pytest.mark.parametrize(
    ("step", "estimate", "key", "agrees"),
    [
        (1, 3, "not_yet", False),
        (2, 0, "outside", False),
        (2, 1, "inside", True),
        (2, 6, "inside", True),
    ],
)
def test_an_estimate_is_compared_with_the_range_of_the_same_step(
    content: Content, step: int, estimate: int, key: str, agrees: bool
) -> None:
    made = attempt(*[commitment(delta_p=estimate)] * step)
    told = remark(content, made, 2)
    why = content.scores["delta_p"].not_yet if key == "not_yet" else ""
    expected = content.words[f"teach_score_{key}"].format(span="1 to 6 of 6", why=why)
    assert (told.says, told.agrees) == (expected, agrees)
    assert (told.yours, told.spans) == (str(estimate), True)


def test_a_settled_score_is_named_without_a_range(content: Content) -> None:
    settled = case(
        answers={
            **case().answers,
            "age_at_onset_years": 40,
            "dysphagia": "no",
            "early_bulbar_involvement": "no",
            "erectile_dysfunction": "no",
            "weight_loss_percent": 0,
            "ever_smoked": "no",
            "karnofsky": 100,
        },
        lesson={
            "stages": _with_more(
                0,
                "early_bulbar_involvement",
                "erectile_dysfunction",
                "weight_loss_percent",
                "ever_smoked",
                "karnofsky",
            )
        },
    )
    told = remark(content, attempt(commitment(), commitment(delta_p=0), of=settled), 2)
    assert (told.ours, told.agrees) == ("0 of 6", True)


@pytest.mark.parametrize(
    ("step", "test", "key", "agrees"),
    [
        (1, "muscle_biopsy", "beyond", None),
        (3, "chest_ct", "known", False),
        (1, "vgcc_antibody", "matters", True),
        (2, "exercise_or_high_rate_increment", "part", True),
        (2, "paraneoplastic_antibodies", "idle", False),
    ],
)
def test_a_test_is_weighed_by_what_its_result_could_change(
    content: Content, step: int, test: str, key: str, agrees: bool | None
) -> None:
    made = attempt(*[commitment()] * (step - 1), commitment(next_test=test))
    told = remark(content, made, 2)
    assert (told.says, told.agrees) == (content.words[f"teach_next_{key}"], agrees)
    assert told.yours == choices(content).tests[test]


def test_a_test_is_compared_with_tests_and_the_best_of_them_comes_first(content: Content) -> None:
    titles = choices(content).tests
    for one in content.cases.values():
        if one.lesson is None:
            continue
        made = attempt(*[commitment()] * len(one.lesson.stages), of=one)
        told = remark(content, made, 2)
        best = told.ours.split("; ")
        assert set(best) <= {*titles.values(), content.words["teach_next_none"]}
        reading = reading_after(content, one, len(one.lesson.stages))
        asks = reading.question.item if reading.question else None
        by_test = [titles[name] for name, items in content.teaching.tests.items() if asks in items]
        assert not by_test or best[0] in by_test


def test_a_commitment_can_be_changed_only_by_making_another() -> None:
    first = commitment()
    assert replace(first, confidence=90) != first
    with pytest.raises(AttributeError):
        first.confidence = 90  # type: ignore[misc]
