"""What only a browser shows of a sitting: reload, tabs, announcements, narrow screens, paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lems_rules.knowledge.content import Content
from tests.support.browser.sitting import (
    CASE_024,
    WITH_DATES,
    all_questions,
    announced,
    answer,
    answers_of,
    headline,
    load_draft,
    open_fold,
    open_page,
    option,
    start_again,
)

ANSWERS = answers_of(CASE_024)
Visit = Callable[[str], Page]
Settled = Callable[[Page], None]


def test_a_reload_keeps_the_answers_and_a_new_tab_is_empty(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    all_questions(page)
    page.locator("#q-karnofsky input").fill("60")
    page.locator("#q-karnofsky input").blur()
    expect(announced(page)).to_contain_text("1 safety message")
    page.reload()
    expect(page.get_by_text("Your answers were restored in this tab.")).to_be_visible()
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()
    expect(page.locator("#q-karnofsky input")).to_have_value("60")
    expect(announced(page)).to_contain_text("1 safety message")
    other = page.context.new_page()
    other.goto("/")
    expect(announced(other)).to_contain_text("Not enough information.")
    expect(announced(other)).not_to_contain_text("safety message")
    expect(option(other, "dyspnoea", "Yes")).not_to_be_checked()
    other.close()


def test_a_reload_keeps_a_loaded_draft(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    load_draft(page, ANSWERS)
    expect(option(page, "chest_ct", "Suspicious")).to_be_checked()
    settled(page)
    page.reload()
    expect(option(page, "chest_ct", "Suspicious")).to_be_checked()
    expect(announced(page)).to_contain_text("some features are present", ignore_case=True)


@pytest.mark.parametrize(
    ("name", "role", "restored"),
    [("Result", "link", "Copy note"), ("Mechanism", "button", "explains 1 answer")],
)
def test_a_reload_on_another_page_loses_nothing(
    visit: Visit, settled: Settled, name: str, role: Any, restored: str
) -> None:
    page = visit("/")
    load_draft(page, ANSWERS)
    expect(announced(page)).to_contain_text("some features are present", ignore_case=True)
    open_page(page, name)
    settled(page)
    page.reload()
    expect(page.get_by_role(role, name=restored).first).to_be_visible()
    open_page(page, "Checklist")
    expect(option(page, "chest_ct", "Suspicious")).to_be_checked()
    expect(announced(page)).to_contain_text("some features are present", ignore_case=True)


def test_after_start_again_a_reload_brings_nothing_back(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    expect(announced(page)).to_contain_text("1 safety message")
    start_again(page)
    expect(option(page, "dyspnoea", "Yes")).not_to_be_checked()
    settled(page)
    page.reload()
    expect(announced(page)).to_contain_text("Not enough information.")
    expect(announced(page)).not_to_contain_text("safety message")
    expect(option(page, "dyspnoea", "Yes")).not_to_be_checked()


def test_going_to_the_result_and_back_keeps_what_is_shown(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    expect(announced(page)).to_contain_text("1 safety message")
    option(page, "dry_mouth", "Yes").click()
    step = page.locator(".step")
    expect(step).to_contain_text("saliva glands")
    open_page(page, "Result")
    open_page(page, "Checklist")
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()
    settled(page)
    expect(step).to_contain_text("saliva glands")
    option(page, "dysphagia", "Yes").click()
    expect(announced(page)).to_contain_text("3 safety messages")
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()


def test_a_change_of_level_is_announced(visit: Visit) -> None:
    page = visit("/")
    for item, value, said in (
        ("proximal_leg_weakness", "Yes", "some features are present"),
        ("dry_mouth", "Yes", "some features are present"),
        ("tendon_reflexes", "Absent", "strongly suggestive"),
        ("tendon_reflexes", "Brisk", "some features are present"),
    ):
        option(page, item, value).click()
        if item != "proximal_leg_weakness":
            expect(announced(page)).to_contain_text(said, ignore_case=True)
    snapshot = announced(page).aria_snapshot()
    assert snapshot.startswith("- status: ")


def test_a_contradiction_is_said_at_both_questions(visit: Visit) -> None:
    page = visit("/")
    all_questions(page)
    page.locator("#q-karnofsky input").fill("60")
    option(page, "needs_assistance", "No").click()
    for item in ("karnofsky", "needs_assistance"):
        row = page.locator(f"#q-{item}")
        expect(row.get_by_text("below 70 means help was needed")).to_be_visible()
    expect(page.locator("#q-karnofsky input")).to_have_attribute("aria-invalid", "true")
    option(page, "needs_assistance", "Yes").click()
    expect(page.locator("#q-karnofsky .qs-problem")).to_have_count(0)


def test_hostile_text_in_a_number_stays_text(visit: Visit) -> None:
    page = visit("/")
    all_questions(page)
    field = page.locator("#q-karnofsky input")
    field.fill("<img src=x onerror=alert(1)>")
    field.blur()
    expect(page.locator("#q-karnofsky .qs-problem")).to_contain_text("from 0 to 100")
    expect(page.locator("#q-karnofsky img")).to_have_count(0)
    expect(field).to_have_value("<img src=x onerror=alert(1)>")


def test_on_a_phone_the_hidden_navigation_takes_no_focus(visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit("/")
    expect(page.get_by_role("button", name="Expand sidebar")).to_be_visible()
    expect(page.locator("[data-testid=stSidebar] a")).not_to_have_count(0)
    for _ in range(6):
        page.keyboard.press("Tab")
        hidden = page.evaluate(
            "() => !!document.activeElement.closest('[data-testid=stSidebar]')"
            " && document.activeElement.getBoundingClientRect().right <= 0"
        )
        assert not hidden, page.evaluate("document.activeElement.textContent")


def test_on_a_phone_the_navigation_closes_when_a_page_was_chosen(visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit("/")
    for name in ("Evidence", "Checklist"):
        open_page(page, name)
        expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()


@pytest.mark.parametrize("path", ["/", "/evidence"])
def test_on_a_phone_the_navigation_opened_while_the_page_loads_stays_open(
    visit: Visit, page: Page, settled: Settled, path: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    page.get_by_role("button", name="Expand sidebar").click()
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_in_viewport()


def test_the_figure_beside_the_questions_lights_the_step_of_the_last_answer(
    visit: Visit, content: Content
) -> None:
    page = visit("/")
    figure = page.locator(".panel .figure")
    for item, value in (
        ("tendon_reflexes", "reduced"),
        ("dry_mouth", "yes"),
        ("ever_smoked", "yes"),
    ):
        answer(page, content, item, value)
        step = content.checklist.item(item).step
        expect(figure.locator(".lit-step")).to_contain_text(content.figure[f"step_{step}"])
        expect(figure.locator(f"svg .badge[data-step={step}]")).to_be_visible()
    expect(figure.locator("svg .badge:visible")).to_have_count(1)
    drawing = figure.get_by_role("img", name=content.figure["title_lems"])
    expect(drawing).to_have_accessible_description(re.compile("Highlighted: 10, "))


def test_the_panel_s_link_to_the_mechanism_keeps_the_sitting(visit: Visit) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    expect(announced(page)).to_contain_text("1 safety message")
    page.evaluate("window.sameTab = true")
    page.locator(".step a").click()
    expect(page.get_by_role("heading", name="How LEMS weakens a muscle", level=1)).to_be_visible()
    assert page.evaluate("window.sameTab")
    open_page(page, "Checklist")
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()


def test_what_is_opened_in_the_panel_stays_open_with_the_next_answer(visit: Visit) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    warning = page.locator("#so-far .do-now .says details").first
    warning.locator("summary").click()
    option(page, "dry_mouth", "Yes").click()
    sides = page.get_by_role("region", name="For, against, not known yet")
    expect(sides).to_contain_text("Autonomic")
    expect(warning).to_have_attribute("open", "")


def test_nothing_scrolls_sideways_on_a_phone(visit: Visit, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    visit("/")
    load_draft(page, WITH_DATES)
    for name in ("Checklist", "Result", "Mechanism", "Drafts"):
        if name != "Checklist":
            open_page(page, name)
        over = page.evaluate(
            "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(box => box.scrollWidth - box.clientWidth)"
        )
        assert max(over) <= 0, name


def test_the_result_prints_without_what_is_clicked(visit: Visit) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    open_page(page, "Result")
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_role("button", name="Markdown")).to_be_hidden()
    expect(page.get_by_text("To read and to file")).to_be_hidden()
    expect(headline(page)).to_be_visible()
    expect(page.get_by_text("Educational only").first).to_be_visible()
    ink, paper = page.evaluate(
        "() => [getComputedStyle(document.querySelector('.doc')).color,"
        " getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
    )
    assert paper == "rgb(255, 255, 255)"
    assert ink in {"rgb(0, 0, 0)", "rgb(11, 21, 28)"}
    assert page.pdf().startswith(b"%PDF")


def test_the_worksheet_gives_the_increment_to_its_question(visit: Visit, settled: Settled) -> None:
    page = visit("/#q-cmap_increment_percent")
    page.locator("#q-cmap_increment_percent").get_by_role("button", name="Work it out").click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_be_visible()
    settled(page)  # what is entered while a dialog still opens can be lost
    for label, amplitude in (("At rest (mV)", "1.250"), ("After effort (mV)", "3")):
        field = sheet.get_by_label(label).first
        field.fill(amplitude)
        field.press("Enter")
        settled(page)
    expect(sheet.get_by_text("'1.250' could be 1250 or 1.25")).to_be_visible()
    expect(sheet.get_by_role("button", name="as the CMAP increment")).to_have_count(0)
    field = sheet.get_by_label("At rest (mV)").first
    field.fill("1,2")
    field.press("Enter")
    sheet.get_by_role("button", name="Use 150 % as the CMAP increment").click()
    expect(page.locator("#q-cmap_increment_percent input")).to_have_value("150")
    expect(page.locator("#so-far")).to_contain_text("Strongly suggestive")


@pytest.mark.usefixtures("look")
def test_why_a_question_stays_open_is_said_kept_and_gone_with_an_answer(
    visit: Visit, settled: Settled, axe: Callable[[Page], list[str]]
) -> None:
    page = visit("/")
    question = page.locator("#q-chest_ct")
    question.locator("summary").click()
    reason = question.get_by_role("group", name="Left open because").get_by_role("button")
    reason.get_by_text("result awaited").click()
    said = question.get_by_text("Left open: result awaited.")
    expect(said).to_be_visible()
    expect(reason.get_by_text("result awaited")).to_have_attribute("aria-pressed", "true")
    settled(page)
    assert axe(page) == []
    page.reload()
    expect(said).to_be_visible()
    settled(page)
    option(page, "proximal_leg_weakness", "Yes").click()
    open_page(page, "Result")
    open_fold(page, "missing")
    expect(page.get_by_text("(result awaited)")).to_be_visible()
    page.reload()
    expect(page.get_by_text("(result awaited)")).to_be_visible()
    open_page(page, "Checklist")
    expect(said).to_be_visible()
    option(page, "chest_ct", "Normal").click()
    expect(said).to_have_count(0)
    page.wait_for_timeout(450)  # or it would be a double click, which is one press
    option(page, "chest_ct", "Normal").click()
    expect(option(page, "chest_ct", "Normal")).not_to_be_checked()
    expect(said).to_have_count(0)
