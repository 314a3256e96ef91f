"""What the answers to an open question would lead to, as the panel and the exports say it."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.next_question import Could, Question, answers_worth_trying
from lems_rules.wording.effects import Effects
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.report import report
from tests.support.considered import TRIAD, consider


def test_a_question_says_what_each_answer_would_do(content: Content, say: Presenter) -> None:
    given = consider(content, proximal_leg_weakness="yes", dry_mouth="yes")
    could = say.question("tendon_reflexes", given).could
    assert any(
        text.startswith("Reduced or Absent: could raise: some features") for text in could
    ), could


def test_a_question_that_changes_nothing_promises_nothing(content: Content, say: Presenter) -> None:
    view = say.question("paraesthesia", consider(content))
    assert view.could == ()
    assert view.why


def test_a_number_names_the_limit_from_which_it_would_do_it(
    content: Content, say: Presenter
) -> None:
    given = consider(content, proximal_leg_weakness="yes", dry_mouth="yes")
    could = say.question("cmap_increment_percent", given).could
    assert any("60 %" in text and "could raise" in text for text in could), could


@pytest.mark.parametrize(
    ("item", "region"),
    [
        ("age_at_onset_years", "Below 18 years: "),
        ("age_at_onset_years", "Between 18 and 50 years: "),
        ("karnofsky", "70 points or more: "),
    ],
)
def test_a_range_of_a_number_is_named_by_its_limits(
    content: Content, say: Presenter, item: str, region: str
) -> None:
    given = consider(
        content,
        lems_established="yes",
        chest_ct="normal",
        weight_loss_percent=0,
        smoking_at_onset="no",
        sex="female",
        early_bulbar_involvement="no",
    )
    could = say.question(item, given).could
    assert any(text.startswith(region) for text in could), could


def test_an_answer_that_would_lower_the_level_says_lower(content: Content, say: Presenter) -> None:
    given = consider(content, **TRIAD)
    could = say.question("upper_motor_neuron_signs", given).could
    assert any("could lower: strongly suggestive" in text for text in could), could


def test_an_answer_that_brings_a_safety_message_names_it(content: Content, say: Presenter) -> None:
    could = say.question("dyspnoea", consider(content, **TRIAD)).could
    assert any("safety message, breathlessness" in text for text in could), could


@pytest.mark.parametrize(
    ("item", "answer", "known"),
    [
        ("fdg_pet", "Suspicious", {}),
        ("sclc_in_remission", "No", {"known_cancer": "sclc"}),
    ],
)
def test_an_answer_that_ends_the_repeat_schedule_says_so(
    content: Content, say: Presenter, item: str, answer: str, known: dict[str, object]
) -> None:
    diagnosed = {"lems_established": "yes", "age_at_onset_years": 60, "chest_ct": "normal"}
    could = say.question(item, consider(content, **diagnosed, **known)).could
    ends = [text for text in could if "no repeat schedule" in text]
    assert [text.partition(":")[0] for text in ends] == [answer], could


def test_an_answer_that_brings_another_repeat_schedule_names_it(
    content: Content, say: Presenter
) -> None:
    given = consider(content, lems_established="yes", age_at_onset_years=60, chest_ct="normal")
    could = say.question("known_cancer", given).could
    assert any("small cell lung cancer is known and treated, repeat" in one for one in could), could
    assert not any("no repeat schedule" in text for text in could), could


def test_no_question_promises_an_effect_without_words(content: Content, say: Presenter) -> None:
    for answers in (TRIAD, {**TRIAD, "lems_established": "yes", "chest_ct": "normal"}, {}):
        given = consider(content, **answers)
        told = report(given).questions
        assert told
        for question in told:
            assert question.could
            for text in question.could:
                assert text.partition(": ")[2].strip(), (question.item, text)


def test_where_the_diagnosis_is_made_no_answer_is_said_to_change_the_level(
    content: Content,
) -> None:
    given = consider(content, **TRIAD, lems_established="yes")
    said = " ".join(text for one in report(given).questions for text in one.could)
    assert said
    assert "could raise" not in said
    assert "could lower" not in said


def test_a_line_that_only_explains_is_no_effect_to_speak_of(content: Content) -> None:
    given = consider(content)
    level = given.conclusions.level().id
    could = (Could("yes", ("plan",), (), level, None, None, ("G3",)),)
    assert "G3" in content.do_now.untold
    assert Effects(content).of(Question("hyponatraemia", ("plan",), could), given) == ()


def test_a_number_that_would_do_the_same_over_its_whole_range_needs_no_limit(
    content: Content,
) -> None:
    given = consider(content)
    book, level = given.conclusions.book, given.conclusions.level().id
    tried = answers_worth_trying(book, content.checklist.item("karnofsky"))
    could = tuple(Could(one, ("plan",), (), level, None, None, ()) for one in tried)
    said = Effects(content).of(Question("karnofsky", ("plan",), could), given)
    assert said == ("Any number: plan: a step less",)


@pytest.mark.parametrize(
    ("item", "tried", "region"),
    [
        ("age_at_onset_years", (9, 18, 34), "Below 50 years"),
        ("age_at_onset_years", (9, 18, 34, 50), "50 years or less"),
        ("age_at_onset_years", (50, 85), "50 years or more"),
        ("age_at_onset_years", (85,), "Above 50 years"),
        ("age_at_onset_years", (34,), "Between 18 and 50 years"),
    ],
)
def test_sample_values_stand_for_the_part_of_the_range_that_their_limits_close(
    content: Content, item: str, tried: tuple[float, ...], region: str
) -> None:
    given = consider(content)
    level = given.conclusions.level().id
    could = tuple(Could(one, ("plan",), (), level, None, None, ()) for one in tried)
    assert Effects(content).of(Question(item, ("plan",), could), given) == (
        f"{region}: plan: a step less",
    )


def test_below_the_level_of_testing_one_level_is_no_step_up_from_another(
    content: Content, say: Presenter
) -> None:
    given = consider(content, proximal_arm_weakness="no")
    assert say.question("proximal_leg_weakness", given).could == (
        "No: level: not enough information → not suggested by what was entered",
    )
