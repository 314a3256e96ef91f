"""Our own CSV, read back; and the guard that keeps its cells from being run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.intake.csv_sheet import (
    HEAD,
    answers_in_sheet,
    guarded,
    separator_of,
    unguarded,
)
from lems_rules.intake.document import Document, read_document
from lems_rules.schema.questions.item import AnswerError

TOP = ",".join(HEAD)


def sheet(*rows: str) -> bytes:
    return "\r\n".join((TOP, *rows)).encode("utf-8-sig")


# The guard


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 (555)", "'+1 (555)"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\n=1", "'\n=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("-20", "-20"),
        ("-2.5e-07", "-2.5e-07"),
        ("plain = text", "plain = text"),
        ("", ""),
    ],
)
def test_a_cell_that_could_be_run_is_guarded_and_a_number_is_not(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text(max_size=20) | st.text(st.sampled_from("=+-@'\t\n1a"), max_size=6))
def test_the_guard_can_always_be_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_an_apostrophe_that_guards_nothing_stays() -> None:
    assert unguarded("'tis") == "'tis"


# Reading


def test_answers_notes_and_what_made_the_file_are_read_and_the_rest_is_left() -> None:
    data = sheet(
        "about,edition,,2026.1,,,",
        "safety,S1,A title,,Says,Consensus,Somebody 2020",
        "answer,ptosis,Drooping eyelid,no,No,,",
        "answer,karnofsky,Karnofsky,60,60 points,,",
        "answer,weight_loss_percent,Weight loss,4.5,4.5 %,,",
        "answer,chest_ct_date,Date,2026-08-10,2026-08-10,,",
        "not_answered,diplopia,Double vision,,not answered,,",
        'notes,,Notes,,"two\nlines, ""quoted""",,',
    )
    found = read_document(data)
    assert found == Document(
        {
            "ptosis": "no",
            "karnofsky": 60,
            "weight_loss_percent": 4.5,
            "chest_ct_date": "2026-08-10",
        },
        'two\nlines, "quoted"',
    )
    assert found.made == {"edition": "2026.1"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_spreadsheet_may_have_changed_the_separator(separator: str) -> None:
    text = "\n".join((separator.join(HEAD), separator.join(("answer", "ptosis", "", "no"))))
    assert read_document(text.encode()).answers == {"ptosis": "no"}


def test_a_quoted_head_and_empty_columns_at_the_end_are_no_obstacle() -> None:
    quoted = ",".join(f'"{one}"' for one in HEAD) + ",,\n"
    assert separator_of(quoted) == ","
    assert read_document(f"{quoted}answer,ptosis,,no,,,,,\n".encode()).answers == {"ptosis": "no"}


@pytest.mark.parametrize("text", ["part,id,title", "ptosis,no", "{}", ""])
def test_any_other_table_is_not_ours(text: str) -> None:
    assert separator_of(text) is None


def test_an_emptied_answer_is_no_answer() -> None:
    assert read_document(sheet("answer,ptosis,,,,,")).answers == {"ptosis": None}


@pytest.mark.parametrize(
    ("cell", "value"),
    [("60", 60), ("60.0", 60.0), ("1e-07", 1e-07), ("-20", -20), ("1" * 5_000, float("inf"))],
)
def test_numbers_are_read_as_numbers(cell: str, value: float) -> None:
    assert answers_in_sheet(f"{TOP}\nanswer,x,,{cell},,,", ",")["answers"] == {"x": value}


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (("answer,ptosis,,no,,,", "answer,ptosis,,yes,,,"), "line 3, 'ptosis': answered twice"),
        (('answer,ptosis,,"no,,,',), "line 2: not a readable row"),
        (('answer,ptosis,,"no"x,,,',), "line 2: not a readable row"),
    ],
)
def test_a_broken_row_is_refused_with_its_line(rows: tuple[str, ...], says: str) -> None:
    with pytest.raises(AnswerError) as caught:
        read_document(sheet(*rows))
    assert str(caught.value).startswith(f"the file, {says}")
    assert "\n" not in str(caught.value)


def test_notes_in_a_sheet_may_not_be_too_long_either() -> None:
    with pytest.raises(AnswerError, match="more than 4,000"):
        read_document(sheet(f"notes,,,,{'x' * 4_001},,"))
