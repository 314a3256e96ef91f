"""A FHIR R4 server for tests, on this machine: it holds records, and is read and searched.

What is asked in a way that it does not know is refused, so that a search which real servers would
have to guess at fails here. A record is a list of resources of one patient, by a name of its own::

    with fhir_server({"whole": resources}) as url:
        ...  # GET {url}/whole/Patient/p, GET {url}/whole/Condition?patient=p
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from tests.support.served import free_port

FHIR = "application/fhir+json"
START_SECONDS = 30
_PAGE = 1_000
Resource = dict[str, Any]
Records = Mapping[str, Sequence[Resource]]


@contextmanager
def fhir_server(records: Records) -> Iterator[str]:
    """The address of a server that holds these records, each under its name."""
    port = free_port()
    with listening(_app(records), port):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def listening(app: Starlette, port: int) -> Iterator[None]:
    """The app, at this port of this machine."""
    settings = uvicorn.Config(app, port=port, log_level="critical", ws="none", lifespan="off")
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started:
        assert time.monotonic() < deadline, "the FHIR server did not start"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _app(records: Records) -> Starlette:
    async def read(request: Request) -> JSONResponse:
        kind, name = request.path_params["kind"], request.path_params["id"]
        for one in records[request.path_params["record"]]:
            if (one["resourceType"], one.get("id")) == (kind, name):
                return JSONResponse(one, media_type=FHIR)
        return _refused(404, f"{kind}/{name} is not here")

    async def search(request: Request) -> JSONResponse:
        kind, asked = request.path_params["kind"], request.query_params.multi_items()
        found = [one for one in records[request.path_params["record"]] if _is(one, kind)]
        try:
            for name, value in asked:
                found = _narrowed(found, name, value)
        except LookupError as error:
            return _refused(400, f"{kind}: {error}")
        entries = [{"resource": one, "search": {"mode": "match"}} for one in found[:_PAGE]]
        bundle = {"resourceType": "Bundle", "type": "searchset", "total": len(found)}
        return JSONResponse({**bundle, "entry": entries} if entries else bundle, media_type=FHIR)

    return Starlette(
        routes=[Route("/{record}/{kind}/{id}", read), Route("/{record}/{kind}", search)]
    )


def _is(one: Resource, kind: str) -> bool:
    return bool(one["resourceType"] == kind)


def _narrowed(found: list[Resource], name: str, value: str) -> list[Resource]:
    """What is left of a search by one more of its parameters; raises LookupError."""
    match name:
        case "patient":
            meant = (value, f"Patient/{value}")
            return [one for one in found if one["subject"]["reference"] in meant]
        case "status":
            return [one for one in found if one["status"] in value.split(",")]
        case "code":
            wanted = set(value.split(","))
            return [one for one in found if wanted & set(_tokens(one["code"]))]
        case "_sort" if value.removeprefix("-") == "date":
            return sorted(found, key=_when, reverse=value.startswith("-"))
        case _:
            raise LookupError(f"{name}={value[:40]} is not understood")


def _tokens(concept: Resource) -> Iterable[str]:
    return (f"{one['system']}|{one['code']}" for one in concept["coding"] if "system" in one)


def _when(one: Resource) -> str:
    return str(one.get("effectiveDateTime", ""))


def _refused(code: int, sentence: str) -> JSONResponse:
    issue = {"severity": "error", "code": "processing", "diagnostics": sentence}
    outcome = {"resourceType": "OperationOutcome", "issue": [issue]}
    return JSONResponse(outcome, code, media_type=FHIR)
