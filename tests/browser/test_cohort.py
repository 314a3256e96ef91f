"""The page Cohort, where only a browser can tell: real files, rows that open, a reload."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lems_rules.knowledge.content import Content
from tests.support.browser.sitting import answer, open_page, option
from tests.support.patient_table import csv_of, filled_template

Visit = Callable[[str], Page]
Axe = Callable[[Page], list[str]]
Settled = Callable[[Page], None]

SIDEWAYS = (
    """(it => it.scrollWidth - it.clientWidth)(document.querySelector('[data-testid=stMain]'))"""
)


def give(page: Page, data: bytes, name: str = "patients.csv") -> None:
    """Choose a file on the page."""
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": data}
    )


def open_example(page: Page) -> None:
    page.get_by_role("button", name="Open the made-up example").click()
    expect(page.get_by_role("heading", name="What follows")).to_be_visible()


def rows_of(page: Page, name: str) -> list[dict[str, str]]:
    """What a download holds, by the name of its button."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    assert waiting.value.suggested_filename.endswith(f"-{date.today()}.csv")
    text = Path(waiting.value.path()).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_nurse_fills_the_template_finds_a_wrong_cell_by_its_row_and_opens_a_patient(
    visit: Visit, settled: Settled, content: Content
) -> None:
    page = visit("/cohort")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Empty table to fill in").click()
    names = Path(waiting.value.path()).read_text("utf-8").strip().split(",")
    rows = list(csv.DictReader(io.StringIO(filled_template().decode())))
    assert set(names) == set(rows[0])
    rows[37]["ptosis"] = "a bit"
    give(page, csv_of(rows))
    wrong = page.get_by_role("row").filter(has_text="a bit")
    expect(wrong.get_by_role("cell").first).to_have_text("39")
    settled(page)
    problems, result = rows_of(page, "Problems as CSV"), rows_of(page, "Result as CSV")
    assert ("39", "ptosis", "a bit") in {(o["row"], o["column"], o["value"]) for o in problems}
    assert len(result) == len(rows)
    assert result[37]["ptosis"] == "a bit"

    opened = list(content.cases.values())[7]
    page.get_by_role("radio", name="As in the file").click()
    page.get_by_role("button", name="Open row 9", exact=True).click()
    expect(page.get_by_text("Row 9 was opened: ")).to_be_visible()
    assert opened.answers["proximal_leg_weakness"] == "yes"
    expect(option(page, "proximal_leg_weakness", "Yes")).to_be_checked()

    answer(page, content, "dry_eyes", "yes")
    settled(page)
    open_page(page, "Cohort")
    expect(page.get_by_role("button", name="Open row 9", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="Open row 3", exact=True).click()
    asks = page.get_by_role("dialog")
    expect(asks).to_contain_text(f"It holds {len(opened.answers) + 1} answers.")
    page.keyboard.press("Escape")
    expect(asks).not_to_be_visible()
    page.get_by_role("button", name="Open row 3", exact=True).click()
    asks.get_by_role("button", name="Open row 3").click()
    expect(page.get_by_text("Row 3 was opened: ")).to_be_visible()


def test_a_file_that_is_no_table_is_refused_and_a_reload_forgets_one_that_is(
    page: Page, visit: Visit, settled: Settled
) -> None:
    visit("/cohort")
    give(page, b"PK\x03\x04" + b"\0" * 5_000)
    expect(
        page.get_by_text("The table was not read: the file: not CSV but a workbook")
    ).to_be_visible()
    settled(page)
    give(page, csv_of([{"ptosis": "no"}]))
    expect(page.get_by_role("button", name="Open row 2")).to_be_visible()
    open_page(page, "Mechanism")
    open_page(page, "Cohort")
    expect(page.get_by_role("button", name="Open row 2")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Open the made-up example")).to_be_visible()
    expect(page.get_by_role("button", name="Open row 2")).not_to_be_visible()


def test_the_page_can_be_used_by_keyboard_alone(visit: Visit, settled: Settled) -> None:
    page = visit("/cohort")
    page.get_by_role("button", name="Open the made-up example").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="What follows")).to_be_visible()
    settled(page)
    page.get_by_role("radio", name="Most urgent first").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    row = page.evaluate("document.activeElement.innerText")
    assert row.startswith("Open row ")
    page.keyboard.press("Enter")
    number = row.removeprefix("Open row ")
    expect(page.get_by_text(f"Row {number} was opened: ")).to_be_visible()


@pytest.mark.usefixtures("look")
def test_the_page_has_no_violation_and_does_not_run_sideways(
    visit: Visit, axe: Axe, settled: Settled
) -> None:
    page = visit("/cohort")
    open_example(page)
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    settled(page)
    assert axe(page) == []
    assert page.evaluate(SIDEWAYS) == 0
