"""Kind 17, an answer is found elsewhere: not in a log, a file, an address or another's sitting."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.support.outside import may_cut_off
from tests.support.served import ROOT, free_port, started, stop, wait_until_healthy
from tests.support.wire import (
    Tab,
    component,
    cookie_of,
    cookies,
    parts,
    request,
    token_of,
    upload_address,
)

SEED = 15
SITTINGS = 10
PAGES = ("", "result", "mechanism", "cases", "evidence", "cohort", "drafts")


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of ten is waited for longer than that of one, on a machine that does other things."""
    monkeypatch.setattr("tests.support.wire.PATIENCE", 120.0)


class Visitor:
    """A sitting with words and a number that stand nowhere else in the world."""

    def __init__(self, url: str, number: int, chance: random.Random) -> None:
        self.url, self.chance = url, chance
        self.word = f"quokka{number}{chance.getrandbits(48):012x}"
        self.percent = f"{chance.randrange(10, 30)}.{chance.getrandbits(40) % 10**9:09d}"
        self.cookie = cookie_of(url)
        self.tab = Tab(url, self.cookie).open()
        self.heard = ""

    @property
    def marks(self) -> tuple[str, str]:
        """What must be found nowhere else."""
        return self.word, self.percent

    def step(self) -> None:
        """Something that a visitor does, by chance."""
        match self.chance.randrange(6):
            case 0 | 1:
                self.tab.open(self.chance.choice(PAGES))
            case 2:
                self.answer()
            case 3:
                self.note()
            case 4:
                self.upload()
            case _:
                self.download()
        self.heard += self.tab.text()
        assert self.tab.broken == []

    def on(self, page: str, key: str) -> str:
        """Go to a page; the element with this key, once it is drawn.

        A run that is still on its way, as after a file was taken, ends first.
        """
        self.tab.open(page)
        for _ in range(4):
            if found := [one for one in self.tab.drawn if f"-{key}" in one]:
                return found[0]
            self.tab.hear()
        raise AssertionError(f"no {key} on {page!r}")

    def answer(self) -> None:
        """An answer that can be used, and one that cannot and is shown as it was typed."""
        self.on("", "exchange")
        self.tab.answer(dry_mouth="yes", weight_loss_percent=self.percent, karnofsky=self.word)

    def note(self) -> None:
        """A note on the result page."""
        field = self.on("result", "notes_typed")
        told = {"text": f"a note of {self.word}", "mark": self.tab.told[field]["mark"]}
        self.tab.send(component(field, {"typed": told}))

    def upload(self) -> None:
        """A draft, or a table of patients, as a file."""
        page, name = self.chance.choice((("drafts", "draft"), ("cohort", "cohort_file_")))
        self.tab.open(page)
        field = next((one for one in self.tab.drawn if f"-{name}" in one), None)
        if field is None:  # a table is before us
            return
        draft = {
            "answers": {"dry_mouth": "yes", "weight_loss_percent": self.percent},
            "notes": self.word,
        }
        table = f"patient,weight_loss_percent\n{self.word},{self.percent}\n"
        file = f"{self.word}.{'json' if page == 'drafts' else 'csv'}"
        body = json.dumps(draft) if page == "drafts" else table
        address = urlsplit(upload_address(self.tab)).path
        form, headers = parts(body.encode(), file)
        token, repeated = token_of(self.url, [self.cookie])
        headers |= cookies(self.cookie, token) | repeated
        assert request(self.url, "PUT", address, headers, form).status == 204
        state = component(field, "")
        state.file_uploader_state_value.uploaded_file_info.add(
            file_id=address.rpartition("/")[2], name=file, size=len(body)
        )
        self.tab.send(state)

    def download(self) -> None:
        """A file of the sitting, made at the click."""
        self.on("result", "notes_typed")
        made = [
            found
            for message in self.tab.shown
            if (found := message.delta.new_element.download_button.deferred_file_id)
        ]
        assert made
        asks = BackMsg()
        asks.backend_operation_request.request_id = "one"
        asks.backend_operation_request.session_id = self.tab.sitting
        asks.backend_operation_request.deferred_file.file_id = self.chance.choice(made)
        self.tab.send_raw(asks.SerializeToString())
        while True:
            data = self.tab.socket.recv(timeout=30)
            assert isinstance(data, bytes)
            told = ForwardMsg()
            told.ParseFromString(data)
            if told.WhichOneof("type") == "backend_operation_response":
                break
        url = told.backend_operation_response.deferred_file.url
        answer = request(self.url, "GET", urlsplit(url).path, cookies(self.cookie))
        assert answer.status == 200
        self.heard += url


