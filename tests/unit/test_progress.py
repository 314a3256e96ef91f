"""How far a command is: on a terminal a line that renews itself, elsewhere nothing."""

from __future__ import annotations

import io

import pytest

from lems_rules import progress
from lems_rules.progress import Progress, line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Closing(Terminal):
    def write(self, text: str) -> int:
        raise OSError("gone")


@pytest.mark.parametrize(
    ("rows", "share", "seconds", "said"),
    [
        (0, 0.0, 0.0, "0 rows, 0%, 0 rows/s"),
        (1_310_720, 0.25, 4.0, "1,310,720 rows, 25%, 327,680 rows/s, about 12 s left"),
        (1_000, 0.01, 2.0, "1,000 rows, 1%, 500 rows/s, about 3 min left"),
        (9_000, 0.001, 18.0, "9,000 rows, 0%, 500 rows/s, about 5 h 0 min left"),
        (10, 1.1, 1.0, "10 rows, 110%, 10 rows/s, about 0 s left"),
    ],
)
def test_rows_speed_and_the_time_left_are_told(
    rows: int, share: float, seconds: float, said: str
) -> None:
    assert line(rows, share, seconds) == said


def test_a_line_renews_itself_not_too_often_and_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = iter((0.0, 0.1, 0.5, 0.6, 1.0))
    monkeypatch.setattr(progress, "monotonic", lambda: next(clock))
    terminal = Terminal()
    with Progress(terminal) as told:
        for rows in range(4):
            told(rows, 0.5)
    lines = terminal.getvalue().split(progress.CLEAR)
    assert [one.partition(",")[0] for one in lines] == ["", "1 rows", "3 rows", ""]


@pytest.mark.parametrize("stream", [None, io.StringIO(), Closing()])
def test_where_no_terminal_listens_nothing_is_said(stream: io.StringIO | None) -> None:
    with Progress(stream) as told:
        told._last -= 1
        told(5, 0.5)
    assert stream is None or stream.getvalue() == ""
