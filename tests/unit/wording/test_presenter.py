from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.logic.program import Verdict
from lems_rules.schema.citation import Citation
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.presenter import Presenter, shown_items
from tests.support.considered import TRIAD, consider

# Sources


def test_a_source_says_where_to_look(content: Content, say: Presenter) -> None:
    citation = content.findings["proximal_weakness"].refs[0]
    source = say.source(citation)
    assert source.label.endswith(f", {citation.at}")
    assert source.link.startswith("http")


def test_what_was_seen_second_hand_always_says_so_and_only_once(
    content: Content, say: Presenter
) -> None:
    cited = [ref for rule in content.rules for ref in rule.refs]
    second_hand = [one for one in map(say.source, cited) if one.second_hand]
    assert second_hand
    for source in second_hand:
        assert source.label.count("second-hand") == 1


def test_a_second_hand_reference_cited_without_a_word_of_it_gets_the_word(
    content: Content, say: Presenter
) -> None:
    name = next(one.id for one in content.references.values() if one.second_hand)
    assert say.source(Citation(ref=name, at="page")).label.endswith(", page, second-hand")


def test_a_reference_cited_twice_at_one_place_is_named_once(
    content: Content, say: Presenter
) -> None:
    citation = content.findings["proximal_weakness"].refs[0]
    assert len(say.sources([citation, citation])) == 1


def test_the_strength_of_a_statement_is_said_in_words(content: Content, say: Presenter) -> None:
    strengths = {say.basis(rule).strength for rule in content.rules}
    assert strengths == {"Published", "Consensus", "Our own reading"}


def test_references_come_in_the_order_of_the_list_each_once(
    content: Content, say: Presenter
) -> None:
    names = list(content.references)
    listed = say.references([names[3], names[0], names[3]])
    assert [one.id for one in listed] == [names[0], names[3]]


# Answers in words


@pytest.mark.parametrize(
    ("answers", "phrase"),
    [
        ({"dry_mouth": "yes"}, "Dry mouth: yes"),
        ({"dry_mouth": "no"}, "Dry mouth: no"),
        ({}, "Dry mouth"),
    ],
)
def test_an_unanswered_item_is_named_without_an_answer(
    content: Content, say: Presenter, answers: dict[str, str], phrase: str
) -> None:
    assert say.answer(content.checklist.item("dry_mouth"), answers) == phrase


def test_several_answers_make_one_phrase_and_findings_are_left_out(say: Presenter) -> None:
    phrase = say.answered_as(
        ["dry_mouth", "proximal_weakness", "ptosis"], {"dry_mouth": "yes", "ptosis": "no"}
    )
    assert phrase == "Dry mouth: yes; Drooping eyelid: no"


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Dry mouth", "dry mouth"),
        ("A red flag", "a red flag"),
        ("CT of the chest", "CT of the chest"),
        ("DELTA-P tier", "DELTA-P tier"),
        ("FDG-PET/CT after a normal CT", "FDG-PET/CT after a normal CT"),
        ("P/Q antibody", "P/Q antibody"),
        ("Guillain-Barré syndrome", "Guillain-Barré syndrome"),
        ("Single-fibre EMG", "single-fibre EMG"),
        ("120 %", "120 %"),
        ("Kennedy disease", "Kennedy disease"),
    ],
)
def test_abbreviations_and_names_keep_their_capitals_inside_a_sentence(
    text: str, inside: str
) -> None:
    assert lower_first(text) == inside


# The level


def test_without_answers_the_level_says_that_no_rule_fits(content: Content, say: Presenter) -> None:
    level = say.level(consider(content))
    assert (level.id, level.rank, level.of) == ("insufficient", 0, 4)
    assert level.rule == "No rule fits the answers so far."
    assert level.basis is None
    assert level.because == ""


def test_the_level_names_its_rule_and_the_answers_it_rests_on(
    content: Content, say: Presenter
) -> None:
    level = say.level(consider(content, **TRIAD))
    assert level.id == "strongly_suggestive"
    assert level.rule.startswith("H3 · ")
    assert level.because.startswith("Leg weakness near the hip: yes")
    assert "Dry mouth: yes" in level.because
    assert level.basis is not None
    assert level.basis.sources


