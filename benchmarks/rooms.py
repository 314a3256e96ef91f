"""A room with 60 learners on the app as it is served: how soon news comes, and what others notice.

Learners and the wall ask over HTTP as their pages do; a visitor of the checklist answers questions
over its websocket meanwhile. The goals: an answer is on the wall within two seconds, and the
visitor notices nothing.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy.engine import make_url

from lems_rules import load_content
from lems_rules.rooms.course import Planned
from lems_rules.rooms.question import questions
from lems_rules.rooms.store import Rooms
from tests.support.phone import Phone, Teacher
from tests.support.served import rooms_beside, served
from tests.support.wire import Tab, cookie_of

CASE, STEPS = "case_c01", 4
LEARNERS = 60
APART = 0.1  # seconds between two answers
CLICKS = 60
BREATH = 0.1  # seconds between two clicks of the visitor


def report() -> None:
    with TemporaryDirectory() as name:
        log = Path(name) / "server.log"
        with served(log) as url:
            rooms = Rooms(make_url(rooms_beside(log)))
            _measure(url, rooms)
            rooms.disconnect()


def _measure(url: str, rooms: Rooms) -> None:
    content = load_content()
    opened = rooms.open((Planned(CASE, STEPS),))
    teacher = Teacher(url, opened)
    phones = [Phone(url, opened.code, opened.door) for _ in range(LEARNERS)]
    alone = _visit(url)
    with ThreadPoolExecutor(LEARNERS) as threads:
        assert set(threads.map(Phone.enter, phones)) == {200}
        listening = _Listening(phones, teacher)
        time.sleep(1)
        beside = _visit(url)
        pressed = listening.press("next")
        asked = questions(content, content.cases[CASE], 0)
        ballot = {one.id: one.options[0].id for one in asked}
        voted = []
        for count, phone in enumerate(phones, 1):
            start = time.perf_counter()
            phone.vote(0, 0, ballot)
            listening.until_answered(count)
            voted.append(time.perf_counter() - start)
            time.sleep(APART)
        listening.press("reveal")
        listening.press("next")
        start = time.perf_counter()
        second = {one.id: one.options[0].id for one in questions(content, content.cases[CASE], 1)}
        list(threads.map(lambda one: one.vote(0, 1, second), phones))
        listening.until_answered(LEARNERS)
        at_once = time.perf_counter() - start
        revealed = listening.press("reveal")
        listening.stop()
    print(f"A room with {LEARNERS} learners, load of the machine {os.getloadavg()[0]:.1f}")
    print(f"{'':46}{'median ms':>10}{'slowest':>10}")
    for label, took in (
        ("an answer, from the touch to the wall", voted),
        ("the next step, from the press to every phone", pressed),
        ("the reveal, from the press to every phone", revealed),
        (f"all {LEARNERS} answers at once, to the last one", [at_once]),
        ("checklist: an answer, with no room", alone),
        (f"checklist: an answer, beside {LEARNERS} learners", beside),
    ):
        print(f"{label:46}{median(took) * 1e3:10.0f}{max(took) * 1e3:10.0f}")


class _Listening:
    """All phones and the wall, waiting for news as their pages do."""

    def __init__(self, phones: list[Phone], teacher: Teacher) -> None:
        self.teacher, self.version, self.running = teacher, 0, True
        self.answered = ""
        self.heard: dict[str, tuple[int, float]] = {}
        each: list[Callable[[], None]] = [lambda one=phone: self._hear(one) for phone in phones]  # type: ignore[misc]
        self.threads = [threading.Thread(target=one) for one in (*each, self._watch)]
        for thread in self.threads:
            thread.start()

    def _hear(self, phone: Phone) -> None:
        since: int | None = None
        while self.running:
            _, told = phone.wait(since)
            since = told.get("version", since)
            self.heard[phone.browser] = since or 0, time.perf_counter()

    def _watch(self) -> None:
        since: str | None = None
        while self.running:
            told = self.teacher.told(since)
            since, self.answered = told["since"], told["answered"]

    def press(self, press: str) -> list[float]:
        """Lead the room on, and the seconds until each phone has it."""
        start = time.perf_counter()
        version = self.teacher.press(press)["version"]
        while any(known < version for known, _ in self.heard.values()):
            time.sleep(0.005)
        return [at - start for _, at in self.heard.values()]

    def until_answered(self, count: int) -> None:
        """Wait until the wall says that so many have answered."""
        while not self.answered.startswith(f"{count} of"):
            time.sleep(0.002)

    def stop(self) -> None:
        self.running = False
        for thread in self.threads:
            thread.join()


def _visit(url: str) -> list[float]:
    """The seconds that each answer of a visitor of the checklist takes."""
    took = []
    with Tab(url, cookie_of(url)) as tab:
        tab.open()
        for turn in range(CLICKS):
            start = time.perf_counter()
            tab.answer(dry_mouth="yes" if turn % 2 else "no", tendon_reflexes="absent")
            took.append(time.perf_counter() - start)
            time.sleep(BREATH)
    return took
