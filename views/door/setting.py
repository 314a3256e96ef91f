"""Settings of whoever runs the server: what is said of one that cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import TypeVar

from lems_rules.rooms.network import AddressError

Settings = TypeVar("Settings")


class SettingError(ValueError):
    """A setting of the operator's that cannot be used: which, what was found, what to write."""


def settled(
    as_set: Callable[[Mapping[str, str]], Settings], environment: Mapping[str, str]
) -> Settings:
    """The settings as they stand in the environment.

    Raises:
        SystemExit: one cannot be used; says which, and what to write.
    """
    try:
        return as_set(environment)
    except (SettingError, AddressError) as error:
        sys.exit(str(error))
