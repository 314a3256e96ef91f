"""What a person does in a sitting, said once: answer, change page, load, read what is announced."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lems_rules.knowledge.content import Content
from tests.support.shipped import CONTENT

CASE_024 = "case_024"
NARROW = 768  # CSS pixels: below it Streamlit keeps the navigation in the sidebar
WITH_DATES: dict[str, Any] = {
    "lems_established": "yes",
    "age_at_onset_years": 60,
    "sex": "male",
    "symptom_duration_months": 8,
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "dyspnoea": "yes",
    "sensory_loss": "yes",
    "vgcc_pq_antibody": "positive",
    "cmap_increment_percent": 40,
    "ever_smoked": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2026-05-04",
    "karnofsky": 60,
    "needs_assistance": "no",
}


def answers_of(case: str) -> dict[str, Any]:
    """The answers of a shipped case."""
    return dict(CONTENT.cases[case].answers)


def announced(page: Page) -> Locator:
    """What a screen reader is told after each answer."""
    return page.locator(".qs-status").get_by_role("status")


def option(page: Page, item: str, label: str) -> Locator:
    return page.locator(f"#q-{item}").get_by_role("radio", name=label, exact=True)


def all_questions(page: Page) -> None:
    """Leave the first screen for the sections with all questions."""
    steps = page.get_by_role("navigation", name="Sections of the checklist")
    steps.get_by_role("link", name="Context").click()
    expect(page.get_by_role("heading", name="Context", exact=True)).to_be_visible()


def answer(page: Page, content: Content, item: str, value: str | float) -> None:
    """Answer one question with the mouse, where it is now or in its section."""
    known = content.checklist.item(item)
    row = page.locator(f"#q-{item}")
    row.wait_for(state="attached")
    if not row.is_visible():
        all_questions(page)
    if known.kind in ("yn", "choice"):
        option(page, item, known.wording(value)).click()
    else:
        field = page.locator(f"#q-{item} input")
        field.fill(str(value))
        field.blur()


def wait_until(page: Page, holds: str, seconds: float = 30) -> None:
    """Wait until a JavaScript expression holds.

    Playwright's own way runs the text inside the page, which the policy of the app forbids.
    """
    deadline = time.monotonic() + seconds
    while not page.evaluate(holds):
        assert time.monotonic() < deadline, holds
        page.wait_for_timeout(50)


def open_page(page: Page, name: str) -> None:
    """Go to a page by the navigation, which a phone keeps in the side panel."""
    link = page.get_by_role("link", name=name, exact=True)
    # By the width and not by what is seen: while a page loads, Streamlit shows both for a moment.
    by_menu = page.evaluate("window.innerWidth") < NARROW
    if by_menu:
        page.get_by_role("button", name="Expand sidebar").click()
    link.click()
    title = {"Checklist": "Lambert-Eaton checklist", "Mechanism": "How LEMS weakens a muscle"}.get(
        name, name
    )
    heading = page.get_by_role("heading", name=title, exact=True, level=1)
    expect(heading.or_(headline(page)) if name == "Result" else heading).to_be_visible()
    if by_menu:
        expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()


def headline(page: Page) -> Locator:
    """The result in one line, which is the title of its page once something is answered."""
    return page.locator("h1#headline")


def open_fold(page: Page, name: str) -> None:
    """Open a part of the result by its id, unless it is open."""
    fold = page.locator(f".st-key-fold_{name}")
    fold.locator("summary").first.wait_for()
    if not fold.locator("details").first.evaluate("one => one.open"):
        fold.locator("summary").first.click()


def load_draft(page: Page, document: object) -> None:
    """Load a draft; the checklist opens with it."""
    give_draft(page, json.dumps(document).encode())
    expect(page.get_by_text("The draft was loaded")).to_be_visible()


def give_draft(page: Page, draft: bytes) -> None:
    """Give a file to the field that loads drafts."""
    open_page(page, "Drafts")
    page.locator("input[type=file]").set_input_files(
        {"name": "draft.json", "mimeType": "application/json", "buffer": draft}
    )


def start_again(page: Page) -> None:
    """Clear every answer."""
    open_page(page, "Drafts")
    page.get_by_role("button", name="Start again").click()
    page.get_by_role("button", name="Clear all answers").click()
    expect(page.get_by_text("All answers were cleared.")).to_be_visible()


def download(page: Page, name: str) -> bytes:
    """The bytes of a download, by the name of its button."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()
