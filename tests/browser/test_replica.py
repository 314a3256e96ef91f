"""What somebody keeps whose replica dies: the page stays and goes on with the other one.

The replicas stand behind the proxy of ``hosting/``; the one that holds the sitting is killed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from lems_rules.knowledge.content import Content
from lems_rules.teaching.attempt import lesson_of
from tests.browser.test_cases import CASE, commit, go_on
from tests.browser.test_typed_text import notes
from tests.support import proxy
from tests.support.browser.sitting import all_questions, announced, open_fold, open_page, option
from tests.support.proxy import Proxied

Settled = Callable[[Page], None]


@pytest.fixture
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    with proxy.proxied(tmp_path_factory.mktemp("proxy")) as made:
        yield made


@pytest.fixture
def visitor(browser: Browser, proxied: Proxied) -> Iterator[Page]:
    """A page of the app behind the proxy; what it says about a lost connection is no mistake."""
    context = browser.new_context(base_url=proxied.url, ignore_https_errors=True, locale="en-GB")
    page = context.new_page()
    page.goto("/")
    yield page
    assert page.get_by_test_id("stException").count() == 0
    context.close()


def lose_the_replica(proxied: Proxied, page: Page, settled: Settled) -> None:
    """Kill the one that holds the sitting, and wait until the page is at home in the other."""
    (home,) = [port for port in proxied.replicas if proxied.sittings(port)]
    proxied.kill(home)
    (other,) = proxied.replicas
    deadline = time.monotonic() + 30
    while not proxied.sittings(other):
        assert time.monotonic() < deadline, "the page did not come to the other replica"
        page.wait_for_timeout(100)
    settled(page)


def test_answers_and_place_outlive_the_replica(
    proxied: Proxied, visitor: Page, settled: Settled
) -> None:
    page = visitor
    option(page, "dyspnoea", "Yes").click()
    all_questions(page)
    page.locator("#q-karnofsky input").fill("60")
    page.locator("#q-karnofsky input").blur()
    expect(announced(page)).to_contain_text("1 safety message")
    place = page.locator("#q-karnofsky").bounding_box()
    lose_the_replica(proxied, page, settled)
    expect(option(page, "dyspnoea", "Yes")).to_be_checked()
    expect(page.locator("#q-karnofsky input")).to_have_value("60")
    assert place
    found = page.locator("#q-karnofsky").bounding_box()
    assert found
    assert abs(found["y"] - place["y"]) < page.viewport_size["height"] / 4  # type: ignore[index]
    # The other replica has them too, and goes on from there.
    all_questions(page)
    option(page, "dysphagia", "Yes").click()
    expect(announced(page)).to_contain_text("3 safety messages")


def test_notes_on_the_result_outlive_the_replica(
    proxied: Proxied, visitor: Page, settled: Settled
) -> None:
    page = visitor
    option(page, "dyspnoea", "Yes").click()
    open_page(page, "Result")
    open_fold(page, "take")
    page.get_by_role("radio", name="Full").click()
    notes(page).press_sequentially("seen on the ward")
    page.keyboard.press("Tab")
    expect(page.locator("[data-testid=stCode]").last).to_contain_text("seen on the ward")
    settled(page)
    page.reload()  # one sitting of this page was brought back already
    open_fold(page, "take")
    expect(notes(page)).to_have_value("seen on the ward")
    settled(page)
    lose_the_replica(proxied, page, settled)
    expect(page.get_by_role("heading", level=1, name="Breathlessness")).to_be_visible()
    expect(notes(page)).to_have_value("seen on the ward")
    page.get_by_role("radio", name="Full").click()  # which of the notes was chosen is lost
    expect(page.locator("[data-testid=stCode]").last).to_contain_text("seen on the ward")


def test_the_work_on_a_case_outlives_the_replica(
    proxied: Proxied, visitor: Page, settled: Settled, content: Content
) -> None:
    page = visitor
    page.goto(f"/cases?case={CASE}")
    settled(page)
    commit(page, settled, "Some features are present", "Myasthenia gravis", "3")
    lose_the_replica(proxied, page, settled)
    open_page(page, "Drafts")  # until then the page stays as it was
    page.go_back()
    expect(page.locator(".lesson.reading:visible")).to_be_visible()
    go_on(page, settled)  # which the other replica can only do if it knows of the first step
    second = lesson_of(content.cases[CASE]).stages[1].title
    expect(page.get_by_role("heading", name=second, exact=True)).to_be_visible()


def test_a_table_of_patients_goes_with_the_replica_and_the_page_asks_for_it_again(
    proxied: Proxied, visitor: Page, settled: Settled
) -> None:
    page = visitor
    open_page(page, "Cohort")
    table = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"patient,dyspnoea\nA,yes\n"}
    page.locator("input[type=file]").set_input_files(table)
    expect(page.get_by_text("Result as CSV")).to_be_visible()
    lose_the_replica(proxied, page, settled)
    open_page(page, "Drafts")  # until then the page stays as it was
    open_page(page, "Cohort")
    expect(page.get_by_text("Result as CSV")).to_have_count(0)
    page.locator("input[type=file]").set_input_files(table)
    expect(page.get_by_text("Result as CSV")).to_be_visible()
