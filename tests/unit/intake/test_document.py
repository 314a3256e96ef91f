from __future__ import annotations

import json

import pytest

from lems_rules.intake.document import MOST_BYTES, MOST_NOTES, Document, read_document
from lems_rules.schema.questions.item import AnswerError


def refusal(data: bytes) -> str:
    with pytest.raises(AnswerError) as caught:
        read_document(data)
    message = str(caught.value)
    assert message.startswith("the file")
    assert "\n" not in message
    return message


# What is taken


def test_a_flat_object_is_the_answers() -> None:
    assert read_document(b'{"ptosis": "no", "karnofsky": 60}') == Document(
        {"ptosis": "no", "karnofsky": 60}
    )


def test_an_empty_object_is_a_patient_without_answers() -> None:
    assert read_document(b"{}") == Document({})


def test_an_object_with_answers_brings_its_notes_and_the_rest_is_left() -> None:
    data = b'{"answers": {"ptosis": "no"}, "notes": "Seen today.", "edition": "2026.1", "x": [1]}'
    assert read_document(data) == Document({"ptosis": "no"}, "Seen today.")


def test_a_draft_brings_the_answers_it_had_set_aside() -> None:
    data = b'{"answers": {}, "set_aside": {"karnofsky": 500}}'
    assert read_document(data).set_aside == {"karnofsky": 500}


@pytest.mark.parametrize("aside", ["null", "[]", '"x"', "5"])
def test_what_was_set_aside_counts_only_as_an_object(aside: str) -> None:
    assert read_document(f'{{"answers": {{}}, "set_aside": {aside}}}'.encode()).set_aside == {}


@pytest.mark.parametrize("notes", ["", ', "notes": null', ', "notes": ""'])
def test_no_notes_are_empty_notes(notes: str) -> None:
    assert read_document(f'{{"answers": {{}}{notes}}}'.encode()).notes == ""


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert read_document(b'\xef\xbb\xbf{"ptosis": "no"}').answers == {"ptosis": "no"}


def test_text_beyond_ascii_is_kept() -> None:
    assert read_document('{"answers": {}, "notes": "Müdigkeit α"}'.encode()).notes == "Müdigkeit α"


def test_exactly_one_mebibyte_is_read() -> None:
    assert read_document(b"{}".ljust(MOST_BYTES)).answers == {}


def test_notes_of_exactly_four_thousand_characters_are_read() -> None:
    notes = "ä" * MOST_NOTES
    assert read_document(json.dumps({"answers": {}, "notes": notes}).encode()).notes == notes


def test_a_number_out_of_range_is_left_to_the_checklist() -> None:
    assert read_document(b'{"karnofsky": 1e999}').answers == {"karnofsky": float("inf")}


# What is refused: where, what, what to do


def test_more_than_one_mebibyte_is_refused() -> None:
    message = refusal(b"{}".ljust(MOST_BYTES + 1))
    assert "1,048,577 bytes is more than 1 MiB" in message
    assert "check that this is the right file" in message


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        (b'{"notes": "\xe4"}', 11),
        ('{"ptosis": "no"}'.encode("utf-16"), 0),
        (b"\x89PNG\r\n", 0),
        (b'{"a": "\xed\xa0\x80"}', 7),
    ],
)
def test_a_file_that_is_not_utf_8_is_refused(data: bytes, byte: int) -> None:
    message = refusal(data)
    assert f"byte {byte} is not UTF-8" in message
    assert "save the file as UTF-8 text" in message


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"", "line 1 column 1"),
        (b"   ", "line 1 column 4"),
        (b"ptosis,no", "line 1 column 1"),
        (b'{"ptosis": "no",}', "line 1 column"),
        (b'{"ptosis": no}', "line 1 column 12"),
        (b'{\n  "ptosis": "no"\n  "karnofsky": 60\n}', "line 3 column 3"),
        (b'{"ptosis": "no"} {}', "line 1 column 18"),
        (b"{'ptosis': 'no'}", "line 1 column 2"),
        (b'{"notes": "two\nlines"}', "line 1 column"),
        (b'{"karnofsky": 060}', "line 1 column"),
    ],
)
def test_a_file_that_is_not_json_is_refused_with_the_place(data: bytes, place: str) -> None:
    message = refusal(data)
    assert message.startswith(f"the file, {place}")
    assert ": not JSON (" in message
    assert message.endswith('write an object such as {"ptosis": "no"}')


@pytest.mark.parametrize(
    "data",
    [
        b'{"ptosis": "no", "ptosis": "yes"}',
        b'{"ptosis": "no", "ptosis": "no"}',
        b'{"answers": {"ptosis": "no", "ptosis": "yes"}}',
        b'{"x": [{"ptosis": 1, "ptosis": 1}]}',
    ],
)
def test_a_key_written_twice_is_refused_wherever_it_stands(data: bytes) -> None:
    assert refusal(data) == "the file, 'ptosis': written twice; keep one of the two"


def test_a_long_key_written_twice_is_cut_in_the_message() -> None:
    key = "k" * 10_000
    assert len(refusal(f'{{"{key}": 1, "{key}": 2}}'.encode())) < 150


@pytest.mark.parametrize("name", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_by_its_name(name: str) -> None:
    message = refusal(f'{{"karnofsky": {name}}}'.encode())
    assert message == f"the file: {name} is not a number that can be used; leave the item out"


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000])
def test_deep_nesting_is_refused(data: bytes) -> None:
    assert refusal(data) == "the file: nested too deeply; write a flat object"


def test_a_number_of_too_many_digits_is_refused() -> None:
    message = refusal(b'{"karnofsky": ' + b"9" * 5_000 + b"}")
    assert message == "the file: a number has too many digits; shorten it"


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"[]", "a list"),
        (b'"ptosis"', "text"),
        (b"5", "a number"),
        (b"5.5", "a number"),
        (b"true", "true or false"),
        (b"null", "null"),
    ],
)
def test_anything_but_an_object_is_refused(data: bytes, found: str) -> None:
    assert refusal(data).startswith(f"the file: expected an object, found {found}; write")
    inside = refusal(b'{"answers": ' + data + b"}")
    assert inside.startswith(f"the file, 'answers': expected an object, found {found}; write")


@pytest.mark.parametrize(
    ("notes", "found"),
    [("5", "a number"), ("[]", "a list"), ("{}", "an object"), ("true", "true or false")],
)
def test_notes_that_are_not_text_are_refused(notes: str, found: str) -> None:
    message = refusal(f'{{"answers": {{}}, "notes": {notes}}}'.encode())
    assert message == f"the file, 'notes': expected text, found {found}; write text"


def test_notes_beyond_four_thousand_characters_are_refused() -> None:
    data = json.dumps({"answers": {}, "notes": "x" * (MOST_NOTES + 1)}).encode()
    message = refusal(data)
    assert message == "the file, 'notes': 4,001 characters is more than 4,000; shorten the text"


def test_notes_that_no_file_can_hold_are_refused() -> None:
    # A lone half of a surrogate pair is valid JSON, but it cannot be written as UTF-8 again.
    message = refusal(b'{"answers": {}, "notes": "\\ud800"}')
    assert message.startswith("the file, 'notes': ")
