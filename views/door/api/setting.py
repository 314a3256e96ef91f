"""What whoever runs the server decides about the interface, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class SettingError(ValueError):
    """A setting that cannot be used: which, what was found, what to write."""


@dataclass(frozen=True, slots=True)
class Settings:
    """``a_minute`` is how many calls one caller may make in a minute."""

    ON: ClassVar[str] = "LEMS_API"
    A_MINUTE: ClassVar[str] = "LEMS_API_CALLS_A_MINUTE"

    on: bool = False
    a_minute: int = 120

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """As it stands in the environment.

        Raises:
            SettingError: a value that cannot be used.
        """
        on = environment.get(cls.ON, "off")
        if on not in ("on", "off"):
            raise SettingError(f"{cls.ON}: {on!r} is neither on nor off; write on, or leave it out")
        calls = environment.get(cls.A_MINUTE, str(cls.a_minute_by_default()))
        if not (calls.isascii() and calls.isdigit() and 0 < int(calls) <= 1_000_000):
            raise SettingError(f"{cls.A_MINUTE}: {calls!r} is no number of calls; write 120")
        return cls(on == "on", int(calls))

    @staticmethod
    def a_minute_by_default() -> int:
        """How many calls a minute one caller may make where nothing is set."""
        return 120
