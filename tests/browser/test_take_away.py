"""Taking the result along, where only a browser can tell: real files, progress, the web page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from lems_rules.exports.catalogue import FORMATS
from lems_rules.exports.web_page import html
from lems_rules.knowledge.content import Content
from tests.browser.conftest import WCAG_A_AND_AA
from tests.support.browser.sitting import WITH_DATES, load_draft, open_fold, open_page
from tests.support.patients import EARLY, HOSTILE, exported

Visit = Callable[[str], Page]
Axe = Callable[[Page], list[str]]
Settled = Callable[[Page], None]

# Notes every button that is disabled with a turning icon, however short it lasts.
WATCH = """() => {
  window.turned = new Set();
  new MutationObserver(() => {
    for (const one of document.querySelectorAll('[data-testid=stDownloadButton] button:disabled'))
      if (one.querySelector('[data-testid=stSpinnerIcon]'))
        window.turned.add(one.innerText.trim());
  }).observe(document.body, {subtree: true, childList: true, attributes: true});
}"""


def test_every_format_arrives_under_its_name_and_its_button_turns_meanwhile(
    visit: Visit, settled: Settled, content: Content
) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    open_page(page, "Result")
    open_fold(page, "take")
    settled(page)
    page.evaluate(WATCH)
    for name, one in FORMATS.items():
        button = page.locator(f".st-key-download_{name} button")
        with page.expect_download() as waiting:
            button.click()
        assert waiting.value.suggested_filename == one.file_name(date.today())
        expect(button).to_be_enabled()
    turned = page.evaluate("[...window.turned]")
    assert content.words["export_pdf"] in turned


def test_the_full_note_can_be_read_and_scrolled_by_anybody(
    visit: Visit, settled: Settled, axe: Axe
) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    open_page(page, "Result")
    open_fold(page, "take")
    page.get_by_role("radio", name="Full").click()
    expect(page.get_by_text("LEMS CHECKLIST SUMMARY")).to_be_visible()
    settled(page)
    assert axe(page) == []


@pytest.mark.usefixtures("look")
def test_the_web_page_has_no_violation_and_runs_nothing(
    page: Page, axe_source: str, content: Content
) -> None:
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.set_content(html(exported(content, EARLY, HOSTILE).told))
    assert page.locator(".typed").inner_text() == HOSTILE
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate(axe_source)
    run = "tags => axe.run({runOnly: {type: 'tag', values: tags}}).then(one => one.violations)"
    found = page.evaluate(run, WCAG_A_AND_AA)
    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []
