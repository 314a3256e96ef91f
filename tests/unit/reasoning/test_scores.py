"""The score that steers the plan is named in the content: it may be one of several, or none."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.rules import problems_in_rules
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.review.evidence import inspection
from lems_rules.review.rule_table import rule_table
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.report import report
from tests.conftest import Copy
from tests.support.patients import RICH

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def scoreless(content: Content) -> Content:
    """The shipped content without its score, and without the schedules that read it."""
    screening = content.screening
    kept = tuple(one for one in screening.schedules if one.id in ("TK2", "T+"))
    changed = screening.model_copy(update={"score": None, "schedules": kept})
    return dataclasses.replace(content, scores={}, screening=changed, conflicts=())


def considered(content: Content) -> Consideration:
    return Consideration(content, read_answers(content, RICH), TODAY)


def test_the_rules_hang_together_without_a_score(scoreless: Content) -> None:
    assert problems_in_rules(scoreless) == []
    assert (scoreless.score, scoreless.points, scoreless.bands) == (None, (), ())


def test_the_result_says_that_there_is_none(scoreless: Content, content: Content) -> None:
    told, usual = (assess(one, RICH, TODAY) for one in (scoreless, content))
    score = told.delta_p
    assert (score.applies, score.low, score.high, score.tier) == (False, 0, 0, None)
    assert score.reason == "No score steers this plan."
    assert score.items == {}
    assert told.suspicion == usual.suspicion
    assert (told.safety, told.findings) == (usual.safety, usual.findings)


def test_the_report_has_no_points_and_no_cohorts(scoreless: Content) -> None:
    given = considered(scoreless)
    told = report(given, "")
    assert (told.score.title, told.score.applies, told.score.most) == ("Score", False, 0)
    assert (told.score.points, told.score.cohorts, told.score.cautions) == ((), (), ())
    plan = Presenter(scoreless).plan_in_short(given)
    assert plan is not None
    assert (plan.score, plan.tier) == ("", "")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_written(scoreless: Content, name: str) -> None:
    made = FORMATS[name].build(export_of(considered(scoreless), "", {}, (), {}))
    assert made
    if name == "fhir":
        text = made if isinstance(made, str) else made.decode()
        assert "RiskAssessment" not in text
        assert "delta_p" not in text


def test_the_rules_can_be_laid_open(scoreless: Content) -> None:
    assert "delta_p" not in rule_table(scoreless)
    whole = inspection(scoreless)
    assert (whole.score_items, whole.score_window) == ((), "")


def test_a_rule_may_read_a_score_that_does_not_steer_the_plan(copy: Copy) -> None:
    text = (copy.folder / "scores/delta_p.yaml").read_text("utf-8").replace("delta_p", "other")
    copy.write("scores/other.yaml", text.replace("when: age_at_onset_years >= 50", "when: ptosis"))
    copy.replace("scores/other.yaml", "deciders: [age_at_onset_years]", "deciders: [ptosis]")
    copy.replace("rules/notices.yaml", "  when: ", "  when: other >= 1\n  unless: []\n#")
    content = copy.read()
    assert problems_in_rules(content) == []
    name = content.notices[0].id
    for answers, fires, high in (({"ptosis": "yes"}, True, 6), ({"ptosis": "no"}, False, 6)):
        given = Consideration(content, answers, TODAY)
        assert given.conclusions.fires(name) is fires
        assert (given.result().delta_p.low, given.result().delta_p.high) == (0, high)
