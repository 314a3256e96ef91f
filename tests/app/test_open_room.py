"""Opening a room on the Cases page, under AppTest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from lems_rules.rooms.database import SETTING
from lems_rules.rooms.guard import ROOMS_HERE, Guard
from lems_rules.rooms.store import FullError, Rooms
from lems_rules.teaching.attempt import lesson_of
from tests.support.lesson import case
from tests.support.screen import drawn, go, opened, sound, words, written
from views.rooms import kept

PAGE = "views/pages/cases.py"
CASE = "case_024"


@pytest.fixture(autouse=True)
def rooms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    """The rooms of the app, in a file of this test."""
    monkeypatch.setenv(SETTING, f"sqlite:///{tmp_path}/rooms.sqlite")
    kept.rooms.cache_clear()
    kept.guard.cache_clear()
    yield kept.rooms()
    kept.rooms().disconnect()
    kept.rooms.cache_clear()
    kept.guard.cache_clear()


def teaching(**state: object) -> AppTest:
    return go(opened(cases_mode="teach", **state), PAGE)


def open_room(app: AppTest) -> AppTest:
    return sound(app.button(key="open_room").click().run())


def test_a_room_is_offered_with_what_it_keeps_and_for_how_long(content: Content) -> None:
    app = teaching()
    assert content.words["room_open_says"] in written(app)
    assert "`python -m lems_rules class`" in written(app)
    options = app.selectbox(key="room_what").options
    assert len(options) == len(content.teaching.programmes)
    assert options[0].endswith("10 minutes")


def test_looking_at_the_page_makes_no_file(tmp_path: Path) -> None:
    teaching()
    assert list(tmp_path.iterdir()) == []


def test_the_case_chosen_is_the_room_opened(content: Content, rooms: Rooms) -> None:
    app = teaching(teach_case=CASE)
    sound(app.selectbox(key="teach_case").set_value(CASE).run())
    app = open_room(app)
    led = app.session_state["room_led"]
    room = rooms.led_by(led.key)
    assert room is not None
    (planned,) = room.plan
    assert (planned.case, planned.steps) == (CASE, len(lesson_of(content.cases[CASE]).stages))
    assert f"{led.code[:3]} {led.code[3:]}" in words(app)
    assert f'href="./wall#{led.key}.{led.door}"' in drawn(app)
    assert "data:image/svg+xml" in drawn(app)


def test_a_list_of_cases_is_opened_in_its_order(content: Content, rooms: Rooms) -> None:
    app = teaching()
    programme = content.teaching.programmes[-1]
    sound(app.selectbox(key="room_what").set_value(programme.id).run())
    app = open_room(app)
    room = rooms.led_by(app.session_state["room_led"].key)
    assert room is not None
    assert tuple(one.case for one in room.plan) == programme.cases


def test_a_case_of_ones_own_is_not_offered_and_it_is_said_why(content: Content) -> None:
    own = case().model_copy(update={"id": "own_case"})
    app = teaching(own_case=own)
    sound(app.selectbox(key="teach_case").set_value("own_case").run())
    assert content.words["room_open_own"] in written(app)
    assert content.words["room_open_this"] not in app.selectbox(key="room_what").options


def test_too_many_rooms_from_one_address_wait(content: Content, rooms: Rooms) -> None:
    app = teaching()
    for _ in range(ROOMS_HERE):
        app = open_room(app)
    app = open_room(app)
    assert "Many rooms were opened from this network" in written(app)


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (FullError(), "room_open_full"),
        (OperationalError("", None, Exception()), "room_open_cannot"),
        (OSError(), "room_open_cannot"),
    ],
)
def test_what_hinders_is_said_in_a_sentence(
    content: Content, monkeypatch: pytest.MonkeyPatch, error: Exception, word: str
) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(Rooms, "open", refuse)
    app = open_room(teaching())
    assert content.words[word] in written(app).replace("\\", "")
    assert "room_led" not in app.session_state


def test_every_programme_takes_its_minutes_and_names_cases_once(content: Content) -> None:
    for one in content.teaching.programmes:
        assert one.minutes in (10, 20, 40)
        assert len(set(one.cases)) == len(one.cases)
        assert all(content.cases[name].lesson for name in one.cases)
    assert {one.minutes for one in content.teaching.programmes} == {10, 20, 40}


def test_the_guard_is_one_for_all_pages() -> None:
    assert isinstance(kept.guard(), Guard)
    assert kept.guard() is kept.guard()
