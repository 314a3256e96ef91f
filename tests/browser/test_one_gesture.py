"""Kind 4, a second click undoes the first: a double click or double tap is one press."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser.sitting import option

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
ONE_GESTURE = 350  # ms between two presses
TAPS = """
window.taps = [];
addEventListener("pointerdown", ({timeStamp}) => taps.push(timeStamp), {capture: true});
"""
LATER = 450  # ms: another gesture


def test_a_double_click_on_an_answer_leaves_it_answered(visit: Visit) -> None:
    page = visit("/")
    answer = option(page, "dyspnoea", "Yes")
    answer.dblclick()
    expect(page.locator("#so-far")).to_contain_text("Breathlessness")
    expect(answer).to_be_checked()
    page.wait_for_timeout(LATER)
    answer.click()
    expect(answer).not_to_be_checked()


@pytest.mark.parametrize("pause", [0, 60, 150])
def test_two_presses_in_quick_succession_are_one(visit: Visit, pause: int) -> None:
    page = visit("/")
    answer = option(page, "dyspnoea", "Yes")
    answer.hover()
    page.mouse.down()
    page.mouse.up()
    page.wait_for_timeout(pause)
    page.mouse.down()
    page.mouse.up()
    expect(answer).to_be_checked()


def test_a_second_press_where_something_else_has_moved_to_does_nothing(visit: Visit) -> None:
    page = visit("/")
    row = page.locator("#q-dyspnoea")
    expect(row).to_be_visible()
    page.evaluate(
        """() => {
          const lower = document.querySelector('#q-dyspnoea [data-value="no"]');
          const upper = document.querySelector('#q-dyspnoea [data-value="yes"]');
          upper.addEventListener('click', () => upper.parentElement.prepend(lower));
        }"""
    )
    row.get_by_role("radio", name="Yes").dblclick()
    expect(row.get_by_role("radio", name="Yes")).to_be_checked()
    expect(row.get_by_role("radio", name="No", exact=True)).not_to_be_checked()


def test_a_quick_change_of_mind_is_two_presses(visit: Visit) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    option(page, "dyspnoea", "No").click()
    expect(option(page, "dyspnoea", "No")).to_be_checked()


def test_the_keyboard_clears_as_fast_as_it_is_pressed(visit: Visit) -> None:
    page = visit("/")
    answer = option(page, "dyspnoea", "Yes")
    answer.focus()
    page.keyboard.press("Space")
    expect(answer).to_be_checked()
    page.keyboard.press("Space")
    expect(answer).not_to_be_checked()


def test_a_double_tap_leaves_it_answered(browser: Browser, app_url: str) -> None:
    for _ in range(10):
        context = browser.new_context(
            base_url=app_url, has_touch=True, viewport={"width": 390, "height": 844}
        )
        page = context.new_page()
        page.add_init_script(TAPS)  # before the app listens, which keeps the second to itself
        page.goto("/")
        answer = option(page, "dyspnoea", "Yes")
        answer.scroll_into_view_if_needed()
        box = answer.bounding_box()
        assert box
        for _ in range(2):
            page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        first, last = page.evaluate("taps")
        if last - first < ONE_GESTURE:
            expect(answer).to_be_checked()
            context.close()
            return
        context.close()  # on a busy machine two taps can be two gestures
    pytest.fail("this machine is too busy to tap twice")


def twice(target: Locator) -> None:
    target.dblclick()
    target.page.wait_for_timeout(LATER)


def test_twins_of_an_answer_take_a_double_click_for_one(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    question = page.locator("#q-chest_ct")
    twice(question.locator("summary"))
    reason = question.get_by_role("group", name="Left open because").get_by_role("button").first
    twice(reason)
    expect(reason).to_have_attribute("aria-pressed", "true")
    page.goto("/cases?case=case_024")
    settled(page)
    page.get_by_text("Mark what must not wait, and what speaks for LEMS or against it").click()
    marks = page.locator(".st-key-case_marks").get_by_role("radio")
    for chosen in (page.get_by_role("radio", name="80 %"), marks.first):
        twice(chosen)
        expect(chosen).to_be_checked()
    page.goto("/mechanism")
    settled(page)
    motion = page.locator(".motion")
    before = motion.inner_text()
    twice(motion)
    expect(motion).not_to_have_text(before)
