"""A record system on this machine: authorization (code with PKCE) and FHIR R4, by SMART 2.

It lets in whoever is registered as it says here, holds the record that it is given, and can be made
to fail in one way at a time (``fault``).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.fhir.record import record
from tests.support.fhir.server import listening
from tests.support.served import free_port
from tests.support.shipped import CONTENT

CLIENT = "lems-checklist"
A_PAGE = 2  # entries, so that a list has several
Resource = Mapping[str, Any]


@dataclass
class Ehr:
    """The record of patient ``p``, and what was asked for and stored.

    ``calls`` are the method and path of each call, with what it was authorized by.
    """

    url: str
    resources: list[Resource]
    redirect: str = ""
    secret: str = ""
    fault: str = ""
    launch: str = "launch-1"
    calls: list[tuple[str, str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: list[str] = field(default_factory=list)
    stored: list[Resource] = field(default_factory=list)

    @property
    def issuer(self) -> str:
        return f"{self.url}/fhir"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/fhir/.well-known/smart-configuration", self.configuration),
                Route("/authorize", self.authorize),
                Route("/token", self.token, methods=["POST"]),
                Route("/fhir/DocumentReference", self.store, methods=["POST"]),
                Route("/fhir/Patient/{id}", self.patient),
                Route("/fhir/{kind}", self.listed),
            ]
        )

    async def configuration(self, request: Request) -> Response:
        told: dict[str, Any] = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "code_challenge_methods_supported": ["S256"],
            "capabilities": ["launch-ehr", "launch-standalone", "client-public", "permission-v2"],
        }
        if self.fault == "no pkce":
            told["code_challenge_methods_supported"] = ["plain"]
        if self.fault == "endpoint in the clear":
            told["token_endpoint"] = "http://ehr.example/token"
        if self.fault == "first scopes":
            told["capabilities"] = ["permission-v1"]
        if self.fault == "no json":
            return Response("<html>", media_type="text/html")
        if self.fault == "a list":
            return JSONResponse([told])
        return JSONResponse(told)

    async def authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["client_id"] == CLIENT
        assert asked["redirect_uri"] == self.redirect
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["aud"].rstrip("/") == self.issuer
        scopes = asked["scope"].split()
        assert ("launch" in scopes) == (asked.get("launch") == self.launch)
        assert ("launch/patient" in scopes) == ("launch" not in asked)
        back = {"state": asked["state"]}
        if self.fault == "denied":
            return self.back({**back, "error": "access_denied"})
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return self.back({**back, "code": code})

    def back(self, told: Mapping[str, str]) -> Response:
        return RedirectResponse(f"{self.redirect}?{urlencode(told)}", 303)

    async def token(self, request: Request) -> Response:
        given = dict(parse_qsl((await request.body()).decode()))
        authorization = request.headers.get("authorization", "")
        self.calls.append(("POST", "/token", authorization))
        asked = self.codes.pop(given.get("code", ""), None)
        digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = asked and asked["code_challenge"] == challenge
        if self.secret:
            told = base64.b64encode(f"{CLIENT}:{self.secret}".encode()).decode()
            right = right and authorization == f"Basic {told}"
        else:
            right = right and given.get("client_id") == CLIENT
        if not right or given["redirect_uri"] != self.redirect or asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = secrets.token_urlsafe(24)
        self.tokens.append(token)
        answer = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 1 if self.fault == "expires at once" else 3600,
            "scope": asked["scope"],
            "patient": "p",
        }
        if self.fault == "reads only":
            answer["scope"] = "launch patient/Patient.r patient/*.rs"
        if self.fault == "no patient":
            del answer["patient"]
        if self.fault == "no token":
            del answer["access_token"]
        if self.fault == "token is no json":
            return Response("ok")
        if self.fault == "token breaks":
            return Response("", 500)
        return JSONResponse(answer)

    def refusal(self, request: Request) -> Response | None:
        authorization = request.headers.get("authorization", "")
        path = request.url.path.removeprefix("/fhir")
        self.calls.append((request.method, path, authorization))
        if (
            self.fault == "token revoked"
            or authorization.removeprefix("Bearer ") not in self.tokens
        ):
            return JSONResponse({"resourceType": "OperationOutcome"}, 401)
        if self.fault == "data breaks":
            return Response("", 503)
        if self.fault == f"no {path[1:]}":
            return JSONResponse({"resourceType": "OperationOutcome"}, 403)
        if self.fault == "moved":
            return RedirectResponse("http://127.0.0.1:9/elsewhere")
        return None

    async def patient(self, request: Request) -> Response:
        if refused := self.refusal(request):
            return refused
        return JSONResponse(next(self.of("Patient")))

    async def listed(self, request: Request) -> Response:
        if refused := self.refusal(request):
            return refused
        asked = dict(request.query_params)
        assert asked["patient"] == "p"
        codes = {tuple(one.split("|")) for one in asked.get("code", "").split(",") if one}
        found = [
            one
            for one in self.of(request.path_params["kind"])
            if not codes
            or any((c.get("system"), c.get("code")) in codes for c in one["code"]["coding"])
        ]
        if "_sort" in asked:
            latest = asked["_sort"].startswith("-")
            found.sort(key=lambda one: str(one.get("effectiveDateTime")), reverse=latest)
        start = int(asked.get("from", "0"))
        page: dict[str, Any] = {
            "resourceType": "Bundle",
            "type": "searchset",
            "entry": [{"resource": one} for one in found[start : start + A_PAGE]],
            "link": [{"relation": "self", "url": str(request.url)}],
        }
        if start + A_PAGE < len(found) or self.fault == "endless":
            following = urlencode({**asked, "from": str(start + A_PAGE)})
            home = "http://127.0.0.1:9" if self.fault == "leads away" else self.url
            page["link"].append(
                {"relation": "next", "url": f"{home}{request.url.path}?{following}"}
            )
        return JSONResponse(page)

    def of(self, kind: str) -> Iterator[Resource]:
        return (one for one in self.resources if one["resourceType"] == kind)

    async def store(self, request: Request) -> Response:
        if refused := self.refusal(request):
            return refused
        self.stored.append(await request.json())
        return JSONResponse({}, 201)


@contextmanager
def running(resources: list[Resource]) -> Iterator[Ehr]:
    """The record system, listening on this machine."""
    port = free_port()
    ehr = Ehr(f"http://127.0.0.1:{port}", resources)
    with listening(ehr.app(), port):
        yield ehr


def main(port: str, checklist: str) -> None:
    """A record system for a trial: one made-up patient, at this port of this machine."""
    whole = record(CONTENT, date.today().isoformat())
    whole["patient"] = {**whole["patient"], "name": [{"text": "Made-Up Patient"}]}
    ehr = Ehr(f"http://127.0.0.1:{port}", [*whole.values()], f"{checklist}/smart/return")
    uvicorn.run(ehr.app(), port=int(port), log_level="error")


if __name__ == "__main__":
    main(*sys.argv[1:])
