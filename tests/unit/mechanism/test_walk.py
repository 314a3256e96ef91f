from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import ValidationError

from lems_rules.knowledge.content import Content
from lems_rules.mechanism.walk import Stop, article_of_step, cited, shelf, stops
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.schema.citation import Certainty, Reference
from lems_rules.schema.mechanism import Contrast
from lems_rules.wording.presenter import Presenter
from tests.conftest import Copy


def walked(say: Presenter, **answers: object) -> dict[str, Stop]:
    used = sort_out_answers(say.content, answers).answers
    return {stop.id: stop for stop in stops(say, used)}


def explained(say: Presenter, step: str, **answers: object) -> list[tuple[str, str]]:
    return [(one.answer, one.says) for one in walked(say, **answers)[step].explains]


def cautioned(say: Presenter, step: str, **answers: object) -> list[str]:
    return [one.answer for one in walked(say, **answers)[step].cautions]


# In this patient


def test_without_answers_no_step_says_anything_of_the_patient(say: Presenter) -> None:
    for stop in walked(say).values():
        assert (stop.explains, stop.cautions) == ((), ())


def test_an_answer_is_named_at_the_step_that_explains_it(say: Presenter) -> None:
    ((answer, says),) = explained(say, "release", tendon_reflexes="absent")
    assert answer == "Tendon reflexes at rest: absent"
    assert "too few packets" in says


def test_what_is_said_of_an_answer_has_its_source(say: Presenter) -> None:
    (one,) = walked(say, vgcc_pq_antibody="positive")["gates"].explains
    assert [source.id for source in one.sources] == ["alpha1a_1998"]


def test_all_answers_that_a_step_explains_in_one_way_stand_together(say: Presenter) -> None:
    ((answer, _),) = explained(say, "autonomic", dry_mouth="yes", constipation="yes")
    assert answer == "Dry mouth: yes; Constipation: yes"


def test_a_limit_is_that_of_the_rules(say: Presenter) -> None:
    assert explained(say, "calcium", cmap_increment_percent=60)
    assert not explained(say, "calcium", cmap_increment_percent=59)
    assert cautioned(say, "calcium", cmap_increment_percent=59) == ["CMAP increment: 59 %"]


def test_what_a_step_does_not_explain_is_to_be_read_with_care(say: Presenter) -> None:
    assert explained(say, "impulse", sensory_loss="yes") == []
    assert cautioned(say, "impulse", sensory_loss="yes") == ["Sensory loss: yes"]
    assert explained(say, "impulse", sensory_loss="no")[0][0] == "Sensory loss: no"


def test_a_tumour_that_was_not_found_is_no_clearance(say: Presenter) -> None:
    (line,) = walked(say, chest_ct="normal")["tumour"].cautions
    assert "not clearance" in line.says


def test_an_unanswered_item_is_never_read_as_no(say: Presenter) -> None:
    stops = walked(say, proximal_leg_weakness="yes").values()
    lines = [one.answer for stop in stops for one in (*stop.explains, *stop.cautions)]
    assert lines
    assert [line for line in lines if "Leg weakness near the hip: yes" not in line] == []


# Each stop


def test_the_stops_are_the_steps_of_the_content_in_their_order(say: Presenter) -> None:
    assert list(walked(say)) == [step.id for step in say.content.steps]


def test_every_stop_says_how_it_is_known_and_how_surely(say: Presenter) -> None:
    certainties = {say.text(f"certainty_{one}") for one in get_args(Certainty)}
    for stop in walked(say).values():
        assert stop.plain
        assert stop.in_lems
        assert stop.evidence
        assert stop.certainty in certainties
        assert stop.sources


def test_every_stop_is_set_against_myasthenia_gravis(say: Presenter) -> None:
    for stop in walked(say).values():
        assert stop.in_mg.says, stop.id
        assert bool(stop.in_mg.certainty) == bool(stop.in_mg.sources), stop.id


def test_where_nothing_is_claimed_of_myasthenia_no_certainty_is_given(say: Presenter) -> None:
    assert walked(say)["tumour"].in_mg.certainty == ""
    assert walked(say)["receptor"].in_mg.certainty == "Established"


@pytest.mark.parametrize(
    "contrast",
    [
        {"says": "Claimed.", "certainty": "likely"},
        {"says": "Claimed.", "refs": [{"ref": "one", "at": "abstract"}]},
    ],
)
def test_a_contrast_needs_both_certainty_and_source_or_neither(contrast: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="needs certainty and refs"):
        Contrast.model_validate(contrast)


# Articles


def reference(name: str, **fields: Any) -> Reference:
    known = {"title": "T", "source": "S", "kind": "review", "seen": "abstract", "checked": "It."}
    return Reference.model_validate(
        {"id": name, "doi": f"10.1/{name}", "read_on": "2026-11-23", **known, **fields}
    )


SHELF = {
    "one": reference("one", authors="Roberts A, et al.", year=1985),
    "two": reference("two", source="A [strange] *page*", doi="10.1016/S1(03)2-5"),
}
ONE = "[Roberts 1985](<https://doi.org/10.1/one>)"
TWO = r"[A \[strange\] \*page\*](<https://doi.org/10.1016/S1(03)2-5>)"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("It is so [@one].", f"It is so ({ONE})."),
        ("It is so [@one; @two].", f"It is so ({ONE}; {TWO})."),
        ("It is so [@one]\n[@two].", f"It is so ({ONE}; {TWO})."),
        ("It is so [1].", "It is so [1]."),
    ],
)
def test_a_citation_becomes_a_short_reference_with_a_link(body: str, shown: str) -> None:
    assert cited(body, SHELF) == shown


def test_every_article_is_on_the_shelf_in_the_order_of_the_content(say: Presenter) -> None:
    articles = say.content.articles
    assert {one.id for one in shelf(say)} == set(articles)
    orders = [articles[one.id].order for one in shelf(say)]
    assert orders == sorted(orders)


def test_every_article_says_how_sure_it_is_and_lists_what_it_cites(say: Presenter) -> None:
    for article in shelf(say):
        assert article.certainty
        assert article.certainty_says
        assert "[@" not in article.body
        assert {one.id for one in article.references} == {
            citation.ref for citation in say.content.articles[article.id].refs
        }


def test_every_step_leads_to_its_article(say: Presenter) -> None:
    for step in say.content.steps:
        assert article_of_step(say, step.id).id == step.article


# What does not hang together


def test_a_step_that_reads_an_item_which_does_not_exist_is_a_problem(
    content: Content, copy: Copy
) -> None:
    copy.replace("mechanism/steps.yaml", "when: dyspnoea", "when: dyspnea")
    (problem,) = copy.new_problems(content)
    assert "'contraction': no item or finding is called 'dyspnea'" in problem
    assert "Did you mean 'dyspnoea'?" in problem


def test_what_a_step_says_of_an_answer_cites_only_known_references(
    content: Content, copy: Copy
) -> None:
    copy.replace("mechanism/steps.yaml", "ref: vincent_2003", "ref: vincent_1900")
    assert any("no reference 'vincent_1900'" in one for one in copy.new_problems(content))
