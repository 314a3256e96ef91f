"""A cohort as a CSV file: what spreadsheets do to it, what breaks it, and that no cell is lost."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.cohort.files import sheet
from lems_rules.cohort.files.codebook import template
from lems_rules.cohort.files.file import Made, assess_file
from lems_rules.intake.csv_sheet import unguarded
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.schema.questions.item import AnswerError
from tests.support.shipped import CONTENT

TODAY = date(2026, 11, 23)
GOOD = b"patient,dry_mouth,dysphagia\r\n007,yes,yes\r\n"


def cells(data: bytes, separator: str = ",") -> list[list[str]]:
    text = data.decode("utf-8-sig", "surrogateescape")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def records(data: bytes, separator: str = ",") -> list[dict[str, str]]:
    head, *rows = cells(data, separator)
    return [dict(zip(head, row, strict=True)) for row in rows]


def problems(made: Made, separator: str = ",") -> list[tuple[str, str, str]]:
    found = records(made.problems, separator)
    assert made.problem_count == len(found)
    return [(one["row"], one["column"], one["value"]) for one in found]


def made(content: Content, data: bytes) -> Made:
    return assess_file(content, data, TODAY)


def says(content: Content, data: bytes) -> str:
    with pytest.raises(AnswerError) as error:
        made(content, data)
    return str(error.value)


def test_the_template_filled_with_every_case_says_of_each_what_assess_says(
    content: Content,
) -> None:
    [names] = cells(template(content).encode())
    cases = list(content.cases.values())
    out = io.StringIO(newline="")
    sheet_of = csv.writer(out)
    sheet_of.writerow([*names, "case"])
    sheet_of.writerows([*(one.answers.get(name, "") for name in names), one.id] for one in cases)
    done = made(content, out.getvalue().encode())
    assert problems(done) == []
    assert done.rows == len(cases)
    for case, row in zip(cases, records(done.table), strict=True):
        result = assess(content, case.answers, TODAY)
        assert row["case"] == case.id
        assert row["lems_level"] == str(result.suspicion.level)
        assert row["lems_level_id"] == result.suspicion.id
        assert row["lems_rule"] == (result.suspicion.rule or "")
        assert row["lems_delta_p_low"] == str(result.delta_p.low)
        assert row["lems_delta_p_high"] == str(result.delta_p.high)
        assert row["lems_safety"] == " ".join(result.safety)
        assert row["lems_unanswered"] == str(len(result.unanswered))
        assert row["lems_schedule_rule"] == (result.schedule_rule or "")
        assert row["lems_plan_settled"] == ("true" if result.plan_settled else "false")
        assert row["lems_next_item"] == (result.next_item or "")
        assert row["lems_do_now"] == " ".join(line.id for line in result.do_now)


def test_rows_are_counted_as_a_spreadsheet_counts_them(content: Content) -> None:
    data = b'note,dry_mouth\n"two\nlines",yes\n\n,\nx,maybe\n'
    done = made(content, data)
    assert problems(done) == [("5", "dry_mouth", "maybe")]
    assert [row["note"] for row in records(done.table)] == ["two\nlines", "x"]


def test_a_file_of_a_german_spreadsheet_is_read_and_written_as_one(content: Content) -> None:
    data = (
        "\ufeffPatient;pack_years;chest_ct_date;karnofsky\r\n"
        "Müller;2,5;31.08.2026;60\r\nMaier;1.250;;80,5\r\n"
    ).encode()
    done = made(content, data)
    assert done.table.startswith(b"\xef\xbb\xbfPatient;pack_years;")
    assert problems(done, ";") == [("3", "pack_years", "1.250"), ("3", "karnofsky", "80,5")]
    first = records(done.table, ";")[0]
    assert (first["Patient"], first["pack_years"]) == ("Müller", "2,5")
    assert first["lems_delta_p_low"] == "1"


def test_with_commas_between_the_cells_a_point_is_a_point(content: Content) -> None:
    done = made(content, b"pack_years,karnofsky\n1.250,60\n")
    assert problems(done) == []


def test_tabs_between_the_cells_are_read(content: Content) -> None:
    done = made(content, b"patient\tdysphagia\n7\tyes\n")
    assert "S2" in records(done.table, "\t")[0]["lems_safety"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no column is called by a question's id"),
        (b"patient|dry_mouth\n7|yes\n", "no column is called by a question's id"),
        (b"Mundtrockenheit\nja\n", "`cohort --template FILE` writes one"),
        (b"x" * 200_000, "no column is called by a question's id"),
        (b"dry_mouth,dysphagia\n", "no row of answers"),
        (b"dry_mouth,dysphagia\n,\n\n", "no row of answers"),
        (b"PK\x03\x04rest", "not CSV but a workbook"),
        ("dry_mouth\nyes\n".encode("utf-16"), "not CSV but UTF-16"),
        (GOOD + b'8,"yes,no\r\n9,no,no\r\n', "a quote that is opened and not closed"),
        (GOOD + b"8," + b"y" * 200_000 + b",no\r\n", "line 3: not a readable row"),
        (b"dry_mouth,patient,dry_mouth\nyes,7,no\n", "two columns are called 'dry_mouth'"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(
    content: Content, data: bytes, what: str
) -> None:
    sentence = says(content, data)
    assert what in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("more", "named"),
    [
        (b"8,yes", ("3", "", "")),
        (b"8,yes\r\n", ("3", "", "")),
        (b"8,yes,no,more,,again\r\n", ("3", "", "more, again")),
        (b"8,y\0es,no\r\n", ("3", "dry_mouth", "y\0es")),
        (b"8,=1+1,no\r\n", ("3", "dry_mouth", "'=1+1")),
        (b"8,jein\xe4,no\r\n", ("3", "dry_mouth", "jein\udce4")),
    ],
)
def test_a_damaged_row_is_named_and_the_good_one_stays(
    content: Content, more: bytes, named: tuple[str, str, str]
) -> None:
    alone, done = made(content, GOOD), made(content, GOOD + more)
    assert named in problems(done)
    assert done.rows == 2
    assert cells(done.table)[:2] == cells(alone.table)


def test_the_last_cell_of_a_file_that_breaks_off_is_not_read(content: Content) -> None:
    data = b"dysphagia,karnofsky,dry_mouth\nyes,60,yes\nyes,6"
    whole, cut = records(made(content, data + b"0\n").table), records(made(content, data).table)
    assert [row["lems_delta_p_low"] for row in whole] == ["1", "1"]
    assert [row["lems_delta_p_low"] for row in cut] == ["1", "0"]
    assert cut[1]["karnofsky"] == "6"


def test_of_a_row_with_too_many_cells_no_answer_is_read(content: Content) -> None:
    row = records(made(content, GOOD + b"8,no,yes,yes\r\n").table)[1]
    assert row["dysphagia"] == "yes"
    assert "S2" not in row["lems_safety"]


def test_bytes_that_are_not_utf_8_are_written_as_they_came(content: Content) -> None:
    done = made(content, b"Gr\xf6\xdfe,dry_mouth\nM\xfcller,yes\nMei\xdfner,no\n")
    assert done.table.startswith(b"Gr\xf6\xdfe,dry_mouth,")
    assert b"\r\nM\xfcller,yes," in done.table
    assert problems(done) == [("1", "", "")]
    assert b"bytes that are not UTF-8, in rows like it: 3" in done.problems


def test_no_cell_is_run_as_a_formula(content: Content) -> None:
    done = made(content, b"=name,dry_mouth\n=1+1,@SUM(A1)\n-5,yes\n")
    assert cells(done.table)[0][0] == "'=name"
    assert [row["'=name"] for row in records(done.table)] == ["'=1+1", "-5"]
    assert problems(done) == [("2", "dry_mouth", "'@SUM(A1)")]


def test_what_was_made_can_be_read_again(content: Content) -> None:
    once = made(content, GOOD + b"=8,yes,\r\n")
    again = made(content, once.table)
    [before, after] = [records(one.table) for one in (once, again)]
    for old, new in zip(before, after, strict=True):
        assert {name: new[name] for name in old} == old
        assert new["entered_lems_level"] == old["lems_level"]
    assert {row for row, _, _ in problems(again)} == {""}


def test_problems_beyond_a_number_are_counted(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sheet, "MOST_PROBLEMS", 2)
    done = made(content, b"dry_mouth\n" + b"maybe\n" * 5)
    assert done.problem_count == 5
    assert [row["problem"][:10] for row in records(done.problems)][2] == "and 3 more"
    assert len(records(done.problems)) == 3


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=6))
def test_every_cell_that_was_entered_stands_in_what_is_made(
    rows: list[tuple[str, str, str]],
) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([("patient", "dry_mouth", "karnofsky"), *rows])
    entered = [list(row) for row in rows if any(row)]
    if not entered:
        return
    done = assess_file(CONTENT, out.getvalue().encode(), TODAY, quick=True)
    found: list[list[Any]] = [row[:3] for row in cells(done.table)[1:]]
    assert [[unguarded(cell) for cell in row] for row in found] == [
        [unguarded(cell) for cell in row] for row in entered
    ]
