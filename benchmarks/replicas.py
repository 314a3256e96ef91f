"""One of two replicas is killed while visitors click: who notices, and for how long.

Visitors come over the app's own websocket, through the proxy of ``hosting/``, on this machine.
Whose replica died connects again at once, as the page in a browser does, so all of them together,
and once more every half second while nobody answers. What such a tab keeps is another question,
which a browser answers (tests/browser/test_replica.py).
"""

from __future__ import annotations

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from websockets.exceptions import WebSocketException

from benchmarks.load import EVERY, clicked, figures
from tests.support.proxy import proxied
from tests.support.wire import Tab, cookie_of

VISITORS = int(os.environ.get("LEMS_VISITORS", 200))
SECONDS = int(os.environ.get("LEMS_SECONDS", 60))  # before the crash, and again after it
AGAIN = 0.5  # seconds until somebody whom nobody answered tries again
ROUNDS = int(os.environ.get("LEMS_ROUNDS", 3))


@dataclass
class Course:
    """What all wait for: that everybody has a page, the crash, and the end."""

    opened: threading.Barrier = field(
        default_factory=lambda: threading.Barrier(VISITORS + 1, timeout=600)
    )
    crash: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)


@dataclass
class Visitor:
    """Somebody's clicks before and after the crash, and how long the connection was gone."""

    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    gone: float | None = None
    same: bool = True  # whether the server still knew the sitting


def report() -> None:
    print(f"Two replicas behind nginx, load of the machine {os.getloadavg()[0]:.1f} before")
    for _ in range(ROUNDS):
        with TemporaryDirectory() as name:
            one_killed(Path(name))


def one_killed(folder: Path) -> None:
    """Let all click, kill one replica, and let all click on."""
    # One address stands here for a house full of visitors.
    names = "REQUESTS_PER_SECOND", "REQUESTS_AT_ONCE", "TABS_PER_ADDRESS"
    much = {f"LEMS_{name}": "2000" for name in names}
    course = Course()
    with proxied(folder, **much) as made, ThreadPoolExecutor(VISITORS) as threads:
        work = [threads.submit(visitor, made.url, one, course) for one in range(VISITORS)]
        course.opened.wait()
        time.sleep(SECONDS)
        lost = max(made.replicas, key=made.sittings)
        had = made.sittings(lost)
        course.crash.set()
        made.kill(lost)
        time.sleep(SECONDS)
        course.over.set()
        visitors = [one.result() for one in work]
    tell(visitors, had)


def visitor(url: str, number: int, course: Course) -> Visitor:
    """Somebody who clicks, and connects again in the moment when the connection breaks."""
    seen, chance = Visitor(), random.Random(number)
    cookie = cookie_of(url)
    tab, turn = Tab(url, cookie).open(), 0
    course.opened.wait()
    at = time.monotonic() + chance.uniform(0, EVERY)
    while not course.over.is_set():
        try:
            if not quiet_until(tab, at, course.over):
                break
            took = clicked(tab, turn)
            (seen.after if course.crash.is_set() else seen.before).append(took)
            turn, at = turn + 1, at + EVERY
        except (OSError, WebSocketException):
            assert course.crash.is_set(), "a connection broke before the crash"
            start, sitting = time.monotonic(), tab.sitting
            tab.close()
            tab = connected_again(url, cookie, sitting)
            seen.gone = time.monotonic() - start
            seen.same = tab.sitting == sitting
    tab.close()
    return seen


def quiet_until(tab: Tab, at: float, over: threading.Event) -> bool:
    """Whether the moment came, with nothing said by the server before it; a break is raised."""
    while (left := at - time.monotonic()) > 0:
        with suppress(TimeoutError):
            tab.socket.recv(timeout=min(1.0, left))
        if over.is_set():
            return False
    return True


def connected_again(url: str, cookie: str, sitting: str) -> Tab:
    """The page, drawn by whichever replica answers."""
    while True:
        try:
            return Tab(url, cookie, sitting).open()
        except (OSError, WebSocketException):
            time.sleep(AGAIN)


def tell(visitors: list[Visitor], had: int) -> None:
    """Print what those saw whose replica died, and the others."""
    lost = [one for one in visitors if one.gone is not None]
    others = [one for one in visitors if one.gone is None]
    assert len(lost) == had, "not everybody of the dead replica noticed, or others did"
    print(f"\n{VISITORS} visitors, a click every {EVERY:.0f} s; {had} of them on the one killed")
    print(f"{'':44}{'clicks':>8}{'median ms':>11}{'95th':>8}{'slowest':>9}")
    for name, took in {
        "before, all": [took for one in visitors for took in one.before],
        "after, on the one that lives": [took for one in others for took in one.after],
        "after, those who came over": [took for one in lost for took in one.after],
        "their way over, until the page is drawn": [one.gone or 0.0 for one in lost],
    }.items():
        print(f"{name:44}{figures(took)}")
    print(f"sittings that the server still knew: {sum(one.same for one in lost)} of {had}")
