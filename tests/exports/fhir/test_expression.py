"""A condition in FHIRPath has the verdict that it has here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from lems_rules.exports.fhir.expression import Expressions, variable_name
from lems_rules.exports.fhir.questionnaire import (
    questionnaire,
)
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Condition
from lems_rules.logic.program import Verdict
from lems_rules.schema.questions.item import Answer
from tests.support.builders import compiled as compiled_rule
from tests.support.builders import condition
from tests.support.examples import examples
from tests.support.fhir.chain import Json
from tests.support.fhir.engines import (
    compiled,
    variables,
)
from tests.support.strategies import ITEMS, conditions, patients

VERDICTS = {(True,): Verdict.YES, (False,): Verdict.NO, (): Verdict.UNKNOWN}
KINDS = {item.id: item.kind for item in ITEMS}


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


def test_a_variable_rests_only_on_those_before_it(content: Content) -> None:
    known: set[str] = {"resource"}
    for name, text in variables(questionnaire(content)).items():
        assert set(re.findall(r"%(\w+)", text)) <= known, name
        known.add(name)
