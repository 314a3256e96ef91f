"""The addresses of the interface: the same files, results and refusals as on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp

from lems_rules.exports.catalogue import FORMATS, export_of_file
from lems_rules.exports.fhir.population import populating
from lems_rules.exports.schemas import SCHEMAS
from lems_rules.intake.patient import Patient, read_day, read_patient
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.questions.item import AnswerError
from lems_rules.version import __version__
from views.door.api.body import Sent, TooLargeError
from views.door.api.guard import Guard, broken, refused
from views.door.api.hooks import add_hooks
from views.door.api.setting import Settings
from views.state.knowledge import content

FHIR = "application/fhir+json"
SCHEMA = "application/schema+json"
SAID = "lems-said"
MOST_SAID = 4_000  # characters: what a header may hold
NO_STORE = {"cache-control": "no-store"}
KINDS = {
    "application/json": {"schema": {"type": "object"}},
    FHIR: {"schema": {"type": "object"}},
    "text/csv": {"schema": {"type": "string"}},
}


class Refusal(BaseModel):
    """Why something was refused: the sentence of the command line."""

    error: str


class Health(BaseModel):
    """Whether the server is there, and whether it could answer."""

    status: str


class Edition(BaseModel):
    """Which content answers here."""

    app_version: str
    edition: str
    released: str
    content_digest: str
    disclaimer: str
    review: str
    formats: tuple[str, ...]


REFUSALS: dict[int | str, dict[str, Any]] = {
    413: {"model": Refusal, "description": "larger than 1 MiB"},
    422: {"model": Refusal, "description": "no answers that can be used"},
    429: {"model": Refusal, "description": "too many calls in a minute"},
}
ASKED = {"requestBody": {"required": True, "content": KINDS}}


def patient_in(
    data: Sent,
    today: Annotated[str | None, Query(description="the day that counts as today")] = None,
) -> Patient:
    """The patient that was sent, and the day that counts as today.

    Raises:
        AnswerError: as `read_patient` and `read_day`.
    """
    try:
        day = date.today() if today is None else read_day(today)
    except AnswerError as error:
        raise AnswerError(f"today: {error}") from None
    return read_patient(content(), data, day)


Given = Annotated[Patient, Depends(patient_in)]


def told(patient: Patient, data: bytes, kind: str, **headers: str) -> Response:
    """An answer about one patient, with the sentences that the command line says beside it."""
    said = json.dumps(list(_some(patient.said)))
    return Response(data, media_type=kind, headers={**NO_STORE, SAID: said, **headers})


def _some(said: tuple[str, ...]) -> Iterator[str]:
    length = 0
    for sentence in said:
        length += len(json.dumps(sentence))
        if length > MOST_SAID:
            return
        yield sentence


def service(settings: Settings) -> ASGIApp:
    """Everything that is served, guarded."""
    app = FastAPI(
        title="LEMS checklist",
        version=__version__,
        description=f"{content().edition.disclaimer} {content().edition.review}",
        openapi_url="/api/openapi.json",
        docs_url=None,  # their pages fetch scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
    )
    _refusals(app)
    _patients(app)
    _content(app)
    add_hooks(app, settings)
    return Guard(app, settings.a_minute)


def _refusals(app: FastAPI) -> None:
    """Whatever is refused is refused in one sentence under ``error``."""

    @app.exception_handler(AnswerError)
    async def _(request: Request, error: AnswerError) -> JSONResponse:
        return refused(413 if isinstance(error, TooLargeError) else 422, str(error))

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ", ".join(str(step) for step in first["loc"])
        return refused(422, f"{where}: {first['msg']}")

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> JSONResponse:
        answer = refused(error.status_code, f"{error.detail}: see /api/openapi.json")
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> JSONResponse:
        return broken()  # and the exception goes on to the guard


def _patients(app: FastAPI) -> None:
    @app.post("/api/assess", response_model=Assessment, responses=REFUSALS, openapi_extra=ASKED)
    def assess(patient: Given) -> Response:
        """The result for one patient: what the command ``assess`` prints."""
        result = patient.considered.result().model_dump_json(indent=2) + "\n"
        return told(patient, result.encode(), "application/json")

    @app.post(
        "/api/export/{format}",
        responses={
            **REFUSALS,
            200: {"content": {one.mime: {} for one in FORMATS.values()}, "description": "the file"},
        },
        openapi_extra=ASKED,
        response_class=Response,
    )
    def export(
        patient: Given, form: Annotated[str, Path(alias="format", json_schema_extra=_FORMATS)]
    ) -> Response:
        """One patient's summary as a file: what the command ``export`` writes."""
        if form not in FORMATS:
            raise AnswerError(f"{form!r} is no format; ask for one of {', '.join(FORMATS)}")
        made = FORMATS[form]
        name = made.file_name(patient.considered.today)
        data = made.build(export_of_file(patient))
        header = f'attachment; filename="{name}"'
        return told(patient, data, made.mime, **{"content-disposition": header})


_FORMATS: dict[str, Any] = {"enum": list(FORMATS)}
_SCHEMAS: dict[str, Any] = {"enum": list(SCHEMAS)}


def _content(app: FastAPI) -> None:
    @app.get("/api/content")
    async def edition() -> Edition:
        """Which edition of the content answers here."""
        known = content()
        return Edition(
            app_version=__version__,
            edition=known.edition.edition,
            released=str(known.edition.released),
            content_digest=known.digest,
            disclaimer=known.edition.disclaimer,
            review=known.edition.review,
            formats=tuple(FORMATS),
        )

    @app.get("/api/schema/{of}", responses={200: {"content": {SCHEMA: {}}}}, response_model=None)
    async def schema(
        of: Annotated[str, Path(json_schema_extra={"enum": list(SCHEMAS)})],
    ) -> Response:
        """The JSON Schema of what goes in or of what comes out: what ``schema`` prints."""
        if of not in SCHEMAS:
            raise AnswerError(f"{of!r} has no schema; ask for one of {', '.join(SCHEMAS)}")
        made = await run_in_threadpool(SCHEMAS[of], content())
        return JSONResponse(made, media_type=SCHEMA)

    @app.get("/api/questionnaire", responses={200: {"content": {FHIR: {}}}}, response_model=None)
    async def form() -> Response:
        """The checklist as a FHIR R4 Questionnaire that a record can fill in (SDC)."""
        made = await run_in_threadpool(populating, content())
        return JSONResponse(made, media_type=FHIR)

    @app.get("/api/health")
    async def health() -> Health:
        """Whether the server is there."""
        return Health(status="ok")

    @app.get("/api/ready")
    def ready() -> Health:
        """Whether it can answer: a patient of nothing is assessed."""
        read_patient(content(), b"{}", date.today()).considered.result()
        return Health(status="ready")
