"""What whoever runs the server decides about launches from a record, read from the environment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from lems_rules.rooms.network import SETTING as ADDRESS
from lems_rules.rooms.network import is_of_this_machine, public_url
from views.door.setting import SettingError

CLIENT = "LEMS_SMART_CLIENT_ID"
SECRET = "LEMS_SMART_CLIENT_SECRET"
ISSUERS = "LEMS_SMART_ISSUERS"


@dataclass(frozen=True, slots=True)
class Settings:
    """As whom the checklist is registered at record systems, and which it may ask.

    ``issuers`` are the addresses of FHIR servers, without a slash at the end; ``address`` is that
    of the checklist. A ``secret`` makes it a confidential client.
    """

    client: str
    issuers: tuple[str, ...]
    address: str
    secret: str = field(default="", repr=False)


def as_set(environment: Mapping[str, str]) -> Settings | None:
    """The settings as they stand in the environment; None where launches are not switched on.

    Raises:
        SettingError: a value that cannot be used, or one that is missing.
        AddressError: `LEMS_PUBLIC_URL` is no address.
    """
    client = environment.get(CLIENT, "").strip()
    issuers = tuple(one.rstrip("/") for one in environment.get(ISSUERS, "").split())
    if not client:
        if issuers:
            raise SettingError(f"{ISSUERS}: is of no use alone; write {CLIENT} too")
        return None
    if not issuers:
        raise SettingError(
            f"{ISSUERS}: names no FHIR server; write https://ehr.example/fhir, several with a "
            "blank between"
        )
    for one in issuers:
        if not is_trusted(one) or urlsplit(one).query or urlsplit(one).fragment:
            raise SettingError(
                f"{ISSUERS}: {one!r} is no address of a FHIR server; write https://ehr.example/fhir"
            )
    address = public_url(environment)
    if address is None or not is_trusted(address):
        raise SettingError(
            f"{ADDRESS}: record systems send the browser back to it; write the https:// address "
            f"that is registered there, when {CLIENT} is set"
        )
    return Settings(client, issuers, address, environment.get(SECRET, "").strip())


def is_trusted(url: str) -> bool:
    """Whether nobody between can read what is sent there: by HTTPS, or inside this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_of_this_machine(url))
