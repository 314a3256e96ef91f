"""The whole form works out in two FHIRPath engines what the rules give."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.fhir.questionnaire import (
    AT_LEAST,
    AT_MOST,
    KNOWN,
    point_link,
    questionnaire,
)
from lems_rules.exports.fhir.response import response
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, assess, sort_out_answers
from lems_rules.schema.questions.item import Answer
from tests.rules.test_delta_p import plain_answers, vectors
from tests.support.examples import examples
from tests.support.fhir.chain import Json
from tests.support.fhir.engines import (
    Fhirpathpy,
    by_the_rules,
    expressions,
    fhirpath_js,
)
from tests.support.strategies import patients


@pytest.fixture(scope="module")
def fhirpathpy_form(content: Content) -> Fhirpathpy:
    return Fhirpathpy(questionnaire(content))


@pytest.fixture(scope="module")
def patterns(content: Content) -> list[tuple[dict[str, str], Json]]:
    """All three-state patterns of the six points, with their responses."""
    found = []
    for row in vectors("delta_p_729.csv"):
        answers = {"lems_established": "yes", "sex": "male", **plain_answers(row)}
        given = Consideration(content, sort_out_answers(content, answers).answers)
        found.append((row, response(given, "", {})))
    assert len(found) == 729
    return found


def totals(row: dict[str, str]) -> tuple[int, int, int | None]:
    low, high = int(row["low"]), int(row["high"])
    return low, high, low if low == high else None


def test_fhirpath_js_gives_the_range_counted_by_hand_for_all_729_patterns(
    content: Content, patterns: list[tuple[dict[str, str], Json]]
) -> None:
    worked = fhirpath_js(questionnaire(content), [one for _, one in patterns])
    found = [(one[AT_LEAST], one[AT_MOST], one[KNOWN]) for one in worked]
    assert found == [totals(row) for row, _ in patterns]


# One in 17 still has each state of each point beside each state of each other.
@pytest.mark.parametrize("one_in", [17, pytest.param(1, marks=pytest.mark.deep)])
def test_fhirpathpy_gives_the_range_counted_by_hand_for_the_patterns(
    fhirpathpy_form: Fhirpathpy, patterns: list[tuple[dict[str, str], Json]], one_in: int
) -> None:
    some = patterns[::one_in]
    worked = [fhirpathpy_form(one) for _, one in some]
    found = [(one[AT_LEAST], one[AT_MOST], one[KNOWN]) for one in worked]
    assert found == [totals(row) for row, _ in some]


def compared(content: Content, given: Consideration) -> dict[str, Any]:
    """What the rules give, for the items that the form works out by an expression."""
    told = by_the_rules(given)
    return {link: told[link] for link in expressions(questionnaire(content)) if link in told}


@examples(10)
@given(data=st.data())
def test_fhirpathpy_agrees_with_the_rules_on_any_partial_patient(
    content: Content, fhirpathpy_form: Fhirpathpy, data: st.DataObject
) -> None:
    raw = data.draw(patients(content.checklist.items))
    given = Consideration(content, sort_out_answers(content, raw).answers)
    worked = fhirpathpy_form(response(given, "", {}))
    wanted = compared(content, given)
    assert {link: worked[link] for link in wanted} == wanted


def with_hidden(content: Content, raw: Mapping[str, Answer]) -> tuple[Json, Consideration]:
    """A response that keeps answers to questions since hidden, and the patient by the rules."""
    used = sort_out_answers(content, raw)
    aside = {name for one in used.problems if one.contradiction for name in one.items}
    kept = {name: value for name, value in raw.items() if name not in aside}
    return response(Consideration(content, kept), "", {}), Consideration(content, used.answers)


BULBAR = ("dysarthria", "dysphagia", "chewing_difficulty", "neck_weakness")
DIAGNOSED: dict[str, Answer] = {"lems_established": "yes", "symptom_duration_months": 2.0}
KEPT: list[tuple[dict[str, Answer], str, bool | None]] = [
    ({**dict.fromkeys(BULBAR, "no"), "early_bulbar_involvement": "yes"}, "bulbar", False),
    ({"sex": "female", "erectile_dysfunction": "yes"}, "erectile_dysfunction", False),
    ({"sex": "female", "early_erectile_dysfunction": "yes"}, "erectile_dysfunction", False),
    ({"sex": "male", "erectile_dysfunction": "no", "early_erectile_dysfunction": "yes"},
     "erectile_dysfunction", False),
    ({"ever_smoked": "no", "smoking_at_onset": "yes"}, "tobacco", False),
    ({"sex": "male", "erectile_dysfunction": "yes"}, "erectile_dysfunction", True),
    ({"early_bulbar_involvement": "yes"}, "bulbar", True),
]  # fmt: skip


@pytest.mark.parametrize(("kept", "point", "verdict"), KEPT, ids=str)
def test_a_hidden_answer_that_a_client_keeps_counts_for_nothing_in_either_engine(
    content: Content,
    fhirpathpy_form: Fhirpathpy,
    kept: dict[str, Answer],
    point: str,
    verdict: bool | None,
) -> None:
    held = response(Consideration(content, {**DIAGNOSED, **kept}), "", {})
    link = next(point_link(one) for one in content.points if one.key == point)
    assert fhirpathpy_form(held)[link] is verdict
    [worked] = fhirpath_js(questionnaire(content), [held])
    assert worked[link] is verdict


@examples(30)
@given(data=st.data())
def test_fhirpathpy_sets_hidden_answers_aside_as_the_rules_do(
    content: Content, fhirpathpy_form: Fhirpathpy, data: st.DataObject
) -> None:
    held, given = with_hidden(content, data.draw(patients(content.checklist.items)))
    worked, wanted = fhirpathpy_form(held), compared(content, given)
    assert {link: worked[link] for link in wanted} == wanted


NEAR: list[tuple[str, float, str, bool]] = [
    ("age_at_onset_years", 49.995, "age", True),
    ("age_at_onset_years", 49.9949, "age", False),
    ("age_at_onset_years", 49.97, "age", False),
    ("weight_loss_percent", 4.9999999999999964, "weight_loss", True),
    ("weight_loss_percent", 4.994, "weight_loss", False),
]


@pytest.mark.parametrize(("item", "typed", "point", "verdict"), NEAR)
def test_a_number_typed_into_the_form_is_compared_as_it_is_shown_in_either_engine(
    content: Content,
    fhirpathpy_form: Fhirpathpy,
    item: str,
    typed: float,
    point: str,
    verdict: bool,
) -> None:
    raw: dict[str, Answer] = {"lems_established": "yes", item: typed}
    held = response(Consideration(content, raw), "", {})
    link = next(point_link(one) for one in content.points if one.key == point)
    known = {True: "yes", False: "no"}
    assert assess(content, raw).delta_p.items[point] == known[verdict]
    assert fhirpathpy_form(held)[link] is verdict
    [worked] = fhirpath_js(questionnaire(content), [held])
    assert worked[link] is verdict


def some_patients(content: Content, count: int) -> list[Consideration]:
    """Partial patients by a fixed seed, often near the limits of the score."""
    draw = random.Random(729)
    near: dict[str, tuple[Answer, ...]] = {
        "symptom_duration_months": (1.0, 3.0, 3.1),
        "weight_loss_percent": (4.9, 5.0),
        "age_at_onset_years": (17.9, 49.9, 50.0),
        "karnofsky": (69.0, 70.0),
        "cmap_increment_percent": (59.9, 60.0),
        "low_rate_decrement_percent": (9.9, 10.0),
    }
    found = []
    for _ in range(count):
        share = draw.random()
        raw: dict[str, Answer] = {}
        for item in content.checklist.items:
            if item.kind != "date" and draw.random() < share:
                raw[item.id] = draw.choice(
                    near.get(item.id) or item.option_ids or (item.least or 0.0,)
                )
        found.append(Consideration(content, sort_out_answers(content, raw).answers))
    return found


def test_fhirpath_js_agrees_with_the_rules_on_many_partial_patients(content: Content) -> None:
    many = some_patients(content, 300)
    worked = fhirpath_js(questionnaire(content), [response(one, "", {}) for one in many])
    seen: dict[str, set[Any]] = {}
    for one, found in zip(many, worked, strict=True):
        wanted = compared(content, one)
        assert {link: found[link] for link in wanted} == wanted
        for link, value in wanted.items():
            seen.setdefault(link, set()).add(value)
    # Each of them was met from both sides, or the agreement would say little.
    assert {link for link, values in seen.items() if len(values) < 2} == set()
