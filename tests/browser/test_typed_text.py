"""Kind 3, text just typed is not in what comes next: now it is, however soon that comes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.support.browser.sitting import load_draft, open_fold, open_page, option, start_again
from tests.support.lesson import source

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
PRESSES = (0, 60, 90, 120, 150)  # ms between the last key and the press


def notes(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Notes for the summary")


def downloaded(page: Page, key: str) -> bytes:
    with page.expect_download() as waiting:
        page.locator(f".st-key-{key} button").click()
    return Path(waiting.value.path()).read_bytes()


def at_the_notes(page: Page) -> Page:
    option(page, "dyspnoea", "Yes").click()
    open_page(page, "Result")
    open_fold(page, "take")
    expect(notes(page)).to_be_visible()
    return page


def test_a_download_right_after_the_last_key_holds_the_notes(visit: Visit) -> None:
    page = at_the_notes(visit("/"))
    for pause in PRESSES * 2:
        text = f"{pause} ms after {page.evaluate('performance.now()')}"
        notes(page).fill("")
        notes(page).press_sequentially(text)
        page.wait_for_timeout(pause)
        assert json.loads(downloaded(page, "download_json"))["notes"] == text
        expect(page.get_by_text("Failed to generate")).to_have_count(0)


def test_a_download_by_keyboard_holds_the_notes(visit: Visit) -> None:
    page = at_the_notes(visit("/"))
    notes(page).fill("by keyboard")
    button = page.locator(".st-key-download_json button")
    with page.expect_download() as waiting:
        button.focus()
        page.keyboard.press("Enter")
    assert json.loads(Path(waiting.value.path()).read_bytes())["notes"] == "by keyboard"


@pytest.mark.parametrize("pause", PRESSES)
def test_a_page_chosen_right_after_the_last_key_knows_the_notes(visit: Visit, pause: int) -> None:
    page = at_the_notes(visit("/"))
    notes(page).press_sequentially("on the way")
    page.wait_for_timeout(pause)
    open_page(page, "Drafts")
    assert json.loads(downloaded(page, "save_draft"))["notes"] == "on the way"


def test_notes_survive_a_reload_and_back(visit: Visit) -> None:
    page = at_the_notes(visit("/"))
    notes(page).press_sequentially("one")
    page.reload()
    expect(notes(page)).to_have_value("one")
    assert json.loads(downloaded(page, "download_json"))["notes"] == "one"
    notes(page).press_sequentially(" two")
    page.go_back()
    expect(notes(page)).to_have_count(0)
    open_page(page, "Drafts")
    assert json.loads(downloaded(page, "save_draft"))["notes"] == "one two"
    open_page(page, "Result")
    open_fold(page, "take")
    expect(notes(page)).to_have_value("one two")


def test_notes_survive_a_reload_on_a_page_without_them(visit: Visit, settled: Settled) -> None:
    page = at_the_notes(visit("/"))
    notes(page).fill("kept")
    for name in ("Drafts", "Checklist"):
        open_page(page, name)
        settled(page)
        page.reload()
        settled(page)
    open_page(page, "Result")
    open_fold(page, "take")
    expect(notes(page)).to_have_value("kept")


def test_the_notes_of_a_draft_are_there_and_stay(visit: Visit, settled: Settled) -> None:
    page = at_the_notes(visit("/"))
    notes(page).fill("before")
    draft = {"answers": {"dyspnoea": "yes"}, "notes": "from the draft"}
    open_page(page, "Drafts")
    page.locator("input[type=file]").set_input_files(
        {"name": "d.json", "mimeType": "application/json", "buffer": json.dumps(draft).encode()}
    )
    expect(page.get_by_text("The draft was loaded: 1 answer is used")).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_text("Your answers were restored in this tab.")).to_be_visible()
    settled(page)
    open_page(page, "Result")
    open_fold(page, "take")
    expect(notes(page)).to_have_value("from the draft")


def test_after_start_again_no_note_comes_back(visit: Visit, settled: Settled) -> None:
    page = at_the_notes(visit("/"))
    notes(page).fill("gone")
    start_again(page)
    settled(page)
    page.reload()
    settled(page)
    at_the_notes(page)
    expect(notes(page)).to_have_value("")


def test_two_tabs_keep_their_own_notes(visit: Visit) -> None:
    page = at_the_notes(visit("/"))
    notes(page).fill("first")
    other = page.context.new_page()
    other.goto("/")
    at_the_notes(other)
    expect(notes(other)).to_have_value("")
    notes(other).fill("second")
    other.reload()
    expect(notes(other)).to_have_value("second")
    page.reload()
    expect(notes(page)).to_have_value("first")
    other.close()


def test_the_full_note_follows_what_is_typed(visit: Visit) -> None:
    page = at_the_notes(visit("/"))
    page.get_by_role("radio", name="Full").click()
    expect(page.locator("[data-testid=stCode]").last).to_contain_text("LEVEL OF SUSPICION")
    notes(page).press_sequentially("seen today")
    expect(page.locator("[data-testid=stCode]").last).to_contain_text("NOTES\n\nseen today")


def test_the_file_of_an_own_case_holds_what_was_just_typed(visit: Visit, settled: Settled) -> None:
    page = visit("/cases")
    page.get_by_role("radio", name="Write your own").click()
    file = yaml.safe_dump(source(), allow_unicode=True).encode()
    page.locator("input[type=file]").set_input_files(
        {"name": "case.yaml", "mimeType": "application/yaml", "buffer": file}
    )
    expect(page.locator(".st-key-author_download button")).to_be_visible()
    settled(page)
    title = page.get_by_label("Title").first
    for pause in PRESSES:
        title.fill(f"Title {pause}")
        page.wait_for_timeout(pause)
        held: Any = yaml.safe_load(downloaded(page, "author_download"))
        assert held["lesson"]["title"] == f"Title {pause}"
    for level in ("Starting out", "Hard") * 2:  # while the run of another press is on its way
        page.get_by_label("Difficulty").last.get_by_text(level, exact=True).click()
        title.fill(f"A case for the {level}")
        held = yaml.safe_load(downloaded(page, "author_download"))
        assert held["lesson"]["title"] == f"A case for the {level}"
    title.fill("Then another page")
    open_page(page, "Drafts")
    open_page(page, "Cases")
    expect(title).to_have_value("Then another page")
    title.fill("Worked at once")
    page.locator(".st-key-author_work button").click()
    expect(page.get_by_role("heading", name="Worked at once", level=1)).to_be_visible()


def test_answers_and_notes_of_a_draft_are_used_by_nobody_else(visit: Visit) -> None:
    page = visit("/")
    load_draft(page, {"dyspnoea": "yes"})
    open_page(page, "Result")
    open_fold(page, "take")
    expect(notes(page)).to_have_value("")
