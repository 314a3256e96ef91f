"""The CSV: one table, one row for each thing that is said."""

from __future__ import annotations

import csv as csv_format
import io
from uuid import UUID

import pytest

from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.exports.tables.csv_table import csv
from lems_rules.intake.csv_sheet import HEAD
from lems_rules.intake.document import read_document
from lems_rules.knowledge.content import Content
from tests.support.patients import EARLY, RICH, built, considered, exported


def rows_of(content: Content, answers: dict[str, object], notes: str = "") -> list[dict[str, str]]:
    one = exported(content, answers, notes)
    return list(csv_format.DictReader(io.StringIO(csv(one.given, one.told), newline="")))


def test_the_name_of_the_plan_goes_along_where_there_is_one(content: Content) -> None:
    one, name = exported(content, RICH), UUID(int=7, version=4)
    assert "plan_id" not in csv(one.given, one.told)
    found = read_document(csv(one.given, one.told, name).encode())
    assert plan_in(found.made) == name
    assert found.answers == read_document(csv(one.given, one.told).encode()).answers


def part(rows: list[dict[str, str]], name: str) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in rows if row["part"] == name}


@pytest.mark.parametrize("answers", [{}, RICH, EARLY], ids=["nothing", "rich", "early"])
def test_every_row_has_every_column(content: Content, answers: dict[str, object]) -> None:
    one = exported(content, answers)
    head, *rows = csv_format.reader(io.StringIO(csv(one.given, one.told), newline=""))
    assert tuple(head) == HEAD
    assert {len(row) for row in rows} == {len(HEAD)}


def test_every_item_stands_once_as_answered_open_or_not_asked(content: Content) -> None:
    rows = rows_of(content, RICH)
    kinds = [part(rows, name) for name in ("answer", "not_answered", "not_asked")]
    ids = [name for kind in kinds for name in kind]
    assert sorted(ids) == sorted(item.id for item in content.checklist.items)
    assert set(kinds[0]) == set(RICH)
    assert set(kinds[1]) == set(considered(content, RICH).unanswered)


def test_values_are_written_for_machines_and_said_for_people(content: Content) -> None:
    answers = part(rows_of(content, {**RICH, "weight_loss_percent": 4.5}), "answer")
    told = {name: (row["value"], row["says"]) for name, row in answers.items()}
    assert told["age_at_onset_years"] == ("62", "62 years")
    assert told["weight_loss_percent"] == ("4.5", "4.5 %")
    assert told["tendon_reflexes"] == ("absent", "Absent")
    assert told["chest_ct_date"] == ("2026-08-10", "2026-08-10")


def test_the_level_the_range_and_the_dates_can_be_read_by_machine(content: Content) -> None:
    rows = rows_of(content, RICH)
    level = part(rows, "level")["strongly_suggestive"]
    assert level["value"] == "3"
    assert (level["title"], level["says"]) == ("", "")  # the diagnosis is made: not worded
    assert part(rows, "headline")[""]["title"].startswith("LEMS established: ")
    assert part(rows, "rule")["H2"]["strength"].startswith("Our own reading. ")
    score = part(rows, "delta_p")
    assert (score["low"]["value"], score["high"]["value"]) == ("1", "6")
    assert part(rows, "screen")["3"]["value"] == "2026-11-10"
    assert part(rows, "finding")["weak_reflexes"]["value"] == "yes"


def test_what_to_do_now_has_a_row_each_with_its_rule_urgency_and_reason(content: Content) -> None:
    told = exported(content, RICH).told.do_now
    rows = [row for row in rows_of(content, RICH) if row["part"] == "do_now"]
    assert [(row["id"], row["title"], row["value"], row["says"]) for row in rows] == [
        (one.rule, one.text, one.urgency, one.why) for one in (*told.lines, *told.further)
    ]
    assert len(rows) > 5


def test_once_lems_is_established_the_level_is_a_figure_and_the_headline_is_the_words(
    content: Content,
) -> None:
    rows = rows_of(content, RICH)
    level = part(rows, "level")["strongly_suggestive"]
    assert (level["title"], level["value"], level["says"]) == ("", "3", "")
    assert part(rows, "headline")[""]["title"].startswith("LEMS established: ")


def test_without_a_rule_or_a_score_the_rows_say_so(content: Content) -> None:
    rows = rows_of(content, {})
    assert part(rows, "level")["insufficient"]["value"] == "0"
    (rule,) = [row for row in rows if row["part"] == "rule"]
    assert rule["id"] == rule["strength"] == ""
    assert part(rows, "delta_p")["applies"]["value"] == "no"
    assert set(part(rows, "finding")) == set(content.findings)


def test_cohort_figures_stand_in_the_rows_only_before_a_scan(content: Content) -> None:
    before, after = (rows_of(content, answers) for answers in (EARLY, RICH))
    totals = [row for row in before if row["part"] == "cohort_total"]
    assert len(totals) == 14
    assert {row["title"] for row in totals} == {
        one.title for one in content.scores["delta_p"].cohorts
    }
    assert not [row for row in after if row["part"] == "cohort_total"]
    assert {row["title"] for row in after if row["part"] == "cohort"} == {
        one.title for one in content.scores["delta_p"].cohorts
    }


def test_an_offered_screen_says_so(content: Content) -> None:
    offered = {
        **RICH,
        "sex": "female",
        "early_bulbar_involvement": "no",
        "smoking_at_onset": "no",
        "weight_loss_percent": 0,
        "karnofsky": 90,
    }
    says = [row["says"] for row in rows_of(content, offered) if row["part"] == "screen"]
    plan = exported(content, offered).told.plan
    assert [one.offered for one in plan.screens] == [", offered" in text for text in says]
    assert any(one.offered for one in plan.screens)
    assert any(row["says"] == plan.offer for row in rows_of(content, offered))


def test_a_spreadsheet_is_told_the_encoding(content: Content) -> None:
    assert built(exported(content, RICH, "Größe"), "csv").startswith(b"\xef\xbb\xbfpart,id,")
