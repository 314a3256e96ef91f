"""The first screen of the checklist, as somebody meets it who has never heard of the illness."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from lems_rules.knowledge.content import Content
from tests.support.browser.sitting import all_questions, announced, answer, open_page, option

Visit = Callable[[str], Page]
DESK = ViewportSize(width=1280, height=800)
DONT_KNOW = "Don't know"
DURATION, WEIGHT = "symptom_duration_months", "weight_loss_percent"


def on_the_screen(page: Page) -> list[str]:
    rows = page.locator(".qs-q").filter(visible=True)
    rows.first.wait_for()
    return [row.get_attribute("data-id") or "" for row in rows.all()]


def definition(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def test_an_empty_checklist_is_at_most_two_screens_and_asks_the_first_questions(
    page: Page, visit: Visit, content: Content
) -> None:
    page.set_viewport_size(DESK)
    visit("/")
    assert on_the_screen(page) == list(content.checklist.first_screen.could)
    height = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    assert height <= 2 * DESK["height"]


def test_every_section_is_one_press_away_and_the_first_screen_is_one_press_back(
    page: Page, visit: Visit, content: Content
) -> None:
    visit("/")
    steps = page.get_by_role("navigation", name="Sections of the checklist")
    steps.get_by_role("link", name="Symptoms").click()
    expect(page.get_by_role("heading", name="Symptoms", exact=True)).to_be_focused()
    shown = on_the_screen(page)
    assert shown.index("proximal_leg_weakness") > shown.index("age_at_onset_years")
    assert len(shown) > 40
    steps.get_by_role("link", name="Start").click()
    assert on_the_screen(page) == list(content.checklist.first_screen.could)


def test_from_start_to_enough_with_eight_answers_and_then_the_next_question_follows(
    page: Page, visit: Visit, content: Content
) -> None:
    visit("/")
    answer(page, content, "proximal_leg_weakness", "yes")
    answer(page, content, DURATION, 6)
    for item in ("dysphagia", "dyspnoea", "tendon_reflexes"):
        option(page, item, DONT_KNOW).click()
    answer(page, content, "dry_mouth", "yes")
    option(page, "ever_smoked", DONT_KNOW).click()
    answer(page, content, "chest_ct", "suspicious")
    expect(announced(page)).to_contain_text("Some features are present")
    following = page.get_by_role("heading", name="Asked next")
    expect(following).to_be_visible()
    asked = on_the_screen(page)
    assert asked[:8] == list(content.checklist.first_screen.could)
    assert len(asked) == 9
    option(page, asked[8], DONT_KNOW).click()
    expect(page.locator(".qs-q").filter(visible=True)).to_have_count(10)


def test_the_next_question_can_be_called_for_and_takes_the_focus(page: Page, visit: Visit) -> None:
    visit("/")
    page.get_by_role("button", name="Next question").click()
    expect(page.locator(".qs-q").filter(visible=True)).to_have_count(9)
    added = on_the_screen(page)[8]
    expect(page.locator(f"#q-{added} :focus")).to_have_count(1)


def test_what_is_being_typed_keeps_the_focus_when_the_next_question_follows(
    page: Page, visit: Visit, content: Content
) -> None:
    visit("/")
    for item in content.checklist.first_screen.could:
        row = page.locator(f"#q-{item}")
        if item != DURATION:
            option(page, item, DONT_KNOW).click()
        else:
            row.get_by_role("button", name=DONT_KNOW).click()
    field = page.locator(f"#q-{DURATION}").get_by_role("textbox")
    field.fill("1")
    expect(page.locator(".qs-q").filter(visible=True)).to_have_count(9)
    expect(field).to_be_focused()


def test_specialist_tests_wait_until_somebody_has_a_report(page: Page, visit: Visit) -> None:
    visit("/")
    all_questions(page)
    increment = page.locator("#q-cmap_increment_percent")
    expect(increment).to_be_hidden()
    page.get_by_text("8 questions on nerve and muscle tests wait here").click()
    expect(increment).to_be_visible()


# Don't know


def test_dont_know_is_a_choice_that_is_made_taken_back_and_replaced(
    page: Page, visit: Visit
) -> None:
    visit("/")
    option(page, "dyspnoea", DONT_KNOW).click()
    expect(option(page, "dyspnoea", DONT_KNOW)).to_be_checked()
    option(page, "dyspnoea", "Yes").click()
    expect(option(page, "dyspnoea", DONT_KNOW)).not_to_be_checked()
    expect(page.locator("#so-far")).to_contain_text("Breathlessness")
    page.wait_for_timeout(400)  # two presses, and not one gesture
    option(page, "dyspnoea", DONT_KNOW).click()
    expect(option(page, "dyspnoea", "Yes")).not_to_be_checked()
    expect(page.locator("#so-far")).not_to_contain_text("Breathlessness")
    page.wait_for_timeout(400)
    option(page, "dyspnoea", DONT_KNOW).click()
    expect(option(page, "dyspnoea", DONT_KNOW)).not_to_be_checked()


def test_dont_know_is_reached_by_the_arrow_keys_and_survives_a_reload(
    page: Page, visit: Visit, settled: Callable[[Page], None]
) -> None:
    visit("/")
    option(page, "dry_mouth", "Yes").focus()
    page.keyboard.press("ArrowLeft")
    expect(option(page, "dry_mouth", DONT_KNOW)).to_be_focused()
    page.keyboard.press("Space")
    expect(option(page, "dry_mouth", DONT_KNOW)).to_be_checked()
    settled(page)
    page.reload()
    expect(option(page, "dry_mouth", DONT_KNOW)).to_be_checked()


def test_a_number_nobody_knows_is_said_so_beside_its_field(page: Page, visit: Visit) -> None:
    visit("/")
    row = page.locator(f"#q-{DURATION}")
    dont = row.get_by_role("button", name=DONT_KNOW)
    dont.click()
    expect(dont).to_have_attribute("aria-pressed", "true")
    row.get_by_role("textbox").fill("4")
    row.get_by_role("textbox").blur()
    expect(dont).to_have_attribute("aria-pressed", "false")


# Units


def test_a_duration_typed_in_weeks_is_kept_in_months_and_says_so(
    page: Page, visit: Visit, settled: Callable[[Page], None]
) -> None:
    visit("/")
    row = page.locator(f"#q-{DURATION}")
    row.get_by_role("textbox").fill("3")
    row.get_by_role("combobox").select_option("weeks")
    expect(row).to_contain_text("3 weeks = 0.69 months")
    settled(page)
    open_page(page, "Result")
    expect(page.get_by_text("0.69 months").first).to_be_attached()
    open_page(page, "Checklist")
    expect(row.get_by_role("textbox")).to_have_value("0.69")
    expect(row.get_by_role("combobox")).to_have_value("")


def test_a_weight_before_and_after_is_kept_in_per_cent(
    page: Page, visit: Visit, settled: Callable[[Page], None]
) -> None:
    visit("/")
    all_questions(page)
    row = page.locator(f"#q-{WEIGHT}")
    row.get_by_role("combobox").select_option("kg")
    before, after = row.get_by_role("textbox").all()
    before.fill("80")
    after.fill("76")
    after.blur()
    expect(row).to_contain_text("80 to 76 kg = 5 %")
    settled(page)
    page.reload()
    expect(before).to_have_value("80")
    expect(after).to_have_value("76")
    row.get_by_role("button", name="Clear").click()
    expect(before).to_have_value("")
    expect(after).to_have_value("")
    expect(row).not_to_contain_text("Kept as")


# Technical words


def test_a_definition_shows_on_hover_stays_under_the_pointer_and_goes_with_escape(
    page: Page, visit: Visit
) -> None:
    visit("/")
    word = page.locator("#q-chest_ct").get_by_role("button", name="CT", exact=True)
    word.hover()
    expect(definition(page)).to_have_text("Computed tomography: an X-ray scan in slices.")
    definition(page).hover()
    page.wait_for_timeout(600)
    expect(definition(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(definition(page)).to_be_hidden()
    word.hover()
    expect(definition(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(definition(page)).to_be_hidden()


def test_a_definition_shows_on_focus_and_describes_its_word(page: Page, visit: Visit) -> None:
    visit("/")
    word = page.locator("#q-chest_ct").get_by_role("button", name="CT", exact=True)
    option(page, "ever_smoked", "Yes").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
        if word.evaluate("word => word === document.activeElement"):
            break
    expect(word).to_be_focused()
    expect(word).to_have_accessible_description("Computed tomography: an X-ray scan in slices.")
    page.keyboard.press("Escape")
    expect(definition(page)).to_be_hidden()
    expect(word).to_be_focused()
    page.keyboard.press("Enter")
    expect(definition(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(definition(page)).to_be_hidden()


def test_a_word_in_a_link_says_what_it_means_too_and_the_link_leads_on(
    page: Page, visit: Visit, settled: Callable[[Page], None]
) -> None:
    visit("/")
    option(page, "proximal_leg_weakness", "Yes").click()
    # Before that the page still grows, and another word may come to lie under the pointer.
    expect(page.locator("#so-far")).to_contain_text("creatine kinase")
    settled(page)
    link = page.get_by_role("region", name="For, against").get_by_role("link", name="Low CMAP")
    link.locator(".term").first.hover()
    expect(definition(page)).to_contain_text("Compound muscle action potential")
    link.click()
    expect(definition(page)).to_be_hidden()
    expect(page.locator("#q-cmap_amplitude_at_rest")).to_be_in_viewport()


@pytest.mark.browser_context_args(has_touch=True, viewport={"width": 390, "height": 844})
def test_a_definition_shows_at_a_touch_and_goes_at_the_next_elsewhere(
    page: Page, visit: Visit
) -> None:
    visit("/")
    word = page.locator("#q-chest_ct").get_by_role("button", name="CT", exact=True)
    word.tap()
    expect(definition(page)).to_be_visible()
    expect(option(page, "chest_ct", "Normal")).not_to_be_checked()
    page.get_by_role("heading", name="First questions").tap()
    expect(definition(page)).to_be_hidden()


def test_the_worksheet_stands_beside_the_increment(page: Page, visit: Visit) -> None:
    visit("/#q-cmap_increment_percent")
    page.locator("#q-cmap_increment_percent").get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("dialog")).to_contain_text("Increment worksheet")
