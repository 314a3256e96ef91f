"""What whoever runs the server decides about the interface, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lems_rules.rooms.network import public_url
from views.door.setting import SettingError

ON = "LEMS_API"
A_MINUTE = "LEMS_API_CALLS_A_MINUTE"
ISSUERS = "LEMS_CDS_ISSUERS"
CALLS_A_MINUTE = 120
MOST_A_MINUTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Settings:
    """Whether there is an interface, and how many calls one caller may make in a minute.

    ``address`` is under which name the server is known to its callers; ``issuers`` are who may
    call CDS Hooks, each with where its keys are, and nobody stands for everybody.
    """

    on: bool = False
    a_minute: int = CALLS_A_MINUTE
    address: str = ""
    issuers: Mapping[str, str] = field(default_factory=dict)


def as_set(environment: Mapping[str, str]) -> Settings:
    """The settings as they stand in the environment.

    Raises:
        SettingError: a value that cannot be used.
        AddressError: `LEMS_PUBLIC_URL` is no address.
    """
    on = environment.get(ON, "off")
    if on not in ("on", "off"):
        raise SettingError(f"{ON}: {on!r} is neither on nor off; write on, or leave it out")
    calls = environment.get(A_MINUTE, str(CALLS_A_MINUTE))
    if not (calls.isascii() and calls.isdigit() and 0 < int(calls) <= MOST_A_MINUTE):
        raise SettingError(
            f"{A_MINUTE}: {calls!r} is no number of calls; write {CALLS_A_MINUTE}, say"
        )
    issuers = dict(_issuer(one) for one in environment.get(ISSUERS, "").split())
    return Settings(on == "on", int(calls), public_url(environment) or "", issuers)


def _issuer(text: str) -> tuple[str, str]:
    name, _, keys = text.partition("=")
    if not name or not keys or keys.startswith("http:"):
        raise SettingError(
            f"{ISSUERS}: {text!r} is no issuer with its keys; write "
            "https://ehr.example=https://ehr.example/jwks.json, or the path of a file with them"
        )
    return name, keys
