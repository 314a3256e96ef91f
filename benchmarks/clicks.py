"""From a click to the screen: our checklist beside an empty Streamlit app, in one browser.

Both apps are served with the project's own settings and are clicked in turn. The clock starts in
the page at the click and stops when what the click was for has changed in the document.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import LAUNCH, wait_until_settled
from tests.support.browser.chromium import find
from tests.support.served import ROOT, free_port, stop, wait_until_healthy

CLICKS = 60
EMPTY = """import streamlit as st
ticked = st.checkbox("Tick", key="tick")
st.markdown(f"It is {'on' if ticked else 'off'}.")
"""
TICK = ".st-key-tick input"
SHOWN = ["[data-testid=stMarkdown]", ""]
PANEL = ["#so-far", ""]
BEFORE = '#q-proximal_leg_weakness [data-value="yes"]'  # given once, then left
# Each is given and, the next time round, taken back; with the above each changes the panel.
ANSWERS = ("tendon_reflexes", "reduced"), ("dry_mouth", "yes")
WARM_UP = 4
SETTLED = 300  # ms after which a tab brought to the front has drawn itself
LABELS = (
    "empty Streamlit app: the text beside the box",
    "checklist as it opens: the answer itself",
    "checklist as it opens: the panel 'So far'",
    "checklist, all questions: the answer itself",
    "checklist, all questions: the panel 'So far'",
)

# Clicks, and gives for each thing watched (a selector, an attribute or "" for its text) the
# milliseconds until it had changed.
MEASURE = """([click, watched]) => new Promise((done, fail) => {
  const seen = ([selector, attribute]) => {
    const found = document.querySelector(selector);
    return found && (attribute ? found.getAttribute(attribute) : found.textContent);
  };
  const before = watched.map(seen), took = {};
  const look = () => {
    const now = performance.now();
    watched.forEach((what, i) => {
      const found = seen(what);
      if (!(i in took) && found && found !== before[i]) took[i] = now - start;
    });
    if (Object.keys(took).length < watched.length) return;
    observer.disconnect();
    done(watched.map((_, i) => took[i]));
  };
  const observer = new MutationObserver(look);
  const all = { subtree: true, childList: true, characterData: true, attributes: true };
  observer.observe(document.body, all);
  setTimeout(() => fail(new Error(`${click}: nothing changed in 10 s`)), 10000);
  const target = document.querySelector(click);
  const start = performance.now();
  target.click();
})"""


@contextmanager
def served(script: Path, folder: Path) -> Iterator[str]:
    """The address of an app, run in the repository so that its settings hold."""
    port, log = free_port(), folder / f"{script.stem}.log"
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("w") as output:
        server = subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_healthy(server, url, log)
        yield url
    finally:
        stop(server)


def clicked(page: Page, selector: str, watched: list[list[str]]) -> list[float]:
    page.bring_to_front()
    page.wait_for_timeout(SETTLED)
    took: list[float] = page.evaluate(MEASURE, [selector, watched])
    wait_until_settled(page)
    page.wait_for_timeout(150)
    return took


def report() -> None:
    took: dict[str, list[float]] = {label: [] for label in LABELS}
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        script = folder / "empty.py"
        script.write_text(EMPTY, "utf-8")
        with served(script, folder) as peer_url, served(ROOT / "app.py", folder) as our_url:
            browser = playwright.chromium.launch(executable_path=find(), args=LAUNCH)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            peer, first, whole = (context.new_page() for _ in range(3))
            for page, url in ((peer, peer_url), (first, our_url), (whole, our_url)):
                page.goto(url)
                wait_until_settled(page)
            whole.locator(".qs-bar a[data-id=context]").click()  # all questions
            for page in (first, whole):
                page.locator(BEFORE).click()
                wait_until_settled(page)
            asked = [page.locator("[id^=q-]:visible").count() for page in (first, whole)]
            for turn, (item, value) in enumerate(islice(cycle(ANSWERS), WARM_UP + CLICKS)):
                button = f'#q-{item} [data-value="{value}"]'
                watched = [[button, "aria-checked"], PANEL]
                there = clicked(peer, TICK, [SHOWN])
                row = there + clicked(first, button, watched) + clicked(whole, button, watched)
                if turn >= WARM_UP:
                    for label, one in zip(LABELS, row, strict=True):
                        took[label].append(one)
            browser.close()
    print(f"From click to screen, {CLICKS} clicks each in turn; questions seen: {asked}")
    print(f"{'':52}{'median ms':>10}{'middle half':>16}{'x empty app':>13}")
    empty = median(took[LABELS[0]])
    for label, times in took.items():
        low, _, high = quantiles(times, n=4)
        middle = f"{low:.1f} to {high:.1f}"
        print(f"{label:52}{median(times):10.1f}{middle:>16}{median(times) / empty:13.2f}")
