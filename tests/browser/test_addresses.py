"""Kind 17, an answer is found elsewhere: what was entered stands in no address, asked or shown."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import unquote

from playwright.sync_api import Page, expect

from tests.browser.test_typed_text import notes
from tests.support.browser.sitting import (
    all_questions,
    announced,
    download,
    give_draft,
    headline,
    open_fold,
    open_page,
    option,
)

Settled = Callable[[Page], None]
WORD, NUMBER = "quokka", "37.4127"
PAGES = ("Checklist", "Mechanism", "Cases", "Evidence", "Cohort", "Drafts", "Result")


def test_what_was_entered_stands_in_no_address(
    page: Page, visit: Callable[[str], Page], settled: Settled
) -> None:
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("framenavigated", lambda frame: asked.append(frame.url))
    visit("/")
    option(page, "dyspnoea", "Yes").click()
    all_questions(page)
    lost = page.locator("#qs-in-weight_loss_percent")
    lost.fill(NUMBER)
    lost.blur()
    expect(announced(page)).to_contain_text("1 safety message")
    open_page(page, "Result")
    open_fold(page, "take")
    notes(page).press_sequentially(WORD)
    for name in PAGES:
        open_page(page, name)
        settled(page)
        asked.append(page.url)
    open_fold(page, "take")
    expect(notes(page)).to_have_value(WORD)
    draft = download(page, "JSON")
    assert WORD.encode() in draft
    assert NUMBER.encode() in draft
    page.reload()
    expect(headline(page)).to_be_visible()
    give_draft(page, draft)
    expect(page.get_by_text("The draft was loaded")).to_be_visible()
    page.go_back()
    settled(page)
    asked.append(page.url)
    told = [unquote(one) for one in asked]
    assert len(told) > len(PAGES)
    assert any("/media/" in one for one in told)  # the file was asked for, too
    assert [one for one in told if any(mark in one for mark in (WORD, NUMBER, "dyspnoea"))] == []
