from __future__ import annotations

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from tests.support.screen import asked, case, drawn, go, held, opened, words

CONTRADICTION = {"karnofsky": 60, "needs_assistance": "no"}


def test_a_first_visit_has_nothing_answered(content: Content) -> None:
    app = opened()
    told = asked(app)
    assert told["answers"] == {}
    assert told["problems"] == {}
    assert told["warnings"] == {}
    assert told["first"]["items"] == list(content.checklist.first_screen.could)
    assert held(app) == {}
    assert "Not enough information" in words(app)
    assert app.segmented_control(key="door").value == "could"


def test_every_question_is_offered_in_seven_sections(content: Content) -> None:
    sections = asked(opened())["sections"]
    assert [one["title"] for one in sections] == [one.title for one in content.checklist.sections]
    ids = [item["id"] for one in sections for group in one["groups"] for item in group["items"]]
    assert ids == [item.id for item in content.checklist.items]


def test_every_question_says_why_it_is_asked_and_every_number_has_limits() -> None:
    for section in asked(opened())["sections"]:
        for group in section["groups"]:
            for item in group["items"]:
                assert item["why"], item["id"]
                if item["kind"] == "number":
                    assert item["least"] is not None
                    assert item["most"] is not None


# The two doors


def test_the_second_door_asks_first_what_the_plan_needs(content: Content) -> None:
    app = opened()
    app.segmented_control(key="door").set_value("diagnosed").run()
    assert not app.exception
    told = asked(app)
    assert told["first"]["items"] == list(content.checklist.first_screen.diagnosed)
    left = [name for name in content.checklist.second_door if name in told["next"]]
    assert told["next"][: len(left)] == left
    assert told["answers"] == {"lems_established": "yes"}
    assert "LEMS established: " in words(app)
    assert "LEMS is diagnosed, as entered." in told["status"]
    assert "DELTA-P score: 0 to 6 of 6." in words(app)
    assert "DELTA-P score: 0 to 6 of 6." in told["status"]


def test_going_back_through_the_first_door_takes_back_only_the_diagnosis(
    content: Content,
) -> None:
    app = opened(answers={"ptosis": "no"})
    app.segmented_control(key="door").set_value("diagnosed").run()
    assert held(app) == {"ptosis": "no", "lems_established": "yes"}
    app.segmented_control(key="door").set_value("could").run()
    assert held(app) == {"ptosis": "no"}
    assert asked(app)["first"]["items"] == list(content.checklist.first_screen.could)


# Published cases


@pytest.mark.parametrize(
    ("name", "level", "rule"),
    [("024", "Some features are present", "F1 · "), ("022", "Strongly suggestive", "H2 · ")],
)
def test_a_published_case_shows_its_level_its_rule_and_its_safety_messages(
    content: Content, name: str, level: str, rule: str
) -> None:
    app = opened(answers=case(name))
    assert f"{level}.".lower() in asked(app)["status"].lower()
    assert f'<p class="level">{level}</p>' in drawn(app)
    assert rule in words(app)
    titles = {one.id: one.title for one in content.safety}
    for safety in content.cases[f"case_{name}"].expect.safety:
        assert titles[safety] in words(app)
    assert "Ask next" in words(app)


def test_safety_comes_before_the_level() -> None:
    text = words(opened(answers={**case("024"), "dyspnoea": "yes"}))
    assert text.index("Breathlessness needs") < text.index("Some features are present")


def test_the_panel_leads_to_questions_that_are_shown() -> None:
    app = opened(answers=case("022"))
    links = {part.split('"')[0] for part in drawn(app).split('href="#q-')[1:]}
    assert links
    assert links <= set(asked(app)["shown"])


def test_a_change_of_level_changes_what_is_announced() -> None:
    app = opened(answers=case("024"))
    before = asked(app)["status"]
    app.session_state["answers"] = {**case("024"), "tendon_reflexes": "reduced"}
    app.run()
    assert "Some features are present." in before
    assert "Strongly suggestive." in asked(app)["status"]
    assert "Some features are present." not in asked(app)["status"]


def test_the_figure_follows_the_item_answered_last(content: Content) -> None:
    for name in ("dry_mouth", "vgcc_pq_antibody", "cmap_increment_percent"):
        step = content.checklist.item(name).step
        title = next(one.title for one in content.steps if one.id == step)
        app = opened(answers={"dry_mouth": "yes"}, last=name)
        assert asked(app)["step"] == step
        assert title in words(app)


# What cannot be used is said, and kept


def test_contradictory_answers_are_shown_at_both_questions_and_used_for_neither() -> None:
    app = opened(answers={**CONTRADICTION, "lems_established": "yes"})
    told = asked(app)
    assert set(told["problems"]) == set(CONTRADICTION)
    assert "below 70 means help was needed" in told["problems"]["karnofsky"]
    assert set(CONTRADICTION) <= set(told["shown"])
    assert "0 to 6 of 6" in words(app)  # the point stays open
    assert held(app) == {**CONTRADICTION, "lems_established": "yes"}


def test_an_answer_out_of_range_is_named_and_kept() -> None:
    app = opened(answers={"karnofsky": 500})
    assert "from 0 to 100" in asked(app)["problems"]["karnofsky"]
    assert held(app) == {"karnofsky": 500}


