"""A date or a number that is read as another one than was meant: never without a word."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.csv_sheet import HEAD, WORKED_OUT
from lems_rules.intake.document import Document, read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import (
    Consideration,
    assess,
    read_answers,
    sort_out_answers,
)
from lems_rules.schema.questions.item import AnswerError
from tests.support.command import Run, refusal, written

TODAY = date(2026, 11, 28)
# As a German Excel saves our own CSV.
GERMAN = (
    "\ufeffpart;id;title;value;says;strength;sources\r\n"
    "answer;symptom_duration_months;Time since first symptom;2,5;2.5 months;;\r\n"
    "answer;chest_ct_date;Date of the chest CT;31.08.2026;31.08.2026;;\r\n"
)
FUTURE = {
    "lems_established": "yes",
    "age_at_onset_years": 62,
    "sex": "male",
    "smoking_at_onset": "yes",
    "karnofsky": 60,
    "weight_loss_percent": 6,
    "chest_ct": "normal",
    "chest_ct_date": "2026-09-01",
    "fdg_pet": "normal",
    "fdg_pet_date": "2027-09-03",
}


def sheet(*rows: str, separator: str = ";") -> Document:
    return read_document("\n".join((separator.join(HEAD), *rows)).encode())


def named(content: Content, document: Document) -> str:
    with pytest.raises(AnswerError) as caught:
        read_answers(content, document.answers)
    return str(caught.value)


# Our own CSV, saved by a spreadsheet of another language


def test_our_csv_saved_by_a_german_spreadsheet_is_read(content: Content) -> None:
    assert read_answers(content, read_document(GERMAN.encode()).answers) == {
        "symptom_duration_months": 2.5,
        "chest_ct_date": date(2026, 8, 31),
    }


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2,5", 2.5),
        ("2.5", 2.5),
        ("-20,25", -20.25),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1,5e-07", 1.5e-07),
        ("60", 60),
        ("12345,678", 12345.678),
        ("1.2.2026", "2026-02-01"),
        ("29.02.2028", "2028-02-29"),
    ],
)
def test_between_semicolons_a_comma_is_a_point_and_dots_make_a_date(
    cell: str, value: object
) -> None:
    assert sheet(f"answer;x;;{cell}").answers == {"x": value}


@pytest.mark.parametrize(
    ("cell", "asks"),
    [
        ("1.250", "could be 1250 or 1.25"),
        ("1,250", "could be 1250 or 1.25"),
        ("-12.500", "could be -12500 or -12.5"),
    ],
)
def test_what_could_be_thousands_is_asked_about_and_never_guessed(
    content: Content, cell: str, asks: str
) -> None:
    says = named(content, sheet(f"answer;cmap_increment_percent;;{cell}"))
    assert "'cmap_increment_percent'" in says
    assert cell in says
    assert asks in says
    [problem] = sort_out_answers(
        content, sheet(f"answer;cmap_increment_percent;;{cell}").answers
    ).problems
    assert asks in problem.plain


@pytest.mark.parametrize("cell", ["1.250,5", "1,250.5", "2,5,5", "5 %", "2;5"])
def test_any_other_writing_of_a_number_is_named(content: Content, cell: str) -> None:
    cell = f'"{cell}"'
    assert "'weight_loss_percent'" in named(content, sheet(f"answer;weight_loss_percent;;{cell}"))


@pytest.mark.parametrize("cell", ["31.13.2026", "30.02.2026", "31/08/2026", "03/04/2026", "1.2.26"])
def test_a_date_that_could_be_another_is_refused_as_it_stands(content: Content, cell: str) -> None:
    says = named(content, sheet(f"answer;chest_ct_date;;{cell}"))
    assert repr(cell) in says
    assert "YYYY-MM-DD" in says


@pytest.mark.parametrize("cell", ["31.08.2026", "8/31/2026"])
def test_between_commas_only_iso_dates_are_dates(content: Content, cell: str) -> None:
    assert "YYYY-MM-DD" in named(content, sheet(f"answer,chest_ct_date,,{cell}", separator=","))


def test_a_number_of_thousandths_in_our_own_file_is_what_it_is() -> None:
    assert sheet("answer,x,,1.250", separator=",").answers == {"x": 1.25}


def test_a_decimal_comma_that_splits_a_row_is_no_shorter_number() -> None:
    with pytest.raises(AnswerError, match="line 2: text in columns that are empty"):
        sheet("answer,weight_loss_percent,Weight loss,4,5,4.5 %,,", separator=",")


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Answer;", "Answer in line 2"),
        ("Answer;ptosis;;yes", "Answer in line 2"),
        ("answer;;Drooping eyelid;yes", "answer in line 2"),
        ("answer", "answer in line 2"),
        ("anwser;ptosis;;yes", "anwser in line 2"),
        (";ptosis;;yes", " in line 2"),
        ("not_answered;;;not_asked", "not_answered in line 2"),
    ],
)
def test_a_row_that_may_be_an_answer_is_named_and_never_dropped(
    content: Content, row: str, name: str
) -> None:
    document = sheet(row, "answer;diplopia;;no")
    assert f"{name!r}: no item is called that" in named(content, document)
    reading = sort_out_answers(content, document.answers)
    assert reading.answers == {"diplopia": "no"}
    assert [repr(name) in problem.says for problem in reading.problems] == [True]


def test_an_empty_row_is_no_row() -> None:
    assert sheet(";;;;;;", "", "answer;ptosis;;no").answers == {"ptosis": "no"}


@pytest.mark.parametrize(
    "rows",
    [
        ("answer;ptosis;;no", "answer;ptosis;;yes"),
        ("not_answered;ptosis;;not_asked", "not_answered;ptosis;;unknown"),
        ("notes;;;;one", "notes;;;;two"),
    ],
)
def test_what_stands_twice_is_refused(rows: tuple[str, str]) -> None:
    with pytest.raises(AnswerError, match=r"line 3, .*: answered twice"):
        sheet(*rows)


def test_every_kind_of_row_that_is_written_is_known_when_it_is_read(content: Content) -> None:
    kinds = set()
    for case in content.cases.values():
        given = Consideration(content, read_answers(content, case.answers), case.today)
        told = export_of(given, "A note.", {}, (), {"ptosis": "not_asked"})
        data = FORMATS["csv"].build(told)
        assert read_answers(content, read_document(data).answers) == given.answers
        kinds |= {line.split(",")[0] for line in data.decode("utf-8-sig").splitlines()[1:]}
    assert kinds & WORKED_OUT


# A date of something done that has not come yet


@pytest.mark.parametrize("command", ["assess", "export"])
def test_a_scan_of_next_year_is_refused_by_name(run: Run, tmp_path: Path, command: str) -> None:
    patient = written(tmp_path / "patient.json", FUTURE)
    to = tmp_path / "out.md"
    more = ["--to", "md", "-o", str(to)] if command == "export" else []
    says = refusal(run(command, patient, "--today", "2026-11-28", *more))
    assert "'fdg_pet_date': 2027-09-03 lies in the future (today is 2026-11-28)" in says
    assert not to.exists()


def dates(content: Content) -> list[str]:
    return [item.id for item in content.checklist.items if item.kind == "date"]


@pytest.mark.parametrize(("day", "usable"), [("2026-11-29", True), ("2026-11-30", False)])
def test_tomorrow_may_be_today_elsewhere_and_no_later_day_may(
    content: Content, day: str, usable: bool
) -> None:
    for name in dates(content):
        if usable:
            assert read_answers(content, {name: day}, TODAY) == {name: date.fromisoformat(day)}
        else:
            with pytest.raises(AnswerError, match=name):
                assess(content, {name: day}, TODAY)


def test_without_a_given_day_today_is_the_day(content: Content) -> None:
    with pytest.raises(AnswerError, match="lies in the future"):
        assess(content, {"chest_ct_date": "2199-12-31"})


def test_where_it_is_sorted_out_a_date_to_come_is_set_aside_and_named(content: Content) -> None:
    reading = sort_out_answers(content, FUTURE, TODAY)
    assert set(FUTURE) - set(reading.answers) == {"fdg_pet_date"}
    [problem] = reading.problems
    assert problem.items == ("fdg_pet_date",)
    assert problem.plain.startswith("2027-09-03 lies in the future")


def as_response(answers: dict[str, Any]) -> dict[str, Any]:
    kinds = {"chest_ct_date": "valueDate", "fdg_pet_date": "valueDate"}
    items = [
        {"linkId": name, "answer": [{kinds.get(name, "valueCoding"): _value(name, value)}]}
        for name, value in answers.items()
        if isinstance(value, str)
    ]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": items}


def _value(name: str, value: str) -> object:
    return value if name.endswith("_date") else {"code": f"{name}.{value}"}


def test_a_fhir_response_keeps_a_date_to_come_and_says_that_it_is_not_used(
    run: Run, tmp_path: Path
) -> None:
    response = written(tmp_path / "response.json", as_response(FUTURE))
    code, out, err = run("assess", response, "--today", "2026-11-28")
    assert code == 0
    assert json.loads(out)["first_negative_screen"] == "2026-09-01"
    assert "Date of the FDG-PET/CT: set aside. 2027-09-03 lies in the future" in err
    to = tmp_path / "draft.json"
    assert run("export", response, "--to", "json", "-o", str(to), "--today", "2026-11-28")[0] == 0
    saved = json.loads(to.read_text("utf-8"))
    assert saved["set_aside"] == {"fdg_pet_date": "2027-09-03"}
    note = tmp_path / "note.txt"
    assert run("export", response, "--to", "note", "-o", str(note), "--today", "2026-11-28")[0] == 0
    assert "2027-09-03 lies in the future" in note.read_text("utf-8")


def test_a_date_that_a_draft_had_set_aside_stays_aside(run: Run, tmp_path: Path) -> None:
    draft = {"answers": {"ptosis": "no"}, "set_aside": {"fdg_pet_date": "2027-09-03"}}
    patient, to = written(tmp_path / "patient.json", draft), tmp_path / "note.txt"
    made = run("export", patient, "--to", "note", "-o", str(to), "--today", "2026-11-28")
    assert made == (0, "", "")
    assert "2027-09-03 lies in the future" in to.read_text("utf-8")
