from __future__ import annotations

import json
import re
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from tests.support.screen import ROOT, drawn, go, opened, sound, words, written
from views.components.junction import STEPS, Shown, State

STATES = get_args(State)
SOURCES = "".join(
    path.read_text("utf-8")
    for path in (
        ROOT / "views" / "pages" / "mechanism.py",
        *(ROOT / "views" / "components" / "junction").glob("*.*"),
    )
)
# Words that a reader without medicine would have to look up.
JARGON = r"tendon|synap|terminal|acetylcholine|channel|receptor|axon|motor|autonomic|P/Q|quant|CMAP"


def mechanism(**state: object) -> AppTest:
    return go(opened(**state), "views/pages/mechanism.py")


def walk(app: AppTest) -> dict[str, Any]:
    """What the walk through the drawing was told."""
    (told,) = (
        one.proto for one in app.get("bidi_component") if one.proto.component_name == "lems_walk"
    )
    found: dict[str, Any] = json.loads(told.json)
    return found


def article_of_step(app: AppTest) -> str:
    """The title of the article that goes with the step; the first heading after the model."""
    return str(app.header[0].value)


# Why reflexes return


def test_why_reflexes_return_is_said_in_three_plain_sentences_at_most(content: Content) -> None:
    says = content.figure["reflexes_says"]
    assert 1 <= len(re.findall(r"[.?!](?:\s|$)", says)) <= 3
    assert not re.search(JARGON, says, re.IGNORECASE)
    assert all(word in says for word in ("calcium", "nerve", "muscle", "jerk"))


def test_why_reflexes_return_stands_first_with_how_sure_that_is(content: Content) -> None:
    shown = words(mechanism())
    says = " ".join(content.figure["reflexes_says"].split())
    assert says in shown
    assert content.articles["reflexes_return"].certainty_says in shown


# The walk


def test_the_walk_has_every_step_of_the_content(content: Content) -> None:
    told = walk(mechanism())
    assert tuple(told["steps"]) == STEPS == tuple(step.id for step in content.steps)
    assert [stop["id"] for stop in told["stops"]] == list(STEPS)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_words_and_says_something_at_every_step(
    content: Content, state: str
) -> None:
    figure = content.figure
    for kind in ("state", "tab", "title", "desc", "text"):
        assert figure[f"{kind}_{state}"].strip()
    for step in STEPS:
        assert figure[f"note_{step}_{state}"].strip()


def test_every_word_the_drawing_asks_for_is_written(content: Content) -> None:
    asked = set(re.findall(r'data-word="(\w+)"|words\.(\w+)', SOURCES))
    named = {name for names in asked for name in names if name}
    assert {"name_nerve", "tab_mg", "panel_patient", "highlighted"} <= named
    assert sorted(named - set(content.figure)) == []


def test_every_word_of_the_drawing_is_asked_for(content: Content) -> None:
    made_up = ("state_", "title_", "desc_", "text_", "step_", "note_")  # in the scripts, of parts
    plain = (word for word in content.figure if not word.startswith(made_up))
    assert [word for word in plain if not re.search(rf"\b{word}\b", SOURCES)] == []


def test_nobody_is_told_of_a_patient_before_anything_is_answered() -> None:
    told = walk(mechanism())
    assert told["empty"]
    assert all(not stop["explains"] and not stop["cautions"] for stop in told["stops"])


def test_in_this_patient_names_the_answers_that_a_step_explains() -> None:
    told = walk(mechanism(answers={"dry_mouth": "yes", "tendon_reflexes": "absent"}))
    assert not told["empty"]
    explains = {stop["id"]: [one["answer"] for one in stop["explains"]] for stop in told["stops"]}
    assert explains["autonomic"] == ["Dry mouth: yes"]
    assert explains["release"] == ["Tendon reflexes at rest: absent"]
    assert explains["cleft"] == []


def test_contradictory_answers_are_explained_by_no_step() -> None:
    told = walk(mechanism(answers={"karnofsky": 60, "needs_assistance": "no", "dry_mouth": "yes"}))
    lines = [one["answer"] for stop in told["stops"] for one in stop["explains"]]
    assert lines == ["Dry mouth: yes"]


def test_the_walk_begins_at_the_step_of_the_last_answer() -> None:
    answers = {"cmap_increment_percent": 120}
    app = mechanism(answers=answers, last="cmap_increment_percent")
    assert walk(app)["begin"] == {"step": "calcium", "state": "effort", "tumour": "with"}


@pytest.mark.parametrize("last", [None, "no_such_item", "sex"])
def test_without_a_telling_last_answer_the_walk_begins_where_lems_does(last: str | None) -> None:
    app = mechanism(answers={"sex": "male"}, last=last)
    assert walk(app)["begin"] == {"step": "gates", "state": "lems", "tumour": "with"}


def test_the_walk_goes_on_where_the_reader_left_it() -> None:
    app = mechanism()
    app.session_state["walk_left_at"] = Shown("tumour", "effort", "without")
    go(app, "views/pages/result.py")
    told = walk(go(app, "views/pages/mechanism.py"))
    assert told["begin"] == {"step": "tumour", "state": "effort", "tumour": "without"}


def test_a_run_while_the_reader_walks_does_not_move_the_walk() -> None:
    app = mechanism()
    before = walk(app)
    app.session_state["walk_left_at"] = Shown("tumour", "mg")
    assert walk(sound(app.run())) == before


# The articles


def test_the_article_of_the_step_comes_first(content: Content) -> None:
    app = mechanism()
    for step in content.steps:
        app.session_state["walk_left_at"] = Shown(step.id, "lems")
        sound(app.run())
        assert article_of_step(app) == content.articles[step.article].title


def test_every_article_is_on_the_shelf_in_its_order(content: Content) -> None:
    titles = [one.label for one in mechanism().expander]
    ordered = sorted(content.articles.values(), key=lambda one: (one.order, one.title))
    shelf = [title for title in titles if title in {one.title for one in ordered}]
    assert shelf == [one.title for one in ordered]


def test_every_article_shows_its_text_its_certainty_and_its_references(content: Content) -> None:
    app = mechanism()
    assert "[@" not in written(app)
    shown, links = words(app), drawn(app)
    for article in content.articles.values():
        assert " ".join(article.certainty_says.split()) in shown
        for citation in article.refs:
            assert content.references[citation.ref].link.replace("&", "&amp;") in links


def test_citations_in_an_article_lead_to_their_sources(content: Content) -> None:
    text = written(mechanism())
    assert f"](<{content.references['nagel_1988'].link}>)" in text


# The model


def test_the_model_of_the_numbers_has_its_place_on_the_page(content: Content) -> None:
    app = mechanism()
    assert content.words["transmission_title"] in [one.value for one in app.subheader]
