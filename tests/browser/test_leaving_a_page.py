"""Who presses another page gets it, whatever the page that is left has to say in that moment.

A component's report runs the page that was shown when it was made. Behind a press it called that
page back, or drew a part of it into the next one, over which Streamlit broke: a blank page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.sitting import CASE_024, answers_of, open_page, option

Visit = Callable[[str], Page]
Settled = Callable[[Page], None]
BREAK = "document.getElementById('root').replaceChildren()"
TELLS = 250  # ms after a step of the walk, when the page hears of it
KEPT = {"format": 1, "answers": answers_of(CASE_024), "reasons": {}, "marks": {}}
TO = """
(name) => [...document.querySelectorAll('[data-testid="stTopNavLink"]')]
    .find((link) => link.textContent.includes(name)).click()
"""
STEP_AND_PRESS = f"""
(step, [name, after]) => {{ step.click(); setTimeout(() => ({TO})(name), after); }}
"""
# In the reload that follows, another page is pressed as soon as the tab's answers were looked up.
PRESS_WHEN_ASKED = f"""
const read = Storage.prototype.getItem;
Storage.prototype.getItem = function (name) {{
  const [to, after] = JSON.parse(read.call(sessionStorage, "press") ?? "[]");
  if (name === "lems-checklist" && to) {{
    sessionStorage.removeItem("press");
    setTimeout(() => ({TO})(to), after);
  }}
  return read.call(this, name);
}};
"""


def test_a_page_pressed_while_the_walk_tells_of_a_step_is_the_one_that_comes(visit: Visit) -> None:
    page = visit("/mechanism")
    step = page.locator(".walk .forth")
    for before in (15, 10, 5, 1, 0):
        expect(step).to_be_visible()
        step.evaluate(STEP_AND_PRESS, ["Evidence", TELLS - before])
        expect(page.get_by_role("heading", name="Evidence", level=1)).to_be_visible()
        open_page(page, "Mechanism")


@pytest.mark.parametrize("after", [20, 60])
@pytest.mark.parametrize("start", ["/", "/cases", "/mechanism", "/evidence"])
def test_a_page_pressed_while_the_tab_gives_its_answers_back_has_them(
    visit: Visit, settled: Settled, start: str, after: int
) -> None:
    page = visit(start)
    page.context.add_init_script(PRESS_WHEN_ASKED)
    page.evaluate(
        "(kept) => Object.assign(sessionStorage, kept)",
        {"lems-checklist": json.dumps(KEPT), "press": json.dumps(["Result", after])},
    )
    page.reload()
    expect(page.get_by_role("link", name="Copy note").first).to_be_visible()
    expect(page).to_have_url(re.compile("/result$"))
    settled(page)
    open_page(page, "Checklist")
    expect(option(page, "chest_ct", "Suspicious")).to_be_checked()


def test_a_page_that_broke_comes_back_with_its_answers(visit: Visit, settled: Settled) -> None:
    page = visit("/")
    option(page, "dyspnoea", "Yes").click()
    settled(page)
    page.evaluate(BREAK)
    expect(page.get_by_text("Your answers were restored in this tab.")).to_be_visible()
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()
    settled(page)
    # Once a minute only: it may break again each time.
    page.evaluate(BREAK)
    page.wait_for_timeout(1_000)
    assert page.evaluate("document.getElementById('root').childElementCount") == 0
