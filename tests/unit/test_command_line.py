"""The command line as other people's scripts see it: exit codes, streams, and the result's keys."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from lems_rules.command_line import main
from lems_rules.exports.blank_form import blank_form
from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.exports.json_document import json_document
from lems_rules.intake.document import MOST_BYTES
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.review.rule_table import rule_table
from lems_rules.schema.questions.item import YEARS
from lems_rules.version import __version__
from lems_rules.wording.summary.report import report
from tests.conftest import Copy
from tests.support.command import commands_read
from tests.support.editions import after, released_in, write_edition

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
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

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _read_once(content: Content, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the content takes most of a second: here it is read once for all."""
    commands_read(lambda: content, monkeypatch)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """``run("rules")`` gives the exit code, standard output and standard error."""

    def command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(list(arguments))
        except SystemExit as leaving:  # argparse leaves this way
            code = int(leaving.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return command


@pytest.fixture
def file(tmp_path: Path) -> Callable[[object], str]:
    """The path of a file with these bytes, or with this object as JSON."""

    def write(what: object) -> str:
        path = tmp_path / "patient.json"
        path.write_bytes(what if isinstance(what, bytes) else json.dumps(what).encode())
        return str(path)

    return write


def refusal(result: tuple[int, str, str]) -> str:
    """The one line of a refusal; nothing may stand on standard output."""
    code, out, err = result
    assert code == 2
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.strip()


# assess


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


# form


def test_a_blank_form_is_written_under_its_day_or_where_it_is_asked_for(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: Content
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("form", "--today", "2026-11-28") == (0, "lems-form-2026-11-28.pdf\n", "")
    made = (tmp_path / "lems-form-2026-11-28.pdf").read_bytes()
    assert made == blank_form(content, date(2026, 11, 28))
    assert run("form", "-o", "form.pdf", "--today", "2026-11-28") == (0, "", "")
    assert (tmp_path / "form.pdf").read_bytes() == made
    before = date.today()
    name = run("form")[1].strip()
    assert name in {f"lems-form-{day}.pdf" for day in (before, date.today())}


# export


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


# rules, check, help


def test_rules_prints_the_table(run: Run, content: Content) -> None:
    assert run("rules") == (0, rule_table(content), "")


def test_rules_writes_the_table_where_it_is_kept(
    run: Run, content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Content] = []
    monkeypatch.setattr("lems_rules.commands.edition.write_rule_table", written.append)
    assert run("rules", "--write") == (0, "", "")
    assert written == [content]


def test_check_finds_no_problem_in_the_shipped_content(run: Run) -> None:
    assert run("check") == (0, "content: no problems\n", "")


def test_check_names_each_problem_and_counts_them(run: Run, copy: Any) -> None:
    copy.replace("rules/safety.yaml", "ref: rao_2021", "ref: nobody_2021")
    code, out, err = run("check", "--content", str(copy.folder))
    assert code == 2
    assert "'S4': no reference 'nobody_2021'. Did you mean 'rao_2021'?" in out
    assert "Traceback" not in out + err
    assert err.count("\n") == 1
    assert "each line names its remedy" in err


def test_check_says_when_there_is_no_content(run: Run, tmp_path: Path) -> None:
    code, out, err = run("check", "--content", str(tmp_path / "nowhere"))
    assert code == 2
    assert "nowhere" in out + err
    assert "Traceback" not in out + err


def test_check_stamps_an_edition_in_preparation_and_then_checks_it(run: Run, copy: Copy) -> None:
    name = after(released_in(copy).edition)
    write_edition(copy, edition=name, digest="0" * 12)
    copy.replace("CHANGELOG.md", "\n## ", f"\n## Edition {name}\n\nNew.\n\n## ")
    code, out, err = run("check", "--stamp", "--content", str(copy.folder))
    digest = copy.read().digest  # by the newest scheme, which the stamp has put there
    assert (code, out, err) == (
        0,
        f"edition {name}, in preparation: stamped {digest}\ncontent: no problems\n",
        "",
    )


def test_check_names_the_problems_of_rules_too_broken_to_be_stamped(run: Run, copy: Copy) -> None:
    copy.replace("rules/safety.yaml", "when: dyspnoea", "when: nothing_like_it")
    code, out, err = run("check", "--stamp", "--content", str(copy.folder))
    assert code == 2
    assert "'nothing_like_it'" in out
    assert err.startswith("lems_rules check: problems in the content: ")


def test_check_stamps_no_released_edition(run: Run, copy: Copy) -> None:
    name = released_in(copy).edition
    line = refusal(run("check", "--stamp", "--content", str(copy.folder)))
    assert line.startswith(f"lems_rules check: content/edition.yaml: {name} was released on ")


def test_release_releases_on_the_day_that_is_given(run: Run, copy: Copy) -> None:
    name = after(released_in(copy).edition)
    copy.replace("CHANGELOG.md", "\n## ", f"\n## Edition {name}\n\nNew.\n\n## ")
    code, out, err = run("release", name, "--today", "2100-01-01", "--content", str(copy.folder))
    assert (code, err) == (0, "")
    assert out == f"edition {name}: released on 2100-01-01; commit what `git status` names\n"
    assert copy.read().editions[-1].released == date(2100, 1, 1)


def test_release_refuses_in_one_line(run: Run, copy: Copy) -> None:
    line = refusal(run("release", "2026-2", "--content", str(copy.folder)))
    assert line.startswith("lems_rules release: '2026-2' is not the name of an edition; write ")


@pytest.mark.parametrize(
    "command",
    [[], ["assess"], ["export"], ["rules"], ["check"], ["diff"], ["release"]],
    ids=lambda c: " ".join(c),
)
def test_every_command_explains_itself(run: Run, command: list[str]) -> None:
    code, out, err = run(*command, "--help")
    assert (code, err) == (0, "")
    assert out.startswith("usage: lems_rules")


def test_the_help_names_every_command(run: Run) -> None:
    out = run("--help")[1]
    commands = ("assess", "export", "rules", "check", "diff", "release")
    assert all(f"\n    {name} " in out for name in commands)


# Bad input: one line that says where, what, and what to do


@pytest.mark.parametrize(
    ("answers", "where", "what", "to_do"),
    [
        ({"ptosiss": "no"}, "'ptosiss'", "no item is called that", "did you mean 'ptosis'?"),
        ({"zzzzqqqq": "no"}, "'zzzzqqqq'", "no item is called that", "see "),
        ({"ptosis": "maybe"}, "'ptosis'", "'maybe'", 'write "yes" or "no"'),
        ({"ptosis": True}, "'ptosis'", "True", 'write "yes" or "no"'),
        ({"ptosis": ["yes"]}, "'ptosis'", "['yes']", 'write "yes" or "no"'),
        ({"ptosis": {"a": 1}}, "'ptosis'", "{'a': 1}", 'write "yes" or "no"'),
        ({"tendon_reflexes": "brisker"}, "'tendon_reflexes'", "'brisker'", '"brisk"'),
        ({"karnofsky": 101}, "'karnofsky'", "101", "from 0 to 100"),
        ({"karnofsky": -1}, "'karnofsky'", "-1", "from 0 to 100"),
        ({"karnofsky": "60"}, "'karnofsky'", "'60'", "without quotes"),
        ({"karnofsky": False}, "'karnofsky'", "False", "from 0 to 100"),
        ({"karnofsky": 10**400}, "'karnofsky'", "...", "from 0 to 100"),
        ({"chest_ct_date": "23.11.2026"}, "'chest_ct_date'", "'23.11.2026'", "YYYY-MM-DD"),
        ({"chest_ct_date": "2026-02-30"}, "'chest_ct_date'", "'2026-02-30'", "YYYY-MM-DD"),
        ({"chest_ct_date": "1026-02-03"}, "'chest_ct_date'", "1026-02-03", "from 1900"),
        ({"chest_ct_date": 20260203}, "'chest_ct_date'", "20260203", "YYYY-MM-DD"),
        (
            {"karnofsky": 60, "needs_assistance": "no"},
            "'karnofsky' and 'needs_assistance'",
            "below 70 means help was needed",
            "Correct",
        ),
        ({"x\ny": "no"}, "'x\\ny'", "no item is called that", "see "),
        ({"ptosis": "a\nb"}, "'ptosis'", "'a\\nb'", "write"),
        ({"ptosis": "x" * 9_999}, "'ptosis'", "xxx...", "write"),
        ({"\x1b[31m": "no"}, "'\\x1b[31m'", "no item is called that", "see "),
        ({"": "no"}, "''", "no item is called that", ""),
    ],
)
def test_a_wrong_answer_is_refused_in_one_line(
    run: Run, file: Callable[[object], str], answers: object, where: str, what: str, to_do: str
) -> None:
    for document in (answers, {"answers": answers}):
        line = refusal(run("assess", file(document)))
        assert line.startswith("lems_rules assess: answers, ")
        assert where in line
        assert what in line
        assert to_do in line
        assert len(line) < 400


@pytest.mark.parametrize(
    ("data", "what", "to_do"),
    [
        (b"", "not JSON", "write an object"),
        (b"{", "line 1 column 2: not JSON", "write an object"),
        (b'{"ptosis": NaN}', "NaN", "leave the item out"),
        (b'{"ptosis": Infinity}', "Infinity", "leave the item out"),
        (b'{"ptosis": "no", "ptosis": "yes"}', "'ptosis': written twice", "keep one"),
        (b'["ptosis"]', "found a list", "write an object"),
        (b'"ptosis"', "found text", "write an object"),
        (b"null", "found null", "write an object"),
        (b"5", "found a number", "write an object"),
        (b'{"answers": []}', "'answers': expected an object, found a list", "write an object"),
        (b'{"answers": {}, "notes": 5}', "'notes': expected text", "write text"),
        (b'{"ptosis": "\xff"}', "byte 12 is not UTF-8", "save the file as UTF-8"),
        ("{}".encode("utf-16"), "is not UTF-8", "save the file as UTF-8"),
        (b"{}".ljust(MOST_BYTES + 1), "more than 1 MiB", "check that this is the right file"),
        (b"[" * 100_000, "nested too deeply", "write a flat object"),
        (b'{"karnofsky": ' + b"1" * 5_000 + b"}", "too many digits", "shorten"),
        (b'{"\\ud800": "no"}', "'\\ud800': holds half a character", "type it again"),
    ],
)
def test_a_wrong_file_is_refused_in_one_line(
    run: Run, file: Callable[[object], str], data: bytes, what: str, to_do: str
) -> None:
    line = refusal(run("assess", file(data)))
    assert line.startswith("lems_rules assess: the file")
    assert what in line
    assert to_do in line


def test_notes_that_are_too_long_are_refused(run: Run, file: Callable[[object], str]) -> None:
    line = refusal(run("assess", file({"answers": {}, "notes": "x" * 4_001})))
    assert "'notes': 4,001 characters is more than 4,000; shorten" in line


def test_notes_with_half_a_character_are_refused(run: Run, file: Callable[[object], str]) -> None:
    for form in ("json", "text"):
        line = refusal(run("assess", file({"answers": {}, "notes": "\ud800"}), "--format", form))
        assert "'notes'" in line


def test_a_file_that_is_not_there_is_refused(run: Run, tmp_path: Path) -> None:
    line = refusal(run("assess", str(tmp_path / "missing.json")))
    assert "missing.json: cannot be read" in line
    assert "check the path" in line


def test_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    assert "cannot be read" in refusal(run("assess", str(tmp_path)))


def test_an_output_that_cannot_be_written_is_refused(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    to = tmp_path / "no" / "such" / "folder.md"
    line = refusal(run("export", file(ANSWERS), "--to", "md", "-o", str(to)))
    assert line.startswith("lems_rules export: ")
    assert "cannot be written" in line
    assert "choose another path" in line


def test_a_bad_patient_leaves_no_export_behind(
    run: Run, file: Callable[[object], str], tmp_path: Path
) -> None:
    to = tmp_path / "out.md"
    refusal(run("export", file({"ptosis": 5}), "--to", "md", "-o", str(to)))
    assert not to.exists()


@pytest.mark.parametrize(
    "day", ["23.11.2026", "2026-13-01", "2026-02-30", "20261123", "2026-W47-1", "1800-01-01", ""]
)
def test_a_day_that_is_none_is_refused(run: Run, file: Callable[[object], str], day: str) -> None:
    line = refusal(run("assess", file(ANSWERS), "--today", day))
    assert "--today" in line
    assert repr(day) in line
    assert "YYYY-MM-DD" in line


@pytest.mark.parametrize("year", [YEARS[0], YEARS[-1]])
def test_the_first_and_the_last_year_are_days(
    run: Run, file: Callable[[object], str], year: int
) -> None:
    patient = file({"lems_established": "yes", "chest_ct": "normal", "chest_ct_date": "1900-12-31"})
    assert run("assess", patient, "--today", f"{year}-12-31")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ([], "COMMAND"),
        (["asses"], "'asses'"),
        (["assess"], "FILE"),
        (["assess", "x", "--format", "xml"], "'xml'"),
        (["assess", "x", "--tomorrow", "y"], "--tomorrow"),
        (["export", "x", "-o", "y"], "--to"),
        (["export", "x", "--to", "exe", "-o", "y"], "'exe'"),
        (["rules", "x"], "x"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_line_that_cannot_be_read_is_refused_and_points_to_the_help(
    run: Run, arguments: list[str], what: str
) -> None:
    line = refusal(run(*arguments))
    assert what in line
    assert "--help`" in line


# diff


def test_diff_tells_two_editions_apart(run: Run, copy: Any) -> None:
    shipped = str(ROOT / "content")
    copy.replace("scores/delta_p.yaml", "age_at_onset_years >= 50", "age_at_onset_years >= 65")
    code, out, err = run("diff", shipped, str(copy.folder))
    assert (code, err) == (0, "")
    assert "What decides differs in 1 place:" in out
    assert "DELTA-P: 1 to 5, tier T3 → 0 to 4, tier T3" in out
    assert out.endswith("out the same in both.\n")


def test_diff_of_a_folder_with_itself_finds_nothing(run: Run, copy: Any) -> None:
    code, out, _ = run("diff", str(copy.folder), str(copy.folder))
    assert code == 0
    assert "no question, rule or setting differs" in out


def test_diff_refuses_a_folder_that_is_not_there(run: Run, copy: Any, tmp_path: Path) -> None:
    nowhere = str(tmp_path / "nowhere")
    line = refusal(run("diff", nowhere, str(copy.folder)))
    assert line == (
        f"lems_rules diff: {nowhere}: no such folder; give the folder of a content edition"
    )


def test_diff_refuses_rules_that_cannot_be_applied(run: Run, copy: Any) -> None:
    copy.write("rules/findings.yaml", "- id: one\n  title: [not\n")
    line = refusal(run("diff", str(ROOT / "content"), str(copy.folder)))
    assert line.startswith(f"lems_rules diff: {copy.folder}: rules that cannot be applied (prob")
    assert "content/rules/findings.yaml, line" in line
    assert line.endswith(f"`python -m lems_rules check --content {copy.folder}` names all of them")


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"lems_rules {__version__}\n"


# As a program of its own


def program(*arguments: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "lems_rules", *arguments],
        cwd=ROOT,
        env={**os.environ, **more},
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_a_pipe_gets_utf_8_whatever_the_locale_says() -> None:
    document = json.dumps({"answers": ANSWERS, "notes": "Schwäche 疲労"}).encode()
    done = program(
        *("assess", "-", "--format", "text", "--full"),
        stdin=document,
        PYTHONIOENCODING="ascii",
        LC_ALL="C",
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert "Schwäche 疲労" in done.stdout.decode()


def test_a_refusal_of_the_program_is_one_line_and_exit_code_2() -> None:
    done = program("assess", "-", stdin=b'{"ptosis": "m\xc3\xb6glich"}', PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "lems_rules assess: answers, 'ptosis': 'möglich' is not an answer here; "
        'write "yes" or "no"\n'
    )


def test_a_reader_that_stops_early_is_no_error() -> None:
    command = f"{sys.executable} -m lems_rules rules | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.startswith(b"| id |")
    assert done.stderr == b""


def test_a_closed_pipe_is_no_error_in_the_program_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    monkeypatch.setattr(sys, "stdout", Closed())
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert main(["rules"]) == 0


def test_the_document_is_the_same_from_python(content: Content) -> None:
    from lems_rules import Assessment, load_content

    assert isinstance(assess(load_content(), ANSWERS), Assessment)
    given = Consideration(content, read_answers(content, ANSWERS), date(2026, 11, 23))
    assert json.loads(json_document(given, report(given)))["answers"] == ANSWERS


def test_one_patient_needs_neither_pandas_nor_numpy() -> None:
    script = (
        "import sys; from lems_rules import assess, load_content; "
        "assess(load_content(), {'ptosis': 'no'}); "
        "print(sorted({'pandas', 'numpy', 'streamlit', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert done.stdout.strip() == b"[]"


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
