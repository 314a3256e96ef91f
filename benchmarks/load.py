"""Many visitors at once: how soon a click is answered, and what memory they cost and give back.

Each visitor is a tab over the app's own websocket. Half of them live in each of two processes,
on the machine of the server: what they cost is in the figures, and nothing is taken off for it.
"""

from __future__ import annotations

import json
import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException

from tests.support.served import free_port, started, stop, wait_until_healthy
from tests.support.shipped import CONTENT
from tests.support.wire import Tab, cookie_of, parts, request, token_of, upload_address
from views.door.beside import A_MINUTE

# LEMS_SESSIONS="1 200" for other crowds, LEMS_SECONDS for how long each is watched,
# LEMS_AFTER for how long the server is left alone before its memory is read again.
CROWDS = tuple(int(one) for one in os.environ.get("LEMS_SESSIONS", "1 200 500").split())
SECONDS = int(os.environ.get("LEMS_SECONDS", 60))
AFTER = int(os.environ.get("LEMS_AFTER", 600))
EVERY = 10.0  # seconds between two clicks of a visitor
ONE_AFTER_ANOTHER, A_LEG = 500, 100
BESIDE_THE_HOSTILE = 20
PDFS = 48
CLIENTS = 2
ANSWERS = (
    {"dry_mouth": "yes"},
    {"tendon_reflexes": "absent"},
    {"proximal_leg_weakness": "yes"},
    {"dry_mouth": "no"},
)


