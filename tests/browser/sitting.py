"""What a person does in a sitting, said once: answer, change page, load, read what is announced."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from lems_rules.content import Content

GOLDEN = Path(__file__).parents[1] / "golden"
CASE_024 = GOLDEN / "024-lems-sclc-68m-zhang.json"
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


def answers_of(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))["answers"]
    return found


def announced(page: Page) -> Locator:
    """What a screen reader is told after each answer."""
    return page.get_by_role("status").filter(has_text="So far:")


def option(page: Page, item: str, label: str) -> Locator:
    return page.locator(f"#q-{item}").get_by_role("radio", name=label, exact=True)


def answer(page: Page, content: Content, item: str, value: str | float) -> None:
    """Answer one question with the mouse."""
    known = content.checklist.item(item)
    if known.kind in ("yn", "choice"):
        option(page, item, known.wording(value)).click()
    else:
        field = page.locator(f"#q-{item} input")
        field.fill(str(value))
        field.blur()


def open_page(page: Page, name: str) -> None:
    """Go to a page by the navigation, which a phone keeps in the side panel."""
    link = page.get_by_role("link", name=name, exact=True)
    if not link.is_visible():
        page.get_by_role("button", name="Expand sidebar").click()
    link.click()
    title = {"Checklist": "Lambert-Eaton checklist", "Result": "Result"}.get(
        name, "How LEMS weakens a muscle"
    )
    expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()


def load_draft(page: Page, document: object) -> None:
    """Load a draft through the side panel's field."""
    page.locator("input[type=file]").set_input_files(
        {
            "name": "draft.json",
            "mimeType": "application/json",
            "buffer": json.dumps(document).encode(),
        }
    )
    expect(page.get_by_text("The draft was loaded")).to_be_visible()


def download(page: Page, name: str) -> bytes:
    """The bytes of a download, by the name of its button."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()
