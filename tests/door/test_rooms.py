"""Rooms over the network: who comes in, what is told before its time, and what survives a crash."""

from __future__ import annotations

import csv
import io
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

from lems_rules.knowledge.content import Content
from lems_rules.rooms.course import Planned
from lems_rules.rooms.guard import TRIES_HERE
from lems_rules.rooms.question import questions
from lems_rules.rooms.store import A_DAY, Ballot, Opened, Rooms
from lems_rules.teaching.attempt import lesson_of, reading_after
from tests.support.database import postgres
from tests.support.phone import Phone, Teacher, ask
from tests.support.served import (
    free_port,
    rooms_beside,
    served,
    started,
    stop,
    wait_until_healthy,
)
from tests.support.wire import request

CASE = "case_c01"
PLAN = (Planned(CASE, 4), Planned("case_024", 2))


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rooms") / "server.log"


@pytest.fixture(scope="module")
def url(log: Path) -> Iterator[str]:
    with served(log, LEMS_PUBLIC_URL="http://192.168.1.5:8501/") as address:
        yield address


@pytest.fixture(scope="module")
def rooms(log: Path) -> Iterator[Rooms]:
    """The rooms of the running app."""
    made = Rooms(make_url(rooms_beside(log)))
    yield made
    made.disconnect()


@pytest.fixture
def opened(rooms: Rooms) -> Opened:
    return rooms.open(PLAN)


def chosen(content: Content, step: int, first: int = 0) -> dict[str, str]:
    """An answer to each question of a step of the case."""
    asked = questions(content, content.cases[CASE], step)
    return {one.id: one.options[(first + n) % len(one.options)].id for n, one in enumerate(asked)}


def inside(url: str, opened: Opened) -> Phone:
    phone = Phone(url, opened.code, opened.door)
    assert phone.enter() == 200
    return phone


def test_a_case_from_the_lobby_to_how_it_turned_out(
    url: str, opened: Opened, content: Content
) -> None:
    teacher, case = Teacher(url, opened), content.cases[CASE]
    phones = [inside(url, opened) for _ in range(3)]
    assert teacher.told()["answered"] == "In the room: 3"
    assert lesson_of(case).title in teacher.told()["html"]
    told = teacher.press("next")
    for step, stage in enumerate(lesson_of(case).stages):
        assert stage.title in told["html"]
        for n, phone in enumerate(phones):
            _, seen = phone.wait()
            assert (seen["step"], seen["open"], seen["mine"]) == (step, True, None)
            status, after = phone.vote(0, step, chosen(content, step, n))
            assert (status, after["taken"], after["mine"]) == (200, True, chosen(content, step, n))
        assert teacher.told()["answered"] == "3 of 3 have answered"
        told = teacher.press("reveal")
        assert reading_after(content, case, step + 1).level.title in told["html"]
        assert phones[0].vote(0, step, chosen(content, step, 2))[1]["taken"] is False
        assert phones[0].wait()[1]["mine"] == chosen(content, step, 0)
        told = teacher.press("next")
    assert lesson_of(case).turned_out in told["html"].replace("&#39;", "'")
    rows = list(csv.DictReader(io.StringIO(teacher.sheet("csv").decode())))
    for step in ("Step 1 of 4", "Step 4 of 4", "end"):
        questions_of = {one["question"] for one in rows if one["step"] == step}
        for question in questions_of:
            counts = [
                int(one["count"])
                for one in rows
                if (one["step"], one["question"]) == (step, question)
            ]
            assert sum(counts) == 3
    assert teacher.sheet("pdf").startswith(b"%PDF-")
    assert lesson_of(content.cases["case_024"]).title in teacher.press("next")["html"]


def test_nothing_of_the_answers_or_of_ours_is_told_before_it_is_revealed(
    url: str, opened: Opened, content: Content
) -> None:
    teacher, case, phone = Teacher(url, opened), content.cases[CASE], inside(url, opened)
    first = teacher.press("next")
    phone.vote(0, 0, chosen(content, 0))
    told = json.dumps([first, teacher.told(), phone.wait()[1]])
    lesson, reading = lesson_of(case), reading_after(content, case, 1)
    secret = {lesson.stages[1].story, lesson.turned_out, *lesson.errors, reading.level.because}
    assert [one for one in secret if one and json.dumps(one)[1:-1] in told] == []
    assert "data-percent" not in told


