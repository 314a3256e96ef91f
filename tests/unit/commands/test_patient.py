"""``assess`` and ``export`` as other people's scripts see them: exit codes, streams, keys."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.exports.json_document import json_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.wording.summary.report import report
from tests.support.command import Run, refusal

pytestmark = pytest.mark.slow

ANSWERS = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "tendon_reflexes": "reduced"}
KEYS = {
    "edition",
    "today",
    "suspicion",
    "findings",
    "delta_p",
    "safety",
    "counter_flags",
    "workup",
    "schedule",
    "ask_next",
    "plan_settled",
    "unanswered",
    "notices",
    "disclaimer",
}


def test_assess_prints_the_result_of_python_as_json(
    run: Run, file: Callable[[object], str], content: Content
) -> None:
    code, out, err = run("assess", file(ANSWERS), "--today", "2026-11-23")
    assert (code, err) == (0, "")
    assert json.loads(out) == assess(content, ANSWERS, date(2026, 11, 23)).model_dump(mode="json")


def test_the_result_has_every_key_that_scripts_rely_on(
    run: Run, file: Callable[[object], str]
) -> None:
    found = json.loads(run("assess", file({**ANSWERS, "chest_ct": "normal"}))[1])
    assert set(found) >= KEYS
    assert set(found["suspicion"]) >= {"level", "id", "rule", "strength"}
    assert set(found["delta_p"]) >= {"applies", "reason", "low", "high", "items"}
    assert set(found["delta_p"]["items"]) == {
        "bulbar",
        "erectile_dysfunction",
        "weight_loss",
        "tobacco",
        "age",
        "performance",
    }
    verdicts = {*found["findings"].values(), *found["delta_p"]["items"].values()}
    assert verdicts == {"yes", "no", "unknown"} or verdicts <= {"yes", "no", "unknown"}
    assert all(set(line) >= {"id", "strength"} for line in found["workup"])
    assert all(set(line) >= {"months", "due", "status"} for line in found["schedule"])
    assert found["schedule"]
    assert all(set(line) >= {"item", "changes"} for line in found["ask_next"])


def test_an_object_with_answers_gives_what_the_answers_alone_give(
    run: Run, file: Callable[[object], str]
) -> None:
    flat = run("assess", file(ANSWERS))
    assert run("assess", file({"answers": ANSWERS, "notes": "x", "anything": [1]})) == flat


def test_a_patient_without_answers_is_a_patient(run: Run, file: Callable[[object], str]) -> None:
    code, out, _ = run("assess", file({}))
    assert code == 0
    assert json.loads(out)["suspicion"]["id"] == "insufficient"


def test_the_same_input_gives_the_same_bytes(run: Run, file: Callable[[object], str]) -> None:
    once = run("assess", file(ANSWERS), "--today", "2026-11-23")
    backwards = run("assess", file(dict(reversed(ANSWERS.items()))), "--today", "2026-11-23")
    assert once == backwards


def test_a_given_day_fixes_the_clock(run: Run, file: Callable[[object], str]) -> None:
    patient = file({"lems_established": "yes", "chest_ct": "normal", "chest_ct_date": "2026-03-31"})
    soon, late = (
        json.loads(run("assess", patient, "--today", day)[1])["schedule"][0]
        for day in ("2026-04-01", "2027-06-01")
    )
    assert (soon["due"], soon["status"]) == ("2026-06-30", "due")
    assert (late["due"], late["status"]) == ("2026-06-30", "overdue")


def test_without_a_given_day_it_is_today(run: Run, file: Callable[[object], str]) -> None:
    before = date.today()
    found = json.loads(run("assess", file({}))[1])["today"]
    assert before.isoformat() <= found <= date.today().isoformat()


def test_text_is_for_a_person(run: Run, file: Callable[[object], str]) -> None:
    patient = file({"answers": ANSWERS, "notes": "a *note*"})
    code, short, _ = run("assess", patient, "--format", "text", "--today", "2026-11-23")
    assert code == 0
    assert short.startswith("LEMS checklist summary, 2026-11-23\nEducational only.")
    assert "\nDO NOW\n  1. " in short
    assert "\nStrongly suggestive (level 3 of 4, " in short
    assert "note*" not in short
    code, full, _ = run("assess", patient, "--format", "text", "--full")
    assert code == 0
    assert "\nNOTES\n\na *note*\n" in full
    assert len(full.splitlines()) > 3 * len(short.splitlines())


def test_a_dash_reads_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(json.dumps(ANSWERS).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    code, out, _ = run("assess", "-")
    assert code == 0
    assert json.loads(out)["suspicion"]["level"] == 3


def test_export_writes_the_summary_as_markdown(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    patient, to = file({"answers": ANSWERS, "notes": "Ä <b>"}), tmp_path / "summary.md"
    assert run("export", patient, "--to", "md", "-o", str(to), "--today", "2026-11-23") == (
        0,
        "",
        "",
    )
    text = to.read_text("utf-8")
    assert text.startswith("# LEMS checklist summary, 2026-11-23\n\n**Educational only.")
    assert "\n\n## Notes\n\nÄ \\<b\\>\n\n" in text
    assert b"\r" not in to.read_bytes()


def test_an_exported_document_can_be_assessed_again(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    patient, to = file({"answers": ANSWERS, "notes": "seen"}), tmp_path / "draft.json"
    assert run("export", patient, "--to", "json", "-o", str(to))[0] == 0
    saved = json.loads(to.read_text("utf-8"))
    assert (saved["answers"], saved["notes"]) == (ANSWERS, "seen")
    assert run("assess", str(to))[1] == run("assess", patient)[1]


@pytest.mark.parametrize("to", FORMATS)
def test_export_writes_every_format_as_from_python(
    run: Run, file: Callable[[object], str], tmp_path: Path, content: Content, to: str
) -> None:
    patient, path = file({"answers": ANSWERS, "notes": "Ä <b>"}), tmp_path / f"summary.{to}"
    made = run("export", patient, "--to", to, "-o", str(path), "--today", "2026-11-23")
    assert made == (0, "", "")
    given = Consideration(content, read_answers(content, ANSWERS), date(2026, 11, 23))
    if to != "docx":  # a zip that keeps the time of day
        assert path.read_bytes() == FORMATS[to].build(export_of(given, "Ä <b>"))


@pytest.mark.parametrize("to", ["json", "csv"])
def test_an_exported_file_can_be_assessed_and_exported_again(
    run: Run, file: Callable[[object], str], tmp_path: Path, to: str
) -> None:
    patient = file({"answers": ANSWERS, "notes": "=seen"})
    first, second = tmp_path / "first", tmp_path / "second"
    assert run("export", patient, "--to", to, "-o", str(first))[0] == 0
    assert run("assess", str(first)) == run("assess", patient)
    assert run("export", str(first), "--to", to, "-o", str(second)) == (0, "", "")
    assert first.read_bytes() == second.read_bytes()


def test_what_a_draft_had_set_aside_goes_along_and_is_named(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    draft = file({"answers": ANSWERS, "set_aside": {"karnofsky": 500}})
    kept, told = tmp_path / "kept.json", tmp_path / "told.txt"
    assert run("export", draft, "--to", "json", "-o", str(kept))[0] == 0
    assert json.loads(kept.read_text("utf-8"))["set_aside"] == {"karnofsky": 500}
    assert run("export", draft, "--to", "note", "-o", str(told))[0] == 0
    assert "Karnofsky performance: 500 cannot be used here" in told.read_text("utf-8")


@pytest.mark.parametrize("command", ["assess", "export"])
def test_a_file_of_an_older_edition_is_used_and_its_differences_are_said(
    run: Run, file: Callable[[object], str], tmp_path: Path, command: str
) -> None:
    kept = tmp_path / "kept.json"
    run("export", file(ANSWERS), "--to", "json", "-o", str(kept), "--today", "2026-11-23")
    older = json.loads(kept.read_text("utf-8"))
    older |= {"edition": "2025.9", "content_digest": "0123456789ab"}
    older["result"]["suspicion"] = {"id": "features_present", "rule": "F1"}
    more = ["--to", "md", "-o", str(tmp_path / "summary.md")] if command == "export" else []
    code, out, err = run(command, file(older), *more)
    assert code == 0
    first, second = err.splitlines()
    assert first.startswith("This file was made with content edition 2025.9 (0123456789ab); ")
    assert second == "Level: was Some features are present (F1), now Strongly suggestive (H3)."
    assert out == (run("assess", file(ANSWERS))[1] if command == "assess" else "")


def test_a_format_that_does_not_exist_is_refused_with_those_that_do(
    run: Run, file: Callable[[object], str]
) -> None:
    line = refusal(run("export", file(ANSWERS), "--to", "odt", "-o", "x"))
    assert "'odt'" in line
    assert all(repr(name) in line for name in FORMATS)


def test_the_name_that_a_file_gives_its_plan_goes_into_its_calendar_and_its_draft(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    answers = {**ANSWERS, "lems_established": "yes", "chest_ct": "normal"}
    answers["chest_ct_date"] = "2026-08-10"
    to, names = tmp_path / "made", []
    for plan in ({}, {"plan_id": "00000000-0000-4000-8000-000000000007"}):
        patient = file({"answers": answers, **plan})
        assert run("export", patient, "--to", "ics", "-o", str(to)) == (0, "", "")
        names.append({line for line in to.read_text("utf-8").splitlines() if line[:4] == "UID:"})
        assert run("export", patient, "--to", "json", "-o", str(to)) == (0, "", "")
        assert json.loads(to.read_text("utf-8")).get("plan_id") == plan.get("plan_id")
    assert names[0].isdisjoint(names[1])


def test_the_document_is_the_same_from_python(content: Content) -> None:
    from lems_rules import Assessment, load_content

    assert isinstance(assess(load_content(), ANSWERS), Assessment)
    given = Consideration(content, read_answers(content, ANSWERS), date(2026, 11, 23))
    assert json.loads(json_document(given, report(given)))["answers"] == ANSWERS
