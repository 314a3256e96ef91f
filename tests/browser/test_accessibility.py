"""WCAG 2.0 to 2.2, A and AA, as far as axe can tell, with a patient loaded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import WITH_DATES, headline, load_draft, open_page, option

Visit = Callable[[str], Page]
Axe = Callable[[Page], list[str]]
Settled = Callable[[Page], None]
DEEP = [pytest.mark.deep]
PAGES = {
    "/": "Lambert-Eaton checklist",
    "/result": "",  # its headline is that of the patient
    "/mechanism": "How LEMS weakens a muscle",
    "/cases": "Cases",
    "/evidence": "Evidence",
    "/cohort": "Cohort",
    "/drafts": "Drafts",
}


@pytest.mark.usefixtures("look")
def test_no_page_has_a_violation(visit: Visit, axe: Axe, settled: Callable[[Page], None]) -> None:
    page = visit("/")
    load_draft(page, WITH_DATES)
    expect(option(page, "chest_ct", "Normal")).to_be_checked()
    expect(page.locator("#q-karnofsky .qs-problem")).to_be_visible()
    settled(page)
    found = {"checklist": axe(page)}
    page.get_by_role("link", name="See the whole result").click()
    expect(headline(page)).to_be_visible()
    settled(page)
    page.evaluate("document.querySelectorAll('.doc details').forEach(one => one.open = true)")
    found["result"] = axe(page)
    open_page(page, "Mechanism")
    settled(page)
    found["mechanism"] = axe(page)
    assert found == {"checklist": [], "result": [], "mechanism": []}


# How somebody looks at a page: the colours, and the width in CSS pixels. CI looks as most do, and
# as the narrowest do with their own colours; `make deep` looks in every way.
LIGHT, DARK, FORCED = "light", "dark", "forced"
WIDTHS = (320, 390, 768, 1280, 1920)
NARROW_AND_FORCED = (FORCED, 320)
LOOKS = [
    pytest.param(colours, width, marks=[] if (colours, width) == NARROW_AND_FORCED else DEEP)
    for colours in (LIGHT, DARK, FORCED)
    for width in WIDTHS
]
OF_A_PATIENT = {"/", "/result"}  # the other pages show the same to everybody
# Nothing answered; a patient who could have LEMS; one who has it; and one with another illness.
MIMIC = {"age_at_onset_years": 30, "proximal_leg_weakness": "yes", "achr_antibody": "positive"}
COULD = {**WITH_DATES, "lems_established": "no", "chest_ct": "suspicious"}
SITTINGS = {"empty": {}, "could": COULD, "established": WITH_DATES, "mimic": MIMIC}


@pytest.mark.parametrize(("colours", "width"), LOOKS)
def test_no_page_has_a_violation_or_runs_sideways_whatever_it_shows(
    page: Page, visit: Visit, axe: Axe, settled: Settled, colours: str, width: int
) -> None:
    if colours == FORCED:
        page.emulate_media(forced_colors="active")
    else:
        page.emulate_media(color_scheme="dark" if colours == DARK else "light")
    page.emulate_media(reduced_motion="reduce")  # a fold half open has targets half as large
    page.set_viewport_size({"width": width, "height": 800})
    found, sideways = {}, {}
    for name, answers in SITTINGS.items():
        if name != "established" and (colours, width) == NARROW_AND_FORCED:
            continue
        visit("/")
        page.evaluate("sessionStorage.clear()")  # the tab remembers which parts were open
        visit("/")
        if answers:
            load_draft(page, answers)
            settled(page)
        for path, title in PAGES.items():
            if name != "established" and path not in OF_A_PATIENT:
                continue
            visit(path)
            if path == "/result" and answers:  # by its address: the tab brings the answers back
                expect(headline(page)).to_be_visible()
                settled(page)
                found[name, path, "folded"] = axe(page)
            elif title:
                expect(page.get_by_role("heading", name=title, exact=True, level=1)).to_be_visible()
            settled(page)
            open_everything(page, path)
            settled(page)
            sideways[name, path] = page.evaluate(
                "(it => it.scrollWidth - it.clientWidth)"
                "(document.querySelector('[data-testid=stMain]'))"
            )
            found[name, path, "open"] = axe(page)
    assert {where: told for where, told in found.items() if told} == {}
    assert {where: beyond for where, beyond in sideways.items() if beyond} == {}


def open_everything(page: Page, path: str) -> None:
    if path == "/cohort":
        page.get_by_role("button", name="Open the made-up example").click()
        expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    page.evaluate("document.querySelectorAll('.doc details').forEach(one => one.open = true)")
    for fold in page.get_by_test_id("stExpander").locator("summary").all():
        if path == "/result" and not fold.evaluate("it => it.parentElement.open"):
            fold.click()
