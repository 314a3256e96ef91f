"""What is kept of a room, on both databases: votes counted once, and nothing left after a day."""

from __future__ import annotations

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from lems_rules.rooms import store
from lems_rules.rooms.course import Planned, Point
from lems_rules.rooms.store import A_DAY, HERE, Ballot, Counts, FullError, Opened, Room, Rooms
from tests.support.database import file_at
from tests.unit.rooms.conftest import Clock

pytestmark = pytest.mark.slow

PLAN = (Planned("case_024", 2), Planned("case_c01", 4))
ONE = Ballot("features_present", "chest_ct", 70)
OTHER = Ballot("not_suggested", "fdg_pet", 90)


def token() -> str:
    return secrets.token_hex(16)


def at_the_first_step(rooms: Rooms) -> tuple[Opened, Room]:
    opened = rooms.open(PLAN)
    room = rooms.press(opened.key, "next", 1)
    assert room is not None
    return opened, room


def seated(rooms: Rooms, opened: Opened, count: int = 1) -> list[str]:
    browsers = [token() for _ in range(count)]
    assert all(rooms.be_seen(opened.code, one) for one in browsers)
    return browsers


def test_a_room_is_found_by_its_code_and_led_by_its_key(rooms: Rooms) -> None:
    opened = rooms.open(PLAN)
    room = rooms.with_code(opened.code)
    assert room == rooms.led_by(opened.key)
    assert room is not None
    assert (room.plan, room.at, room.version) == (PLAN, Point(), 1)


def test_the_code_leads_no_room_and_the_key_opens_none(rooms: Rooms) -> None:
    opened = rooms.open(PLAN)
    assert rooms.led_by(opened.code) is None
    assert rooms.press(opened.code, "next", 1) is None
    assert not rooms.close(opened.code)
    assert rooms.with_code(opened.key[:6].upper()) is None


def test_the_door_fits_its_own_room_only(rooms: Rooms) -> None:
    opened, other = rooms.open(PLAN), rooms.open(PLAN)
    assert rooms.fits_the_door(opened.code, opened.door)
    assert not rooms.fits_the_door(opened.code, other.door)
    assert not rooms.fits_the_door("ZZZZZZ", opened.door)


def test_a_second_vote_of_a_browser_takes_the_place_of_the_first(rooms: Rooms) -> None:
    opened, room = at_the_first_step(rooms)
    first, second = seated(rooms, opened, 2)
    assert rooms.vote(opened.code, first, 0, 0, ONE)
    assert rooms.vote(opened.code, second, 0, 0, ONE)
    assert rooms.vote(opened.code, first, 0, 0, OTHER)
    assert Counter(rooms.votes(room, 0, 0)) == {ONE: 1, OTHER: 1}
    assert rooms.vote_of(room, first) == OTHER
    assert rooms.counts(room) == Counts(here=2, answered=2)


def test_a_browser_that_never_came_in_has_no_vote(rooms: Rooms) -> None:
    opened, room = at_the_first_step(rooms)
    stranger = token()
    assert not rooms.sits_in(opened.code, stranger)
    assert not rooms.vote(opened.code, stranger, 0, 0, ONE)
    assert rooms.vote_of(room, stranger) is None
    assert rooms.votes(room, 0, 0) == ()


def test_only_the_step_before_the_room_takes_votes_and_only_until_it_is_revealed(
    rooms: Rooms,
) -> None:
    opened = rooms.open(PLAN)
    (browser,) = seated(rooms, opened)
    assert not rooms.vote(opened.code, browser, 0, 0, ONE)  # the lobby
    rooms.press(opened.key, "next", 1)
    assert not rooms.vote(opened.code, browser, 0, 1, ONE)
    assert not rooms.vote(opened.code, browser, 1, 0, ONE)
    assert rooms.vote(opened.code, browser, 0, 0, ONE)
    room = rooms.press(opened.key, "reveal", 2)
    assert room is not None
    assert not rooms.vote(opened.code, browser, 0, 0, OTHER)
    assert rooms.votes(room, 0, 0) == (ONE,)


def test_of_two_presses_for_the_same_moment_one_counts(rooms: Rooms) -> None:
    opened, room = at_the_first_step(rooms)
    for _ in range(2):
        found = rooms.press(opened.key, "reveal", room.version)
    assert found is not None
    assert (found.version, found.at) == (room.version + 1, Point(0, "step", 0, 1))


def test_a_press_that_leads_nowhere_changes_nothing(rooms: Rooms) -> None:
    opened = rooms.open(PLAN[:1])
    assert rooms.press(opened.key, "back", 1) == rooms.with_code(opened.code)


def test_who_was_not_heard_of_for_a_while_is_not_counted_unless_they_voted(
    rooms: Rooms, clock: Clock
) -> None:
    opened, room = at_the_first_step(rooms)
    voter, _ = seated(rooms, opened, 2)
    assert rooms.counts(room) == Counts(here=2, answered=0)
    rooms.vote(opened.code, voter, 0, 0, ONE)
    clock.time += HERE + 1
    assert rooms.counts(room) == Counts(here=1, answered=1)
    seated(rooms, opened)
    assert rooms.counts(room) == Counts(here=2, answered=1)


def test_votes_of_many_at_once_are_all_counted(rooms: Rooms) -> None:
    opened, room = at_the_first_step(rooms)
    browsers = [token() for _ in range(60)]

    def come_in_and_vote(browser: str) -> bool:
        came_in = rooms.be_seen(opened.code, browser)
        first = rooms.vote(opened.code, browser, 0, 0, OTHER)
        return came_in and first and rooms.vote(opened.code, browser, 0, 0, ONE)

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(come_in_and_vote, browsers))
    assert rooms.votes(room, 0, 0) == (ONE,) * 60
    assert rooms.counts(room) == Counts(60, 60)


