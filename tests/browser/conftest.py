"""The app in a real browser: one server and one Chromium a run, a fresh context a test.

A test asks for ``visit`` and gets a settled page; the guard in ``page`` fails any test whose page
asks for anything outside this machine, logs an error to the console, or shows an exception.
"""

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, ViewportSize, WebSocket, expect

from tests.support.browser.chromium import NoChromiumError, find
from tests.support.served import served

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
AT_HOME = {"127.0.0.1", "localhost"}
STAYS_IN_THE_PAGE = {"data", "blob", "about"}
WCAG_A_AND_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TALL = 18_000
# A slow machine is no mistake of the page: what is expected may take as long as a click may.
expect.set_options(timeout=30_000)

# Chromium's own services are off and no other name resolves: a leak is seen, and stays here.
LAUNCH = [
    "--no-sandbox",  # needed as root in a container
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test here as ``browser``, and run them after all others.

    Playwright keeps an event loop in the main thread until the end of the run, which tests that
    start a loop of their own would trip over.
    """
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    try:
        chromium = find()
    except NoChromiumError as problem:
        pytest.exit(str(problem), returncode=1)
    return {**browser_type_launch_args, "executable_path": chromium, "args": LAUNCH}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], app_url: str) -> dict[str, Any]:
    return {**browser_context_args, "base_url": app_url, "locale": "en-GB"}


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running app, started from the repository as `make run` starts it."""
    with served(tmp_path_factory.mktemp("app") / "server.log") as url:
        yield url


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A fresh page under guard: see the top of this file."""
    problems: list[str] = []

    def note_request(request: Request) -> None:
        if leaves_the_machine(request.url):
            problems.append(f"left this machine: {request.method} {request.url}")

    def note_socket(socket: WebSocket) -> None:
        if leaves_the_machine(socket.url):
            problems.append(f"left this machine: {socket.url}")

    page.context.on("request", note_request)
    page.on("websocket", note_socket)
    page.on("pageerror", lambda error: problems.append(f"script error: {error}"))

    def note_message(message: ConsoleMessage) -> None:
        # Opened on a page of its own, Streamlit looks for its server below that page first.
        asked = urlsplit(message.location.get("url", "")).path
        below = "/_stcore/" in asked and not asked.startswith("/_stcore/")
        if message.type == "error" and not below:
            problems.append(f"console error: {message.text}")

    page.on("console", note_message)
    yield page
    if not page.is_closed():
        shown = page.get_by_test_id("stException").all_inner_texts()
        problems.extend(f"exception on the page: {text}" for text in shown)
    assert problems == []


def leaves_the_machine(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme not in STAYS_IN_THE_PAGE and parts.hostname not in AT_HOME


@pytest.fixture
def settled() -> Callable[[Page], None]:
    """``settled(page)`` returns when the app has finished its run; call it after each action."""
    return wait_until_settled


def wait_until_settled(page: Page) -> None:
    page.wait_for_timeout(100)  # a click needs a moment to become a run
    page.locator(
        "[data-testid=stApp]"
        "[data-test-connection-state=CONNECTED]"
        "[data-test-script-state=notRunning]"
    ).wait_for()


@pytest.fixture
def visit(page: Page) -> Callable[[str], Page]:
    """``visit("/")`` opens that page of the app and returns it settled."""

    def open_settled(path: str = "/") -> Page:
        page.goto(path)
        wait_until_settled(page)
        return page

    return open_settled


# The desk by day and the phone by night; the two crosswise in `make deep`: a colour is seldom
# wrong at one width alone, and a line seldom too long in one colour alone.
LOOKS = [
    ("light", 1280),
    ("dark", 390),
    pytest.param(("light", 390), marks=pytest.mark.deep),
    pytest.param(("dark", 1280), marks=pytest.mark.deep),
]


@pytest.fixture(params=LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def look(request: pytest.FixtureRequest, page: Page) -> tuple[str, int]:
    """The test runs in each colour scheme and width (CSS pixels); ask for it before visiting."""
    colours, width = request.param
    page.emulate_media(color_scheme=colours)
    page.set_viewport_size({"width": width, "height": 900})
    return colours, width


@pytest.fixture(scope="session")
def axe_source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """``axe(page)`` lists the WCAG 2.0 to 2.2 A and AA violations at the present width."""

    def violations(page: Page) -> list[str]:
        # The app scrolls inside itself, and axe judges contrast only where it can see:
        # so the window is made tall enough to hold the whole page while it looks.
        before = page.viewport_size or ViewportSize(width=1280, height=900)
        page.set_viewport_size({"width": before["width"], "height": TALL})
        wait_until_settled(page)
        page.evaluate(axe_source)
        found = page.evaluate(
            "tags => axe.run({runOnly: {type: 'tag', values: tags}})"
            ".then(result => result.violations)",
            WCAG_A_AND_AA,
        )
        page.set_viewport_size(before)
        return [
            f"{rule['id']} at {' '.join(map(str, node['target']))}: {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]

    return violations