def test_news_comes_within_two_seconds_to_whoever_waits(
    url: str, opened: Opened, content: Content
) -> None:
    teacher, phone = Teacher(url, opened), inside(url, opened)
    shown = teacher.press("next")
    _, seen = phone.wait()
    with ThreadPoolExecutor() as threads:
        wall = threads.submit(teacher.told, shown["since"])
        start = time.monotonic()
        phone.vote(0, 0, chosen(content, 0))
        assert wall.result()["answered"] == "1 of 1 have answered"
        assert time.monotonic() - start < 2
        waiting = threads.submit(phone.wait, seen["version"])
        start = time.monotonic()
        teacher.press("reveal")
        assert waiting.result()[1]["open"] is False
        assert time.monotonic() - start < 2


def test_a_thousand_wrong_codes_are_stopped_and_the_room_goes_on(
    url: str, rooms: Rooms, opened: Opened, content: Content
) -> None:
    teacher, early = Teacher(url, opened), inside(url, opened)
    teacher.press("next")

    def guess(number: int) -> int:
        wrong = f"{opened.code[:3]}{'BCDFGHJKMN'[number % 10]}{'BCDFGHJKMN'[number // 10 % 10]}Z"
        code = "ZZZZZZ" if wrong == opened.code else wrong
        return Phone(url, code).enter()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(guess, range(1_000)))
    assert set(found) == {404, 429}
    # One more every few seconds, for as long as it took.
    assert found.count(404) < TRIES_HERE + 30
    # Who guessed cannot learn now whether a code is right.
    assert Phone(url, opened.code).enter() == 429
    # Yet nobody is locked out: who was in, who scans, and who teaches.
    assert early.enter() == 200
    assert early.vote(0, 0, chosen(content, 0))[1]["taken"] is True
    assert inside(url, opened).wait()[0] == 200
    assert teacher.press("reveal")["open"] is False


def test_who_has_not_come_in_is_told_nothing_even_with_the_code(url: str, opened: Opened) -> None:
    stranger = Phone(url, opened.code)
    assert stranger.wait() == (401, {})
    assert stranger.vote(0, 0, {})[0] == 401
    assert Phone(url, "ZZZZZZ").wait() == (401, {})


def test_only_the_key_leads(url: str, opened: Opened) -> None:
    for key in (opened.door, opened.code, "", None, secrets.token_hex(16)):
        for what in ("lead", "press", "code", "sheet", "close"):
            status, _ = ask(url, what, {"key": key, "press": "next", "version": 1})
            assert status == 404
    assert Teacher(url, opened).told()["phase"] == "lobby"


@pytest.mark.parametrize(
    ("what", "body", "headers", "status"),
    [
        ("enter", {"code": "BCDFGH", "browser": "me"}, {}, 400),
        ("enter", {"code": "<b>", "browser": "0" * 32}, {}, 404),
        ("enter", b"[1]", {}, 400),
        ("enter", b"{", {}, 400),
        ("enter", b"[" * 1_900, {}, 400),
        ("enter", b" " * 3_000, {}, 400),
        ("enter", {}, {"Content-Type": "text/plain"}, 400),
        ("enter", {}, {"Host": "evil.example"}, 403),
        ("press", {"press": "open", "version": 1}, {}, 400),
        ("press", {"press": "next", "version": "1"}, {}, 400),
    ],
)
def test_what_no_page_would_ask_is_refused(
    url: str, what: str, body: object, headers: dict[str, str], status: int
) -> None:
    assert ask(url, what, body, headers)[0] == status


def test_a_vote_for_what_the_step_does_not_offer_is_refused(
    url: str, opened: Opened, content: Content
) -> None:
    phone = inside(url, opened)
    Teacher(url, opened).press("next")
    for ballot in ({**chosen(content, 0), "level": "<b>"}, "text", None):
        assert phone.vote(0, 0, ballot)[0] == 400
    # A step that is not before the room takes none, whatever stands in it.
    assert phone.vote(0, 3, chosen(content, 3))[1]["taken"] is False
    assert phone.vote("0", None, {})[1]["taken"] is False  # type: ignore[arg-type]


def test_a_room_that_is_ended_is_gone_for_everybody(url: str, opened: Opened) -> None:
    phone, teacher = inside(url, opened), Teacher(url, opened)
    assert teacher.close() == 200
    assert phone.wait()[0] == 401
    assert ask(url, "lead", {"key": opened.key})[0] == 404
    assert phone.enter() in {404, 429}


def test_a_room_of_cases_that_are_gone_says_so(url: str, rooms: Rooms) -> None:
    gone = rooms.open((Planned("case_of_yesterday", 2),))
    phone, teacher = inside(url, gone), Teacher(url, gone)
    assert "older edition" in teacher.press("next")["html"]
    assert "older edition" in phone.wait()[1]["html"]
    assert phone.vote(0, 0, {})[0] == 410
    assert ask(url, "sheet", {"key": gone.key, "form": "csv"})[0] == 410


