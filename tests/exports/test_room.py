"""The answers of a room as CSV and as PDF, read back by other people's programs."""

from __future__ import annotations

import csv
import io
import subprocess
from datetime import date

import page as ua

from lems_rules.exports.room.csv import HEAD, room_csv
from lems_rules.exports.room.pdf import room_pdf
from lems_rules.knowledge.content import Content
from lems_rules.rooms.course import Planned, Point
from lems_rules.rooms.sheet import Sheet, sheet
from lems_rules.rooms.store import Ballot, Room
from tests.support.outside import need

PLAN = (Planned("case_c01", 4), Planned("case_024", 2))
VOTES = {
    (0, 0): [Ballot("features_present", "chest_ct", 70), Ballot("features_present", "fdg_pet", 90)],
    (0, 1): [Ballot("insufficient", "chest_ct", 50)],
    (0, 3): [Ballot("meets_criteria", "lems", 80)],
}


def answered(content: Content, at: Point) -> Sheet:
    room = Room("BCDFGH", PLAN, at, 1, 0)
    return sheet(content, room, lambda place, step: VOTES.get((place, step), []))


def test_the_csv_has_a_row_for_each_choice_and_nobody_in_it(content: Content) -> None:
    text = room_csv(answered(content, Point(1, "step", 0, 0)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == HEAD
    level = content.suspicion.level("features_present").title
    (row,) = [one for one in rows if one["step"] == "Step 1 of 4" and one["choice"] == level]
    assert row["case"] == "case_c01"
    assert [row[name] for name in HEAD[2:]] == [
        "2", content.words["cases_level"], level, "2", "80", "yes",
    ]  # fmt: skip
    diagnoses = [one for one in rows if one["question"] == content.words["room_ask_diagnosis"]]
    assert {one["ours"] for one in diagnoses if one["step"] == "Step 4 of 4"} == {""}
    ended = [one for one in diagnoses if one["step"] == "end" and one["ours"] == "yes"]
    assert [(one["count"], one["sure_percent"], one["answered"]) for one in ended] == [
        ("1", "80", "1")
    ]
    assert "BCDFGH" not in text


def test_the_pdf_is_tagged_and_says_how_many_chose_what(content: Content) -> None:
    made = room_pdf(content, answered(content, Point(0, "end", 3, 4)), date(2026, 11, 29))
    found = ua.validate_pdf_bytes(made, profile="ua1")
    assert found.is_compliant, found.failures
    command = [need("pdftotext"), "-layout", "-enc", "UTF-8", "-", "-"]
    done = subprocess.run(command, input=made, capture_output=True, check=True, timeout=60)
    text = " ".join(done.stdout.decode().split())
    assert content.edition.disclaimer in text
    assert "Step 2 of 4 · Examination: Ten seconds" in text
    assert "Some features are present · our reading 2 80 %" in text
    assert "1 of 1 ended on what it was. On average they were 80 % sure." in text
    assert "Most missed: Tendon reflexes" in text
    assert "2026-11-29" in text


def test_a_room_that_revealed_nothing_gives_a_sheet_that_says_so(content: Content) -> None:
    begun = answered(content, Point(0, "step", 0, 0))
    assert room_csv(begun).splitlines() == [",".join(HEAD)]
    assert room_pdf(content, begun, date(2026, 11, 29)).startswith(b"%PDF-")
