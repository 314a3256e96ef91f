"""The form works out in any FHIRPath engine what the rules give: no verdict is lost on the way."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.exports.fhir.expression import Expressions, variable_name
from lems_rules.exports.fhir.questionnaire import (
    AT_LEAST,
    AT_MOST,
    KNOWN,
    point_link,
    questionnaire,
)
from lems_rules.exports.fhir.response import response
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Condition
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration, assess, sort_out_answers
from lems_rules.schema.questions.item import Answer
from tests.rules.test_delta_p import plain_answers, vectors
from tests.support.builders import compiled as compiled_rule
from tests.support.builders import condition
from tests.support.examples import examples
from tests.support.fhir.chain import Json
from tests.support.fhir.engines import (
    Fhirpathpy,
    by_the_rules,
    compiled,
    expressions,
    fhirpath_js,
    variables,
)
from tests.support.strategies import ITEMS, conditions, patients

VERDICTS = {(True,): Verdict.YES, (False,): Verdict.NO, (): Verdict.UNKNOWN}
KINDS = {item.id: item.kind for item in ITEMS}


# One condition at a time


def written(content: Content, one: Condition) -> tuple[str, Mapping[str, str]]:
    """A condition in FHIRPath, with its variables, about a response without groups."""

    def answer(name: str) -> str:
        value = f"%resource.item.where(linkId = '{name}').answer.value"
        return value if KINDS.get(name) == "number" else f"{value}.code"

    made = Expressions(content, answer, lambda _, option: option)
    return made.truth(one), made.variables


def flat_response(answers: Mapping[str, Answer]) -> Json:
    items = [
        {"linkId": name, "answer": [{"valueCoding": {"code": value}}]}
        if isinstance(value, str)
        else {"linkId": name, "answer": [{"valueDecimal": value}]}
        for name, value in answers.items()
    ]
    return {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}


def worked_out(content: Content, one: Condition, answers: Mapping[str, Answer]) -> Verdict:
    text, used = written(content, one)
    answered = flat_response(answers)
    known: dict[str, Any] = {"resource": answered}
    for name, work in compiled(dict(used)).items():
        known[name] = work(answered, known)
    [work] = compiled({"it": text}).values()
    return VERDICTS[tuple(work(answered, known))]


@examples(60)
@given(one=conditions(), answers=patients())
def test_a_condition_in_fhirpath_has_the_verdict_it_has_here(
    content: Content, one: Condition, answers: dict[str, Answer]
) -> None:
    program, part = compiled_rule(one)
    assert worked_out(content, one, answers) is program.of_one(answers).verdict(part.slot)


@pytest.mark.parametrize(
    ("source", "answers", "verdict"),
    [
        ("score > 1.5", {"score": 1.5}, Verdict.NO),
        ("score >= 0.01", {"score": 0.005}, Verdict.YES),
        ("score >= 0.01", {"score": 0.0049}, Verdict.NO),
        ("change_percent > -2", {"change_percent": -1.995}, Verdict.NO),
        ("change_percent > -2", {"change_percent": -1.9949999999999999}, Verdict.YES),
        ("change_percent < 0", {"change_percent": -0.0}, Verdict.NO),
        ("change_percent <= 0", {"change_percent": 0.0049}, Verdict.YES),
        ("change_percent >= -2", {"change_percent": -2.0}, Verdict.YES),
        ({"not": "ptosis"}, {}, Verdict.UNKNOWN),
        (
            {"at_least": 2, "of": ["ptosis", "dysphagia", "dry_mouth"]},
            {"ptosis": "yes"},
            Verdict.UNKNOWN,
        ),
        (
            {"at_least": 2, "of": ["ptosis", "dysphagia", "dry_mouth"]},
            {"ptosis": "no", "dysphagia": "no"},
            Verdict.NO,
        ),
        ({"first_known": ["score >= 2", "ptosis"]}, {"score": 1.0, "ptosis": "yes"}, Verdict.NO),
        ({"first_known": ["score >= 2", "ptosis"]}, {"ptosis": "yes"}, Verdict.YES),
    ],
    ids=str,
)
def test_a_condition_at_its_edge(
    content: Content, source: object, answers: dict[str, Answer], verdict: Verdict
) -> None:
    assert worked_out(content, condition(source), answers) is verdict


@pytest.mark.parametrize(
    ("op", "verdicts"),
    [
        ("delta_p < 2", (Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.NO, Verdict.NO)),
        ("delta_p <= 2", (Verdict.YES, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.NO)),
        ("delta_p >= 2", (Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.YES, Verdict.YES)),
        ("delta_p > 2", (Verdict.NO, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.YES)),
    ],
)
@pytest.mark.parametrize("met", range(4))
def test_a_condition_on_the_score_has_its_verdict(
    content: Content, op: str, verdicts: tuple[Verdict, ...], met: int
) -> None:
    # Of six points `met` are met, two are open, and the rest are denied.
    early = ("early_bulbar_involvement", "early_erectile_dysfunction", "smoking_at_onset")
    answers: dict[str, Answer] = {
        **{name: "yes" if place < met else "no" for place, name in enumerate(early)},
        "needs_assistance": "no",
    }
    assert worked_out(content, condition(op), answers) is verdicts[met]


def test_names_of_variables_are_names_in_fhir_and_none_is_used_for_two_things(
    content: Content,
) -> None:
    ids = [
        *(item.id for item in content.checklist.items),
        *content.findings,
        *(item.id for item in content.scores["delta_p"].items),
        *(f"rule_{rule.id}" for rule in content.rules),
        "suspicion",
        "delta_p_applies",
        "delta_p_least",
        "delta_p_most",
    ]
    names = {variable_name(one) for one in ids}
    assert len(names) == len(set(ids))
    assert all(name.isascii() and name.isalnum() and not name[0].isdigit() for name in names)


# The whole form


def test_a_variable_rests_only_on_those_before_it(content: Content) -> None:
    known: set[str] = {"resource"}
    for name, text in variables(questionnaire(content)).items():
        assert set(re.findall(r"%(\w+)", text)) <= known, name
        known.add(name)


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


# Eight and three have no factor in common, so one in eight still has each state of each point.
@pytest.mark.parametrize("one_in", [8, pytest.param(1, marks=pytest.mark.deep)])
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
