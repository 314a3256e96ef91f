"""The walk through the drawing: by mouse, by keyboard, by ear, and at rest when asked."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations, pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from lems_rules.knowledge.content import Content
from tests.support.browser.sitting import open_page, option

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
Axe = Callable[[Page], list[str]]
PAGE = "/mechanism"


def spots(page: Page) -> Locator:
    """The labels of the drawing, one button for each step."""
    return page.get_by_role("list", name="Steps of the drawing").get_by_role("button")


def lit(page: Page) -> Locator:
    return page.locator(".spots [aria-current=step]")


def position(page: Page, number: int) -> Locator:
    return page.get_by_text(f"Step {number} of 10", exact=True)


def show(page: Page, state: str) -> None:
    """Show the junction in a state."""
    page.get_by_role("radio", name=state).check()


def moving(page: Page) -> int:
    """How many things move in the drawing."""
    count: int = page.locator(".walk").evaluate(
        "it => it.getAnimations({subtree: true}).filter(one => one instanceof CSSAnimation).length"
    )
    return count


def test_the_keyboard_reaches_every_step_of_the_drawing(visit: Visit, content: Content) -> None:
    page = visit(PAGE)
    expect(spots(page)).to_have_count(len(content.steps))
    page.get_by_role("radio", name="LEMS at rest").focus()
    for number, step in enumerate(content.steps, 1):
        page.keyboard.press("Tab")
        expect(spots(page).nth(number - 1)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=f"{number} {step.title}")).to_be_visible()
        expect(lit(page)).to_be_focused()


def test_arrow_keys_walk_along_the_steps_and_stop_at_both_ends(visit: Visit) -> None:
    page = visit(PAGE)
    spots(page).nth(0).focus()
    for key, at in (("ArrowRight", 1), ("ArrowDown", 2), ("ArrowLeft", 1), ("ArrowUp", 0)):
        page.keyboard.press(key)
        expect(spots(page).nth(at)).to_be_focused()
        expect(spots(page).nth(at)).to_have_attribute("aria-current", "step")
    page.keyboard.press("ArrowLeft")
    expect(spots(page).nth(0)).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    expect(spots(page).nth(9)).to_be_focused()
    expect(position(page, 10)).to_be_visible()


def test_previous_and_next_keep_the_focus_at_the_end(visit: Visit) -> None:
    page = visit(PAGE)
    forth = page.get_by_role("button", name="Next", exact=True)
    for _ in range(12):
        forth.press("Enter")
    expect(position(page, 10)).to_be_visible()
    expect(forth).to_be_focused()
    expect(forth).to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="Previous").click()
    expect(position(page, 9)).to_be_visible()


def test_a_step_and_a_state_are_told_to_a_screen_reader(visit: Visit, content: Content) -> None:
    page = visit(PAGE)
    told = page.locator(".told")
    expect(told).to_have_attribute("role", "status")
    expect(told).to_be_empty()  # nothing is said before the reader does something
    spots(page).nth(5).click()
    expect(told).to_have_text(
        f"Step 6 of 10: Receptors. LEMS, at rest. {content.figure['note_receptor_lems']}"
    )
    page.get_by_role("radio", name="LEMS at rest").press("ArrowRight")
    expect(told).to_contain_text("LEMS, after ten seconds of effort. The same receptors")
    drawing = page.get_by_role("img", name=content.figure["title_effort"])
    expect(drawing).to_have_accessible_description(
        f"{' '.join(content.figure['desc_effort'].split())} {content.figure['desc_tumour_with']}"
        f" Highlighted: 6, Receptors. {content.figure['note_receptor_effort']}"
    )


def test_no_button_and_no_link_lies_inside_the_picture(visit: Visit) -> None:
    page = visit(PAGE)
    expect(page.locator(".walk svg[role=img]")).to_have_count(1)
    expect(page.locator(".walk svg :is(a, button, [tabindex])")).to_have_count(0)


def test_every_state_has_its_own_figure_in_words(visit: Visit, content: Content) -> None:
    page = visit(PAGE)
    page.get_by_text("The figure in words").click()
    for state in ("health", "lems", "effort", "mg"):
        show(page, content.figure[f"tab_{state}"])
        first = content.figure[f"text_{state}"].split("\n\n")[0]
        expect(page.locator(".in-words")).to_contain_text(first)


def test_the_tumour_can_be_taken_out_where_it_is_drawn(visit: Visit, content: Content) -> None:
    page = visit(PAGE)
    switch = page.get_by_role("switch", name="With a tumour")
    cell, ghost = page.locator(".tumour-cell"), page.locator(".query")
    expect(cell).to_be_visible()
    switch.uncheck()
    expect(cell).to_be_hidden()
    expect(ghost).to_be_visible()
    spots(page).nth(9).click()
    expect(page.locator(".here")).to_contain_text(content.figure["note_tumour_lems_without"])
    for state in ("Healthy", "Myasthenia gravis"):
        show(page, state)
        expect(switch).to_be_disabled()
    show(page, "LEMS after effort")
    expect(switch).not_to_be_checked()


def test_the_article_below_follows_the_step(visit: Visit, settled: Settled) -> None:
    page = visit(PAGE)
    spots(page).nth(7).click()
    expect(
        page.get_by_role("heading", name="Dry mouth and other autonomic features")
    ).to_be_visible()
    settled(page)
    expect(spots(page).nth(7)).to_have_attribute("aria-current", "step")


def test_the_reader_finds_the_walk_where_it_was_left(visit: Visit, settled: Settled) -> None:
    page = visit(PAGE)
    show(page, "Myasthenia gravis")
    spots(page).nth(5).click()
    expect(page.get_by_role("heading", name="How myasthenia gravis differs")).to_be_visible()
    settled(page)
    open_page(page, "Result")
    open_page(page, "Mechanism")
    expect(position(page, 6)).to_be_visible()
    expect(page.get_by_role("radio", name="Myasthenia gravis")).to_be_checked()


def test_the_drawing_opens_at_the_last_answer_and_marks_what_it_explains(visit: Visit) -> None:
    page = visit("/")
    option(page, "dry_mouth", "Yes").click()
    expect(page.locator(".step-title")).to_have_text("Autonomic nerves")
    open_page(page, "Mechanism")
    expect(
        page.get_by_role("button", name="8 Gland nerve (explains 1 answer here)")
    ).to_have_attribute("aria-current", "step")
    expect(page.locator(".patient")).to_contain_text("Dry mouth: yes")


@pytest.mark.usefixtures("look")
def test_no_label_covers_another_or_leaves_the_page(visit: Visit, page: Page) -> None:
    visit(PAGE)
    expect(spots(page)).to_have_count(10)
    for state in ("LEMS at rest", "Myasthenia gravis"):
        show(page, state)
        boxes = [box for spot in spots(page).all() if (box := spot.bounding_box())]
        assert len(boxes) == 10
        for one, two in combinations(boxes, 2):
            beside = one["x"] + one["width"] <= two["x"] or two["x"] + two["width"] <= one["x"]
            above = one["y"] + one["height"] <= two["y"] or two["y"] + two["height"] <= one["y"]
            assert beside or above, (one, two)
        wide = page.viewport_size
        assert wide is not None
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= wide["width"] for box in boxes)
        assert all(min(box["width"], box["height"]) >= 24 for box in boxes)


@pytest.mark.parametrize(("wide", "high"), [(1280, 800), (390, 844)])
def test_the_page_opens_with_the_whole_drawing_in_view(
    page: Page, visit: Visit, wide: int, high: int
) -> None:
    page.set_viewport_size({"width": wide, "height": high})
    visit(PAGE)
    expect(spots(page)).to_have_count(10)
    expect(page.locator(".walk .drawing")).to_be_in_viewport(ratio=1)


DRAWN = """all => {
  const shown = (one) => !one.matches(".drawing *")
    || (getComputedStyle(one).display !== "none" && shown(one.parentNode));
  const box = ({ y, width, height }) => ({ y, width, height });
  return all.filter(shown).map((one) => box(one.getBBox()));
}"""


def shape(page: Page, selector: str) -> list[dict[str, float]]:
    """The boxes of what is drawn and can be seen, in the units of the drawing; y runs down."""
    boxes: list[dict[str, float]] = page.locator(f".walk .drawing {selector}").evaluate_all(DRAWN)
    return boxes


def test_after_effort_the_muscle_answers_more_than_at_rest_and_less_than_in_health(
    page: Page, visit: Visit
) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(PAGE)
    peaks, lengths = {}, {}
    show(page, "Healthy")
    (threshold,) = shape(page, ".threshold")
    for state in ("Healthy", "LEMS at rest", "LEMS after effort"):
        show(page, state)
        (response,) = shape(page, ".response:not(.echo)")
        (fibre,) = shape(page, ".z-line")
        peaks[state], lengths[state] = threshold["y"] - response["y"], fibre["width"]
    assert peaks["LEMS at rest"] < 0 < peaks["LEMS after effort"] < peaks["Healthy"] / 2
    assert lengths["LEMS at rest"] > lengths["LEMS after effort"] > lengths["Healthy"]


def test_in_myasthenia_gravis_there_are_fewer_receptors_and_flat_folds(
    page: Page, visit: Visit
) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(PAGE)
    counts, membranes = {}, {}
    for state in ("Healthy", "Myasthenia gravis"):
        show(page, state)
        counts[state] = len(shape(page, ".part use[href='#receptor']"))
        membranes[state] = shape(page, ".muscle-line:not(.base)")[0]["height"]
    assert counts == {"Healthy": 14, "Myasthenia gravis": 6}
    assert membranes["Myasthenia gravis"] < membranes["Healthy"] - 50
    assert len(shape(page, ".lost-receptor")) == 8


def test_the_trace_keeps_a_ghost_of_the_last_response_while_the_next_is_drawn(
    page: Page, visit: Visit
) -> None:
    visit(PAGE)
    for state in ("Healthy", "LEMS after effort", "Myasthenia gravis"):
        show(page, state)
        assert moving(page) > 0
        assert shape(page, ".trace .echo")


def test_the_motion_stops_at_a_press_and_starts_again(visit: Visit) -> None:
    page = visit(PAGE)
    assert moving(page) > 0
    page.get_by_role("button", name="Stop the motion").click()
    assert moving(page) == 0
    page.wait_for_timeout(450)  # or it would be a double click, which is one press
    page.get_by_role("button", name="Play the motion").click()
    assert moving(page) > 0


def test_the_motion_comes_to_rest_by_itself(page: Page, visit: Visit) -> None:
    page.clock.install()
    visit(PAGE)
    expect(page.get_by_role("button", name="Stop the motion")).to_be_visible()
    page.clock.fast_forward(60_000)
    expect(page.get_by_role("button", name="Play the motion")).to_be_visible()
    assert moving(page) == 0


def test_nothing_moves_for_those_who_asked_for_stillness(page: Page, visit: Visit) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(PAGE)
    for state in ("LEMS after effort", "Healthy"):
        show(page, state)
        spots(page).nth(2).click()
        assert moving(page) == 0
    expect(page.locator(".drawing .still").first).to_be_attached()
    expect(page.locator(".alive")).to_be_hidden()


@pytest.mark.usefixtures("look")
def test_no_state_of_the_walk_has_a_violation(
    page: Page, visit: Visit, axe: Axe, settled: Settled
) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit("/")
    option(page, "dry_mouth", "Yes").click()
    expect(page.locator(".step-title")).to_have_text("Autonomic nerves")
    visit(PAGE)  # by its address, so the tab brings the answer back
    expect(page.locator(".spots .explains")).to_have_count(1)
    page.get_by_text("The figure in words").click()
    for title in ("The junction in health", "How myasthenia gravis differs"):
        page.locator("summary").get_by_text(title, exact=True).click()
    settled(page)
    found = {}
    for state, step in (("Healthy", 0), ("LEMS after effort", 7), ("Myasthenia gravis", 5)):
        show(page, state)
        spots(page).nth(step).click()
        settled(page)
        found[state] = axe(page)
    assert found == {"Healthy": [], "LEMS after effort": [], "Myasthenia gravis": []}


def test_the_headings_of_the_page_skip_no_level(visit: Visit) -> None:
    page = visit(PAGE)
    expect(page.get_by_role("heading", name="All articles")).to_be_visible()
    expect(page.locator("#panel-title")).not_to_be_empty()  # the walk draws itself, later
    tags = page.get_by_role("heading").evaluate_all("all => all.map(one => one.tagName)")
    levels = [int(tag[1]) for tag in tags]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
