"""Bad input to a command: one line that says where, what, and what to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lems_rules.intake.document import MOST_BYTES
from lems_rules.schema.questions.item import YEARS
from tests.support.command import Run, refusal

pytestmark = pytest.mark.slow

ANSWERS = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "tendon_reflexes": "reduced"}


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
