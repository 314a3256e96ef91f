from __future__ import annotations

import json
import logging
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from openapi_spec_validator import validate

from lems_rules import assess
from lems_rules.exports.catalogue import FORMATS, Format, export_of_file
from lems_rules.exports.fhir.population import populating
from lems_rules.exports.schemas import SCHEMAS
from lems_rules.intake.document import MOST_BYTES
from lems_rules.intake.patient import read_patient
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError, Item
from tests.support.asgi import Answer, ask
from tests.support.command import Run, refusal, runner, written
from tests.support.shipped import CONTENT
from views.door.api import routes
from views.door.api.guard import Guard
from views.door.api.service import service
from views.door.api.setting import Settings

TODAY = "2026-03-01"
TYPICAL = {"proximal_leg_weakness": "yes", "tendon_reflexes": "absent", "dry_mouth": "yes"}
SERVED = service(Settings(on=True, a_minute=1_000_000))
SECRET = "a-word-that-only-this-patient-has"


def test_it_is_off_unless_switched_on() -> None:
    assert routes({}) == []
    assert routes({"LEMS_API": "off"}) == []
    assert len(routes({"LEMS_API": "on"})) == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [("LEMS_API", "yes"), ("LEMS_API_CALLS_A_MINUTE", "0"), ("LEMS_API_CALLS_A_MINUTE", "many")],
)
def test_a_setting_that_cannot_be_used_ends_the_start_in_one_sentence(
    name: str, value: str
) -> None:
    with pytest.raises(SystemExit, match=f"^{name}: '{value}' is n.*; write "):
        routes({"LEMS_API": "on", name: value})


def test_a_thousand_random_requests_give_what_the_library_and_the_command_line_give(
    run: Run, tmp_path: Path
) -> None:
    rng, codes = Random(2026), Counter[int]()
    items = CONTENT.checklist.items
    for _ in range(1_000):
        # Few answers seldom contradict each other, many nearly always do.
        asked = rng.sample(items, rng.choice((1, 3, 6, 12, 25, 50, len(items))))
        answers = {item.id: random_answer(rng, item) for item in asked}
        if rng.random() < 0.1:
            answers[rng.choice((*answers, "no_question"))] = rng.choice((-1, "", None, True, [1]))
        answer = ask(SERVED, "POST", f"/api/assess?today={TODAY}", answers)
        codes[answer.code] += 1
        expected: tuple[int, object]
        try:
            result = assess(CONTENT, answers, date.fromisoformat(TODAY))
            expected = 200, result.model_dump(mode="json")
        except AnswerError as error:
            expected = 422, {"error": str(error)}
        assert (answer.code, answer.json) == expected
        if answer.code == 422:
            told = run("assess", written(tmp_path / "patient.json", answers), "--today", TODAY)
            assert refusal(told).endswith(f": {answer.json['error']}")
    assert codes.keys() == {200, 422}
    assert min(codes.values()) > 250


def random_answer(rng: Random, item: Item) -> str | float:
    """An answer to this question as a file may hold it."""
    match item.kind:
        case "number":
            drawn = rng.uniform(item.least or 0, item.most or 0)
            return round(drawn) if item.whole else round(drawn, 1)
        case "date":
            return str(date(2026, 2, 28) - timedelta(days=rng.randrange(2_000)))
        case _:
            return rng.choice(item.option_ids)


@pytest.mark.parametrize("name", sorted(FORMATS.keys() - {"pdf", "docx", "xlsx"}))
def test_an_export_is_the_file_that_the_library_builds(content: Content, name: str) -> None:
    plan = "1b671a64-40d5-491e-99b0-da01ff1f3341"
    file = json.dumps({"answers": TYPICAL, "plan_id": plan}).encode()
    answer = ask(SERVED, "POST", f"/api/export/{name}?today={TODAY}", file)
    told = export_of_file(read_patient(content, file, date.fromisoformat(TODAY)))
    assert answer.code == 200
    assert answer.headers["content-type"].startswith(FORMATS[name].mime)
    assert answer.headers["cache-control"] == "no-store"
    assert FORMATS[name].file_name(told.given.today) in answer.headers["content-disposition"]
    again = FORMATS[name].build(told)
    assert len(answer.body) == len(again)
    if name in ("md", "note", "json", "csv", "html"):
        assert answer.body == again


