"""CDS Hooks 2.0: what is offered, the two services, and what their users made of the cards.

The server asks nobody for anything: it uses what the caller sends along (``prefetch``) and follows
no address that the caller names. Of what was sent it keeps the answers that a card was made of, in
memory and for a while, for whoever opens the checklist by the link of that card.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal, TypeVar
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel, Field, ValidationError
from starlette.responses import JSONResponse

from lems_rules.exports.cards import cards_of_orders, cards_of_patient
from lems_rules.intake.record import orders_in, read_record
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from views.door.api.body import Sent
from views.door.api.caller import CallerError, Callers
from views.door.api.guard import refused
from views.door.api.setting import Settings
from views.state.handover import CARDS, Handover, with_ticket
from views.state.knowledge import content

VIEW = "lems-patient-view"
ORDERS = {"lems-order-select": "order-select", "lems-order-sign": "order-sign"}
HOOKS = {VIEW: "patient-view", **ORDERS}
Json = dict[str, Any]


class Context(BaseModel):
    """Where the user is in the record; of its fields those that are read."""

    patientId: str = Field(min_length=1)  # noqa: N815 - the name of the specification
    selections: tuple[str, ...] | None = None
    draftOrders: Json = {}  # noqa: N815


class HookRequest(BaseModel):
    """One call of a service; of its fields those that are read."""

    hook: str
    hookInstance: str = Field(min_length=1)  # noqa: N815
    context: Context
    prefetch: dict[str, Json | None] = {}


class Feedback(BaseModel):
    """What a user made of one card."""

    card: str = Field(min_length=1)
    outcome: Literal["accepted", "overridden"]
    outcomeTimestamp: str  # noqa: N815


class FeedbackRequest(BaseModel):
    """What users made of some cards."""

    feedback: tuple[Feedback, ...] = Field(min_length=1)


class MissingError(Exception):
    """A call without what is needed to answer it."""


def offered(known: Content) -> list[Json]:
    """The services, each with the part of the record it asks for."""
    words, patient = known.words, "{{context.patientId}}"
    codes = {
        kind: quote(",".join(sorted(_coded(known, reads))), safe=":/,|")
        for kind, reads in (
            ("Observation", ("result", "coded_result", "weights")),
            ("DiagnosticReport", ("report_date",)),
        )
    }
    needed = {
        "patient": f"Patient/{patient}",
        "conditions": f"Condition?patient={patient}",
    }
    more = {
        "medicines": f"MedicationRequest?patient={patient}&status=active,completed",
        **{
            kind: f"{kind}?patient={patient}&code={code}&_sort=-date"
            for kind, code in codes.items()
        },
    }
    view = {
        "hook": HOOKS[VIEW],
        "id": VIEW,
        "title": words["cds_view_title"],
        "description": words["cds_view_says"],
        "prefetch": {**needed, **more},
    }
    return [
        view,
        *(
            {
                "hook": hook,
                "id": name,
                "title": words["cds_order_title"],
                "description": words["cds_order_says"],
                "prefetch": needed,
            }
            for name, hook in ORDERS.items()
        ),
    ]


def _coded(known: Content, reads: Iterable[str]) -> set[str]:
    """The codes of what is looked for, as a search writes them."""
    record = known.record
    return {
        f"{record.systems[code.system]}|{code.code}"
        for mapping in record.mappings
        if mapping.reads in reads
        for code in record.concept(mapping.concepts[0]).codes
    }


def answered(known: Content, service: str, asked: HookRequest, home: str, day: date) -> list[Json]:
    """The cards for one call; ``home`` is where the checklist stands.

    Raises:
        AnswerError: the call is of another hook than the service.
        MissingError: the record was not sent along.
    """
    if asked.hook != HOOKS[service]:
        raise AnswerError(f"hook: {service} answers {HOOKS[service]!r}, found {asked.hook[:40]!r}")
    if missing := {"patient", "conditions"} - asked.prefetch.keys():
        raise MissingError(
            f"prefetch: {' and '.join(sorted(missing))} must be sent along, as /cds-services asks"
        )
    found = read_record(known, asked.prefetch.values(), day)
    reading = sort_out_answers(known, found.answers, day)
    given = Consideration(known, reading.answers, day, reading.problems)
    if service == VIEW:
        cards = cards_of_patient(given, found, home)
    else:
        cards = cards_of_orders(given, found, orders_in(known, _drafts(asked.context)), home)
    handover = Handover(found, known.words["cds_record"])
    return [_opening(card, home, handover) for card in cards]


def _opening(card: Json, home: str, handover: Handover) -> Json:
    """A card whose link opens the checklist filled in; each has a ticket of its own."""
    address = with_ticket(home, handover, CARDS)
    return {**card, "links": [{**link, "url": address} for link in card["links"]]}


def _drafts(context: Context) -> list[object]:
    """The orders that are meant: those that were selected just now, or all of them."""
    if context.selections is None:
        return [context.draftOrders]
    entries = context.draftOrders.get("entry")
    held = [one.get("resource") for one in entries if isinstance(one, dict)] if entries else []
    return [
        one
        for one in held
        if isinstance(one, dict)
        if one.get("resourceType") == "Medication"
        or f"{one.get('resourceType')}/{one.get('id')}" in context.selections
    ]


def add_hooks(app: FastAPI, settings: Settings) -> None:
    """The addresses of CDS Hooks."""
    callers = Callers(settings.issuers)

    def base(request: Request) -> str:
        return settings.address or str(request.base_url).rstrip("/")

    def allowed(request: Request) -> None:
        callers.check(request.headers.get("authorization"), base(request) + request.url.path)

    @app.exception_handler(CallerError)
    async def _(request: Request, error: CallerError) -> JSONResponse:
        answer = refused(401, str(error))
        answer.headers["www-authenticate"] = "Bearer"
        return answer

    @app.exception_handler(MissingError)
    async def _(request: Request, error: MissingError) -> JSONResponse:
        return refused(412, str(error))

    @app.get("/cds-services")
    def discovery() -> dict[str, list[Json]]:
        """The services that are offered."""
        return {"services": offered(content())}

    @app.post("/cds-services/{service}", dependencies=[Depends(allowed)])
    def call(service: str, data: Sent, request: Request) -> JSONResponse:
        """The cards for one call of a hook."""
        if service not in HOOKS:
            return _none(service)
        asked = _read(HookRequest, data)
        cards = answered(content(), service, asked, base(request) + "/", date.today())
        return JSONResponse({"cards": cards}, headers={"cache-control": "no-store"})

    @app.post("/cds-services/{service}/feedback", dependencies=[Depends(allowed)])
    def feedback(service: str, data: Sent) -> JSONResponse:
        """What users made of the cards: read, and not kept."""
        if service not in HOOKS:
            return _none(service)
        _read(FeedbackRequest, data)
        return JSONResponse({}, headers={"cache-control": "no-store"})


def _none(service: str) -> JSONResponse:
    return refused(404, f"{service[:40]!r} is no service; ask for one of {', '.join(HOOKS)}")


Form = TypeVar("Form", bound=BaseModel)


def _read(model: type[Form], data: bytes) -> Form:
    """The body as the form of this call.

    Raises:
        AnswerError: it is another; says where, and nothing of what stands there.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        where = ", ".join(str(step) for step in first["loc"]) or "the body"
        raise AnswerError(f"{where}: {first['msg']}") from None
