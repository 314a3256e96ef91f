"""Every page opens at its top, however far down the last one was read; on a phone too.

The checklist opens where it was left.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import WITH_DATES, load_draft, open_page, wait_until

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
PAGES = ("Result", "Mechanism", "Cases", "Evidence", "Cohort", "Drafts")
MAIN = "document.querySelector('[data-testid=stMain]')"


DESK, PHONE = (1280, 800), (390, 844)


def keep_tall(page: Page) -> None:
    """Keep the page as tall as one where the new is drawn before the old has gone.

    It happens by itself only now and then: most pages shrink to nothing in between, which brings a
    browser to the top.
    """
    page.add_style_tag(
        content="[data-testid=stMain]::after {content: ''; flex: none; height: 20000px}"
    )


def read_down(page: Page) -> None:
    """Scroll down and stay there: a page that is still opening takes the first try back."""
    stays = 0
    for _ in range(100):
        stays = stays + 1 if page.evaluate(f"{MAIN}.scrollTop") > 2500 else 0
        if stays == 3:
            return
        page.evaluate(f"{MAIN}.scrollTop = 3000")
        page.wait_for_timeout(50)
    pytest.fail("the page is always brought back to its top")


def at_the_top(page: Page) -> None:
    wait_until(page, f"{MAIN}.scrollTop === 0")


def hold_as(page: Page, window: tuple[int, int]) -> None:
    page.set_viewport_size({"width": window[0], "height": window[1]})


@pytest.mark.parametrize(
    ("window", "answered"),
    [(PHONE, True), (DESK, True), pytest.param(PHONE, False, marks=pytest.mark.deep)],
)
def test_a_page_opens_at_its_top(
    page: Page, visit: Visit, settled: Settled, window: tuple[int, int], answered: bool
) -> None:
    hold_as(page, window)
    visit("/")
    keep_tall(page)
    if answered:
        load_draft(page, WITH_DATES)
        page.evaluate("location.hash = 'q-karnofsky'")
    for name in PAGES:
        settled(page)
        read_down(page)
        open_page(page, name)
        at_the_top(page)


@pytest.mark.parametrize("window", [PHONE, DESK])
def test_the_checklist_opens_where_it_was_left(
    page: Page, visit: Visit, settled: Settled, window: tuple[int, int]
) -> None:
    hold_as(page, window)
    visit("/")
    wait_until(page, "window.lemsPage === ''")  # from now on its place is remembered
    keep_tall(page)
    page.evaluate(f"{MAIN}.scrollTop = 700")
    open_page(page, "Evidence")
    at_the_top(page)
    settled(page)
    open_page(page, "Checklist")
    wait_until(page, f"{MAIN}.scrollTop === 700")


def test_a_question_named_on_the_result_is_shown_on_the_checklist(
    page: Page, visit: Visit, settled: Settled
) -> None:
    visit("/")
    load_draft(page, WITH_DATES)
    settled(page)
    open_page(page, "Result")
    settled(page)
    link = page.locator(".answer .beside a[data-question]").first
    item = link.get_attribute("data-question")
    link.click()
    expect(page.locator(f"#q-{item}")).to_be_in_viewport()


def test_a_case_opens_at_its_top_and_so_does_the_shelf_after_it(
    page: Page, visit: Visit, settled: Settled
) -> None:
    hold_as(page, PHONE)
    visit("/cases")
    keep_tall(page)
    for _ in range(2):  # the second time it is the same case
        read_down(page)
        page.locator(".st-key-open_case_c03 button").click()
        expect(page.locator(".lesson.telling")).to_be_visible()
        at_the_top(page)
        settled(page)
        read_down(page)
        page.locator(".st-key-back_to_shelf button").click()
        expect(page.locator(".shelf-card").first).to_be_visible()
        at_the_top(page)
        settled(page)