def test_the_way_in_is_the_public_address_and_needs_the_door(url: str, opened: Opened) -> None:
    way = Teacher(url, opened).way()
    assert way["address"] == "192.168.1.5:8501/join"
    assert way["near"] is False
    assert way["svg"].startswith("data:image/svg+xml")
    wrong = {"key": opened.key, "door": secrets.token_hex(16)}
    assert ask(url, "code", wrong)[0] == 400


@pytest.mark.parametrize("page", ["/join", "/wall", "/room/join.js", "/room/wall.css"])
def test_the_pages_are_small_and_may_do_little(url: str, page: str) -> None:
    answer = request(url, "GET", page, {"Accept": "text/html"})
    assert answer.status == 200
    assert int(answer.getheader("Content-Length") or 0) < 20_000
    policy = answer.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Referrer-Policy") == "no-referrer"


def test_nothing_of_a_room_is_in_the_log(
    url: str, log: Path, opened: Opened, content: Content
) -> None:
    phone, teacher = inside(url, opened), Teacher(url, opened)
    teacher.press("next")
    phone.vote(0, 0, chosen(content, 0))
    said = log.read_text("utf-8")
    for secret in (opened.code, opened.key, opened.door, phone.browser, CASE):
        assert secret not in said


# Killed and started again


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[URL]:
    if request.param == "sqlite":
        yield make_url(rooms_beside(tmp_path / "server.log"))
        return
    with postgres() as url:
        yield url


@pytest.mark.parametrize("learners", [12, pytest.param(30, marks=pytest.mark.deep)])
def test_counts_are_exact_after_the_server_was_killed_in_the_middle(
    database: URL, tmp_path: Path, content: Content, learners: int
) -> None:
    rooms, log = Rooms(database), tmp_path / "server.log"
    opened = rooms.open(PLAN)
    yesterday = Rooms(database, lambda: time.time() - A_DAY)
    url = f"http://127.0.0.1:{free_port()}"
    settings = {"LEMS_DATABASE_URL": database.render_as_string(hide_password=False)}
    server = started(url, log, **settings)
    try:
        wait_until_healthy(server, url, log)
        teacher = Teacher(url, opened)
        phones = [inside(url, opened) for _ in range(learners)]
        teacher.press("next")
        taken: set[str] = set()

        def vote_until_it_fails(phone: Phone) -> None:
            for turn in range(200):
                try:
                    if phone.vote(0, 0, chosen(content, 0, turn % 2))[1]["taken"]:
                        taken.add(phone.browser)
                except (OSError, ValueError, HTTPException):
                    return  # the server is dead

        with ThreadPoolExecutor(learners) as threads:
            running = [threads.submit(vote_until_it_fails, one) for one in phones]
            while len(taken) < 6:
                time.sleep(0.02)
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
            for one in running:
                one.result()
        old = yesterday.open(PLAN)
        assert yesterday.with_code(old.code) is not None
        server = started(url, log, **settings)
        wait_until_healthy(server, url, log)
        # What is older than a day is forgotten by a server that starts.
        deadline = time.monotonic() + 20
        while yesterday.with_code(old.code) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert yesterday.with_code(old.code) is None
        room = rooms.led_by(opened.key)
        assert room is not None
        # Nobody who was told that a vote counts has lost it, and nobody has two.
        kept = [rooms.vote_of(room, one.browser) for one in phones]
        assert all(
            found is not None
            for one, found in zip(phones, kept, strict=True)
            if one.browser in taken
        )
        for turn, phone in enumerate(phones):
            assert phone.enter() == 200
            assert phone.vote(0, 0, chosen(content, 0, turn % 2))[1]["taken"]
        assert teacher.told()["answered"] == f"{learners} of {learners} have answered"
        teacher.press("reveal")
        wanted = [chosen(content, 0, turn % 2) for turn in range(learners)]
        ballots = [Ballot(one["level"], one["choice"], int(one["confidence"])) for one in wanted]
        assert sorted(map(repr, rooms.votes(room, 0, 0))) == sorted(map(repr, ballots))
    finally:
        stop(server)
        rooms.disconnect()
        yesterday.disconnect()


@pytest.mark.parametrize(
    ("setting", "value"),
    [("LEMS_DATABASE_URL", "mysql://user:hush@host/rooms"), ("LEMS_PUBLIC_URL", "lems")],
)
def test_a_setting_that_cannot_be_used_stops_the_start_in_one_line(
    tmp_path: Path, setting: str, value: str
) -> None:
    log = tmp_path / "server.log"
    server = started(f"http://127.0.0.1:{free_port()}", log, **{setting: value})
    try:
        assert server.wait(60) == 1
    finally:
        stop(server)
    _, said = log.read_text().splitlines()  # the first names the address
    assert said.startswith(f"The app does not start. {setting}: ")
    assert "hush" not in said
