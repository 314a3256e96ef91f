"""A table for a page: each row as that patient alone, what is named, and what a file may cost."""

from __future__ import annotations

import random
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from lems_rules import AnswerError, assess
from lems_rules.cohort.files.codebook import template
from lems_rules.cohort.files.file import assess_file
from lems_rules.cohort.rows.cell import MOST
from lems_rules.cohort.small.example import WRONG, example
from lems_rules.cohort.small.table import MOST_COLUMNS, MOST_ROWS, Table, read_table
from lems_rules.intake.document import MOST_BYTES
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import sort_out_answers
from tests.support import cohort_row
from tests.support.patient_table import SETTLED, TODAY, TRIAD, csv_of, filled_template


def read(content: Content, data: bytes) -> Table:
    return read_table(content, data, TODAY)


def says(content: Content, data: bytes) -> str:
    with pytest.raises(AnswerError) as error:
        read(content, data)
    assert "\n" not in str(error.value)
    return str(error.value)


def random_rows(content: Content, count: int) -> bytes:
    chance = random.Random(3)
    return csv_of(
        {name: cell for name, (cell, _) in cohort_row.row(chance, content).items()}
        for _ in range(count)
    )


@pytest.mark.parametrize("kind", ["cases", "random"])
def test_each_row_is_told_what_assess_says_of_that_patient(content: Content, kind: str) -> None:
    data = filled_template() if kind == "cases" else random_rows(content, 60)
    for one in read(content, data).patients:
        answers = sort_out_answers(content, one.draft, TODAY).answers
        result, told = assess(content, answers, TODAY), one.follows
        assert told.level.id == result.suspicion.id
        assert [line.id for line in told.lines] == [line.id for line in result.do_now]
        assert told.more == result.do_now_more
        assert len(told.safety) == len(result.safety)
        assert (told.scored, told.low, told.high) == (
            result.delta_p.applies,
            result.delta_p.low,
            result.delta_p.high,
        )
        assert told.next_item == result.next_item
        assert told.open_items == {question.item for question in result.ask_next}


def test_a_row_says_as_much_as_the_file_that_is_downloaded(content: Content) -> None:
    data = random_rows(content, 30)
    table, made = read(content, data), assess_file(content, data, TODAY)
    assert len(table.patients) == made.rows
    whole = sum(not one.numbers for one in table.problems)
    assert table.cells_refused + whole == made.problem_count


def test_the_same_wrong_cell_is_told_once_with_all_its_rows(content: Content) -> None:
    rows = [{**TRIAD, "ptosis": cell} for cell in ("maybe", "no", "maybe", "?")]
    table = read(content, csv_of(rows))
    assert [(one.column, one.value, one.numbers) for one in table.problems] == [
        ("ptosis", "maybe", (2, 4)),
        ("ptosis", "?", (5,)),
    ]
    assert table.cells_refused == 3


def test_a_column_that_is_nearly_a_question_is_named_without_a_row(content: Content) -> None:
    table = read(content, csv_of([{**TRIAD, "ptosiss": "yes"}]))
    assert [(one.column, one.numbers) for one in table.problems] == [("ptosiss", ())]
    assert table.cells_refused == 0
    assert table.questions == tuple(TRIAD)
    assert table.others == ("ptosiss",)


def test_what_is_told_of_a_file_can_be_shown_whatever_its_bytes(content: Content) -> None:
    data = b"pt\xff,ptosis,dry_mouth\r\nx,m\xe4ybe\0,yes\r\n"
    table = read(content, data)
    (patient,) = table.patients
    told = [table.others[0], *(one.value for one in table.problems), *patient.draft.values()]
    for text in map(str, told):
        assert text.isprintable()
        text.encode()
    assert patient.follows.level.rank == 0


def test_a_row_as_a_draft_keeps_what_is_no_answer_and_cuts_it(content: Content) -> None:
    row = {**TRIAD, "ptosis": "x" * 5_000, "karnofsky": "500", "chest_ct_date": "2026-05-04"}
    (patient,) = read(content, csv_of([row])).patients
    assert patient.draft == {**row, "ptosis": "x" * MOST, "karnofsky": 500}
    assert "diplopia" not in patient.draft


def test_ones_and_noughts_and_decimal_commas_are_read_as_the_command_reads_them(
    content: Content,
) -> None:
    rows = [
        {"ptosis": "1", "weight_loss_percent": "2,5", "fdg_pet_date": "31.08.2026"},
        {"ptosis": "0", "weight_loss_percent": "", "fdg_pet_date": ""},
    ]
    first, second = read(content, csv_of(rows, ";")).patients
    assert first.draft == {
        "ptosis": "yes",
        "weight_loss_percent": 2.5,
        "fdg_pet_date": "2026-08-31",
    }
    assert second.draft == {"ptosis": "no"}


def test_equal_rows_are_considered_once(content: Content) -> None:
    first, second, third = read(content, csv_of([TRIAD, SETTLED, TRIAD])).patients
    assert first.follows is third.follows
    assert first.follows is not second.follows


