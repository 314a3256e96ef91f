"""An empty table to fill in, and what its columns may hold."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date

import pytest
from jsonschema import Draft202012Validator, ValidationError

from lems_rules.cohort.files.codebook import (
    HEAD,
    REDCAP,
    codebook_csv,
    codebook_redcap,
    codebook_schema,
    template,
)
from lems_rules.cohort.files.file import assess_file
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


def test_the_dictionary_for_redcap_has_its_columns_and_every_question(content: Content) -> None:
    head, record, *told = rows(codebook_redcap(content))
    assert tuple(head) == REDCAP
    assert len(REDCAP) == 18
    assert {len(row) for row in (record, *told)} == {18}
    assert record[:5] == ["record_id", "lems_checklist", "", "text", "Record"]
    fields = [dict(zip(head, row, strict=True)) for row in told]
    items = content.checklist.items
    assert [one["Variable / Field Name"] for one in fields] == [item.id for item in items]
    headers = [one["Section Header"] for one in fields if one["Section Header"]]
    assert headers == [section.title for section in content.checklist.sections]
    for name in (record[0], *(item.id for item in items)):
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,99}", name)


def test_redcap_checks_what_the_questions_check(content: Content) -> None:
    head, _, *told = rows(codebook_redcap(content))
    by_id = {row[0]: dict(zip(head, row, strict=True)) for row in told}
    for item in content.checklist.items:
        row = by_id[item.id]
        choices, validation = row[REDCAP[5]], [row[name] for name in REDCAP[7:10]]
        match item.kind:
            case "number":
                kind = "integer" if item.whole else "number"
                assert (row["Field Type"], validation[0]) == ("text", kind)
                assert [float(one) for one in validation[1:]] == [item.least, item.most]
            case "date":
                assert (row["Field Type"], validation) == ("text", ["date_ymd", "", ""])
            case _:
                codes = [one.split(", ")[0] for one in choices.split(" | ")]
                assert (row["Field Type"], tuple(codes)) == ("radio", item.option_ids)


def test_a_raw_export_of_redcap_is_read_without_a_problem(content: Content) -> None:
    names = [row[0] for row in rows(codebook_redcap(content))[1:]]
    out = io.StringIO(newline="")
    sheet = csv.writer(out)
    sheet.writerow([*names, "lems_checklist_complete"])
    for i, case in enumerate(content.cases.values()):
        sheet.writerow([i, *(case.answers.get(name, "") for name in names[1:]), 2])
    made = assess_file(content, out.getvalue().encode(), date(2026, 11, 23), quick=True)
    assert (made.rows, made.problem_count) == (len(content.cases), 0)
