"""From a record to a prefilled checklist in a real browser, and back with the summary."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import all_questions, headline, open_page, option, wait_until
from tests.support.fhir.ehr import CLIENT, Ehr, running
from tests.support.fhir.record import ANSWERS, record
from tests.support.served import free_port, started, stop, wait_until_healthy
from tests.support.shipped import CONTENT

Settled = Callable[[Page], None]
WORDS = CONTENT.words
ADA = {"name": [{"given": ["Ada"], "family": "Ek"}]}
KEPT = "JSON.stringify([{...sessionStorage}, {...localStorage}, history.state, document.cookie])"


@dataclass
class Launched:
    """A record system, the app that it knows, and the app's log."""

    ehr: Ehr
    url: str
    log: Path

    @property
    def start(self) -> str:
        return f"{self.url}/smart/launch?iss={self.ehr.issuer}&launch={self.ehr.launch}"


@pytest.fixture(scope="module")
def launched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    log = tmp_path_factory.mktemp("launch") / "server.log"
    url = f"http://127.0.0.1:{free_port()}"
    whole = record(CONTENT, date.today().isoformat())
    with running([{**whole.pop("patient"), **ADA}, *whole.values()]) as ehr:
        ehr.redirect = f"{url}/smart/return"
        settings = {
            "LEMS_SMART_CLIENT_ID": CLIENT,
            "LEMS_SMART_ISSUERS": ehr.issuer,
            "LEMS_PUBLIC_URL": url,
        }
        server = started(url, log, **settings)
        try:
            wait_until_healthy(server, url, log)
            yield Launched(ehr, url, log)
        finally:
            stop(server)


def marks(page: Page) -> Any:
    return page.locator(".qs-record")


def test_a_launch_ends_on_a_checklist_that_is_filled_in_and_marked(
    page: Page, settled: Settled, launched: Launched, axe: Callable[[Page], list[str]]
) -> None:
    ehr, addresses = launched.ehr, []
    page.context.on("request", lambda request: addresses.append(request.url))
    page.goto(launched.start)
    settled(page)
    expect(page.get_by_text(f"{len(ANSWERS)} answers were filled in from")).to_be_visible()
    expect(page.get_by_text("the record of Ada Ek, 1964-05-20")).to_be_visible()
    wait_until(page, "location.search === ''")
    assert page.url == f"{launched.url}/"

    # Each answer is marked, and the mark goes with it.
    expect(marks(page)).to_have_count(len(ANSWERS))
    all_questions(page)
    sex = page.locator("#q-sex")
    expect(option(page, "sex", "Male")).to_be_checked()
    expect(sex.locator(".qs-record")).to_contain_text(
        f"From 127.0.0.1:{ehr.url.rpartition(':')[2]}"
    )
    assert axe(page) == []
    sex.get_by_role("button", name="Clear").click()
    settled(page)
    expect(option(page, "sex", "Male")).not_to_be_checked()
    expect(marks(page)).to_have_count(len(ANSWERS) - 1)

    # They stay after a reload, and go all at once; what was entered by hand stays.
    page.reload()
    settled(page)
    expect(marks(page)).to_have_count(len(ANSWERS) - 1)
    all_questions(page)
    option(page, "sex", "Female").click()
    page.get_by_role("button", name=WORDS["questions_from_record_clear"]).click()
    settled(page)
    expect(marks(page)).to_have_count(0)
    expect(page.get_by_text(WORDS["questions_from_record"])).to_be_hidden()
    expect(option(page, "sex", "Female")).to_be_checked()
    expect(page.locator("#q-statin_use [aria-checked=true]")).to_have_count(0)

    told = [*addresses, page.evaluate(KEPT), launched.log.read_text()]
    told += [str(one["value"]) for one in page.context.cookies()]
    assert ehr.tokens
    assert "/smart/" not in launched.log.read_text()
    assert not any(token in one for token in ehr.tokens for one in told)


def test_the_summary_is_stored_after_a_press_that_says_so(
    page: Page, settled: Settled, launched: Launched
) -> None:
    ehr = launched.ehr
    page.goto(launched.start)
    settled(page)
    open_page(page, "Result")
    expect(headline(page)).to_be_visible()
    press = page.get_by_role("button", name=WORDS["smart_store"])
    expect(page.get_by_text("in the record of Ada Ek, 1964-05-20")).to_be_visible()
    assert ehr.stored == []
    ehr.fault = "token revoked"
    press.click()
    expect(page.get_by_text(WORDS["smart_expired"])).to_be_visible()
    ehr.fault = "data breaks"
    press.click()
    expect(page.get_by_text("Look in the record before you try again")).to_be_visible()
    ehr.fault = ""
    press.click()
    expect(page.get_by_text("The summary was stored at")).to_be_visible()
    (document,) = ehr.stored
    data: str = document["content"][0]["attachment"]["data"]
    assert base64.b64decode(data).startswith(b"%PDF")

    # Answers of somebody else are never stored in this record.
    open_page(page, "Drafts")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="Clear all answers").click()
    expect(page.get_by_text("All answers were cleared.")).to_be_visible()
    all_questions(page)
    option(page, "sex", "Female").click()
    settled(page)
    open_page(page, "Result")
    expect(headline(page)).to_be_visible()
    expect(press).to_have_count(0)


def test_another_patient_in_the_same_tab_is_not_mixed_with_the_one_before(
    page: Page, settled: Settled, launched: Launched
) -> None:
    page.goto(launched.start)
    settled(page)
    all_questions(page)
    option(page, "dry_mouth", "Yes").click()
    settled(page)
    page.goto(launched.start)
    settled(page)
    expect(marks(page)).to_have_count(len(ANSWERS))
    expect(page.locator("#q-dry_mouth [aria-checked=true]")).to_have_count(0)
