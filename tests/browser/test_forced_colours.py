"""Where the reader's own colours are forced, what is chosen and how far it goes is still seen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.sitting import WITH_DATES, load_draft

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]


def ground(one: Locator) -> str:
    found: str = one.evaluate("it => getComputedStyle(it).backgroundColor")
    return found


@pytest.fixture
def forced(page: Page) -> str:
    """The reader's colour for what is selected, on a page whose colours are forced."""
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.set_content("<p style='background: Highlight; forced-color-adjust: none'>selected</p>")
    return ground(page.get_by_text("selected"))


def test_the_chosen_door_and_the_level_stand_out(
    visit: Visit, settled: Settled, forced: str
) -> None:
    page = visit("/")
    load_draft(page, {**WITH_DATES, "lems_established": "no"})
    settled(page)
    chosen, other = page.get_by_role("radiogroup").first.get_by_role("radio").all()
    assert [chosen.get_attribute("aria-checked"), ground(chosen)] == ["true", forced]
    assert ground(other) != forced
    cells = page.locator(".so-far .meter span")
    expect(cells).to_have_count(4)
    reached = [ground(one) == forced for one in cells.all()]
    assert reached == [True, True, True, False]


def test_the_state_and_the_lit_step_of_the_drawing_stand_out(visit: Visit, forced: str) -> None:
    page = visit("/mechanism")
    expect(page.locator(".spots button")).to_have_count(10)
    states = page.locator(".states label span")
    assert [ground(one) == forced for one in states.all()] == [False, True, False, False]
    lit = [ground(one) == forced for one in page.locator(".spots button").all()]
    assert lit.count(True) == 1
