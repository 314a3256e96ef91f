"""The Cases page in a browser: from story to feedback, and nothing of ours before its time."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, WebSocket, expect

from lems_rules.exports.guide.markdown import guide_markdown
from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import lesson_of, reading_after
from lems_rules.teaching.guide import guide
from tests.support.browser.sitting import download, open_page, option, wait_until
from tests.support.lesson import source

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
Axe = Callable[[Page], list[str]]
CASE = "case_024"


class Heard:
    """Everything that the server has told the page, as text."""

    def __init__(self, page: Page) -> None:
        self.page, self.frames = page, bytearray()
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._take)

    def _take(self, frame: str | bytes) -> None:
        self.frames += frame.encode() if isinstance(frame, str) else frame

    def text(self) -> str:
        told = self.frames.decode("utf-8", "ignore") + self.page.content()
        return " ".join(html.unescape(told).split())

    def of(self, texts: set[str]) -> set[str]:
        """Those of the texts that the page has been told."""
        told = self.text()
        return {one for one in texts if " ".join(one.split()) in told}


def kept_back(content: Content, case: Case, step: int) -> set[str]:
    """What must not have reached the page before the commitment to a step, counted from 0."""
    lesson = lesson_of(case)
    texts = {case.about, case.coding, lesson.turned_out, lesson.published, lesson.ours}
    texts |= {*lesson.objectives, *lesson.errors, *(one.says for one in lesson.feedback)}
    for stage in lesson.stages:
        texts |= {text for prompt in stage.prompts for text in (prompt.ask, prompt.expect)}
    for later in lesson.stages[step + 1 :]:
        texts |= {later.title, later.story}
    for citation in case.refs:
        report = content.references[citation.ref]
        texts |= {report.link, report.title or report.topic or ""}
    readings = [reading_after(content, case, n + 1) for n in range(len(lesson.stages))]
    shown = {text for one in readings[:step] for text in (one.level.says, one.level.rule)}
    for one in readings[step:]:
        texts |= {one.level.says, one.level.rule} - shown
    return {text for text in texts if text}


def commit(page: Page, settled: Settled, level: str, first: str, score: str) -> None:
    """Fill in the form of the step before the learner and commit."""
    page.get_by_test_id("stRadioGroup").get_by_text(level, exact=True).click()
    for name in (first, "Botulism"):
        choose(page, "Which diagnoses lead", name)
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="80 %").click()
    # The last step asks for the score, where it applies, and those before it for a test.
    if page.get_by_role("combobox", name="Which test next").count():
        choose(page, "Which test next", "CT of the chest")
    group = page.get_by_role("radiogroup", name="Where would DELTA-P")
    if group.count():
        group.get_by_role("radio", name=score, exact=True).click()
    page.locator("summary").get_by_text("Mark what must not wait").click()
    page.get_by_role("radio", name="For LEMS").first.click()
    page.get_by_role("button", name="Commit", exact=True).click()
    settled(page)
    expect(page.locator(".lesson.reading:visible")).to_be_visible()


def choose(page: Page, label: str, name: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(name)
    page.get_by_role("option", name=name, exact=True).click()


def go_on(page: Page, settled: Settled) -> None:
    page.locator(".st-key-go_on button").click()
    settled(page)


def worked_to_the_comparison(page: Page, settled: Settled, case: Case) -> None:
    for _ in lesson_of(case).stages:
        commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
        go_on(page, settled)


def test_a_case_from_the_shelf_to_feedback_with_nothing_told_before_its_time(
    visit: Visit, settled: Settled, content: Content, page: Page
) -> None:
    case = content.cases[CASE]
    lesson, heard = lesson_of(case), Heard(page)
    visit("/cases")
    card = page.locator(f".st-key-card_{CASE}")
    expect(card).to_contain_text(lesson.title)
    assert heard.of(kept_back(content, case, 0) | {lesson.stages[0].story}) == set()
    card.get_by_role("button", name="Work this case").click()
    settled(page)
    assert page.url.endswith(f"/cases?case={CASE}")
    for step, stage in enumerate(lesson.stages):
        expect(page.get_by_role("heading", name=stage.title, exact=True)).to_be_visible()
        expect(page.get_by_text(stage.story)).to_be_visible()
        assert heard.of(kept_back(content, case, step)) == set()
        assert page.locator(".lesson.reading:visible").count() == 0
        commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
        reading = reading_after(content, case, step + 1)
        ours = page.locator(".lesson.reading:visible")
        expect(ours).to_contain_text(reading.level.title)
        expect(ours).to_contain_text(reading.level.rule)
        expect(ours).to_be_focused()
        go_on(page, settled)
    end = {lesson.turned_out, lesson.published, lesson.ours, *lesson.errors}
    assert heard.of(end) == set()
    page.get_by_test_id("stButtonGroup").first.get_by_text("LEMS", exact=True).click()
    page.get_by_role("button", name="Commit and show our marks").click()
    expect(page.get_by_text("your mark agrees in")).to_be_visible()
    assert heard.of(end) == set()
    page.get_by_role("button", name="How it turned out").click()
    settled(page)
    for text in (lesson.turned_out, lesson.published, lesson.ours, *lesson.errors):
        expect(page.get_by_text(text).first).to_be_visible()
    for one in lesson.feedback:
        expect(page.get_by_text(one.says)).to_be_visible()
    expect(page.get_by_text("You ended on Myasthenia gravis with 80 %.")).to_be_visible()
    expect(page.get_by_text("Said 80 %: right in 0 of 1.")).to_be_visible()
    # The ear hears: what was kept back until now is there, but for the line that names the case.
    assert heard.of(end) == end
    assert heard.of({case.about}) == set()


def test_a_reload_brings_the_work_back_and_clearing_it_does_not(
    visit: Visit, settled: Settled
) -> None:
    page = visit(f"/cases?case={CASE}")
    commit(page, settled, "Strongly suggestive", "Myasthenia gravis", "2")
    page.reload()
    expect(page.locator(".lesson.reading:visible")).to_be_visible()
    page.get_by_role("button", name="Back to the shelf").click()
    expect(page.get_by_text("begun, 1 of")).to_be_visible()
    page.get_by_role("button", name="Clear the work of this sitting").click()
    expect(page.get_by_text("begun, 1 of")).to_have_count(0)
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_text("Work this case").first).to_be_visible()
    expect(page.get_by_text("begun, 1 of")).to_have_count(0)


@pytest.mark.usefixtures("look")
def test_every_part_can_be_read_by_everybody_and_fits_the_screen(
    visit: Visit,
    settled: Settled,
    axe: Axe,
    page: Page,
    content: Content,
) -> None:
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        settled(page)
        over = page.evaluate(
            "() => [document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".map(box => box.scrollWidth - box.clientWidth)"
        )
        assert max(over) <= 0, name
        found[name] = axe(page)

    visit("/cases")
    look("shelf")
    page.locator(f".st-key-open_{CASE} button").click()
    look("step")
    commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
    look("reading")
    go_on(page, settled)
    for _ in lesson_of(content.cases[CASE]).stages[1:]:
        commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
        go_on(page, settled)
    look("comparison")
    page.get_by_role("button", name="Commit and show our marks").click()
    look("our marks")
    page.get_by_role("button", name="How it turned out").click()
    look("end")
    page.get_by_role("button", name="Back to the shelf").click()
    page.get_by_role("radio", name="Teach a room").click()
    choose(page, "Case", lesson_of(content.cases[CASE]).title)
    settled(page)
    page.get_by_text("Show the facilitator's guide.").click()
    look("guide")
    page.get_by_role("radio", name="Write your own").click()
    settled(page)
    load(page, yaml.safe_dump(source()).encode())
    expect(page.get_by_role("button", name="Check the case")).to_be_visible()
    look("author")
    assert found == {name: [] for name in found}


def load(page: Page, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "case.yaml", "mimeType": "application/yaml", "buffer": data}
    )


def test_the_guide_comes_behind_its_switch_and_as_files(
    visit: Visit, settled: Settled, content: Content, page: Page
) -> None:
    case = content.cases[CASE]
    heard = Heard(page)
    visit("/cases")
    page.get_by_role("radio", name="Teach a room").click()
    choose(page, "Case", lesson_of(case).title)
    settled(page)
    expect(page.get_by_text(f"/cases?case={CASE}")).to_be_visible()
    assert heard.of(kept_back(content, case, 0)) == set()
    page.get_by_text("Show the facilitator's guide.").click()
    expect(page.get_by_text(lesson_of(case).turned_out)).to_be_visible()
    for minutes in ("20 minutes", "40 minutes"):
        page.get_by_role("radio", name=minutes).click()
        settled(page)
        end = int(minutes.split()[0])
        expect(page.get_by_role("rowheader", name=f"–{end}")).to_be_visible()
    told = download(page, "Guide as Markdown").decode()
    assert told == guide_markdown(guide(content, case))
    assert download(page, "Guide as PDF").startswith(b"%PDF-")


def test_a_case_goes_from_a_file_to_the_form_to_a_file_and_is_worked(
    visit: Visit, settled: Settled, tmp_path: Path
) -> None:
    page = visit("/cases")
    page.get_by_role("radio", name="Write your own").click()
    settled(page)
    load(page, b"id: x\ntitle: <img src=x onerror=alert(1)>\n")
    expect(page.get_by_text("The file was not loaded.")).to_be_visible()
    expect(page.locator("img[src=x]")).to_have_count(0)
    load(page, yaml.safe_dump(source()).encode())
    title = page.get_by_label("Title, without the diagnosis").first
    expect(title).to_have_value("Stairs and thirst")
    title.fill("Thirst and stairs")
    # Straight from the field to the button: what was typed last must be in the file.
    page.get_by_role("button", name="Check the case").click()
    expect(page.get_by_text("The case hangs together.")).to_be_visible()
    settled(page)
    file = download(page, "Download the case file")
    assert yaml.safe_load(file)["lesson"]["title"] == "Thirst and stairs"
    load(page, file)
    settled(page)
    expect(page.get_by_label("Title, without the diagnosis").first).to_have_value(
        "Thirst and stairs"
    )
    page.get_by_role("button", name="Work this case").click()
    expect(page.get_by_role("heading", name="Thirst and stairs", level=1)).to_be_visible()
    # Until the run is over the form stands below, and its field holds the same story.
    settled(page)
    expect(page.get_by_text("He cannot climb stairs.")).to_be_visible()
    expect(page.get_by_text("LATER-STORY")).to_have_count(0)


def test_a_case_of_ones_own_survives_a_reload_with_its_form_and_its_work(
    visit: Visit, settled: Settled
) -> None:
    page = visit("/cases")
    page.get_by_role("radio", name="Write your own").click()
    settled(page)
    load(page, yaml.safe_dump(source()).encode())
    title = page.get_by_label("Title, without the diagnosis").first
    title.fill("Thirst and stairs")
    about = page.get_by_label("One line about the case, for teachers")
    about.fill("A man on the stairs")
    about.blur()
    expect(page.get_by_text("The case hangs together.")).to_be_visible()
    # The tab keeps it as soon as the server has taken it, which is when there is something to lose.
    for text in ("Thirst and stairs", "A man on the stairs"):
        wait_until(page, f"sessionStorage.getItem('lems-cases')?.includes('{text}')")
    settled(page)
    page.reload()
    expect(title).to_have_value("Thirst and stairs")
    expect(about).to_have_value("A man on the stairs")
    expect(page.get_by_text("The case hangs together.")).to_be_visible()
    settled(page)
    file = yaml.safe_load(download(page, "Download the case file"))
    assert (file["lesson"]["title"], file["coding"]) == ("Thirst and stairs", source()["coding"])
    page.get_by_role("button", name="Work this case").click()
    settled(page)
    commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
    page.reload()
    expect(page.get_by_role("heading", name="Thirst and stairs", level=1)).to_be_visible()
    expect(page.locator(".lesson.reading:visible")).to_be_visible()
    expect(page.get_by_text("There is no case")).to_have_count(0)


def test_a_case_that_is_only_begun_survives_a_reload(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    option(page, "dry_mouth", "Yes").click()
    settled(page)
    open_page(page, "Cases")
    page.get_by_role("radio", name="Write your own").click()
    page.get_by_role("button", name="Start from the current answers").click()
    settled(page)
    title = page.get_by_label("Title, without the diagnosis").first
    title.fill("Thirst")
    title.blur()
    wait_until(page, "sessionStorage.getItem('lems-cases')?.includes('Thirst')")
    settled(page)
    page.reload()
    expect(title).to_have_value("Thirst")
    expect(page.get_by_text("Not ready yet.")).to_have_count(0)
    settled(page)
    page.get_by_role("button", name="Check the case").click()
    expect(page.get_by_text("Not ready yet.")).to_be_visible()
    settled(page)
    page.reload()
    expect(page.get_by_text("Not ready yet.")).to_be_visible()


def test_a_link_to_a_case_of_ones_own_that_no_tab_has_says_so(visit: Visit) -> None:
    page = visit("/cases?case=own_case")
    expect(page.get_by_text("There is no case")).to_be_visible()
    expect(page.get_by_role("heading", name="Cases", level=1)).to_be_visible()
