"""Every case that is taught: what is published and what is ours, and its secret."""

from __future__ import annotations

import re

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case, Lesson
from lems_rules.teaching.attempt import CONFIDENCES, choices, lesson_of, shelf, step_told
from tests.support.shipped import CONTENT

CASES = tuple(case for case in CONTENT.cases.values() if case.lesson is not None)
PUBLISHED = tuple(case for case in CASES if case.kind == "published")
COMPOSITE = tuple(case for case in CASES if case.kind == "composite")


def named(case: Case) -> str:
    return case.id


def written(lesson: Lesson) -> str:
    """All that a reader of the lesson is told."""
    parts = [lesson.turned_out, lesson.published, lesson.ours, *lesson.errors]
    parts += [stage.story for stage in lesson.stages]
    parts += [text for stage in lesson.stages for p in stage.prompts for text in (p.ask, p.expect)]
    parts += [one.says for one in lesson.feedback]
    return "\n".join(parts)


def test_the_shelf_holds_at_least_24_cases_16_of_them_published() -> None:
    assert len(CASES) >= 24
    assert len(PUBLISHED) >= 16
    assert {case.kind for case in CASES} <= {"published", "composite"}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_the_text_says_what_is_published_and_what_is_ours(content: Content, case: Case) -> None:
    lesson = lesson_of(case)
    assert len(lesson.published.split()) >= 5
    assert len(lesson.ours.split()) >= 5
    if case.kind == "published":
        report = content.references[case.refs[0].ref]
        assert report.kind in {"case_report", "case_series", "cohort", "review", "reference_page"}
    else:
        assert re.search(r"\b(nothing|no|not|none)\b", lesson.published, re.IGNORECASE)


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_a_learner_sees_before_the_end_does_not_name_the_case(
    content: Content, case: Case
) -> None:
    lesson = lesson_of(case)
    (card,) = shelf(content, [case])
    seen = [card.title, *(str(step_told(content, case, n)) for n in range(len(lesson.stages)))]
    told = "\n".join(seen).casefold()
    title = choices(content).diagnoses[case.diagnosis].casefold()
    assert title not in told
    assert case.about.casefold() not in told
    for citation in case.refs:
        reference = content.references[citation.ref]
        for trace in (reference.doi, reference.pmid, reference.pmcid, reference.title):
            assert trace is None or trace.casefold() not in told


@pytest.mark.parametrize("case", CASES, ids=named)
def test_feedback_has_a_finding_that_counted(case: Case) -> None:
    weights = {one.weight for one in lesson_of(case).feedback}
    assert weights & {"decisive", "supports", "against"}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_no_case_promises_certainty_or_names_a_dose(case: Case) -> None:
    text = written(lesson_of(case))
    assert not re.search(r"\b(excluded|ruled out|rules out)\b", text, re.IGNORECASE)
    doses = r"\b\d[\d,.]*\s?(mg|g|µg|ml|units)\b(?! per (litre|decilitre)|/)"
    assert not re.search(doses, text)
    assert "—" not in text
    assert "!" not in text


def test_the_cases_cover_both_kinds_of_end_and_every_difficulty() -> None:
    assert {lesson_of(case).difficulty for case in CASES} == {1, 2, 3}
    lems = sum(case.diagnosis == "lems" for case in CASES)
    assert lems >= 8
    assert len(CASES) - lems >= 8


def test_confidence_runs_from_a_coin_to_certainty() -> None:
    assert (CONFIDENCES[0], CONFIDENCES[-1]) == (50, 100)
