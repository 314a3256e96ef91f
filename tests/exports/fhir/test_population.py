"""The form that a record fills in: by another program, as by our own reading of the record."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from lems_rules.exports.fhir.population import INITIAL, LAUNCH, populating
from lems_rules.exports.fhir.questionnaire import questionnaire
from lems_rules.intake.document import read_document
from lems_rules.intake.record import read_record
from lems_rules.knowledge.content import Content
from tests.support.fhir.chain import items_of
from tests.support.fhir.engines import FHIRPATH_JS
from tests.support.fhir.record import ANSWERS, NOT_COUNTED, RESTS_ON, record
from tests.support.outside import NODE_MODULES, need

SCRIPT = Path(__file__).parents[2] / "support" / "fhir" / "populate.cjs"
NEEDS = ("node", *FHIRPATH_JS, "@aehrc/sdc-populate", "dayjs", "moment", "js-base64")
# Which patient an entry belongs to is the server's to know: it is asked for one patient's.
ASKED_OF_THE_SERVER = "another patient's"


def filled(content: Content, records: list[list[Any]], patient: Any) -> list[dict[str, Any]]:
    """The answers in the responses that sdc-populate makes of records."""
    for name in NEEDS:
        need(name)
    asked = {"form": populating(content), "patient": patient, "records": records}
    done = subprocess.run(
        ["node", str(SCRIPT)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
        env={**os.environ, "NODE_PATH": str(NODE_MODULES)},
    )
    responses = [json.dumps(one).encode() for one in json.loads(done.stdout)]
    return [dict(read_document(one, content.checklist).answers) for one in responses]


def test_another_program_fills_the_form_as_the_record_is_read_and_silence_stays_silent(
    content: Content,
) -> None:
    whole = record_of_now(content)
    missing = [name for name in whole if name != "patient"]
    records = [
        list(whole.values()),
        *([one for entry, one in whole.items() if entry != name] for name in missing),
    ]
    found = filled(content, records, whole["patient"])
    assert found[0] == ANSWERS
    for name, answers in zip(missing, found[1:], strict=True):
        left = {item: value for item, value in ANSWERS.items() if item not in RESTS_ON[name]}
        assert answers == left


@pytest.mark.deep
def test_what_does_not_count_for_our_own_reading_does_not_count_there(content: Content) -> None:
    whole, today = record_of_now(content), date.today()
    records = [
        list({**whole, entry: {**whole[entry], **change}}.values())
        for name, (entry, change, _) in NOT_COUNTED.items()
        if entry != "patient" and name != ASKED_OF_THE_SERVER
    ]
    for resources, answers in zip(records, filled(content, records, whole["patient"]), strict=True):
        assert answers == dict(read_record(content, resources, today).answers)


def record_of_now(content: Content) -> dict[str, Any]:
    """The whole record, with blood tests that are recent on the day of this run."""
    return record(content, tested=(date.today() - timedelta(days=20)).isoformat())


@pytest.mark.deep
def test_what_the_patient_does_not_say_stays_open_too(content: Content) -> None:
    whole = record(content)
    others = [one for name, one in whole.items() if name != "patient"]
    for change in ({"gender": "unknown"}, {"birthDate": "1964"}):
        patient = {**whole["patient"], **change}
        (answers,) = filled(content, [others], patient)
        ours = read_record(content, [patient, *others], date.today()).answers
        assert answers.get("sex") == ours.get("sex")
        assert answers.get("age_at_onset_years") == ours.get("age_at_onset_years")


def test_the_form_is_valid_and_says_what_it_has_to_be_given(content: Content) -> None:
    form = populating(content)
    Questionnaire.model_validate(form)
    launch = [one["extension"] for one in form["extension"] if one["url"] == LAUNCH]
    names = [one[0]["valueCoding"]["code"] for one in launch]
    assert names == ["patient", "user", "encounter"]
    filled_in = {
        item["linkId"]
        for item in items_of(form)
        if any(one["url"] == INITIAL for one in item.get("extension", ()))
    }
    assert filled_in == set(ANSWERS)


def test_without_what_fills_it_in_it_is_the_form_of_the_exports(content: Content) -> None:
    plain = json.dumps(questionnaire(content))
    assert INITIAL not in plain
    assert "x-fhir-query" not in plain
