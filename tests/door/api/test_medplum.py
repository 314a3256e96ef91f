"""CDS Hooks as another program calls them: Medplum's client, a FHIR server, and our own server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pytest
from pydantic import AnyUrl, BaseModel, ConfigDict, Field

from lems_rules.knowledge.content import Content
from tests.support.fhir.chain import node, resources
from tests.support.fhir.record import concept, medicine
from tests.support.fhir.server import fhir_server
from tests.support.outside import need
from tests.support.served import served
from views.state.handover import PARAMETER

Json = dict[str, Any]
# A made-up record of the patient of case 024 (PMC4533275), in which LEMS is established.
HELD = Path(__file__).parents[2] / "support" / "fhir" / "record_of_case_024.json"
PATIENT = "case-024"
VIEW, SELECT, SIGN = "lems-patient-view", "lems-order-select", "lems-order-sign"


class Told(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Link(Told):
    label: str = Field(min_length=1)
    url: AnyUrl
    type: Literal["absolute"]


class Source(Told):
    label: str = Field(min_length=1)
    url: AnyUrl


class Card(Told):
    """A card by the specification of CDS Hooks 2.0, of its fields those that we use."""

    uuid: UUID
    summary: str = Field(min_length=1, max_length=140)
    indicator: Literal["info", "warning", "critical"]
    detail: str
    source: Source
    links: list[Link] = Field(min_length=1)


@pytest.fixture(scope="module")
def told(content: Content, tmp_path_factory: pytest.TempPathFactory) -> Json:
    """What Medplum is offered, and what it gets for each call by the name of the call."""
    for name in ("node", "@medplum/core"):
        need(name)
    whole = resources(json.loads(HELD.read_text("utf-8")))
    others = [one for one in whole if one.get("id") != "lems"]
    paracetamol = {"coding": [{"system": "http://www.whocc.no/atc", "code": "N02BE01"}]}
    drafts = {
        "aminoglycoside": concept(content, content.record.concept("aminoglycoside")),
        "paracetamol": paracetamol,
    }
    calls = {
        "view": called(VIEW),
        **{
            f"{service} {name}": ordered(service, name, code)
            for name, code in drafts.items()
            for service in (SELECT, SIGN)
        },
    }
    log = tmp_path_factory.mktemp("medplum") / "server.log"
    with fhir_server({"whole": whole, "others": others}) as fhir, served(log, LEMS_API="on") as url:
        sent = {"hooks": f"{url}/cds-services", "calls": list(calls.values())}
        found = node("hooks.cjs", {**sent, "server": f"{fhir}/whole"})
        without = node("hooks.cjs", {**sent, "server": f"{fhir}/others"})
    return {
        "services": found["services"],
        **dict(zip(calls, found["answers"], strict=True)),
        "without LEMS": without["answers"],
        "url": url,
    }


def called(service: str, **context: object) -> Json:
    return {
        "service": service,
        "context": {"userId": "Practitioner/1", "patientId": PATIENT, **context},
    }


def ordered(service: str, name: str, code: Json) -> Json:
    subject = {"reference": f"Patient/{PATIENT}"}
    draft = {**medicine(code, "draft"), "id": name, "subject": subject}
    orders = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": draft}]}
    if service == SIGN:
        return called(service, draftOrders=orders)
    return called(service, draftOrders=orders, selections=[f"MedicationRequest/{name}"])


def test_medplum_finds_the_services_and_gets_a_valid_card(told: Json) -> None:
    assert [one["id"] for one in told["services"]] == [VIEW, SELECT, SIGN]
    (one,) = told["view"]["cards"]
    card = Card.model_validate(one)
    assert card.indicator == "info"
    assert "LEMS already diagnosed: Yes; Age at first symptom: 68 years" in card.detail
    assert "Date of the chest CT: 2014-09-10" in card.detail
    assert str(card.links[0].url).startswith(f"{told['url']}/?{PARAMETER}=")


@pytest.mark.parametrize("service", [SELECT, SIGN])
def test_an_aminoglycoside_is_spoken_of_and_paracetamol_is_not(told: Json, service: str) -> None:
    (one,) = told[f"{service} aminoglycoside"]["cards"]
    card = Card.model_validate(one)
    assert card.indicator == "warning"
    assert card.summary.startswith("Aminoglycoside: discuss before use.")
    assert told[f"{service} paracetamol"] == {"cards": []}


def test_where_the_record_does_not_hold_the_illness_nothing_is_said(told: Json) -> None:
    assert told["without LEMS"] == [{"cards": []}] * 5
