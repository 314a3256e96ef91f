"""Every case, exported, passes four readers that know FHIR and nothing of this project."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

from lems_rules.exports.fhir import fhir_bundle
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.wording.summary.report import report
from tests.support.cases import REACHING
from tests.support.fhir.bundles import TODAY, bundle_of
from tests.support.fhir.chain import (
    ABSENT,
    Json,
    items_of,
    resource,
    wrong_for_medplum,
    wrong_for_models,
    wrong_for_schema,
    wrong_for_us,
)

DATED: dict[str, object] = {
    "lems_established": "yes",
    "sex": "male",
    "age_at_onset_years": 49.9,
    "ever_smoked": "yes",
    "chest_ct_date": "2026-05-04",
    "karnofsky": 60,
}


def with_reasons(content: Content) -> str:
    """A patient in whom every open question has one of the reasons, each in turn."""
    given = Consideration(content, read_answers(content, DATED), TODAY)
    why = cycle(reason.id for reason in content.reasons)
    reasons = dict(zip(given.unanswered, why, strict=False))
    return fhir_bundle(given, report(given, reasons=reasons))


@pytest.fixture(scope="module")
def bundles(content: Content, request: pytest.FixtureRequest) -> dict[str, Json]:
    """The cases, and patients whose bundles have parts that no case has."""
    some = content.cases if request.config.getoption("deep") else REACHING
    others: dict[str, dict[str, object]] = {
        "nothing answered": {},
        "a dated plan": {**DATED, "chest_ct": "normal"},
        "figures quoted": {**DATED, "needs_assistance": "yes", "reported_weight_loss": "no"},
    }
    return {
        **{
            name: bundle_of(content, case.answers, case.today)
            for name, case in content.cases.items()
            if name in some
        },
        **{name: bundle_of(content, answers) for name, answers in others.items()},
        "reasons for open questions": json.loads(with_reasons(content)),
        "hostile notes": bundle_of(content, {"ptosis": "no"}, notes="\x00</div><script>\u2028'\"&"),
    }


def test_every_case_is_what_the_models_of_r4_take(bundles: dict[str, Json]) -> None:
    assert {name: wrong for name, one in bundles.items() if (wrong := wrong_for_models(one))} == {}


def test_every_case_keeps_to_the_official_schema(bundles: dict[str, Json]) -> None:
    assert {name: wrong for name, one in bundles.items() if (wrong := wrong_for_schema(one))} == {}


def test_every_case_keeps_to_the_invariants_as_medplum_knows_them(bundles: dict[str, Json]) -> None:
    found = wrong_for_medplum(list(bundles.values()))
    assert {name: wrong for name, wrong in zip(bundles, found, strict=True) if wrong} == {}


def test_every_response_matches_its_form_and_everything_is_a_proposal(
    bundles: dict[str, Json],
) -> None:
    assert {name: wrong for name, one in bundles.items() if (wrong := wrong_for_us(one))} == {}


# That the chain would notice: one fault in a good bundle, and who says so.

Spoil = Callable[[Json], Any]


def a_question(bundle: Json) -> Json:
    return next(
        item for item in items_of(resource(bundle, "Questionnaire")) if "answerOption" in item
    )


def an_answer(bundle: Json) -> Json:
    return next(
        item for item in items_of(resource(bundle, "QuestionnaireResponse")) if "answer" in item
    )


FAULTS: dict[str, tuple[str, Spoil]] = {
    "an unknown property": ("models", lambda b: resource(b, "CarePlan").update(typo=1)),
    "a question without a linkId": ("models", lambda b: a_question(b).pop("linkId")),
    "a type that FHIR has not": ("schema", lambda b: a_question(b).update(type="yesno")),
    "a name that is no id": (
        "schema",
        lambda b: resource(b, "Questionnaire")["extension"][0]["valueExpression"].update(
            name="a_b"
        ),
    ),
    "a character that no string holds": (
        "schema",
        lambda b: resource(b, "Questionnaire").update(title="a\u2028b"),
    ),
    "options beside a value set (que-4)": (
        "Medplum",
        lambda b: a_question(b).update(answerValueSet="http://example.org/set"),
    ),
    "a share that is not in per cent (ras-1)": (
        "Medplum",
        lambda b: resource(b, "RiskAssessment")["prediction"][0]["probabilityRange"]["low"].update(
            code="mg"
        ),
    ),
    "two entries of one name (bdl-7)": (
        "Medplum",
        lambda b: b["entry"][1].update(fullUrl=b["entry"][0]["fullUrl"]),
    ),
    "a linkId twice": ("us", lambda b: a_question(b).update(linkId="ptosis")),
    "an answer to no question": ("us", lambda b: an_answer(b).update(linkId="what")),
    "a reason beside an answer": (
        "us",
        lambda b: an_answer(b).update(extension=[{"url": ABSENT, "valueCode": "not-asked"}]),
    ),
    "an answer of another type": (
        "us",
        lambda b: an_answer(b).update(answer=[{"valueInteger": 1}]),
    ),
    "a number beyond its limits": (
        "us",
        lambda b: an_answer(b).update(answer=[{"valueDecimal": 121.0}]),
    ),
    "a status that FHIR has not": (
        "us",
        lambda b: resource(b, "CarePlan").update(status="bananas"),
    ),
    "a plan in force": ("us", lambda b: resource(b, "CarePlan").update(status="active")),
    "an order": ("us", lambda b: b["entry"][2]["resource"].update(intent="order")),
    "a reference to nobody": (
        "us",
        lambda b: resource(b, "CarePlan")["subject"].update(reference="urn:uuid:none"),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_chain_notices(bundles: dict[str, Json], fault: str) -> None:
    who, spoil = FAULTS[fault]
    spoilt = copy.deepcopy(bundles["figures quoted"])
    spoil(spoilt)
    match who:
        case "models":
            assert wrong_for_models(spoilt)
        case "schema":
            assert wrong_for_schema(spoilt)
        case "Medplum":
            assert wrong_for_medplum([spoilt]) != [[]]
        case _:
            assert wrong_for_us(spoilt)


def test_the_same_patient_always_gives_the_same_text(content: Content) -> None:
    one, again = (bundle_of(content, DATED) for _ in range(2))
    assert json.dumps(one) == json.dumps(again)
