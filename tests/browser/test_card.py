"""The link of a card from a record system: it opens the checklist filled in, and only once."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.fhir.chain import resources
from tests.support.served import served
from tests.support.shipped import CONTENT

HELD = Path(__file__).parents[1] / "support" / "fhir" / "record_of_case_024.json"
GONE = CONTENT.words["prefilled_gone"]
CAME = {"sex", "lems_established", "age_at_onset_years", "known_cancer", "chest_ct_date"}
Settled = Callable[[Page], None]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("card") / "server.log"


@pytest.fixture(scope="module")
def url(log: Path) -> Iterator[str]:
    """A server that answers record systems."""
    with served(log, LEMS_API="on") as url:
        yield url


def link_of_a_card(url: str) -> str:
    """The link of the one card that a record system gets for the patient of case 024."""
    whole = resources(json.loads(HELD.read_text("utf-8")))
    patient, *others = whole
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in others]}
    body = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": {"userId": "Practitioner/1", "patientId": patient["id"]},
        "prefetch": {"patient": patient, "conditions": bundle},
    }
    asked = urllib.request.Request(
        f"{url}/cds-services/lems-patient-view",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:
        (card,) = json.load(answer)["cards"]
    return str(card["links"][0]["url"])


def test_a_card_opens_the_checklist_filled_in_with_marks_once_and_leaves_no_trace(
    page: Page, settled: Settled, axe: Callable[[Page], list[str]], url: str, log: Path
) -> None:
    link = link_of_a_card(url)
    ticket = link.partition("=")[2]
    page.goto(link)
    expect(page.get_by_text(f"{len(CAME)} answers were filled in from the record.")).to_be_visible()
    settled(page)
    marks = page.locator(".qs-note.qs-record")
    expect(marks).to_have_count(len(CAME))
    assert {str(one.get_attribute("id")) for one in marks.all()} == {
        f"qs-record-{name}" for name in CAME
    }
    scan = page.locator("#qs-record-chest_ct_date")
    expect(scan).to_contain_text("From the record, 2014-09-10. CT of the chest.")
    # What the report says in words is not read.
    report = page.locator("#q-chest_ct [role=radio]")
    assert {one.get_attribute("aria-checked") for one in report.all()} == {"false"}
    assert page.url == f"{url}/"
    assert axe(page) == []

    other = page.context.new_page()
    other.goto(link)
    expect(other.get_by_text(GONE)).to_be_visible()
    expect(other.locator(".qs-note.qs-record")).to_have_count(0)
    assert other.url == f"{url}/"
    assert ticket not in log.read_text()
