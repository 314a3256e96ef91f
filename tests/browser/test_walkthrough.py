"""One published case from the start page to files on the disk, by mouse and by keyboard."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from lems_rules.exports.texts.markdown import markdown
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.wording.summary.report import report
from tests.support.browser.sitting import (
    CASE_024,
    all_questions,
    announced,
    answer,
    answers_of,
    download,
    give_draft,
    headline,
    open_fold,
    open_page,
    option,
    start_again,
)

ANSWERS = answers_of(CASE_024)
NOTES = "Seen *today*, <b>tired</b> & 疲労"
MARKDOWN = "Markdown"
JSON = "JSON draft"
Visit = Callable[[str], Page]
Settled = Callable[[Page], None]


def check_files(content: Content, told: bytes, draft: bytes, notes: str) -> None:
    """Both files are, byte for byte, what the rules give for the published answers."""
    saved = json.loads(draft)
    today = date.fromisoformat(saved["result"]["today"])
    assert saved["answers"] == ANSWERS
    assert saved["notes"] == notes
    assert saved["set_aside"] == {}
    assert saved["result"] == assess(content, ANSWERS, today).model_dump(mode="json")
    given = Consideration(content, read_answers(content, ANSWERS), today)
    assert told.decode() == markdown(report(given, notes))


def test_a_published_case_from_the_start_page_to_files_and_back(
    visit: Visit, settled: Settled, content: Content
) -> None:
    page = visit("/")
    expect(announced(page)).to_contain_text("Not enough information.")
    for item, value in ANSWERS.items():
        answer(page, content, item, value)
    expect(announced(page)).to_contain_text("some features are present", ignore_case=True)
    expect(announced(page)).to_contain_text("1 safety message")
    expect(page.get_by_role("region", name="Do now", exact=True)).to_contain_text("F1 · ")

    page.get_by_role("link", name="See the whole result").click()
    expect(headline(page)).to_be_visible()
    expect(page.get_by_text("Some features are present", exact=True).first).to_be_visible()
    expect(page.get_by_text("Refer to the thoracic team for tissue").first).to_be_visible()
    open_fold(page, "plan")
    expect(page.get_by_text("A suspicious scan, urgent thoracic referral").first).to_be_visible()
    open_fold(page, "take")
    notes = page.get_by_role("textbox", name="Notes for the summary")
    notes.fill(NOTES)
    notes.blur()
    settled(page)
    told, draft = download(page, MARKDOWN), download(page, JSON)
    check_files(content, told, draft, NOTES)

    start_again(page)
    open_page(page, "Result")
    expect(page.get_by_text("Nothing has been answered yet.")).to_be_visible()
    give_draft(page, draft)
    expect(page.get_by_text("The draft was loaded")).to_be_visible()
    open_page(page, "Result")
    expect(headline(page)).to_be_visible()
    open_fold(page, "take")
    settled(page)
    assert download(page, JSON) == draft
    assert download(page, MARKDOWN) == told
    open_page(page, "Checklist")
    expect(option(page, "chest_ct", "Suspicious")).to_be_checked()
    expect(page.locator("#q-age_at_onset_years input")).to_have_value("68")


def tab_to(page: Page, selector: str, most: int = 220) -> None:
    """Press Tab until the element with the focus matches; what has the focus can be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => !!document.activeElement.closest(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with {most} presses of Tab")


def test_the_same_case_with_the_keyboard_alone(
    visit: Visit, settled: Settled, content: Content
) -> None:
    page = visit("/")
    press = page.keyboard.press
    tab_to(page, ".qs-bar a[data-id=context]")
    press("Enter")  # from the first screen to all questions
    for item, value in ANSWERS.items():
        known = content.checklist.item(item)
        tab_to(page, f"#q-{item} :is([role=radio], input)")
        if known.kind == "number":
            page.keyboard.type(str(value))
        else:
            for _ in range(known.option_ids.index(value)):
                press("ArrowRight")
            press("Space")
    expect(announced(page)).to_contain_text("some features are present", ignore_case=True)
    tab_to(page, ".qs-onward a[href=result]")
    press("Enter")
    expect(headline(page)).to_be_visible()
    settled(page)
    tab_to(page, ".st-key-fold_take summary")
    press("Enter")
    files = []
    for key in ("download_md", "download_json"):
        tab_to(page, f".st-key-{key} button")
        with page.expect_download() as waiting:
            press("Enter")
        files.append(Path(waiting.value.path()).read_bytes())
    check_files(content, files[0], files[1], "")


def test_passing_over_an_answer_with_the_arrow_keys_records_nothing(visit: Visit) -> None:
    page = visit("/")
    all_questions(page)
    option(page, "sex", "Female").focus()
    page.keyboard.press("ArrowRight")
    expect(option(page, "sex", "Male")).to_be_focused()
    for label in ("Female", "Male", "Other"):
        expect(option(page, "sex", label)).not_to_be_checked()
    page.keyboard.press("Space")
    expect(option(page, "sex", "Male")).to_be_checked()
    page.keyboard.press("Space")
    expect(option(page, "sex", "Male")).not_to_be_checked()


def test_the_next_question_is_one_click_away(visit: Visit) -> None:
    page = visit("/")
    link = page.locator(".next-ask a")
    target = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(target).get_by_role("radio").first).to_be_focused()
    expect(page.locator(target)).to_be_in_viewport()