def test_another_process_finds_everything_as_it_was(rooms: Rooms, url: URL, clock: Clock) -> None:
    opened, room = at_the_first_step(rooms)
    (browser,) = seated(rooms, opened)
    rooms.vote(opened.code, browser, 0, 0, ONE)
    rooms.disconnect()
    again = Rooms(url, clock)
    assert again.led_by(opened.key) == room
    assert again.vote_of(room, browser) == ONE
    again.disconnect()


def test_after_a_day_a_room_is_gone_before_anybody_has_cleaned_up(
    rooms: Rooms, clock: Clock
) -> None:
    opened, room = at_the_first_step(rooms)
    (browser,) = seated(rooms, opened)
    clock.time += A_DAY - 1
    assert rooms.with_code(opened.code) == room
    clock.time += 1
    assert rooms.with_code(opened.code) is None
    assert rooms.led_by(opened.key) is None
    assert not rooms.fits_the_door(opened.code, opened.door)
    assert not rooms.sits_in(opened.code, browser)
    assert not rooms.be_seen(opened.code, browser)
    assert not rooms.vote(opened.code, browser, 0, 0, ONE)
    assert rooms.vote_of(room, browser) is None


def test_what_is_older_than_a_day_is_forgotten_and_the_rest_is_not(
    rooms: Rooms, clock: Clock
) -> None:
    opened, room = at_the_first_step(rooms)
    (browser,) = seated(rooms, opened)
    rooms.vote(opened.code, browser, 0, 0, ONE)
    clock.time += A_DAY / 2
    younger = rooms.open(PLAN)
    assert rooms.forget_expired() == 0
    clock.time += A_DAY / 2
    assert rooms.forget_expired() == 1
    assert rooms.votes(room, 0, 0) == ()
    assert rooms.counts(room) == Counts(0, 0)
    assert rooms.with_code(younger.code) is not None


def test_a_room_that_its_teacher_ends_is_forgotten_at_once(rooms: Rooms) -> None:
    opened, room = at_the_first_step(rooms)
    (browser,) = seated(rooms, opened)
    rooms.vote(opened.code, browser, 0, 0, ONE)
    assert rooms.close(opened.key)
    assert rooms.with_code(opened.code) is None
    assert rooms.votes(room, 0, 0) == ()
    assert not rooms.close(opened.key)


def test_a_full_server_and_a_full_room_say_so(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST_ROOMS", 1)
    monkeypatch.setattr(store, "MOST_SEATS", 2)
    opened = rooms.open(PLAN)
    with pytest.raises(FullError):
        rooms.open(PLAN)
    first, _ = seated(rooms, opened, 2)
    with pytest.raises(FullError):
        rooms.be_seen(opened.code, token())
    assert rooms.be_seen(opened.code, first)


def test_a_code_that_is_taken_is_not_given_twice(
    rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = iter(["BCDFGH", "BCDFGH", "BCDFGJ"])
    monkeypatch.setattr(store, "new_code", lambda: next(codes))
    assert [rooms.open(PLAN).code for _ in range(2)] == ["BCDFGH", "BCDFGJ"]
    monkeypatch.setattr(store, "new_code", lambda: "BCDFGH")
    with pytest.raises(FullError):
        rooms.open(PLAN)


# A file


def everything_in(folder: Path) -> bytes:
    return b"".join(one.read_bytes() for one in folder.iterdir())


def test_asking_makes_no_file(tmp_path: Path) -> None:
    rooms = Rooms(file_at(tmp_path / "rooms.sqlite"))
    room = Room("BCDFGH", PLAN, Point(0, "step"), 1, 0)
    assert (
        rooms.with_code("BCDFGH") is rooms.led_by("0" * 32) is rooms.press("0", "next", 1) is None
    )
    assert not rooms.sits_in("BCDFGH", token())
    assert not rooms.fits_the_door("BCDFGH", token())
    assert rooms.vote_of(room, token()) is None
    assert rooms.votes(room, 0, 0) == ()
    assert rooms.forget_expired() == 0
    rooms.disconnect()
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_taken_away_is_made_again(file: Rooms) -> None:
    before = file.open(PLAN)
    Path(str(file.url.database)).unlink()
    assert file.with_code(before.code) is None
    after = file.open(PLAN)
    other = Rooms(file.url, file.now)
    assert other.with_code(after.code) == file.with_code(after.code)
    assert file.with_code(before.code) is None
    other.disconnect()


def test_a_file_is_for_its_user_alone(file: Rooms) -> None:
    file.open(PLAN)
    path = Path(str(file.url.database))
    assert path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("how", ["expired", "ended"])
def test_no_byte_of_a_room_is_left_in_its_file(
    file: Rooms, tmp_path: Path, clock: Clock, how: str
) -> None:
    opened, _ = at_the_first_step(file)
    for browser in seated(file, opened, 40):
        file.vote(opened.code, browser, 0, 0, Ballot("a_level_to_find", "a_choice_to_find", 70))
    said = [opened.code.encode(), b"case_024", b"a_level_to_find", b"a_choice_to_find"]
    assert all(one in everything_in(tmp_path) for one in said)
    if how == "ended":
        file.close(opened.key)
    else:
        clock.time += A_DAY
        file.forget_expired()
    assert [one for one in said if one in everything_in(tmp_path)] == []


def test_secrets_and_browsers_are_kept_as_digests_only(file: Rooms, tmp_path: Path) -> None:
    opened, other = file.open(PLAN), file.open(PLAN)
    (browser,) = seated(file, opened)
    file.be_seen(other.code, browser)
    kept = everything_in(tmp_path)
    assert opened.code.encode() in kept
    assert not any(one.encode() in kept for one in (opened.key, opened.door, browser))
