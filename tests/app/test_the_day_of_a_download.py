"""Kind 18, a day that passed: a download is of the day on which it is asked for."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from streamlit.testing.v1 import AppTest

from views.state import session

EVENING = datetime(2026, 11, 28, 23, 50, tzinfo=ZoneInfo("Europe/Berlin"))
MORNING = datetime(2026, 11, 29, 0, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def page_with_downloads() -> None:
    """A page that offers two downloads, and hands out what their buttons would call."""
    import streamlit as st

    from views.state import session

    st.session_state["draft"] = session.download(session.as_json)
    st.session_state["csv"] = session.download(session.in_format("csv"))


class Clock(datetime):
    """What the clock says everywhere at once."""

    at = EVENING

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        return cls.at.astimezone(tz)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(session, "datetime", Clock)
    monkeypatch.setattr(Clock, "at", EVENING)
    return Clock


def left_open(timezone: str) -> AppTest:
    app = AppTest.from_function(page_with_downloads, default_timeout=60)
    app.session_state["answers"] = {"ptosis": "no"}
    app.context = {"timezone": timezone}
    app.run()
    assert not app.exception
    return app


def day_in(app: AppTest) -> str:
    return str(json.loads(app.session_state["draft"]())["result"]["today"])


def test_a_page_left_open_over_midnight_exports_with_the_new_day(
    clock: type[Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = left_open("Europe/Berlin")
    assert day_in(app) == "2026-11-28"
    monkeypatch.setattr(clock, "at", MORNING)
    assert day_in(app) == "2026-11-29"
    assert b"2026-11-29" in app.session_state["csv"]()
    assert b"2026-11-28" not in app.session_state["csv"]()


@pytest.mark.parametrize(
    ("timezone", "day"),
    [("America/New_York", "2026-11-28"), ("Pacific/Auckland", "2026-11-29"), ("UTC", "2026-11-28")],
)
@pytest.mark.usefixtures("clock")
def test_the_day_is_the_reader_s_own(
    timezone: str, day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "at", MORNING)
    assert day_in(left_open(timezone)) == day


@pytest.mark.parametrize("timezone", [None, "", "nowhere", "../../etc/passwd", "\x00"])
def test_a_time_zone_that_is_none_is_the_machine_s(timezone: str | None) -> None:
    assert session.today_in(timezone) == date.today()