def written_since(began: float, folders: list[Path]) -> Iterator[Path]:
    """Every file that was written since then, but those of packages and of git."""
    for folder in folders:
        for here, inner, names in os.walk(folder):
            inner[:] = [one for one in inner if one not in {".git", ".venv", "node_modules"}]
            for name in names:
                path = Path(here, name)
                if path.is_file() and path.stat().st_mtime >= began - 1:
                    yield path


def held_open(process: int) -> Iterator[Path]:
    """Every plain file that a process and its children hold open, deleted ones too."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    for one in (process, *map(int, children)):
        for handle in Path(f"/proc/{one}/fd").iterdir():
            if handle.is_file():
                yield handle


def walk(steps: int, tmp_path: Path) -> tuple[int, float]:
    """Interleaved sittings, and afterwards a look everywhere; how many files were looked into."""
    chance, began = random.Random(SEED), time.time()
    log, home, temporary = tmp_path / "server.log", tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    url = f"http://127.0.0.1:{free_port()}"
    server = started(url, log, HOME=str(home), TMPDIR=str(temporary))
    try:
        wait_until_healthy(server, url, log)
        visitors = [Visitor(url, number, chance) for number in range(SITTINGS)]
        for step in range(steps):
            # Each at least once in everything that takes something in.
            one = visitors[step % SITTINGS]
            turn = step // SITTINGS
            (one.answer, one.note, one.upload, one.download)[turn]() if turn < 4 else one.step()
            one.heard += one.tab.text()
        for one in visitors:
            one.on("result", "notes_typed")
            one.heard += one.tab.text()
        open_files = [path.read_bytes() for path in held_open(server.pid)]
        for one in visitors:
            one.tab.close()
    finally:
        stop(server)
    marks = [mark.encode() for one in visitors for mark in one.marks]
    found = [*written_since(began, [tmp_path, ROOT, Path("/dev/shm")])]
    assert log in found
    left = {str(path): path.read_bytes() for path in found}
    left |= {f"held open {number}": data for number, data in enumerate(open_files)}
    assert [name for name, data in left.items() if any(mark in data for mark in marks)] == []
    assert [*home.rglob("*"), *temporary.rglob("*")] == []
    assert not log.with_name("rooms.sqlite").exists()  # nobody opened a room
    for one in visitors:
        assert one.word in one.heard  # it was there, and only there
        others = [mark for other in visitors if other is not one for mark in other.marks]
        assert [mark for mark in others if mark in one.heard] == []
    return len(left), time.time() - began


def test_no_answer_is_left_behind_and_no_sitting_sees_another(tmp_path: Path) -> None:
    looked_into, _ = walk(5 * SITTINGS, tmp_path)
    assert looked_into > 1


@pytest.mark.deep
def test_the_same_after_a_thousand_random_steps(tmp_path: Path) -> None:
    looked_into, seconds = walk(1_000, tmp_path)
    print(f"1,000 steps of {SITTINGS} sittings: {looked_into} files, {seconds:.0f} s")


def test_without_any_network_outside_every_page_and_every_file_is_made(tmp_path: Path) -> None:
    may_cut_off()
    command = ["unshare", "-rn", sys.executable, "-m", "tests.support.cut_off", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "Cut off, and everything worked."