def test_a_question_that_cannot_apply_goes_and_its_answer_is_not_lost() -> None:
    answers: dict[str, Any] = {"sex": "female", "erectile_dysfunction": "no"}
    app = opened(answers=answers)
    assert "erectile_dysfunction" not in asked(app)["shown"]
    assert held(app) == answers


def test_an_unlikely_number_is_used_and_pointed_out() -> None:
    app = opened(answers={"cmap_increment_percent": 9_000, "proximal_leg_weakness": "yes"})
    assert "cmap_increment_percent" in asked(app)["warnings"]
    assert asked(app)["problems"] == {}


# Leaving and coming back


def test_the_answers_stay_when_pages_are_switched() -> None:
    answers = case("022")
    app = opened(answers=answers)
    for page in ("views/pages/result.py", "views/pages/mechanism.py", "views/pages/checklist.py"):
        go(app, page)
        assert held(app) == answers
    assert asked(app)["answers"] == answers
    assert "Strongly suggestive" in words(app)


def test_the_door_stays_open_when_pages_are_switched() -> None:
    app = opened()
    app.segmented_control(key="door").set_value("diagnosed").run()
    go(app, "views/pages/result.py")
    go(app, "views/pages/checklist.py")
    assert app.segmented_control(key="door").value == "diagnosed"
    assert asked(app)["first"]["title"] == "First, for the tumour search"


def test_two_sittings_know_nothing_of_each_other() -> None:
    first = opened(answers={"dyspnoea": "yes"})
    assert held(opened()) == {}
    assert "Breathlessness" in words(first)


def test_a_question_left_open_for_a_reason_is_said_so_and_not_asked_for_next() -> None:
    before = opened(answers={"proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"})
    link = re.search(r'next-ask"><a href="#q-(\w+)"', drawn(before))
    assert link
    app = opened(
        answers={"proximal_leg_weakness": "yes", "tendon_reflexes": "reduced"},
        reasons={link[1]: "asked_declined"},
    )
    assert f'next-ask"><a href="#q-{link[1]}"' not in drawn(app)
    assert "(declined)" in words(go(app, "views/pages/result.py"))


# For a generalist


def test_the_next_question_is_the_one_that_the_panel_names() -> None:
    app = opened(answers=case("024"))
    assert f'next-ask"><a href="#q-{asked(app)["next"][0]}"' in drawn(app)


def test_what_a_generalist_does_not_know_is_not_put_next() -> None:
    first = asked(opened(answers=case("024")))["next"][0]
    app = opened(answers=case("024"), reasons={first: "unknown"})
    assert first not in asked(app)["next"]
    assert first in asked(app)["shown"]


def test_a_technical_word_in_the_panel_is_a_button_that_says_what_it_means() -> None:
    app = opened(answers=case("024"))
    assert (
        '<button type="button" class="term" data-says="A nerve is stimulated several times in a '
        'row, and the responses of its muscle are compared.">Repetitive stimulation</button>'
    ) in drawn(app)


def test_the_questions_come_with_their_technical_words_cut_out() -> None:
    told = asked(opened())
    ask = "Is the resting motor response (CMAP) low in any tested muscle?"
    assert told["marked"][ask] == [
        ["Is the resting motor response (", None],
        ["CMAP", "cmap"],
        [") low in any tested muscle?", None],
    ]
    assert told["terms"]["cmap"]["says"].startswith("Compound muscle action potential")
    for text, pieces in told["marked"].items():
        assert "".join(part for part, _ in pieces) == text


def test_what_was_typed_in_another_unit_is_told_with_what_is_kept() -> None:
    app = opened(
        answers={"symptom_duration_months": 0.69}, typed={"symptom_duration_months": "3 weeks"}
    )
    assert asked(app)["stored"] == {"symptom_duration_months": "3 weeks = 0.69 months"}
    assert asked(app)["problems"] == {}


def test_the_browser_may_report_another_unit_and_the_session_keeps_that_of_the_question() -> None:
    def script() -> None:
        import streamlit as st

        from views.state import session

        session.take_answers()
        st.session_state["told"] = session.typed_answers()

    given = {
        "answers": {"symptom_duration_months": "3 weeks", "weight_loss_percent": "some kg"},
        "reasons": {},
        "last": "symptom_duration_months",
        "epoch": 0,
    }
    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["exchange"] = {"given": given}
    app.run()
    assert not app.exception
    assert held(app) == {"symptom_duration_months": 0.69, "weight_loss_percent": "some kg"}
    assert app.session_state["told"] == {"symptom_duration_months": "3 weeks"}


def test_a_draft_takes_the_place_of_what_was_typed(content: Content) -> None:
    def script() -> None:
        import streamlit as st

        from views.state import session

        session.replace_answers({"symptom_duration_months": 4})
        st.session_state["told"] = session.typed_answers()

    app = AppTest.from_function(script, default_timeout=60)
    app.session_state["typed"] = {"symptom_duration_months": "3 weeks"}
    app.run()
    assert not app.exception
    assert app.session_state["told"] == {}
