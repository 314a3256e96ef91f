"""What a patient's record answers, and that its silence never answers anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules import assess
from lems_rules.intake.fhir_resource import span
from lems_rules.intake.record import FromRecord, orders_in, read_record
from lems_rules.knowledge.content import Content
from tests.support.fhir.record import (
    ANSWERS,
    NOT_COUNTED,
    RESTS_ON,
    TODAY,
    concept,
    condition,
    medicine,
    record,
    result,
)
from tests.support.shipped import CONTENT

Record = dict[str, dict[str, Any]]
WHOLE = record(CONTENT)


def read(resources: Iterable[object]) -> FromRecord:
    return read_record(CONTENT, resources, TODAY)


def answers(**changed: dict[str, Any]) -> dict[str, Any]:
    """What the whole record answers with some entries changed."""
    changes = {name.replace("_", " "): more for name, more in changed.items()}
    entries = {name: {**one, **changes.get(name, {})} for name, one in WHOLE.items()}
    return dict(read(entries.values()).answers)


def code(name: str) -> dict[str, Any]:
    return concept(CONTENT, CONTENT.record.concept(name))


def test_a_whole_record_answers_what_it_holds_and_the_rules_can_use_it() -> None:
    found = read(WHOLE.values())
    assert found.answers == ANSWERS
    assert found.disagreed == ()
    assert {mapping.item for mapping in CONTENT.record.mappings} == set(ANSWERS)
    assert str(found.marks["potassium"].on) == "2026-02-01"
    assert str(found.marks["statin_use"].on) == "2025-10-01"
    assert found.marks["sex"].on is None
    assert {"S5", "S8", "S10"} & set(assess(CONTENT, dict(found.answers), TODAY).safety)


@pytest.mark.parametrize("missing", WHOLE)
def test_with_a_resource_removed_its_questions_are_unanswered_and_never_no(missing: str) -> None:
    rest = [one for name, one in WHOLE.items() if name != missing]
    left = {name: value for name, value in ANSWERS.items() if name not in RESTS_ON[missing]}
    assert read(rest).answers == left


def test_every_question_rests_on_something() -> None:
    assert set().union(*RESTS_ON.values()) == set(ANSWERS)
    assert read([]).answers == {}
    assert read([WHOLE["patient"]]).answers == {"sex": "male"}


@given(st.sets(st.sampled_from(sorted(WHOLE))))
def test_whatever_is_missing_no_answer_changes_for_it(kept: set[str]) -> None:
    found = read(WHOLE[name] for name in sorted(kept)).answers
    assert found.items() <= ANSWERS.items()


def test_a_bundle_and_its_entries_one_by_one_are_the_same_record() -> None:
    bundle = {"resourceType": "Bundle", "entry": [{"resource": one} for one in WHOLE.values()]}
    assert read([bundle, {"resourceType": "Bundle"}, None]).answers == ANSWERS


@pytest.mark.parametrize(("entry", "change", "item"), NOT_COUNTED.values(), ids=NOT_COUNTED)
def test_what_does_not_count_leaves_its_question_open(
    entry: str, change: dict[str, Any], item: str
) -> None:
    entries = {**WHOLE, entry: {**WHOLE[entry], **change}}
    assert item not in read(entries.values()).answers


def test_two_that_disagree_leave_the_question_open_and_are_named() -> None:
    other = result(code("potassium"), "L")
    found = read([*WHOLE.values(), other])
    assert "potassium" not in found.answers
    assert "potassium" not in found.marks
    assert found.disagreed == ("potassium",)


def test_the_latest_result_counts() -> None:
    earlier = result(code("potassium"), "L", "2026-01-02")
    assert read([*WHOLE.values(), earlier]).answers["potassium"] == "high"


def test_never_smoked_is_the_one_no_that_is_said_in_words() -> None:
    said = answers(smoking={"valueCodeableConcept": code("never_smoked")})
    assert said["ever_smoked"] == "no"


def test_two_dated_onsets_are_none() -> None:
    second = condition(code("lems"), onsetDateTime="2020-01-01")
    found = read([*WHOLE.values(), second]).answers
    assert not {"age_at_onset_years", "weight_loss_percent", "chest_ct_date"} & set(found)


def test_of_two_patients_nothing_is_read() -> None:
    assert read([*WHOLE.values(), {"resourceType": "Patient", "id": "q"}]).answers == {}


def test_a_medicine_is_found_through_what_it_refers_to() -> None:
    held = {"resourceType": "Medication", "id": "m", "code": code("statin")}
    entry = {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationReference": {"reference": "Medication/m"},
    }
    assert read([entry, held]).answers == {"statin_use": "yes"}
    contained = {**entry, "medicationReference": {"reference": "#m"}, "contained": [held]}
    assert read([contained]).answers == {"statin_use": "yes"}
    assert read([entry]).answers == {}


def test_an_order_that_a_message_speaks_of_is_found_and_paracetamol_is_not() -> None:
    drafts = [medicine(code(name), "draft") for name in ("aminoglycoside", "neuromuscular_blocker")]
    found = [order.id for order in orders_in(CONTENT, drafts)]
    assert found == ["neuromuscular_blocker", "aminoglycoside"]
    paracetamol = {"coding": [{"system": "http://www.whocc.no/atc", "code": "N02BE01"}]}
    assert orders_in(CONTENT, [medicine(paracetamol, "draft")]) == []


@pytest.mark.parametrize("text", ["", "19", "1899", "2025-13", "2025-02-30", "2025-00-01", 2025])
def test_what_is_no_date_is_none(text: object) -> None:
    assert span(text) is None


def test_a_date_stands_for_all_the_days_it_may_mean() -> None:
    assert [str(day) for day in span("2024-02") or ()] == ["2024-02-01", "2024-02-29"]
    assert [str(day) for day in span("2024") or ()] == ["2024-01-01", "2024-12-31"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(st.data())
def test_a_record_of_any_shape_is_read_without_an_error(data: st.DataObject) -> None:
    entries: Record = deepcopy(WHOLE)
    name = data.draw(st.sampled_from(sorted(entries)))
    places = _places(entries[name])
    put = data.draw(st.sampled_from(places))
    put(data.draw(JSON))
    found = read(entries.values())
    assert set(found.answers) <= set(ANSWERS)


def _places(holder: Any) -> list[Callable[[object], None]]:
    """Every place in a resource, as what puts something else there."""
    keys = list(holder) if isinstance(holder, dict) else range(len(holder))
    found: list[Callable[[object], None]] = []
    for key in keys:
        found.append(lambda value, key=key: holder.__setitem__(key, value))  # type: ignore[misc]
        if isinstance(holder[key], dict | list):
            found += _places(holder[key])
    return found


def test_an_edition_without_a_record_answers_nothing(content: Content) -> None:
    assert read_record(content, [], TODAY) == FromRecord()