BAD: dict[str, object] = {
    "no answer": {"ptosis": "maybe"},
    "no question": {"ptosiss": "yes"},
    "a contradiction": {"ever_smoked": "no", "smoking_at_onset": "yes"},
    "a date to come": {"chest_ct_date": "2027-01-01"},
    "no object": [1],
    "no JSON": b"{",
    "half a character": b'{"notes": "\\ud800", "answers": {}}',
    "no UTF-8": b"\xff",
    "another FHIR resource": {"resourceType": "Patient"},
    "too large": b" " * (MOST_BYTES + 5),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_bad_input_gets_the_sentence_of_the_command_line(
    run: Run, tmp_path: Path, bad: object
) -> None:
    file = written(tmp_path / "patient.json", bad)
    sentence = refusal(run("assess", file, "--today", TODAY)).partition(" assess: ")[2]
    answer = ask(SERVED, "POST", f"/api/assess?today={TODAY}", bad)
    assert answer.json == {"error": sentence}
    assert answer.code == (413 if "1 MiB" in sentence else 422)


@pytest.fixture
def run(
    content: Content, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    return runner(content, capsys, monkeypatch)


@pytest.mark.parametrize(
    ("method", "address", "code", "says"),
    [
        ("POST", "/api/assess?today=1.3.2026", 422, "today: '1.3.2026' is not a date from"),
        ("POST", "/api/export/pdx", 422, "'pdx' is no format; ask for one of pdf, docx, "),
        ("GET", "/api/assess", 405, "Method Not Allowed: see /api/openapi.json"),
        ("GET", "/api/nothing", 404, "Not Found: see /api/openapi.json"),
    ],
)
def test_whatever_else_is_refused_is_refused_in_the_same_form(
    method: str, address: str, code: int, says: str
) -> None:
    answer = ask(SERVED, method, address, TYPICAL if method == "POST" else b"")
    assert answer.code == code
    assert answer.json["error"].startswith(says)


def test_what_the_command_line_says_beside_a_result_stands_in_a_header() -> None:
    file = {"answers": TYPICAL, "reasons": {"ptosis": "tired", "dry_mouth": "unknown"}}
    said = json.loads(ask(SERVED, "POST", "/api/assess", file).headers["lems-said"])
    assert [one.partition(":")[0] for one in said] == ["reasons, 'ptosis'", "reasons, 'dry_mouth'"]
    many = {"answers": {}, "reasons": {item.id: "x" for item in CONTENT.checklist.items}}
    assert len(ask(SERVED, "POST", "/api/assess", many).headers["lems-said"]) < 4_500


def test_the_openapi_document_is_valid_and_names_every_address() -> None:
    document = ask(SERVED, "GET", "/api/openapi.json").json
    validate(document)
    assert {"/api/assess", "/api/export/{format}", "/api/ready"} <= set(document["paths"])
    result = document["paths"]["/api/assess"]["post"]["responses"]["200"]["content"]
    assert result["application/json"]["schema"]["$ref"] == "#/components/schemas/Assessment"
    known = ask(SERVED, "GET", "/api/content").json
    assert (known["edition"], known["content_digest"]) == (
        CONTENT.edition.edition,
        CONTENT.digest,
    )
    assert ask(SERVED, "GET", "/api/questionnaire").json == populating(CONTENT)
    for of, made in SCHEMAS.items():
        assert ask(SERVED, "GET", f"/api/schema/{of}").json == made(CONTENT)
    assert "answers, result" in ask(SERVED, "GET", "/api/schema/rules").json["error"]


def test_a_caller_waits_after_so_many_calls_in_a_minute_and_others_do_not() -> None:
    second = [0.0]
    guarded = Guard(SERVED, 2, lambda: second[0])

    def called(caller: str = "192.0.2.1") -> Answer:
        return ask(guarded, "GET", "/api/health", caller=caller)

    assert [called().code for _ in range(3)] == [200, 200, 429]
    assert called().headers["retry-after"] == "30"
    assert called("192.0.2.2").code == 200
    second[0] = 30.0
    assert [called().code for _ in range(2)] == [200, 429]


def test_a_network_that_has_more_addresses_than_anybody_counts_is_one_caller() -> None:
    guarded = Guard(SERVED, 2, lambda: 0.0)
    callers = [f"2001:db8:1:2::{one}" for one in range(3)] + ["2001:db8:1:3::1"]
    codes = [ask(guarded, "GET", "/api/health", caller=one).code for one in callers]
    assert codes == [200, 200, 429, 200]


def test_what_breaks_is_logged_without_a_word_of_what_was_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*_: object) -> bytes:
        raise RuntimeError(SECRET)

    broken = Format("note", "read", "txt", "text/plain", breaks)
    monkeypatch.setattr("views.door.api.service.FORMATS", {"note": broken})
    caplog.set_level(logging.DEBUG)
    answer = ask(SERVED, "POST", "/api/export/note", {"answers": {}, "notes": SECRET})
    assert answer.code == 500
    assert answer.json["error"].startswith("Something broke here, not in what was sent")
    errors = [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]
    assert len(errors) == 1
    assert errors[0].startswith("RuntimeError in test_what_breaks")
    assert SECRET not in caplog.text
