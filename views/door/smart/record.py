"""A record system that is asked: where it lets in, what it lets read, and what is stored there.

Authlib carries the authorization (code with PKCE, S256) and requests the calls: fhirclient 4.4 sets
no time limit on a call and looks for the addresses of SMART 1 only; fhirpy has no authorization.
No call follows a redirect, so that a token goes to the server it is for and to no other.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import requests
from authlib.integrations.base_client.errors import OAuthError  # type: ignore[import-untyped]
from authlib.integrations.requests_client import OAuth2Session  # type: ignore[import-untyped]

from lems_rules.exports.fhir.population import queries
from lems_rules.knowledge.content import Content
from views.door.smart.setting import Settings, is_trusted

Json = Mapping[str, Any]
PATIENCE = (5, 20)  # seconds to connect, and between two pieces of an answer
MOST_PAGES = 20  # of one list; a longer one is not read in part
FHIR = "application/fhir+json"
READ = ("Patient", "Condition", "MedicationRequest", "Observation", "DiagnosticReport")
STORE = "DocumentReference"
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_MOST_NAME = 120
_PLAIN = {"timeout": PATIENCE, "allow_redirects": False}


class RecordError(Exception):
    """What a record system did not do; ``key`` is of the sentence in ``words.yaml``."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True)
class System:
    """A record system, as it tells of itself: where it lets in, and which scopes it knows."""

    issuer: str
    authorize: str
    token: str
    capabilities: tuple[str, ...] = ()

    @property
    def scopes(self) -> str:
        """What is asked for: to read what the form asks for, and to store one document."""
        first = "permission-v1" in self.capabilities and "permission-v2" not in self.capabilities
        reads = ["read"] if first else ["r", *["rs"] * (len(READ) - 1)]
        reads *= len(READ) if first else 1
        asked = [f"patient/{kind}.{how}" for kind, how in zip(READ, reads, strict=True)]
        return " ".join([*asked, f"patient/{STORE}.{'write' if first else 'c'}"])


def discover(issuer: str) -> System:
    """Where this record system lets in.

    Raises:
        RecordError: it cannot be reached, or is none that can be used safely.
    """
    address = f"{issuer.rstrip('/')}/.well-known/smart-configuration"
    accept = {"Accept": "application/json"}
    told = _read(lambda: requests.get(address, headers=accept, **_PLAIN))  # type: ignore[arg-type]
    found = [told.get(f"{name}_endpoint") for name in ("authorization", "token")]
    if not all(isinstance(one, str) and is_trusted(one) for one in found):
        raise RecordError("smart_unusable")
    if "S256" not in _texts(told.get("code_challenge_methods_supported")):
        raise RecordError("smart_unusable")
    return System(issuer, str(found[0]), str(found[1]), _texts(told.get("capabilities")))


def session(settings: Settings, **more: object) -> OAuth2Session:
    """What carries one authorization, and afterwards the calls."""
    return OAuth2Session(
        settings.client,
        settings.secret or None,
        token_endpoint_auth_method="client_secret_basic" if settings.secret else "none",
        redirect_uri=f"{settings.address}/smart/return",
        code_challenge_method="S256",
        default_timeout=PATIENCE,
        **more,
    )


