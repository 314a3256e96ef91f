"""A room in real browsers: one teacher, several phones, from the shelf to the revealed answers."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from lems_rules.knowledge.content import Content
from lems_rules.teaching.attempt import lesson_of, reading_after
from tests.browser.conftest import WCAG_A_AND_AA
from tests.support.browser.sitting import wait_until

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
CASE = "case_024"
PHONE = {"width": 390, "height": 844}
WALL = {"width": 1920, "height": 1080}


@contextmanager
def opened_by(browser: Browser, app_url: str, path: str, **of: object) -> Iterator[Page]:
    """A page in a browser of its own, which logs no error."""
    context: BrowserContext = browser.new_context(base_url=app_url, **of)  # type: ignore[arg-type]
    page, problems = context.new_page(), list[str]()
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path)
    yield page
    context.close()
    assert problems == []


def choose(phone: Page, *titles: str) -> None:
    """Answer the questions that are before a phone, each with one touch."""
    for title in titles:
        phone.locator(".question:visible").get_by_role("button", name=title, exact=True).click()


def faults(page: Page, axe_source: str) -> list[str]:
    """What axe finds wrong with a page of ours, which scrolls as any other."""
    # The policy of the page lets no script in but its own; a debugger is not bound by it.
    page.evaluate(axe_source)
    found = page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}})"
        ".then(({violations}) => violations)",
        WCAG_A_AND_AA,
    )
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, "something is wider than the screen"
    return [f"{one['id']} at {node['target']}" for one in found for node in one["nodes"]]


@pytest.fixture
def wall(visit: Visit, settled: Settled, context: BrowserContext, content: Content) -> Page:
    """The wall of a room for one case, opened as a teacher opens it."""
    page = visit("/cases")
    page.get_by_role("radio", name="Teach a room").click()
    settled(page)
    expect(page.get_by_text("no phone can reach it")).to_be_visible()
    box = page.get_by_role("combobox", name="Case", exact=True)
    box.click()
    box.fill(lesson_of(content.cases[CASE]).title)
    page.get_by_role("option").first.click()
    settled(page)
    page.get_by_role("button", name="Open a room").click()
    link = page.get_by_role("link", name="Show the room on the wall")
    expect(link).to_be_visible()
    with context.expect_page() as waiting:
        link.click()
    wall: Page = waiting.value
    wall.set_viewport_size({"width": 1920, "height": 1080})
    expect(wall.locator(".lobby img")).to_be_visible()
    return wall


def scanned(wall: Page) -> str:
    """What a phone's camera would read from the wall."""
    wait_until(wall, "document.querySelector('.lobby img').complete")
    picture = Image.open(io.BytesIO(wall.screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return found.text


def test_a_teacher_and_several_phones_from_the_code_to_how_it_turned_out(
    wall: Page, browser: Browser, app_url: str, content: Content, axe_source: str, tmp_path: Path
) -> None:
    case = content.cases[CASE]
    levels = content.suspicion.levels
    address = scanned(wall)
    assert address.startswith(f"{app_url}/join#")
    assert wall.url == f"{app_url}/wall"  # the key has left the address that everybody sees
    assert wall.locator("#code").inner_text().replace(" ", "") in address
    of_phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    dark = {**of_phone, "color_scheme": "dark"}
    with (
        opened_by(browser, app_url, address, **of_phone) as first,
        opened_by(browser, app_url, address, **dark) as second,
        opened_by(browser, app_url, "/join", **of_phone) as third,
    ):
        phones = [first, second, third]
        third.get_by_label("Code, six letters").fill("zzz zzz")
        third.get_by_role("button", name="Join").click()
        expect(third.get_by_text("There is no room with this code")).to_be_visible()
        third.get_by_label("Code, six letters").fill(wall.locator("#code").inner_text().lower())
        third.get_by_role("button", name="Join").click()
        for phone in phones:
            expect(phone.get_by_text("You are in.")).to_be_visible()
        expect(wall.get_by_text("In the room: 3")).to_be_visible()
        wall.keyboard.press(" ")
        expect(wall.get_by_text(lesson_of(case).stages[0].story)).to_be_visible()
        test = first.locator("[data-question=choice] button").first.text_content() or ""
        for phone, level in zip(phones, levels, strict=False):
            expect(phone.get_by_text("1 of 3")).to_be_visible()
            choose(phone, level.title, test, "80 %")
            expect(phone.get_by_text("Locked in")).to_be_visible()
        expect(wall.get_by_text("3 of 3 have answered")).to_be_visible()
        assert wall.locator(".bars").count() == 0
        # A second vote of a browser takes the place of its first, also from another tab.
        first.get_by_role("button", name="Change: How sure are you?").click()
        choose(first, "60 %")
        expect(first.locator("[data-answer=confidence] .mine")).to_have_text("60 %")
        expect(wall.get_by_text("3 of 3 have answered")).to_be_visible()
        # A reload loses nothing, and neither does a network that was away.
        second.reload()
        expect(second.get_by_text("Locked in")).to_be_visible()
        third.context.set_offline(True)
        third.get_by_role("button", name="Change: How sure are you?").click()
        choose(third, "100 %")
        expect(third.get_by_text("Not sent yet")).to_be_visible()
        third.context.set_offline(False)
        expect(third.get_by_text("Locked in")).to_be_visible()
        assert faults(first, axe_source) == []
        wall.keyboard.press("r")
        expect(wall.locator(".spread")).to_have_count(2)
        counted = wall.locator(".spread").first.locator(".many strong").all_inner_texts()
        assert counted == ["1", "1", "1", "0", "0"]
        sure = wall.locator(".spread").first.locator(".sure").all_inner_texts()
        assert [one.strip() for one in sure] == ["60 % sure", "80 % sure", "100 % sure", "", ""]
        ours = reading_after(content, case, 1).level.title
        expect(wall.locator(".spread").first.locator(".ours .choice")).to_contain_text(ours)
        expect(second.get_by_text(f"Our reading: {ours}")).to_be_visible()
        assert faults(wall, axe_source) == []
        wall.emulate_media(color_scheme="dark")
        assert faults(wall, axe_source) == []
        assert faults(second, axe_source) == []
        # The wall, too, may be loaded again; then the last step, and the end.
        wall.reload()
        expect(wall.locator(".spread")).to_have_count(2)
        wall.keyboard.press(" ")
        expect(first.get_by_text(lesson_of(case).stages[1].title).first).to_be_visible()
        first.get_by_text("Read the story so far").click()
        expect(first.get_by_text(lesson_of(case).stages[0].story)).to_be_visible()
        wall.keyboard.press(" ")
        expect(wall.get_by_role("heading", name="What is it?")).to_be_visible()
        wall.keyboard.press(" ")
        expect(wall.get_by_text(lesson_of(case).turned_out)).to_be_visible()
        expect(second.get_by_text("What it turned out to be")).to_be_visible()
        assert faults(wall, axe_source) == []
        wall.get_by_text("More", exact=True).click()
        with wall.expect_download() as waiting:
            wall.get_by_role("button", name="Answers as CSV").click()
        waiting.value.save_as(tmp_path / "room.csv")
        assert (tmp_path / "room.csv").read_text("utf-8").startswith("case,step,answered")
        wall.get_by_text("More", exact=True).click()
        wall.get_by_role("button", name="End the room").click()
        wall.get_by_role("button", name="End and forget").click()
        for page in (wall, *phones):
            expect(page.get_by_text("This room has ended")).to_be_visible()


def test_a_second_tab_of_one_browser_is_the_same_voter(
    wall: Page, browser: Browser, app_url: str, content: Content
) -> None:
    address = scanned(wall)
    levels = content.suspicion.levels
    with opened_by(browser, app_url, address, viewport=PHONE) as first:
        second = first.context.new_page()
        second.goto(address)
        wall.keyboard.press(" ")
        for page in (first, second):
            test = page.locator("[data-question=choice] button").first
            test.wait_for(state="attached")
        title = test.text_content() or ""
        choose(first, levels[0].title, title, "50 %")
        expect(wall.get_by_text("1 of 1 have answered")).to_be_visible()
        # What one tab chose is there in the other, and what is changed there counts in both.
        expect(second.get_by_text("Locked in")).to_be_visible()
        second.get_by_role("button", name="Change: How strongly").click()
        choose(second, levels[2].title)
        for page in (first, second):
            expect(page.locator("[data-answer=level] .mine")).to_have_text(levels[2].title)
        with first.expect_response("**/room/wait"):
            pass
        expect(wall.get_by_text("1 of 1 have answered")).to_be_visible()
        wall.keyboard.press("r")
        counted = wall.locator(".spread").first.locator(".many strong")
        expect(counted).to_have_text(["0", "0", "1", "0", "0"])


def test_a_wall_without_a_room_says_where_one_is_opened(visit: Visit, page: Page) -> None:
    page.goto("/wall")
    expect(page.get_by_text("Open one under Cases, Teach a room.")).to_be_visible()
