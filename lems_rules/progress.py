"""How far a long command is, on the last line of a terminal; where there is none, nothing."""

from __future__ import annotations

import contextlib
from time import monotonic
from typing import TextIO

OFTEN = 0.2  # seconds between two lines
CLEAR = "\r\x1b[K"


class Progress:
    """Told how many rows are done and what share of the whole that is; gone when the work ends."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None
        self._start = self._last = monotonic()

    def __enter__(self) -> Progress:
        """The line comes with the first row."""
        return self

    def __exit__(self, *error: object) -> None:
        """Clear the line."""
        self._show(CLEAR)

    def __call__(self, rows: int, share: float) -> None:
        """So many rows are done, which is this share of all."""
        now = monotonic()
        if self._stream is None or now - self._last < OFTEN:
            return
        self._last = now
        self._show(f"{CLEAR}{line(rows, share, now - self._start)}")

    def _show(self, text: str) -> None:
        if self._stream is not None:
            with contextlib.suppress(OSError, ValueError):
                self._stream.write(text)
                self._stream.flush()


def line(rows: int, share: float, seconds: float) -> str:
    """``1,310,720 rows, 34 %, 210,000 rows/s, about 12 s left``."""
    said = f"{rows:,} rows, {share:.0%}, {rows / max(seconds, 1e-9):,.0f} rows/s"
    if share > 0:
        said += f", about {_duration(seconds / share - seconds)} left"
    return said


def _duration(seconds: float) -> str:
    whole = round(max(seconds, 0))
    if whole < 90:
        return f"{whole} s"
    minutes = round(whole / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