@dataclass(frozen=True)
class Link:
    """One patient's record, open to the checklist until the token expires."""

    issuer: str
    patient: str
    carrier: OAuth2Session = field(repr=False)

    @property
    def host(self) -> str:
        """What the record system is called before people."""
        return urlsplit(self.issuer).netloc

    @property
    def may_store(self) -> bool:
        """Whether a document may be stored, as far as the system has said."""
        given = self.carrier.token.get("scope")
        if not isinstance(given, str):
            return True  # what was asked for
        ends = (one.rpartition(".") for one in given.split() if _is_of_documents(one))
        return any(how in ("write", "*") or how.startswith("c") for _, _, how in ends)

    def read(self, content: Content) -> tuple[list[Json], tuple[str, ...]]:
        """What the form asks for, and which kinds of it could not be read as a whole.

        Raises:
            RecordError: nothing could be read.
        """
        found: list[Json] = [self._get(f"{self.issuer}/Patient/{self.patient}")]
        missing: list[str] = []
        for query in queries(content, self.patient).values():
            try:
                found += self._all(f"{self.issuer}/{query}")
            except RecordError as error:
                if error.key != "smart_forbidden":
                    raise
                missing.append(query.partition("?")[0])
        return found, tuple(dict.fromkeys(missing))

    def _all(self, address: str) -> list[Json]:
        """The pages of a list; one that does not end, or leads elsewhere, is not read."""
        pages: list[Json] = []
        while len(pages) < MOST_PAGES:
            page = self._get(address)
            pages.append(page)
            links = page.get("link")
            following = next(
                (
                    one.get("url")
                    for one in (links if isinstance(links, list) else [])
                    if isinstance(one, Mapping) and one.get("relation") == "next"
                ),
                None,
            )
            if following is None:
                return pages
            address = urljoin(f"{self.issuer}/", str(following))
            if urlsplit(address)[:2] != urlsplit(self.issuer)[:2]:
                break
        raise RecordError("smart_forbidden")

    def _get(self, address: str) -> Json:
        headers = {"Accept": FHIR}
        return _read(lambda: self.carrier.get(address, headers=headers, **_PLAIN))

    def store(self, file: bytes, title: str, mime: str, day: date) -> None:
        """Store a file as a document of this patient.

        Raises:
            RecordError: it was not stored, or nobody can say whether it was.
        """
        document = {
            "resourceType": STORE,
            "status": "current",
            "docStatus": "preliminary",
            "type": {"text": title},
            "subject": {"reference": f"Patient/{self.patient}"},
            "description": title,
            "content": [
                {
                    "attachment": {
                        "contentType": mime,
                        "data": base64.b64encode(file).decode(),
                        "title": title,
                        "creation": day.isoformat(),
                    }
                }
            ],
        }
        headers = {"Accept": FHIR, "Content-Type": FHIR}
        data = json.dumps(document)
        _answered(
            lambda: self.carrier.post(
                f"{self.issuer}/{STORE}", data=data, headers=headers, **_PLAIN
            )
        )


def opened(settings: Settings, system: System, code: str, verifier: str) -> Link:
    """The record that this code of the authorization opens.

    Raises:
        RecordError: it opens none.
    """
    carrier = session(settings)
    try:
        token = carrier.fetch_token(
            system.token, code=code, code_verifier=verifier, allow_redirects=False
        )
    except OAuthError:
        raise RecordError("smart_denied") from None
    except requests.RequestException:
        raise RecordError("smart_down") from None
    except ValueError:
        raise RecordError("smart_unusable") from None
    if not isinstance(token, dict) or not isinstance(token.get("access_token"), str):
        raise RecordError("smart_denied")
    patient = token.get("patient")
    if not isinstance(patient, str) or not _ID.fullmatch(patient):
        raise RecordError("smart_no_patient")
    return Link(system.issuer.rstrip("/"), quote(patient, safe=""), carrier)


def called(resources: list[Json]) -> str:
    """Whose record it is, in the words of the record; nothing where it says no name."""
    patient = next((one for one in resources if one.get("resourceType") == "Patient"), {})
    names = patient.get("name")
    name = (
        next((one for one in names if isinstance(one, Mapping)), {})
        if isinstance(names, list)
        else {}
    )
    given = name.get("given")
    parts = [*(given if isinstance(given, list) else []), name.get("family")]
    text = name.get("text") or " ".join(one for one in parts if isinstance(one, str))
    born = patient.get("birthDate")
    said = [one for one in (text, born) if isinstance(one, str) and one.strip()]
    return ", ".join(said)[:_MOST_NAME]


def _is_of_documents(scope: str) -> bool:
    return scope.partition("?")[0].startswith(
        (f"patient/{STORE}.", f"user/{STORE}.", "patient/*.", "user/*.")
    )


def _read(call: Callable[[], requests.Response]) -> Json:
    """The object that is answered.

    Raises:
        RecordError: something else is, or nothing.
    """
    try:
        found = _answered(call).json()
    except ValueError:
        raise RecordError("smart_unusable") from None
    if not isinstance(found, dict):
        raise RecordError("smart_unusable")
    return found


def _answered(call: Callable[[], requests.Response]) -> requests.Response:
    try:
        answer = call()
    except OAuthError:  # the token has expired, as far as we know
        raise RecordError("smart_expired") from None
    except (requests.RequestException, OSError):
        # Its text may hold an address with what was asked for.
        raise RecordError("smart_down") from None
    if answer.status_code == 401:
        raise RecordError("smart_expired")
    if answer.status_code == 403:
        raise RecordError("smart_forbidden")
    if answer.status_code >= 500 or answer.status_code == 429:
        raise RecordError("smart_down")
    if not 200 <= answer.status_code < 300:
        raise RecordError("smart_unusable")
    return answer


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
