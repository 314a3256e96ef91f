"""What whoever runs the server decides about the interface, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ON = "LEMS_API"
A_MINUTE = "LEMS_API_CALLS_A_MINUTE"
CALLS_A_MINUTE = 120
MOST_A_MINUTE = 1_000_000


class SettingError(ValueError):
    """A setting that cannot be used: which, what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Whether there is an interface, and how many calls one caller may make in a minute."""

    on: bool = False
    a_minute: int = CALLS_A_MINUTE


def as_set(environment: Mapping[str, str]) -> Settings:
    """The settings as they stand in the environment.

    Raises:
        SettingError: a value that cannot be used.
    """
    on = environment.get(ON, "off")
    if on not in ("on", "off"):
        raise SettingError(f"{ON}: {on!r} is neither on nor off; write on, or leave it out")
    calls = environment.get(A_MINUTE, str(CALLS_A_MINUTE))
    if not (calls.isascii() and calls.isdigit() and 0 < int(calls) <= MOST_A_MINUTE):
        raise SettingError(
            f"{A_MINUTE}: {calls!r} is no number of calls; write {CALLS_A_MINUTE}, say"
        )
    return Settings(on == "on", int(calls))
