"""The evidence page in a browser: what only a browser shows of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lems_rules.knowledge.content import Content

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
Axe = Callable[[Page], list[str]]
PARTS = (
    "rules", "references", "conflicts", "statements", "calculators", "cases", "support", "changes",
    "report",
)  # fmt: skip
WIDER = "document.querySelector('[data-testid=stMain]').scrollWidth > window.innerWidth"


def turn_to(page: Page, content: Content, part: str, settled: Settled) -> None:
    page.get_by_role("radio", name=content.words[f"evidence_part_{part}"], exact=True).click()
    settled(page)


@pytest.mark.usefixtures("look")
def test_no_part_has_a_violation_or_scrolls_sideways(
    visit: Visit, axe: Axe, settled: Settled, content: Content
) -> None:
    page = visit("/evidence")
    found = {}
    for part in PARTS:
        turn_to(page, content, part, settled)
        assert page.evaluate(WIDER) is False, part
        found[part] = axe(page)
    assert found == {part: [] for part in PARTS}


def test_a_rule_is_found_by_keyboard_alone(visit: Visit, settled: Settled) -> None:
    page = visit("/evidence")
    expect(page.locator("#rule-J1")).to_be_visible()
    page.locator("input[type=search]").focus()
    page.keyboard.type("equivocal", delay=20)
    expect(page.get_by_role("status").filter(has_text="Found:")).to_contain_text("Rules 3")
    expect(page.locator("#rule-J1")).to_have_count(0)
    expect(page.locator("#finding-increment_equivocal")).to_be_visible()
    settled(page)
    assert "find=equivocal" in page.url


def test_the_address_of_a_rule_opens_it_alone(visit: Visit) -> None:
    page = visit("/evidence?find=T%2B")
    expect(page.locator("#rule-T\\+")).to_be_visible()
    expect(page.locator(".ev-entry")).to_have_count(1)


def test_a_condition_leads_to_the_finding_it_rests_on(visit: Visit) -> None:
    page = visit("/evidence")
    expect(page.locator("#finding-low_cmap")).to_be_hidden()
    page.locator("#rule-J1").get_by_role("link", name="Low CMAP amplitude at rest").click()
    expect(page.locator("#finding-low_cmap")).to_be_in_viewport()


def test_a_rule_opens_alone_in_another_tab(visit: Visit) -> None:
    page = visit("/evidence?find=H2")
    with page.expect_popup() as opened:
        page.locator("#rule-H2 a.ev-id").click()
    assert opened.value.url.endswith("/evidence?find=H2")
