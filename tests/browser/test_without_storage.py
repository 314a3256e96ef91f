"""Where a browser forbids storage, as inside another site's page, everything works but a reload."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.browser.sitting import open_page

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
FORBIDDEN = """
for (const name of ['sessionStorage', 'localStorage'])
    Object.defineProperty(window, name, {
        get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
    });
"""


def test_the_panel_and_the_way_to_a_question_and_back_need_no_storage(
    page: Page, visit: Visit, settled: Settled
) -> None:
    page.add_init_script(FORBIDDEN)
    visit("/")
    stairs = page.get_by_role("radiogroup", name="Trouble with stairs, rising from a chair")
    stairs.get_by_role("radio", name="Yes").click()
    settled(page)
    expect(page.get_by_text("BidiComponent Error")).to_have_count(0)
    open_page(page, "Result")
    settled(page)
    expect(page.get_by_text("BidiComponent Error")).to_have_count(0)
    page.locator("a[data-question]").first.click()
    settled(page)
    expect(page.locator("[data-testid=stMain] h1")).to_contain_text("Lambert-Eaton checklist")
    expect(stairs.get_by_role("radio", name="Yes")).to_be_checked()
