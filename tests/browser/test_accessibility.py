"""WCAG 2.0 to 2.2, A and AA, as far as axe can tell, with a patient loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import WITH_DATES, load_draft, open_page, option

Visit = Callable[[str], Page]
Axe = Callable[[Page], list[str]]


@pytest.mark.usefixtures("scheme", "width")
def test_no_page_has_a_violation(visit: Visit, axe: Axe, settled: Callable[[Page], None]) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    expect(option(page, "chest_ct", "Normal")).to_be_checked()
    expect(page.locator("#q-karnofsky .qs-problem")).to_be_visible()
    settled(page)
    found = {"checklist": axe(page)}
    page.get_by_role("link", name="See the whole result").click()
    expect(page.get_by_role("heading", name="Level of suspicion")).to_be_visible()
    settled(page)
    page.evaluate("document.querySelectorAll('.doc details').forEach(one => one.open = true)")
    found["result"] = axe(page)
    open_page(page, "Mechanism")
    settled(page)
    found["mechanism"] = axe(page)
    assert found == {"checklist": [], "result": [], "mechanism": []}