# For, against, not known


def test_each_supporting_finding_stands_on_exactly_one_side(
    content: Content, say: Presenter
) -> None:
    given = consider(content, **TRIAD, cmap_increment_percent=20)
    sides = [
        {line.title for line in say.supporting(given, one)}
        for one in (Verdict.YES, Verdict.NO, Verdict.UNKNOWN)
    ]
    titles = {content.findings[name].title for name in content.suspicion.supporting}
    assert set.union(*sides) == titles
    assert sum(map(len, sides)) == len(titles)


def test_what_is_not_known_leads_to_the_first_question_that_would_tell(
    content: Content, say: Presenter
) -> None:
    lines = say.supporting(consider(content), Verdict.UNKNOWN)
    weakness = next(line for line in lines if line.title.startswith("Weakness near"))
    assert weakness.item == "proximal_leg_weakness"
    assert "Leg weakness near the hip" in weakness.because


def test_a_finding_with_many_open_questions_names_three_and_counts_the_rest(
    content: Content, say: Presenter
) -> None:
    lines = say.supporting(consider(content), Verdict.UNKNOWN)
    autonomic = next(line for line in lines if line.title == "Autonomic features")
    names, _, rest = autonomic.because.partition(" and ")
    assert len(names.split(", ")) == 3
    assert rest.endswith(" more")


def test_a_denied_finding_speaks_against_and_says_that_it_is_a_no(
    content: Content, say: Presenter
) -> None:
    given = consider(content, cmap_increment_percent=20)
    line = next(one for one in say.against(given) if one.item == "cmap_increment_percent")
    assert line.title.endswith(": no")
    assert line.because == "CMAP increment: 20 %"


def test_a_counter_flag_says_what_to_think_of(content: Content, say: Presenter) -> None:
    given = consider(content, sensory_loss="yes")
    assert any(line.because.startswith("think of ") for line in say.against(given))
    card = next(card for card in say.counter_flags(given) if card.id == "sensory_loss")
    assert card.points
    assert card.basis.sources


def test_without_answers_nothing_speaks_for_or_against(content: Content, say: Presenter) -> None:
    given = consider(content)
    assert say.supporting(given, Verdict.YES) == ()
    assert say.against(given) == ()
    assert say.counter_flags(given) == ()


# Safety


def test_breathlessness_brings_an_urgent_card_before_the_others(
    content: Content, say: Presenter
) -> None:
    cards = say.safety(
        consider(content, dysphagia="yes", dyspnoea="yes", symptom_duration_months=12)
    )
    assert [card.id for card in cards][:2] == ["S1", "S2"]
    assert cards[0].urgent


def test_how_long_is_asked_urgently_after_breathlessness_and_before_the_cautions(
    content: Content, say: Presenter
) -> None:
    cards = say.safety(consider(content, dysphagia="yes", dyspnoea="yes"))
    assert [card.id for card in cards][:3] == ["S1", "S9", "S2"]
    assert [card.urgent for card in cards][:2] == [True, True]


@pytest.mark.parametrize(("planned", "points"), [("", 0), ("no", 0), ("yes", 1)])
def test_a_planned_anaesthetic_adds_its_line_to_the_message_on_medicines(
    content: Content, say: Presenter, planned: str, points: int
) -> None:
    answers = {**TRIAD, **({"planned_anaesthesia": planned} if planned else {})}
    card = next(card for card in say.safety(consider(content, **answers)) if card.id == "S5")
    assert len(card.points) == points
    assert not card.urgent


# The panel


def test_before_anything_is_answered_the_figure_shows_where_lems_begins(say: Presenter) -> None:
    assert say.step(None).id == "gates"


def test_the_figure_shows_the_step_of_the_item_answered_last(
    content: Content, say: Presenter
) -> None:
    for item in content.checklist.items:
        view = say.step(item)
        assert view.id == (item.step or "gates")
        assert view.state == item.state
        assert view.article in content.articles


def test_an_item_that_does_not_exist_leaves_the_figure_where_it_was(
    content: Content, say: Presenter
) -> None:
    assert say.so_far(consider(content), "no_such_item").step.id == "gates"


