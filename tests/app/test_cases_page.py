"""The Cases page under AppTest: the shelf, the work, the teacher's side, a case of one's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import lesson_of, shelf
from tests.support.lesson import SECRETS, case, source
from tests.support.screen import drawn, go, marked_up, opened, sound, words, written

PAGE = "views/pages/cases.py"
OWN = "own_case"
HOSTILE = "<img src=x onerror=alert(1)> **bold** [a](http://e.org) :red[x] $x$"


STAGES = [stage.model_dump() for stage in lesson_of(case()).stages]
BREATHLESS = {
    "stages": [{**STAGES[0], "reveals": (*STAGES[0]["reveals"], "dyspnoea")}, *STAGES[1:]]
}


def page(**state: object) -> AppTest:
    return go(opened(**state), PAGE)


def own(app: AppTest | None = None, **changes: Any) -> AppTest:
    """The sample case open on the page, as loaded by a teacher."""
    made = case(**changes).model_copy(update={"id": OWN})
    return page(own_case=made, case=OWN)


def click(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=key).click().run())


def asked_of(app: AppTest, step: int, name: str = OWN) -> set[str]:
    """What the form of a step asks for, marks of findings left out."""
    fields = [*app.radio, *app.multiselect, *app.segmented_control, *app.selectbox]
    start = f"{name}_{step}_"
    asks = {str(one.key).removeprefix(start) for one in fields if str(one.key).startswith(start)}
    return {one for one in asks if not one.startswith("mark_")}


def answer(app: AppTest, step: int, **changes: Any) -> AppTest:
    """Fill in the form of one step."""
    given = {
        "level": "features_present",
        "leading": ["lems", "myasthenia_gravis"],
        "confidence": 80,
        "next_test": "vgcc_antibody",
        "score": "2",
        **changes,
    }
    asks = asked_of(app, step)
    key = f"{OWN}_{step}_".__add__
    if given["level"]:
        app.radio(key=key("level")).set_value(given["level"])
    app.multiselect(key=key("leading")).set_value(given["leading"])
    if given["confidence"]:
        app.segmented_control(key=key("confidence")).set_value(given["confidence"])
    if "next_test" in asks:
        app.selectbox(key=key("next_test")).set_value(given["next_test"])
    if "score" in asks and given["score"]:
        app.segmented_control(key=key("score")).set_value(given["score"])
    for name, mark in changes.items():
        if name.startswith("mark_"):
            app.segmented_control(key=key(name)).set_value(mark)
    return click(app, "commit")


def everything(app: AppTest) -> str:
    """All that was sent to the browser, as text."""
    return str(app.main.children) + drawn(app) + written(app)


# The shelf


def test_the_shelf_shows_every_case_that_has_a_lesson(content: Content) -> None:
    app = page()
    cards = shelf(content, content.cases.values())
    assert f"{len(cards)} of {len(cards)} cases" in written(app)
    assert all(card.title in words(app) for card in cards)


@pytest.mark.parametrize(
    ("widget", "key", "value", "fits"),
    [
        ("multiselect", "cases_topics", ["breathing"], lambda one: "breathing" in one.topics),
        ("pills", "cases_difficulty", [3], lambda one: one.difficulty == 3),
    ],
)
def test_a_filter_leaves_what_fits_it(
    content: Content, widget: str, key: str, value: list[Any], fits: Callable[[Any], bool]
) -> None:
    app = page()
    sound(getattr(app, widget)(key=key).set_value(value).run())
    for one in content.cases.values():
        if one.lesson is not None:
            assert (one.lesson.title in words(app)) is fits(one.lesson)


def test_filters_that_nothing_fits_say_so(content: Content) -> None:
    app = page()
    app.multiselect(key="cases_topics").set_value(["weakness_over_days"])
    app.pills(key="cases_difficulty").set_value([3])
    app.pills(key="cases_kind").set_value(["composite"]).run()
    shown = [b for b in app.button if str(b.key).startswith("open_")]
    assert sound(app)
    assert shown or content.words["cases_none"] in written(app)


def test_a_card_opens_its_case_and_puts_only_the_id_into_the_address(content: Content) -> None:
    app = page()
    first = next(one for one in content.cases.values() if one.lesson is not None)
    click(app, f"open_{first.id}")
    assert lesson_of(first).title in [one.value.replace("\\", "") for one in app.title]
    assert dict(app.query_params) == {"case": first.id}
    click(app, "back_to_shelf")
    assert "case" not in app.query_params
    assert [one.value for one in app.title] == ["Cases"]


def test_a_deep_link_opens_the_case(content: Content) -> None:
    first = next(one for one in content.cases.values() if one.lesson is not None)
    app = opened()
    app.switch_page(PAGE)
    app.query_params["case"] = first.id
    sound(app.run())
    assert lesson_of(first).stages[0].title in words(app)


@pytest.mark.parametrize("name", ["case_999", HOSTILE])
def test_a_link_to_no_case_says_so_and_shows_the_shelf(name: str) -> None:
    app = opened()
    app.switch_page(PAGE)
    app.query_params["case"] = name
    sound(app.run())
    assert [one.value for one in app.title] == ["Cases"]
    assert "There is no case" in written(app).replace("\\", "")
    assert marked_up(app, "onerror") == []


# Working a case


def test_before_the_first_commitment_nothing_of_the_rest_is_sent(content: Content) -> None:
    app = own()
    text = everything(app)
    assert "He cannot climb stairs." in text
    for hidden in (*SECRETS, "LATER-STORY", "LAST-STORY", "Hammer in hand"):
        assert hidden not in text
    for ours in ('class="lesson reading"', "H3 ·", content.scores["delta_p"].not_yet, "dyspnoea"):
        assert ours not in text
    assert not app.get("download_button")


def test_no_shipped_case_tells_more_than_its_first_step(content: Content) -> None:
    app = page()
    for one in content.cases.values():
        if one.lesson is None:
            continue
        click(app, f"open_{one.id}")
        text = everything(app)
        lesson = one.lesson
        hidden = [one.about, lesson.turned_out, lesson.published, lesson.ours, *lesson.errors]
        hidden += [*lesson.objectives, *(each.says for each in lesson.feedback)]
        hidden += [part for later in lesson.stages[1:] for part in (later.title, later.story)]
        hidden += [
            each for stage in lesson.stages for p in stage.prompts for each in (p.ask, p.expect)
        ]
        hidden += [content.references[each.ref].link for each in one.refs]
        assert lesson.stages[0].title in words(app)
        told = lesson.stages[0].story  # may hold the words of an answer that is expected later
        assert [each for each in hidden if each in text and each not in told] == [], one.id
        click(app, "back_to_shelf")


def test_nothing_is_chosen_before_the_learner_chooses() -> None:
    app = own()
    held = [app.radio(key=f"{OWN}_0_level").value, app.selectbox(key=f"{OWN}_0_next_test").value]
    held += [one.value for one in app.segmented_control]
    assert set(held) == {None}
    assert app.multiselect(key=f"{OWN}_0_leading").value == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"level": None}, "the level"),
        ({"leading": []}, "a leading diagnosis"),
        ({"confidence": None}, "how sure you are"),
        ({"next_test": None}, "the next test"),
    ],
)
def test_an_incomplete_commitment_says_what_is_open_and_shows_no_reading(
    changes: dict[str, Any], said: str
) -> None:
    app = answer(own(), 0, **changes)
    assert [one.value for one in app.error] == [f"Not committed yet. Still open: {said}."]
    assert 'class="lesson reading"' not in drawn(app)
    assert "LATER-STORY" not in everything(app)


def test_a_step_asks_for_three_commitments_and_the_last_for_the_score_in_place_of_a_test() -> None:
    app = own()
    always = {"leading", "confidence", "level"}
    assert asked_of(app, 0) == {*always, "next_test"}
    click(answer(app, 0), "go_on")
    click(answer(app, 1), "go_on")
    assert asked_of(app, 2) == {*always, "score"}
    answer(app, 2, score=None)
    assert [one.value for one in app.error] == ["Not committed yet. Still open: DELTA-P."]


def test_a_missed_urgent_action_is_the_first_thing_said(content: Content) -> None:
    app = answer(own(answers={**case().answers, "dyspnoea": "yes"}, lesson=BREATHLESS), 0)
    reading = words(app).partition(content.words["reading_title"])[2].strip()
    assert reading.startswith(content.words["teach_urgent_missed"])


def test_a_commitment_shows_our_reading_beside_it_and_not_yet_the_next_step() -> None:
    app = answer(own(), 0)
    text = words(app)
    assert "Our reading of this step" in text
    assert "Not enough information" in text
    assert "Yours is higher than what the rules give" in text
    assert "LATER-STORY" not in everything(app)
    assert not any(secret in everything(app) for secret in SECRETS)


def test_the_next_step_hides_the_reading_behind_it_in_a_closed_part() -> None:
    app = click(answer(own(), 0), "go_on")
    assert "LATER-STORY" in words(app)
    assert "LAST-STORY" not in everything(app)
    (closed,) = [one for one in app.expander if "On the stairs" in one.label]
    assert not closed.proto.expanded


def worked(**last: Any) -> AppTest:
    app = own()
    app = click(answer(app, 0, mark_dysphagia="safety", mark_age_at_onset_years="for"), "go_on")
    app = click(answer(app, 1, mark_dry_mouth="for"), "go_on")
    return click(answer(app, 2, **last), "go_on")


def test_the_comparison_comes_before_our_marks_and_before_the_end(content: Content) -> None:
    app = worked()
    assert content.words["script_title"] in words(app)
    text = everything(app)
    assert not any(secret in text for secret in SECRETS)
    assert content.words["script_fits"] not in text
    app.pills(key=f"{OWN}_3_script_reflexes").set_value(["lems"])
    click(app, "script_commit")
    assert content.words["script_fits"] in words(app)
    assert "agrees in 2 of 2 cells" in words(app)
    assert not any(secret in everything(app) for secret in SECRETS)


def test_the_end_tells_the_outcome_and_every_finding() -> None:
    app = click(worked(), "to_end")
    text = words(app)
    for told in (
        "SECRET-OUTCOME",
        "SECRET-PUBLISHED",
        "SECRET-OURS",
        "Trouble swallowing: yes Seen",
        "Age at first symptom: 63 years Over-weighted",
        "Dry mouth: yes Seen",
        "Tendon reflexes at rest: absent Missed",
        "You ended on Lambert-Eaton myasthenic syndrome with 80 %, and that is what it was.",
        "SECRET-ERROR",
        "SECRET-ASK",
    ):
        assert told in text
    assert "SECRET-ABOUT" not in everything(app)


def test_a_teachers_own_case_counts_for_no_calibration() -> None:
    assert "How sure, and how right" not in words(click(worked(), "to_end"))


def test_a_case_can_be_begun_again_with_nothing_filled_in() -> None:
    app = click(answer(own(), 0), "start_over")
    assert app.radio(key=f"{OWN}_0_level").value is None
    assert app.multiselect(key=f"{OWN}_0_leading").value == []
    assert 'class="lesson reading"' not in drawn(app)


def test_work_survives_a_visit_to_another_page() -> None:
    app = answer(own(), 0)
    go(app, "views/pages/mechanism.py")
    go(app, PAGE)
    assert "Our reading of this step" in words(app)


def test_the_shelf_says_how_far_a_case_is_worked() -> None:
    app = click(answer(own(), 0), "back_to_shelf")
    assert "begun, 1 of 3 steps" in words(app)
    assert app.button(key=f"open_{OWN}").label == "Go on with this case"


def finish(app: AppTest, one: Case, first: str, confidence: int) -> AppTest:
    """Work a shipped case to its end."""
    click(app, f"open_{one.id}")
    for step in range(len(lesson_of(one).stages)):
        app.radio(key=f"{one.id}_{step}_level").set_value("features_present")
        app.multiselect(key=f"{one.id}_{step}_leading").set_value([first])
        app.segmented_control(key=f"{one.id}_{step}_confidence").set_value(confidence)
        asks = asked_of(app, step, one.id)
        if "next_test" in asks:
            app.selectbox(key=f"{one.id}_{step}_next_test").set_value("chest_ct")
        if "score" in asks:
            app.segmented_control(key=f"{one.id}_{step}_score").set_value("3")
        click(click(app, "commit"), "go_on")
    return click(app, "to_end")


def test_after_a_case_comes_the_next_one_and_what_was_missed_can_be_worked_again(
    content: Content,
) -> None:
    cards = shelf(content, content.cases.values())
    first, second = (content.cases[card.id] for card in cards[:2])
    app = finish(page(), first, "parkinsonism", 90)
    assert f"1 of {len(cards)} cases worked to the end" in words(app)
    assert "Not the first diagnosis at the end" in words(app)
    assert lesson_of(second).title in app.button(key="next_case").label
    click(app, "next_case")
    assert lesson_of(second).stages[0].title in words(app)
    click(app, "back_to_shelf")
    click(app, f"again_{first.id}")  # the shelf offers it too
    assert lesson_of(first).stages[0].title in words(app)
    assert app.radio(key=f"{first.id}_0_level").value is None


def test_calibration_counts_each_case_of_the_sitting_once(content: Content) -> None:
    taught = [one for one in content.cases.values() if one.lesson is not None][:2]
    app = finish(page(), taught[0], taught[0].diagnosis, 90)
    assert "Said 90 %: right in 1 of 1." in words(app)
    click(app, "start_over")
    click(app, "back_to_shelf")
    app = finish(app, taught[0], "botulism", 50)  # the end is known by now
    assert "right in 1 of 1." in words(app)
    click(app, "back_to_shelf")
    app = finish(app, taught[1], "parkinsonism", 90)
    assert "Said 90 %: right in 1 of 2." in words(app)
    assert "With so few, chance moves these figures" in words(app)
    assert "Said 90 %" in words(click(app, "back_to_shelf"))


# Teaching


def teaching(app: AppTest) -> AppTest:
    return sound(app.segmented_control(key="cases_mode").set_value("teach").run())


def test_the_guide_is_not_made_before_the_switch_is_on() -> None:
    app = teaching(page(own_case=case().model_copy(update={"id": OWN})))
    sound(app.selectbox(key="teach_case").set_value(OWN).run())
    assert not any(secret in everything(app) for secret in SECRETS)
    assert not app.get("download_button")
    sound(app.toggle(key=f"teach_show_{OWN}").set_value(True).run())
    text = words(app)
    assert all(secret in text for secret in SECRETS if secret != "SECRET-ABOUT")
    labels = {one.proto.label for one in app.get("download_button")}
    assert labels == {"Guide as PDF", "Guide as Markdown"}


def test_another_case_has_its_own_switch(content: Content) -> None:
    app = teaching(page(own_case=case().model_copy(update={"id": OWN})))
    sound(app.selectbox(key="teach_case").set_value(OWN).run())
    sound(app.toggle(key=f"teach_show_{OWN}").set_value(True).run())
    first = next(one for one in content.cases.values() if one.lesson is not None)
    sound(app.selectbox(key="teach_case").set_value(first.id).run())
    assert not app.toggle(key=f"teach_show_{first.id}").value
    assert lesson_of(first).turned_out not in words(app)


@pytest.mark.parametrize(("minutes", "last"), [(10, "8–10"), (20, "17–20"), (40, "35–40")])
def test_each_plan_can_be_shown(minutes: int, last: str) -> None:
    app = teaching(page(own_case=case().model_copy(update={"id": OWN})))
    sound(app.selectbox(key="teach_case").set_value(OWN).run())
    sound(app.toggle(key=f"teach_show_{OWN}").set_value(True).run())
    sound(app.segmented_control(key="guide_minutes").set_value(minutes).run())
    assert last in words(app)


# Writing a case


def authoring(app: AppTest) -> AppTest:
    return sound(app.segmented_control(key="cases_mode").set_value("author").run())


def load(app: AppTest, data: bytes) -> AppTest:
    return sound(app.file_uploader(key="author_upload").upload("case.yaml", data).run())


def as_file(**changes: Any) -> bytes:
    return yaml.safe_dump(source(**changes), allow_unicode=True).encode()


def test_without_answers_the_author_is_sent_to_the_checklist(content: Content) -> None:
    app = authoring(page())
    assert content.words["author_no_answers"] in written(app)
    assert "/checklist" in app.get("page_link")[0].proto.page or app.get("page_link")


def test_the_current_answers_become_the_steps_of_a_story() -> None:
    app = authoring(page(answers={"dry_mouth": "yes", "tendon_reflexes": "absent"}))
    click(app, "author_start")
    assert app.multiselect(key="author_1_step_0_reveals").value == ["dry_mouth"]
    assert app.multiselect(key="author_1_step_1_reveals").value == ["tendon_reflexes"]
    click(app, "check")
    assert "Not ready yet. What is open:" in words(app)
    assert "lesson.objectives" in words(app)
    assert not app.get("download_button")


def test_a_case_is_written_checked_and_worked() -> None:
    app = authoring(page(answers={"dry_mouth": "yes", "tendon_reflexes": "absent"}))
    click(app, "author_start")
    key = "author_1_".__add__
    app.text_input(key=key("title")).set_value("Thirst")
    app.text_input(key=key("about")).set_value("A made-up patient")
    app.multiselect(key=key("topics")).set_value(["weak_legs"])
    app.selectbox(key=key("diagnosis")).set_value("lems")
    app.text_area(key=key("objectives")).set_value("Ask about the mouth")
    for step in (0, 1):
        app.text_input(key=key(f"step_{step}_title")).set_value("A step")
        app.text_area(key=key(f"step_{step}_story")).set_value("Something happens.")
        app.text_area(key=key(f"step_{step}_questions")).set_value("What? -> That.")
    app.multiselect(key=key("weights")).set_value(["dry_mouth", "tendon_reflexes"]).run()
    app.selectbox(key=key("weight_tendon_reflexes")).set_value("decisive")
    for name in ("dry_mouth", "tendon_reflexes"):
        app.text_input(key=key(f"says_{name}")).set_value("Because")
    app.multiselect(key=key("alternatives")).set_value(["botulism", "stroke"])
    app.multiselect(key=key("next_tests")).set_value(["chest_ct"])
    app.text_area(key=key("turned_out")).set_value("It was LEMS.")
    app.text_area(key=key("errors")).set_value("Not asking")
    click(app, "check")
    assert [one.value for one in app.success], words(app)
    assert {one.proto.label for one in app.get("download_button")} == {"Download the case file"}
    written_case = app.session_state["own_case"]
    assert lesson_of(written_case).feedback[1].weight == "decisive"
    click(app, "author_work")
    assert "Something happens." in words(app)
    assert "It was LEMS." not in everything(app)


def test_a_file_is_loaded_into_the_form_and_onto_the_shelf() -> None:
    app = load(authoring(page()), as_file())
    assert app.text_input(key="author_1_title").value == "Stairs and thirst"
    assert app.text_area(key="author_1_step_0_questions").value.startswith(
        "SECRET-ASK what next? ->"
    )
    click(app, "check")
    assert [one.value for one in app.success]
    sound(app.segmented_control(key="cases_mode").set_value("work").run())
    assert "Stairs and thirst" in words(app)


def test_a_step_can_be_added_and_taken_away() -> None:
    app = load(authoring(page()), as_file())
    click(app, "more_steps")
    assert app.text_input(key="author_1_step_3_title").value == ""
    for _ in range(2):
        click(app, "fewer_steps")
    assert app.button(key="fewer_steps").disabled
    click(app, "check")
    assert "never revealed: chest_ct, creatine_kinase" in words(app)


def test_a_bad_file_says_why_and_breaks_nothing() -> None:
    app = load(authoring(page()), as_file())
    load(app, b"lesson: [")
    assert "The file was not loaded. What stands in the way:" in words(app)
    assert "is not readable YAML" in words(app)
    assert app.text_input(key="author_1_title").value == "Stairs and thirst"
    sound(app.segmented_control(key="cases_mode").set_value("work").run())
    assert "Stairs and thirst" in words(app)


def test_a_file_whose_result_has_changed_says_so() -> None:
    stale = {**source()["expect"], "level": "features_present", "rule": "F1"}
    app = load(authoring(page()), as_file(expect=stale))
    assert "The rules now give another result" in app.warning[0].value


def test_hostile_text_in_a_case_is_shown_as_text_on_every_side_of_it(tmp_path: Path) -> None:
    stages = source()["lesson"]["stages"]
    stages[0] |= {
        "title": HOSTILE,
        "story": HOSTILE,
        "prompts": [{"ask": HOSTILE, "expect": HOSTILE}],
    }
    changes = {
        "title": HOSTILE,
        "stages": stages,
        "turned_out": HOSTILE,
        "published": HOSTILE,
        "ours": HOSTILE,
        "errors": [HOSTILE],
        "objectives": [HOSTILE],
        "feedback": [{**one, "says": HOSTILE} for one in source()["lesson"]["feedback"]],
    }
    app = load(authoring(page()), as_file(lesson=changes, coding=HOSTILE))
    assert marked_up(app, "onerror") == []
    teaching(app)
    sound(app.selectbox(key="teach_case").set_value(OWN).run())
    sound(app.toggle(key=f"teach_show_{OWN}").set_value(True).run())
    assert marked_up(app, "onerror") == []
    sound(app.segmented_control(key="cases_mode").set_value("work").run())
    click(app, f"open_{OWN}")
    assert marked_up(app, "onerror") == []
    for step in range(3):
        click(answer(app, step), "go_on")
        assert marked_up(app, "onerror") == []
    click(app, "to_end")
    assert marked_up(app, "onerror") == []
    assert "onerror=alert(1)" in words(app)
