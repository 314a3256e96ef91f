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
    took: list[float] = page.evaluate(MEASURE, [selector, watched])
    wait_until_settled(page)
    page.wait_for_timeout(150)
    return took


def report() -> None:
    empty: list[float] = []
    answer: list[float] = []
    panel: list[float] = []
    with TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        script = folder / "empty.py"
        script.write_text(EMPTY, "utf-8")
        with served(script, folder) as peer_url, served(ROOT / "app.py", folder) as our_url:
            browser = playwright.chromium.launch(executable_path=find(), args=LAUNCH)
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            peer, ours = context.new_page(), context.new_page()
            for page, url in ((peer, peer_url), (ours, our_url)):
                page.goto(url)
                wait_until_settled(page)
            ours.locator(".qs-bar a[data-id=context]").click()  # all questions
            ours.locator(BEFORE).click()
            wait_until_settled(ours)
            questions = ours.locator("[id^=q-]").count()
            for turn, (item, value) in enumerate(islice(cycle(ANSWERS), WARM_UP + CLICKS)):
                button = f'#q-{item} [data-value="{value}"]'
                there = clicked(peer, TICK, [SHOWN])
                here = clicked(ours, button, [[button, "aria-checked"], PANEL])
                if turn >= WARM_UP:
                    empty += there
                    answer.append(here[0])
                    panel.append(here[1])
            browser.close()
    print(
        f"From click to screen, {len(panel)} clicks each in turn, {questions} questions on the page"
    )
    print(f"{'':44}{'median ms':>10}{'middle half':>16}{'x empty app':>13}")
    for label, took in (
        ("empty Streamlit app: the text beside the box", empty),
        ("checklist: the answer itself", answer),
        ("checklist: the panel 'So far'", panel),
    ):
        low, _, high = quantiles(took, n=4)
        middle = f"{low:.1f} to {high:.1f}"
        print(f"{label:44}{median(took):10.1f}{middle:>16}{median(took) / median(empty):13.2f}")
