"""WCAG 2.0 to 2.2, A and AA, as far as axe can tell, with a patient loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import WITH_DATES, headline, load_draft, open_page, option

Visit = Callable[[str], Page]
Axe = Callable[[Page], list[str]]
Settled = Callable[[Page], None]


@pytest.mark.usefixtures("scheme", "width")
def test_no_page_has_a_violation(visit: Visit, axe: Axe, settled: Callable[[Page], None]) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    expect(option(page, "chest_ct", "Normal")).to_be_checked()
    expect(page.locator("#q-karnofsky .qs-problem")).to_be_visible()
    settled(page)
    found = {"checklist": axe(page)}
    page.get_by_role("link", name="See the whole result").click()
    expect(headline(page)).to_be_visible()
    settled(page)
    page.evaluate("document.querySelectorAll('.doc details').forEach(one => one.open = true)")
    found["result"] = axe(page)
    open_page(page, "Mechanism")
    settled(page)
    found["mechanism"] = axe(page)
    assert found == {"checklist": [], "result": [], "mechanism": []}


def test_no_page_has_a_violation_or_runs_sideways_on_a_small_phone_with_forced_colours(
    page: Page, visit: Visit, axe: Axe, settled: Settled
) -> None:
    page.emulate_media(forced_colors="active")
    page.set_viewport_size({"width": 320, "height": 800})
    visit("/")
    load_draft(page, WITH_DATES)
    settled(page)
    found, sideways = {}, {}
    titles = {
        "/": "Lambert-Eaton checklist",
        "/result": "",  # its headline is that of the patient
        "/mechanism": "How LEMS weakens a muscle",
        "/cases": "Cases",
        "/evidence": "Evidence",
        "/cohort": "Cohort",
        "/drafts": "Drafts",
    }
    for path, title in titles.items():
        visit(path)
        if path == "/result":  # by its address, so the tab brings the answers back
            expect(headline(page)).to_be_visible()
        else:
            expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
        settled(page)
        page.evaluate("document.querySelectorAll('.doc details').forEach(one => one.open = true)")
        for fold in page.get_by_test_id("stExpander").locator("summary").all():
            if path == "/result":
                fold.click()
        settled(page)
        sideways[path] = page.evaluate(
            "(it => it.scrollWidth - it.clientWidth)"
            "(document.querySelector('[data-testid=stMain]'))"
        )
        found[path] = axe(page)
    assert found == {path: [] for path in titles}
    assert sideways == dict.fromkeys(titles, 0)