def test_how_far_it_is_is_told_row_by_row(content: Content) -> None:
    told: list[tuple[int, int]] = []
    read_table(content, csv_of([TRIAD] * 3), TODAY, lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Columns of one's own


@pytest.mark.parametrize(
    ("cells", "truths"),
    [
        (["yes", "no", "NA", ""], (True, False, None, None)),
        (["Yes", "FALSE", "unclear", "no"], (True, False, None, False)),
        (["1", "0", "", "1"], (True, False, None, True)),
    ],
)
def test_a_column_of_yes_and_no_can_be_the_outcome(
    content: Content, cells: list[str], truths: tuple[bool | None, ...]
) -> None:
    rows = [{**TRIAD, "found": cell} for cell in cells]
    assert read(content, csv_of(rows)).outcomes == {"found": truths}


@pytest.mark.parametrize("cells", [["1", "1"], ["1", "2"], ["", ""], ["maybe", "no"], ["a", "b"]])
def test_a_column_that_may_mean_something_else_is_no_outcome(
    content: Content, cells: list[str]
) -> None:
    rows = [{**TRIAD, "found": cell} for cell in cells]
    assert read(content, csv_of(rows)).outcomes == {}


def test_of_two_columns_of_one_name_the_first_is_the_outcome(content: Content) -> None:
    data = b"found,ptosis,found\r\nyes,no,no\r\n"
    assert read(content, data).outcomes == {"found": (True,)}


# What a file may cost


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("patients.csv", b"ptosis\n" + b"no\n" * 1_000_000)
    return out.getvalue()


HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "no column is called by a question's id"),
    "a zip": (zipped(), "a workbook or another zip"),
    "a gzip": (b"\x1f\x8b\x08\x00" + b"\0" * 50, "not CSV but packed with gzip"),
    "UTF-16": ("ptosis\nno\n".encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ("ptosis\nno\n".encode("utf-16-le"), "no column is called"),
    "NUL bytes": (b"\0" * 100_000, "no column is called by a question's id"),
    "Parquet": (b"PAR1" + b"\0" * 100, "this page reads CSV"),
    "a million columns": (b"ptosis" + b"," * 1_000_000 + b"\nno\n", "more than 1,000 columns"),
    "a million columns below a quoted line end": (
        b'"\n",ptosis' + b"," * 500_000 + b"\n" + b"x\n" * 100_000,
        "more than 1,000 columns",
    ),
    "short rows below many columns": (
        b"ptosis" + b"," * 900 + b"\n" + b"x\n" * 400_000,
        "more than 1,048,576 cells",
    ),
    "many rows": (b"ptosis\n" + b"no\n" * (MOST_ROWS + 1), "more than 2,000 rows"),
    "too large": (b"ptosis\n" + b"x" * MOST_BYTES, "is more than 1 MiB"),
    "one huge cell": (b'ptosis,a\nno,"' + b"x" * 500_000 + b'"\n', "field larger"),
    "a huge name": (b"x" * 500_000 + b",ptosis\nno,no\n", "no column is called"),
    "an open quote": (b'ptosis,a\nno,"x\nyes,y\n', "quote"),
    "a question twice": (b"ptosis,ptosis\nno,yes\n", "two columns are called 'ptosis'"),
    "only names": (b"ptosis,dry_mouth\n", "no row of answers"),
}


@pytest.mark.parametrize(("data", "told"), HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_table_gets_one_sentence_at_once(
    content: Content, data: bytes, told: str
) -> None:
    since = time.process_time()
    assert told in says(content, data)
    assert time.process_time() - since < 5


def test_a_file_that_is_too_large_for_a_page_is_told_of_the_command(content: Content) -> None:
    for name in ("Parquet", "a million columns", "many rows", "too large"):
        assert "python -m lems_rules cohort" in says(content, HOSTILE[name][0])


def test_a_file_at_the_limits_is_read(content: Content) -> None:
    names = ["ptosis", *(f"x{number}" for number in range(MOST_COLUMNS - 1))]
    wide = ",".join(names).encode() + b"\r\nno" + b"," * (MOST_COLUMNS - 1) + b"\r\n"
    assert len(read(content, wide).others) == MOST_COLUMNS - 1
    assert len(read(content, b"ptosis\n" + b"no\n" * MOST_ROWS).patients) == MOST_ROWS


def test_cells_that_are_formulas_are_named_and_run_nowhere(content: Content) -> None:
    cell = '=HYPERLINK("https://example.org")'
    table = read(content, csv_of([{**TRIAD, "ptosis": cell}]))
    assert [one.value for one in table.problems] == [cell]
    made = assess_file(content, table.data, TODAY)
    assert b"'=HYPERLINK" in made.table
    assert b"'=HYPERLINK" in made.problems


# The example


def test_the_example_is_the_same_each_time_and_is_read_but_for_a_few_cells(
    content: Content,
) -> None:
    data = example(content)
    assert data == example(replace(content))
    table = read(content, data)
    assert table.cells_refused == WRONG
    assert all(one.numbers for one in table.problems)
    assert list(table.outcomes) == ["sclc_found"]
    assert {False, True, None} == set(table.outcomes["sclc_found"])
    assert len({one.follows.level.id for one in table.patients}) == len(content.suspicion.levels)


def test_no_row_of_the_example_is_a_case_or_a_part_of_one(content: Content) -> None:
    cases = [dict(one.answers).items() for one in content.cases.values()]
    names = template(content).strip().split(",")
    for one in read(content, example(content)).patients:
        assert set(one.draft) <= set(names)
        assert not any(one.draft.items() <= answers for answers in cases)


def test_there_is_an_example_where_no_score_and_no_diagnosis_is_asked_for(
    content: Content,
) -> None:
    roles = content.checklist.roles.model_copy(update={"established": None})
    bare = replace(
        content,
        checklist=content.checklist.model_copy(update={"roles": roles}),
        screening=content.screening.model_copy(update={"score": None}),
    )
    head, *rows = example(bare).decode().splitlines()
    assert head.endswith(",tumour_found")
    assert "lems_established" not in head
    assert all(row.endswith(",") for row in rows)
