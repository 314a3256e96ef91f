"""A launch from a record over HTTP: to the record system and back, and each way it can end."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from starlette.applications import Starlette
from starlette.middleware import Middleware

from lems_rules.intake.record import read_record
from tests.support.asgi import Answer, ask
from tests.support.fhir.ehr import CLIENT, Ehr, running
from tests.support.fhir.record import ANSWERS, record
from tests.support.shipped import CONTENT
from views.door.owner import Owner, owner_of
from views.door.smart import smart_routes
from views.door.smart.launch import AT_ONCE, LASTS, MOST, Launches
from views.door.smart.record import Link, RecordError, System, called
from views.state.handover import HANDOVERS, PARAMETER, Handover

HERE = "https://checklist.example/lems"
BACK = f"{HERE}/smart/return"
WORDS = CONTENT.words
TODAY = date(2026, 3, 1)
BROWSER = "a" * 64
WHOLE = record(CONTENT)
NAMED = {**WHOLE["patient"], "name": [{"given": ["Ada", "B"], "family": "Ek"}]}
RESOURCES = [NAMED, *(one for name, one in WHOLE.items() if name != "patient")]


@pytest.fixture(scope="module")
def server() -> Iterator[Ehr]:
    with running(RESOURCES) as ehr:
        ehr.redirect = BACK
        yield ehr


@pytest.fixture
def ehr(server: Ehr) -> Iterator[Ehr]:
    server.fault, server.secret, server.resources = "", "", list(RESOURCES)
    server.calls.clear()
    with time_machine.travel(TODAY, tick=True):
        yield server


def served(ehr: Ehr, **more: str) -> Starlette:
    settings = {
        "LEMS_SMART_CLIENT_ID": CLIENT,
        "LEMS_SMART_ISSUERS": ehr.issuer,
        "LEMS_PUBLIC_URL": HERE,
        **more,
    }
    return Starlette(routes=smart_routes(settings, "/lems"), middleware=[Middleware(Owner)])


def begin(app: Starlette, ehr: Ehr, query: str | None = None) -> Answer:
    asked = f"iss={ehr.issuer}&launch={ehr.launch}" if query is None else query
    return ask(app, "GET", f"/lems/smart/launch?{asked}", headers=cookie(BROWSER))


def cookie(browser: str) -> dict[str, str]:
    return {"cookie": f"lems_browser={browser}"}


def sent_back(begun: Answer) -> str:
    """Where the record system sends the browser, with a code."""
    assert begun.code == 303, begun.body
    answer = requests.get(begun.headers["location"], allow_redirects=False, timeout=10)
    split = urlsplit(answer.headers["location"])
    assert f"{split.scheme}://{split.netloc}{split.path}" == BACK
    return f"{split.path}?{split.query}"


def come_back(app: Starlette, address: str) -> Answer:
    return ask(app, "GET", address, headers=cookie(BROWSER))


def launched(app: Starlette, ehr: Ehr, query: str | None = None) -> Answer:
    begun = begin(app, ehr, query)
    return come_back(app, sent_back(begun))


def handed_over(answer: Answer) -> Handover:
    assert answer.code == 303, answer.body
    address, _, query = answer.headers["location"].partition("?")
    assert address == f"{HERE}/"
    (ticket,) = parse_qs(query, strict_parsing=True)[PARAMETER]
    assert HANDOVERS.take(ticket, "another browser") is None
    found = HANDOVERS.take(ticket, owner_of(BROWSER))
    assert found is not None
    return found


def says(answer: Answer) -> str:
    text = unescape(re.sub(r"<[^>]*>", " ", answer.body.decode()))
    assert answer.headers["content-type"].startswith("text/html")
    assert "Educational only" in text
    return " ".join(text.split())


def test_a_launch_from_a_record_hands_over_what_the_record_answers(ehr: Ehr) -> None:
    answer = launched(served(ehr), ehr)
    handover = handed_over(answer)
    assert handover.found == read_record(CONTENT, RESOURCES, TODAY)
    assert handover.found.answers == ANSWERS
    assert handover.source == urlsplit(ehr.url).netloc
    assert handover.whose == "Ada B Ek, 1964-05-20"
    assert handover.says == ()


def test_one_that_begins_here_asks_for_the_patient_to_be_chosen(ehr: Ehr) -> None:
    assert handed_over(launched(served(ehr), ehr, "")).found.answers == ANSWERS
    assert handed_over(launched(served(ehr), ehr, f"iss={ehr.issuer}/")).found.answers == ANSWERS


def test_a_client_with_a_secret_says_it_to_the_authorization_server_alone(ehr: Ehr) -> None:
    ehr.secret = "s3cret"
    answer = launched(served(ehr, LEMS_SMART_CLIENT_SECRET="s3cret"), ehr)
    assert handed_over(answer).found.answers == ANSWERS
    assert [path for _, path, by in ehr.calls if by.startswith("Basic ")] == ["/token"]


def test_without_a_resource_its_questions_are_open(ehr: Ehr) -> None:
    ehr.resources = [NAMED]
    assert handed_over(launched(served(ehr), ehr)).found.answers == {"sex": "male"}


def test_no_token_is_in_an_address_a_cookie_or_a_log(
    ehr: Ehr, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    app = served(ehr)
    begun = begin(app, ehr)
    answer = come_back(app, sent_back(begun))
    told = str([begun.headers, answer.headers, begun.body, answer.body]) + caplog.text
    handover = handed_over(answer)
    token = ehr.tokens[-1]
    assert token not in told
    assert token not in repr(handover)
    assert all(token not in path for _, path, _ in ehr.calls)
    assert begun.headers["cache-control"] == answer.headers["cache-control"] == "no-store"


def test_a_forged_record_system_is_refused_and_not_asked(ehr: Ehr) -> None:
    for forged in (f"{ehr.url}/other", "https://forged.example", f"{ehr.issuer}?x", "iss"):
        answer = begin(served(ehr), ehr, f"iss={forged}&launch=x")
        assert answer.code == 403
        assert WORDS["smart_forged"] in says(answer)
        assert forged not in says(answer)
    assert ehr.calls == []


def test_a_launch_comes_back_once(ehr: Ehr) -> None:
    app = served(ehr)
    begun = begin(app, ehr)
    address = sent_back(begun)
    handed_over(come_back(app, address))
    tokens = len(ehr.tokens)
    for again in (address, "/lems/smart/return?code=x&state=forged", "/lems/smart/return"):
        answer = come_back(app, again)
        assert answer.code == 403
        assert WORDS["smart_used"] in says(answer)
    assert len(ehr.tokens) == tokens


def test_a_launch_comes_back_to_the_browser_that_began_it(ehr: Ehr) -> None:
    app = served(ehr)
    for another in (cookie("b" * 64), {}):
        answer = ask(app, "GET", sent_back(begin(app, ehr)), headers=another)
        assert answer.code == 403
        assert WORDS["smart_other_browser"] in says(answer)


def test_a_browser_that_comes_for_the_first_time_is_given_its_cookie_first(ehr: Ehr) -> None:
    app, page = served(ehr), {"accept": "text/html"}
    first = ask(app, "GET", f"/lems/smart/launch?iss={ehr.issuer}&launch=x", headers=page)
    assert first.code == 303
    assert first.headers["set-cookie"].startswith("lems_browser=")
    assert "HttpOnly" in first.headers["set-cookie"]
    address = first.headers["location"]
    assert address == f"{HERE}/smart/launch?iss={ehr.issuer}&launch=x&again=1"
    split = urlsplit(address)
    second = ask(app, "GET", f"{split.path}?{split.query}", headers=page)
    assert WORDS["smart_other_browser"] in says(second)
    assert ehr.calls == []


def test_a_launch_that_took_too_long_is_over_and_only_so_many_wait() -> None:
    clock = [0.0]
    launches = Launches(lambda: clock[0])
    system = System("https://ehr.example", "", "")
    state, verifier = launches.begin(system, "me")
    assert launches.back(state, "me").verifier == verifier
    first, _ = launches.begin(system, "me")
    for _ in range(MOST):
        launches.begin(system, "me")
    just, _ = launches.begin(system, "me")
    late, _ = launches.begin(system, "me")
    clock[0] = LASTS - 1
    launches.back(just, "me")
    clock[0] = LASTS
    for gone in (first, late):
        with pytest.raises(RecordError, match="smart_used"):
            launches.back(gone, "me")
    assert len(launches.begun) == MOST - 2


@pytest.mark.parametrize(
    ("fault", "code", "word"),
    [
        ("no pkce", 502, "smart_unusable"),
        ("endpoint in the clear", 502, "smart_unusable"),
        ("no json", 502, "smart_unusable"),
        ("a list", 502, "smart_unusable"),
        ("denied", 403, "smart_denied"),
        ("no token", 403, "smart_denied"),
        ("token is no json", 502, "smart_unusable"),
        ("token breaks", 502, "smart_down"),
        ("no patient", 502, "smart_no_patient"),
        ("expires at once", 502, "smart_expired"),
        ("token revoked", 502, "smart_expired"),
        ("data breaks", 502, "smart_down"),
        ("no Patient/p", 502, "smart_forbidden"),
        ("moved", 502, "smart_unusable"),
    ],
)
def test_each_way_in_which_it_can_fail_is_told_in_a_sentence(
    ehr: Ehr, fault: str, code: int, word: str
) -> None:
    ehr.fault = fault
    app = served(ehr)
    begun = begin(app, ehr)
    answer = come_back(app, sent_back(begun)) if begun.code == 303 else begun
    assert answer.code == code
    assert WORDS[word] in says(answer)
    assert WORDS["smart_without"] in says(answer)


def test_one_address_may_begin_only_so_many_launches(ehr: Ehr) -> None:
    app = served(ehr)
    last = [ask(app, "GET", f"/lems/smart/launch?iss={ehr.issuer}") for _ in range(AT_ONCE + 1)][-1]
    assert last.code == 429
    assert WORDS["smart_busy"] in says(last)


def test_what_breaks_here_is_told_without_its_text(
    ehr: Ehr, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> None:
        raise KeyError("a-word-of-the-record")

    monkeypatch.setattr("views.door.smart.launch.read_record", breaks)
    answer = launched(served(ehr), ehr)
    assert answer.code == 500
    assert WORDS["smart_broken"] in says(answer)
    assert "KeyError in " in caplog.text
    assert "a-word-of-the-record" not in caplog.text + says(answer)


def test_a_code_that_is_not_taken_lets_nobody_in(ehr: Ehr) -> None:
    app = served(ehr)
    begun = begin(app, ehr)
    address = sent_back(begun)
    ehr.codes.clear()
    assert WORDS["smart_denied"] in says(come_back(app, address))


def test_a_record_system_that_is_down_is_told(ehr: Ehr) -> None:
    app = served(ehr, LEMS_SMART_ISSUERS="http://127.0.0.1:9/fhir")
    answer = begin(app, ehr, "iss=http://127.0.0.1:9/fhir&launch=x")
    assert answer.code == 502
    assert WORDS["smart_down"] in says(answer)


@pytest.mark.parametrize(
    ("fault", "kind", "still"),
    [
        ("no Observation", "Observation", {"sex", "statin_use"}),
        ("leads away", "MedicationRequest", {"sex", "chest_ct_date"}),
        ("endless", "Condition", {"sex"}),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_open_and_told(
    ehr: Ehr, fault: str, kind: str, still: set[str]
) -> None:
    ehr.fault = fault
    handover = handed_over(launched(served(ehr), ehr))
    (said,) = handover.says
    assert kind in said
    assert still <= handover.found.answers.keys() < ANSWERS.keys()
    assert not {"potassium", "creatine_kinase"} & handover.found.answers.keys()


def test_where_several_record_systems_may_be_asked_one_is_chosen(ehr: Ehr) -> None:
    both = f"{ehr.issuer} https://other.example/fhir"
    answer = begin(served(ehr, LEMS_SMART_ISSUERS=both), ehr, "")
    assert answer.code == 200
    assert urlsplit(ehr.url).netloc in says(answer)
    assert "launch?iss=https%3A%2F%2Fother.example%2Ffhir" in answer.body.decode()


def test_a_system_of_the_first_version_is_asked_in_its_words(ehr: Ehr) -> None:
    ehr.fault = "first scopes"
    (scope,) = parse_qs(urlsplit(begin(served(ehr), ehr).headers["location"]).query)["scope"]
    assert "patient/Observation.read" in scope
    assert "patient/DocumentReference.write" in scope


def link_of(ehr: Ehr) -> Link:
    link = handed_over(launched(served(ehr), ehr)).link
    assert isinstance(link, Link)
    return link


def test_a_summary_is_stored_as_a_document_of_the_patient(ehr: Ehr) -> None:
    link = link_of(ehr)
    assert link.may_store
    link.store(b"%PDF", "A summary", "application/pdf", TODAY)
    document: Any = ehr.stored[-1]
    attachment = document["content"][0]["attachment"]
    assert document["subject"] == {"reference": "Patient/p"}
    assert (document["resourceType"], document["status"]) == ("DocumentReference", "current")
    assert base64.b64decode(attachment["data"]) == b"%PDF"
    assert attachment["creation"] == "2026-03-01"


def test_one_that_is_not_stored_says_why(ehr: Ehr) -> None:
    link, before = link_of(ehr), len(ehr.stored)
    for fault, key in (
        ("token revoked", "smart_expired"),
        ("data breaks", "smart_down"),
        ("no DocumentReference", "smart_forbidden"),
    ):
        ehr.fault = fault
        with pytest.raises(RecordError, match=key):
            link.store(b"%PDF", "A summary", "application/pdf", TODAY)
    assert len(ehr.stored) == before


def test_nothing_is_offered_to_be_stored_where_that_was_not_allowed(ehr: Ehr) -> None:
    ehr.fault = "reads only"
    link = link_of(ehr)
    assert not link.may_store
    for scope, may in (
        (None, True),
        ("patient/DocumentReference.cu", True),
        ("patient/*.*", True),
        ("user/DocumentReference.write", True),
        ("patient/DocumentReference.rs patient/Condition.c", False),
        ("", False),
    ):
        link.carrier.token = {"access_token": "x", **({} if scope is None else {"scope": scope})}
        assert link.may_store == may


def test_whose_record_it_is_stands_as_the_record_says_it() -> None:
    def name(*names: object, **more: object) -> str:
        return called([{"resourceType": "Patient", "name": list(names), **more}])

    assert name({"text": "Dr. A. Ek", "family": "x"}) == "Dr. A. Ek"
    assert name({"family": "Ek"}, birthDate="1964") == "Ek, 1964"
    assert name({"given": [1, None]}, birthDate=7) == ""
    assert called([{"resourceType": "Patient", "name": "Ek"}]) == ""
    assert called([]) == ""


def test_it_is_off_unless_switched_on() -> None:
    assert smart_routes({}) == []
    assert smart_routes({"LEMS_PUBLIC_URL": HERE}) == []


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_CLIENT_ID": ""}),
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_ISSUERS": ""}),
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_ISSUERS": "http://ehr.example/fhir"}),
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_ISSUERS": "https://me:pw@ehr.example/fhir"}),
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_ISSUERS": "https://[ehr/fhir"}),
        ("LEMS_SMART_ISSUERS", {"LEMS_SMART_ISSUERS": "https://ehr.example/fhir?x=1"}),
        ("LEMS_PUBLIC_URL", {"LEMS_PUBLIC_URL": ""}),
        ("LEMS_PUBLIC_URL", {"LEMS_PUBLIC_URL": "http://checklist.example"}),
        ("LEMS_PUBLIC_URL", {"LEMS_PUBLIC_URL": "checklist.example"}),
    ],
)
def test_a_setting_that_cannot_be_used_ends_the_start(name: str, changed: dict[str, str]) -> None:
    good = {
        "LEMS_SMART_CLIENT_ID": CLIENT,
        "LEMS_SMART_ISSUERS": "https://ehr.example/fhir",
        "LEMS_PUBLIC_URL": HERE,
    }
    assert len(smart_routes(good)) == 2
    with pytest.raises(SystemExit, match=f"^{name}: .*write "):
        smart_routes({**good, **changed})