@dataclass(frozen=True)
class Server:
    """Where the app listens, and the process that does."""

    url: str
    pid: int

    @property
    def mebibytes(self) -> float:
        """The memory that the server holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        (line,) = [one for one in status.splitlines() if one.startswith("VmRSS")]
        return int(line.split()[1]) / 1024


def report() -> None:
    print(f"Over the app's websocket, load of the machine {os.getloadavg()[0]:.1f} before")
    with running() as server:
        crowds(server)
    with running() as server:
        one_after_another(server)
    with running() as server:
        hostile(server)
    with running(LEMS_API="on", LEMS_API_CALLS_A_MINUTE="1000000") as server:
        pdfs(server)


@contextmanager
def running(**settings: str) -> Iterator[Server]:
    """A fresh server, set as hosts set theirs (hosting/settings.env)."""
    settings = {"PYTHONMALLOC": "malloc", **settings}
    with TemporaryDirectory() as folder:
        url, log = f"http://127.0.0.1:{free_port()}", Path(folder) / "server.log"
        process = started(url, log, **settings)
        try:
            wait_until_healthy(process, url, log)
            visit(url, 3, 0.0)
            yield Server(url, process.pid)
        finally:
            stop(process)


def crowds(server: Server) -> None:
    """So many visitors at once, a click every ten seconds each."""
    before = server.mebibytes
    print(f"\n{'visitors, a click every 10 s each':36}{'clicks':>8}{'median ms':>11}", end="")
    print(f"{'95th':>8}{'slowest':>9}{'KiB a visitor':>15}")
    for size in CROWDS:
        empty = server.mebibytes
        took, full = crowd(server, size)
        each = (full - empty) * 1024 / size
        print(f"{size:<36}{figures(took)}{each:15.0f}")
    print(f"memory: {before:.0f} MiB before, {server.mebibytes:.0f} when all had left", end="")
    time.sleep(AFTER)
    # Streamlit forgets those whose time is over when the next one closes; we look a minute later.
    visit(server.url, 1, 0.0)
    time.sleep(A_MINUTE + 5)
    print(f", {server.mebibytes:.0f} after {AFTER} s, one more visitor and a minute")


def crowd(server: Server, size: int) -> tuple[list[float], float]:
    """The seconds of each click, and the server's memory at the end of the crowd."""
    shares = [size // CLIENTS + (one < size % CLIENTS) for one in range(CLIENTS)]
    spread = EVERY if size > 1 else 0.5
    with ProcessPoolExecutor(CLIENTS, mp_context=get_context("spawn")) as processes:
        work = [
            processes.submit(share_of_a_crowd, server.url, share, spread, number)
            for number, share in enumerate(shares)
            if share
        ]
        full = 0.0
        while not all(one.done() for one in work):
            full = max(full, server.mebibytes)
            time.sleep(1)
    return [seconds for one in work for seconds in one.result()], full


def share_of_a_crowd(url: str, size: int, every: float, seed: int) -> list[float]:
    """Open the tabs one by one, then let all of them click for a while, out of step."""
    chance = random.Random(seed)
    took: list[float] = []
    with ExitStack() as held, ThreadPoolExecutor(size) as threads:
        tabs = [held.enter_context(Tab(url, cookie_of(url))).open() for _ in range(size)]
        end = time.monotonic() + SECONDS

        def click(tab: Tab, late: float) -> None:
            turn, at = 0, time.monotonic() + late
            while at < end:
                time.sleep(max(0.0, at - time.monotonic()))
                took.append(clicked(tab, turn))
                turn, at = turn + 1, max(at + every, time.monotonic())

        for one in [threads.submit(click, tab, chance.uniform(0, every)) for tab in tabs]:
            one.result()
    return took


def clicked(tab: Tab, turn: int) -> float:
    """The seconds from an answer to the end of the run that it causes."""
    start = time.perf_counter()
    tab.answer(**ANSWERS[turn % len(ANSWERS)])
    return time.perf_counter() - start


def visit(url: str, clicks: int, breath: float, seed: int = 0) -> list[float]:
    """One visitor who answers, and leaves; ``breath``: the seconds between two clicks, on average.

    Never the same, or those whom one slow moment has held up would click together from then on.
    """
    chance = random.Random(seed)
    time.sleep(chance.uniform(0, breath))
    took = []
    with Tab(url, cookie_of(url)) as tab:
        tab.open()
        for turn in range(clicks):
            time.sleep(chance.uniform(0, 2 * breath))
            took.append(clicked(tab, turn))
    return took


def one_after_another(server: Server) -> None:
    """Memory after each hundred visitors who came, answered and left."""
    held = [server.mebibytes]
    for _ in range(ONE_AFTER_ANOTHER // A_LEG):
        for _ in range(A_LEG):
            visit(server.url, 3, 0.0)
        held.append(server.mebibytes)
    told = ", ".join(f"{one:.0f}" for one in held)
    print(f"\n{ONE_AFTER_ANOTHER} visitors one after another, MiB after each {A_LEG}: {told}")


def hostile(server: Server) -> None:
    """Some visitors beside one who sends whatever he can as fast as he can."""
    print(f"\n{f'{BESIDE_THE_HOSTILE} visitors, a click every second':36}{'clicks':>8}", end="")
    print(f"{'median ms':>11}{'95th':>8}{'slowest':>9}")
    print(f"{'by themselves':36}{figures(several(server))}")
    for name, attack in {
        "beside one who forges answers": forged,
        "beside one who sends nonsense": nonsense,
        "beside one who sends drafts": uploads,
        "beside one who opens tabs": tabs_opened,
    }.items():
        over = threading.Event()
        count = [0]
        attacker = threading.Thread(target=partial(attack, server.url, over, count))
        attacker.start()
        took = several(server)
        over.set()
        attacker.join()
        print(f"{name:36}{figures(took)}   ({count[0]:,} of them)")


def several(server: Server) -> list[float]:
    """The clicks of some visitors."""
    with ThreadPoolExecutor(BESIDE_THE_HOSTILE) as threads:
        each = threads.map(
            lambda number: visit(server.url, SECONDS // 2, 1.0, number),
            range(BESIDE_THE_HOSTILE),
        )
        return [seconds for one in each for seconds in one]


def until(over: threading.Event, count: list[int], again: Callable[[], object]) -> None:
    """Do it again and again; what the server refuses is tried again, too."""
    while not over.is_set():
        try:
            again()
        except (OSError, HTTPException, WebSocketException, AssertionError):
            time.sleep(0.01)
        count[0] += 1


def forged(url: str, over: threading.Event, count: list[int]) -> None:
    """Reports of answers that no question has, as long as a message may be."""
    chance = random.Random(1)
    with Tab(url, cookie_of(url)) as tab:
        tab.open()
        until(over, count, lambda: tab.answer(**{f"no_item_{chance.random()}": "x" * 10_000}))


def nonsense(url: str, over: threading.Event, count: list[int]) -> None:
    """Messages that are none, each on a connection of its own, since the server closes it."""
    chance = random.Random(1)

    def again() -> None:
        with Tab(url, cookie_of(url)) as tab:
            tab.send_raw(chance.randbytes(200))
            tab.hear()

    until(over, count, again)


def uploads(url: str, over: threading.Event, count: list[int]) -> None:
    """Drafts of a megabyte."""
    body = json.dumps({"answers": {}, "notes": "x" * 1_000_000}).encode()
    form, headers = parts(body)

    def again() -> None:
        browser = cookie_of(url)
        with Tab(url, browser) as tab:
            tab.open("drafts")
            cookie, token = token_of(url, [browser])
            for _ in range(10):
                held = {"Cookie": f"{browser}; {cookie}"}
                request(url, "PUT", upload_address(tab), {**headers, **token, **held}, form)
                count[0] += 1

    until(over, count, again)


def tabs_opened(url: str, over: threading.Event, count: list[int]) -> None:
    """Tabs that are opened and closed at once."""
    until(over, count, lambda: visit(url, 0, 0.0))


def pdfs(server: Server) -> None:
    """All cases as PDF at once, several times."""
    cases = [json.dumps(dict(one.answers), default=str).encode() for one in CONTENT.cases.values()]
    bodies = (cases * PDFS)[:PDFS]
    held = [server.mebibytes]
    for _ in range(3):
        with ThreadPoolExecutor(PDFS) as threads:
            assert set(threads.map(partial(pdf, server.url), bodies)) == {200}
        held.append(server.mebibytes)
    time.sleep(A_MINUTE + 5)
    held.append(server.mebibytes)
    told = ", ".join(f"{one:.0f}" for one in held)
    print(f"\n{PDFS} PDFs at once, MiB before, after each of three times, and later: {told}")


def pdf(url: str, answers: bytes) -> int:
    """The status of the answer to one request for a PDF, which may have to wait for the others."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=300)
    connection.request("POST", "/api/export/pdf", answers, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def figures(took: Sequence[float]) -> str:
    """How many, the median, the 95th percentile and the slowest."""
    if not took:
        return f"{0:8}{'-':>11}{'-':>8}{'-':>9}"
    late = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
    return f"{len(took):8}{median(took) * 1e3:11.0f}{late * 1e3:8.0f}{max(took) * 1e3:9.0f}"