def test_the_panel_proposes_a_question_and_counts_the_answers(
    content: Content, say: Presenter
) -> None:
    view = say.so_far(consider(content, **TRIAD), "dry_mouth")
    assert view.answered == 3
    assert view.next_question is not None
    assert view.next_question.item not in TRIAD
    assert view.step.id == content.checklist.item("dry_mouth").step


@pytest.mark.parametrize(
    ("answers", "status"),
    [
        ({}, "Planned: Next question: trouble swallowing. Not enough information."),
        (
            {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "dysphagia": "yes"},
            "Now: Check the swallow before food and tablets. Some features are present. "
            "2 safety messages.",
        ),
    ],
)
def test_the_announced_status_begins_with_what_to_do_and_ends_with_the_safety_messages(
    content: Content, say: Presenter, answers: dict[str, str], status: str
) -> None:
    view = say.so_far(consider(content, **answers), None)
    assert view.level.title in view.status
    assert len(view.safety) in {0, 2}
    assert view.status == status


def test_one_safety_message_is_not_called_messages(content: Content, say: Presenter) -> None:
    view = say.so_far(consider(content, dyspnoea="yes"), None)
    assert len(view.safety) == 1
    assert view.status.endswith(" 1 safety message.")


def test_once_lems_is_diagnosed_the_panel_speaks_of_the_score(
    content: Content, say: Presenter
) -> None:
    view = say.so_far(consider(content, lems_established="yes"), None)
    assert view.plan is not None
    assert view.level.established
    assert view.plan.score == "DELTA-P score: 0 to 6 of 6."
    assert "0 to 6 of 6" in view.status
    assert view.level.title not in view.status


def test_before_the_gate_there_is_no_plan_in_the_panel(content: Content, say: Presenter) -> None:
    assert say.so_far(consider(content, dry_mouth="yes"), None).plan is None


def test_where_the_score_does_not_apply_the_panel_names_none(
    content: Content, say: Presenter
) -> None:
    given = consider(content, lems_established="yes", known_cancer="sclc")
    view = say.plan_in_short(given)
    assert view is not None
    assert view.score == ""


@pytest.mark.parametrize(
    ("answers", "begins"),
    [
        ({}, "A missing answer can change the plan."),
        (
            {
                "age_at_onset_years": 60,
                "sex": "female",
                "smoking_at_onset": "yes",
                "weight_loss_percent": 8,
                "chest_ct": "normal",
            },
            "The repeat schedule is the same",
        ),
    ],
)
def test_the_plan_says_whether_missing_answers_matter(
    content: Content, say: Presenter, answers: dict[str, object], begins: str
) -> None:
    given = consider(content, lems_established="yes", **answers)
    assert say.robustness(given).startswith(begins)


def test_a_score_with_every_point_known_is_one_number(content: Content, say: Presenter) -> None:
    given = consider(
        content,
        age_at_onset_years=60,
        sex="female",
        early_bulbar_involvement="no",
        smoking_at_onset="no",
        weight_loss_percent=5,
        karnofsky=70,
    )
    assert say.score_total(given) == "2 of 6"


# Which questions are shown


def test_a_question_that_cannot_apply_is_not_shown(content: Content) -> None:
    woman = consider(content, sex="female")
    assert "erectile_dysfunction" not in shown_items(content, woman, {"sex": "female"})
    assert "erectile_dysfunction" in shown_items(content, consider(content), {})


def test_both_sides_of_a_contradiction_stay_in_view(content: Content) -> None:
    raw = {"karnofsky": 60, "needs_assistance": "no"}
    shown = shown_items(content, consider(content, **raw), raw)
    assert {"karnofsky", "needs_assistance"} <= set(shown)


def test_a_refused_answer_stays_in_view(content: Content) -> None:
    raw = {"karnofsky": "<script>"}
    assert "karnofsky" in shown_items(content, consider(content, **raw), raw)


def test_every_shown_question_is_shown_once_and_in_the_order_of_the_checklist(
    content: Content,
) -> None:
    shown = shown_items(content, consider(content, **TRIAD), TRIAD)
    order = [item.id for item in content.checklist.items]
    assert shown == sorted(set(shown), key=order.index)
