"""An empty table to fill in, and what its columns may hold."""

from __future__ import annotations

import csv
import io
import json

import pytest
from jsonschema import Draft202012Validator, ValidationError

from lems_rules.cohort.codebook import HEAD, codebook_csv, codebook_schema, template
from lems_rules.knowledge.content import Content


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def test_the_template_has_a_column_for_each_question_and_no_row(content: Content) -> None:
    assert rows(template(content)) == [[item.id for item in content.checklist.items]]


def test_the_codebook_says_of_each_question_what_its_column_may_hold(content: Content) -> None:
    head, *told = rows(codebook_csv(content))
    assert tuple(head) == HEAD
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in told}
    for item in content.checklist.items:
        row = by_id[item.id]
        assert (row["kind"], row["label"], row["question"]) == (item.kind, item.label, item.ask)
        assert row["allowed"] == item.allowed()
    assert len(by_id) == len(content.checklist.items)
    assert (by_id["karnofsky"]["least"], by_id["karnofsky"]["most"]) == ("0", "100")
    assert "reduced = " in by_id["tendon_reflexes"]["options"]


def test_the_schema_allows_every_case(content: Content) -> None:
    schema = json.loads(codebook_schema(content))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for case in content.cases.values():
        validator.validate(case.answers)


@pytest.mark.parametrize(
    ("item", "value"),
    [
        ("dry_mouth", "maybe"),
        ("dry_mouth", True),
        ("tendon_reflexes", "yes"),
        ("karnofsky", 60.5),
        ("karnofsky", 101),
        ("pack_years", "2"),
        ("chest_ct_date", 20260301),
    ],
)
def test_the_schema_refuses_what_the_question_refuses(
    content: Content, item: str, value: object
) -> None:
    schema = json.loads(codebook_schema(content))
    with pytest.raises(ValidationError):
        Draft202012Validator(schema).validate({item: value})
    with pytest.raises(ValueError, match="is not an answer here"):
        content.checklist.item(item).read(value)
