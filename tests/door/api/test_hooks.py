"""CDS Hooks 2.0 over HTTP: what is offered, what is answered, and who may ask."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.error import URLError

import jwt
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.support.asgi import Answer, ask
from tests.support.fhir.record import TODAY, concept, medicine, record
from tests.support.shipped import CONTENT
from views.door.api import routes
from views.door.api.caller import MOST_REMEMBERED, CallerError, Callers
from views.state.handover import CARDS, PARAMETER, taken

Json = dict[str, Any]
WHOLE = record(CONTENT)
ORDER = medicine(concept(CONTENT, CONTENT.record.concept("aminoglycoside")), "draft")
OTHER = medicine({"coding": [{"system": "http://www.whocc.no/atc", "code": "N02BE01"}]}, "draft")
EHR = "https://ehr.example"
HERE = "https://checklist.example"
VIEW, SIGN, SELECT = "lems-patient-view", "lems-order-sign", "lems-order-select"


def served(**environment: str) -> ASGIApp:
    calls = {"LEMS_API": "on", "LEMS_API_CALLS_A_MINUTE": "100000"}
    (_, hooks, _) = routes({**calls, **environment})
    assert isinstance(hooks, Route)
    return hooks.app


OPEN = served()


@pytest.fixture(autouse=True)
def today() -> Any:
    with time_machine.travel(TODAY, tick=False):
        yield


def bundle(*resources: Json) -> Json:
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}


def request(hook: str, *conditions: Json, **context: Any) -> Json:
    return {
        "hook": hook,
        "hookInstance": "7b6a8e9e-3b5c-4a52-9d3c-5f2f0d0b9f10",
        "fhirServer": "http://127.0.0.1:9/never-asked",
        "context": {"userId": "Practitioner/1", "patientId": "p", **context},
        "prefetch": {"patient": WHOLE["patient"], "conditions": bundle(*conditions), "more": None},
    }


def call(service: str, asked: Json, app: ASGIApp = OPEN, **headers: str) -> Answer:
    return ask(app, "POST", f"/cds-services/{service}", asked, headers)


def test_what_is_offered_is_found_and_asks_for_what_the_content_names() -> None:
    services = {one["id"]: one for one in ask(OPEN, "GET", "/cds-services").json["services"]}
    assert {name: one["hook"] for name, one in services.items()} == {
        VIEW: "patient-view",
        SELECT: "order-select",
        SIGN: "order-sign",
    }
    assert all(one["description"] and one["prefetch"]["conditions"] for one in services.values())
    asked_for = services[VIEW]["prefetch"]["Observation"]
    assert "http://loinc.org|2823-3" in asked_for
    assert all("{{context.patientId}}" in one for one in services[VIEW]["prefetch"].values())


def test_the_link_of_a_card_opens_the_checklist_with_what_was_read_and_does_not_say_it() -> None:
    answer = call(VIEW, request("patient-view", WHOLE["lems"]))
    (card,) = answer.json["cards"]
    assert answer.code == 200
    assert card["source"]["url"] == f"{HERE}/"
    home, _, ticket = card["links"][0]["url"].partition(f"?{PARAMETER}=")
    assert home == f"{HERE}/"
    handed = taken(ticket)
    assert handed is not None
    read = {"sex": "male", "lems_established": "yes", "age_at_onset_years": 61}
    assert handed.found.answers == read
    assert handed.source == "the record"
    assert taken(ticket) is None


def test_each_card_has_a_link_of_its_own_and_without_a_card_nothing_waits() -> None:
    CARDS.waiting.clear()
    asked = request("order-sign", WHOLE["lems"], draftOrders=bundle(ORDER))
    tickets = {call(SIGN, asked).json["cards"][0]["links"][0]["url"] for _ in range(2)}
    assert len(tickets) == len(CARDS.waiting) == 2
    assert call(VIEW, request("patient-view")).json == {"cards": []}
    call(SIGN, request("order-sign", WHOLE["lems"], draftOrders=bundle(OTHER)))
    assert len(CARDS.waiting) == 2


@pytest.mark.parametrize(("service", "hook"), [(SIGN, "order-sign"), (SELECT, "order-select")])
def test_an_aminoglycoside_is_spoken_of_and_paracetamol_is_not(service: str, hook: str) -> None:
    spoken = call(service, request(hook, WHOLE["lems"], draftOrders=bundle(OTHER, ORDER)))
    (card,) = spoken.json["cards"]
    assert card["summary"].startswith("Aminoglycoside: discuss before use.")
    silent = call(service, request(hook, WHOLE["lems"], draftOrders=bundle(OTHER)))
    assert silent.json == {"cards": []}
    assert call(service, request(hook, draftOrders=bundle(ORDER))).json == {"cards": []}


def test_of_several_orders_those_that_were_selected_are_meant() -> None:
    orders = bundle({**ORDER, "id": "a"}, {**OTHER, "id": "b"})
    for chosen, cards in ((["MedicationRequest/a"], 1), (["MedicationRequest/b"], 0)):
        asked = request("order-select", WHOLE["lems"], draftOrders=orders, selections=chosen)
        assert len(call(SELECT, asked).json["cards"]) == cards
    asked = request("order-select", WHOLE["lems"], draftOrders={}, selections=[])
    assert call(SELECT, asked).json == {"cards": []}


@pytest.mark.parametrize(
    ("service", "change", "code", "says"),
    [
        ("none", {}, 404, "'none' is no service; ask for one of lems-patient-view, "),
        (VIEW, {"hook": "order-sign"}, 422, "hook: lems-patient-view answers 'patient-view'"),
        (VIEW, {"prefetch": {}}, 412, "prefetch: conditions and patient must be sent along"),
        (VIEW, {"context": {}}, 422, "context, patientId: Field required"),
        (VIEW, {"prefetch": {"patient": "a-secret"}}, 422, "prefetch, patient: Input should be"),
    ],
)
def test_a_call_that_cannot_be_answered_is_refused_in_one_sentence(
    service: str, change: Json, code: int, says: str
) -> None:
    answer = call(service, {**request("patient-view"), **change})
    assert answer.code == code
    assert answer.json["error"].startswith(says)
    assert b"a-secret" not in answer.body


def test_feedback_is_taken_and_kept_nowhere() -> None:
    one = {"card": "x", "outcome": "overridden", "outcomeTimestamp": "2026-03-01T10:00:00Z"}
    assert call(f"{VIEW}/feedback", {"feedback": [one]}).code == 200
    assert call(f"{VIEW}/feedback", {"feedback": [{**one, "outcome": "lost"}]}).code == 422
    assert call("none/feedback", {"feedback": [one]}).code == 404


def test_browsers_of_other_origins_may_call_it() -> None:
    asked = {"origin": EHR, "access-control-request-method": "POST"}
    asked["access-control-request-headers"] = "authorization,content-type"
    before = ask(OPEN, "OPTIONS", f"/cds-services/{VIEW}", headers=asked)
    assert before.code == 200
    assert before.headers["access-control-allow-origin"] == "*"
    answer = call(VIEW, request("patient-view"), origin=EHR)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


# Who calls

KEY = ec.generate_private_key(ec.SECP384R1())
STRANGER = ec.generate_private_key(ec.SECP384R1())


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
    file = tmp_path_factory.mktemp("keys") / "jwks.json"
    file.write_text(json.dumps({"keys": [{**made, "kid": "k", "alg": "ES384", "use": "sig"}]}))
    return file


def token(key: Any = KEY, alg: str = "ES384", kid: str = "k", **changed: object) -> str:
    now = int(time.time())
    claims: Json = {"iss": EHR, "aud": f"{HERE}/cds-services/{VIEW}", "iat": now, "exp": now + 300}
    claims |= {"jti": str(len(changed)), **changed}
    sent = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(sent, key, algorithm=alg, headers={"kid": kid})


def test_a_trusted_issuer_is_let_in_once_with_each_token(keys: Path) -> None:
    app = served(LEMS_CDS_ISSUERS=f"{EHR}={keys}", LEMS_PUBLIC_URL=f"{HERE}/")
    asked = request("patient-view")
    sent = f"Bearer {token()}"
    assert call(VIEW, asked, app, authorization=sent).code == 200
    again = call(VIEW, asked, app, authorization=sent)
    assert again.code == 401
    assert again.headers["www-authenticate"] == "Bearer"
    assert again.json["error"].startswith("the token was used before")
    assert ask(app, "GET", "/cds-services").code == 200


FORGED: dict[str, Callable[[], str]] = {
    "nothing": lambda: "",
    "another scheme": lambda: f"Basic {token()}",
    "no token": lambda: "Bearer x.y.z",
    "a stranger's key": lambda: f"Bearer {token(STRANGER)}",
    "a key of another name": lambda: f"Bearer {token(kid='other')}",
    "a shared secret": lambda: f"Bearer {token('x' * 64, 'HS256')}",
    "another issuer": lambda: f"Bearer {token(iss='https://forged.example')}",
    "for another service": lambda: f"Bearer {token(aud=f'{HERE}/cds-services/{SIGN}')}",
    "expired": lambda: f"Bearer {token(iat=1, exp=200)}",
    "valid for too long": lambda: f"Bearer {token(exp=int(time.time()) + 3600)}",
    "without an id": lambda: f"Bearer {token(jti=None)}",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_whoever_is_not_trusted_is_told_so_and_nothing_else(
    keys: Path, forged: Callable[[], str]
) -> None:
    app = served(LEMS_CDS_ISSUERS=f"{EHR}={keys}")
    sent = forged()
    answer = call(VIEW, request("patient-view", WHOLE["lems"]), app, authorization=sent)
    assert answer.code == 401
    assert set(answer.json) == {"error"}
    assert sent.rpartition(" ")[2] not in answer.json["error"] or not sent


def test_keys_that_cannot_be_had_let_nobody_in(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise URLError("down")

    monkeypatch.setattr("urllib.request.urlopen", fails)
    for where in (f"{EHR}/jwks.json", str(keys.parent / "gone.json")):
        with pytest.raises(CallerError, match="the token is not accepted"):
            Callers({EHR: where}).check(f"Bearer {token()}", f"{HERE}/cds-services/{VIEW}")


def test_tokens_are_remembered_until_they_expire_and_never_too_many(keys: Path) -> None:
    callers = Callers({EHR: str(keys)})
    address = f"{HERE}/cds-services/{VIEW}"
    callers.used = {(EHR, str(-one)): time.time() - 1 for one in range(1, MOST_REMEMBERED + 1)}
    callers.check(f"Bearer {token()}", address)
    assert len(callers.used) == 1
    callers.used = {(EHR, str(-one)): time.time() + 60 for one in range(1, MOST_REMEMBERED + 1)}
    with pytest.raises(CallerError, match="used before"):
        callers.check(f"Bearer {token(jti='new')}", address)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEMS_PUBLIC_URL", "checklist.example"),
        ("LEMS_CDS_ISSUERS", EHR),
        ("LEMS_CDS_ISSUERS", f"{EHR}=http://ehr.example/jwks.json"),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_start(name: str, value: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name}: .*; write https://"):
        routes({"LEMS_API": "on", name: value})
