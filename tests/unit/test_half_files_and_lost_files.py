"""A full disk, a closed stream, an interruption: one sentence, and what was there still is."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from lems_rules.command_line import main
from lems_rules.exports.catalogue import FORMATS
from lems_rules.knowledge.content import Content
from lems_rules.streams import refuse_the_input
from tests.support.command import Run, refusal, written

pytestmark = pytest.mark.slow  # left out of `make quick`

ROOT = Path(__file__).parents[2]
ANSWERS = {"ptosis": "no"}
COMMAND = f"{sys.executable} -m lems_rules"


@pytest.fixture
def patient(tmp_path: Path) -> str:
    return written(tmp_path / "patient.json", ANSWERS)


def shell(command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=120,
        check=False,
    )


# Exports are written beside, then renamed


@pytest.mark.parametrize("step", ["os.replace", "os.fsync"])
def test_an_export_that_fails_leaves_the_good_one_and_nothing_beside_it(
    run: Run, patient: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    to = tmp_path / "summary.md"
    to.write_text("the good one")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(step, fail)
    says = refusal(run("export", patient, "--to", "md", "-o", str(to)))
    assert "summary.md: cannot be written (No space left on device); choose another path" in says
    assert to.read_text() == "the good one"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["patient.json", "summary.md"]


def test_a_disk_that_is_full_in_the_middle_leaves_no_half_file(
    run: Run, patient: str, tmp_path: Path
) -> None:
    to = tmp_path / "summary.json"
    to.write_text("the good one")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, hard))
    try:
        result = run("export", patient, "--to", "json", "-o", str(to))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert "cannot be written (File too large)" in refusal(result)
    assert to.read_text() == "the good one"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["patient.json", "summary.json"]


def test_ctrl_c_while_writing_leaves_nothing_beside(
    run: Run, patient: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    made = run("export", patient, "--to", "md", "-o", str(tmp_path / "summary.md"))
    assert made == (130, "", "lems_rules export: stopped; nothing more was written\n")
    assert [one.name for one in tmp_path.iterdir()] == ["patient.json"]


def test_a_file_that_is_renewed_keeps_its_rights_and_a_new_one_gets_the_usual(
    run: Run, patient: str, tmp_path: Path
) -> None:
    old, new, usual = (tmp_path / name for name in ("old.md", "new.md", "usual"))
    old.write_text("")
    old.chmod(0o640)
    usual.write_text("")
    for to in (old, new):
        assert run("export", patient, "--to", "md", "-o", str(to)) == (0, "", "")
    assert stat.S_IMODE(old.stat().st_mode) == 0o640
    assert new.stat().st_mode == usual.stat().st_mode


def test_through_a_link_the_file_is_renewed_and_the_link_stays(
    run: Run, patient: str, tmp_path: Path
) -> None:
    file, link = tmp_path / "file.md", tmp_path / "link.md"
    file.write_text("old")
    link.symlink_to(file)
    assert run("export", patient, "--to", "md", "-o", str(link)) == (0, "", "")
    assert link.is_symlink()
    assert file.read_text("utf-8").startswith("# LEMS checklist summary")


def test_a_device_is_written_to_and_not_replaced(run: Run, patient: str) -> None:
    assert run("export", patient, "--to", "md", "-o", os.devnull) == (0, "", "")
    assert not Path(os.devnull).is_file()
    says = refusal(run("export", patient, "--to", "md", "-o", "/dev/full"))
    assert "/dev/full: cannot be written (No space left on device)" in says


# The input is never overwritten


def test_an_output_that_names_the_input_is_refused(
    run: Run, patient: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "soft.json").symlink_to(patient)
    (tmp_path / "hard.json").hardlink_to(patient)
    names = (patient, "patient.json", "./folder/../patient.json", "soft.json", "hard.json")
    for to in names:
        says = refusal(run("export", patient, "--to", "json", "-o", to))
        assert says == (
            f"lems_rules export: {to}: is the file that is read; choose another path with -o"
        )
    assert json.loads(Path(patient).read_text("utf-8")) == ANSWERS


def test_an_input_that_is_sent_in_is_not_overwritten_either(tmp_path: Path) -> None:
    file = tmp_path / "patient.json"
    file.write_text(json.dumps(ANSWERS))
    done = shell(f"{COMMAND} export - --to json -o {file} < {file}")
    assert done.returncode == 2
    assert b"is the file that is read" in done.stderr
    assert json.loads(file.read_text()) == ANSWERS


def test_two_devices_are_no_file_and_a_file_not_there_is_no_input() -> None:
    refuse_the_input(os.devnull, os.devnull)
    refuse_the_input("nowhere.json", "nowhere.json")


# Without a name


@pytest.mark.parametrize("to", FORMATS)
def test_an_export_without_a_name_is_called_by_its_day(
    run: Run, patient: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    monkeypatch.chdir(tmp_path)
    ending = {"note": "txt", "fhir": "fhir.json", "phenopacket": "phenopacket.json"}.get(to, to)
    name = f"lems-summary-2026-11-28.{ending}"
    made = run("export", patient, "--to", to, "--today", "2026-11-28")
    assert made == (0, f"{name}\n", "")
    assert (tmp_path / name).stat().st_size


def test_without_a_day_the_name_has_that_of_today(
    run: Run, patient: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = date.today()
    name = run("export", patient, "--to", "md")[1].strip()
    assert name in {f"lems-summary-{day}.md" for day in (before, date.today())}


def test_the_name_of_the_day_is_not_the_input_either(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = written(tmp_path / "lems-summary-2026-11-28.json", ANSWERS)
    says = refusal(run("export", own, "--to", "json", "--today", "2026-11-28"))
    assert "is the file that is read" in says
    assert json.loads(Path(own).read_text("utf-8")) == ANSWERS


# Streams


class Full(io.StringIO):
    """A stream without room."""

    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_streams_that_are_closed_or_full_are_sentences(
    run: Run,
    patient: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with monkeypatch.context() as closed:
        closed.setattr(sys, "stdin", None)
        assert "standard input is closed" in refusal(run("assess", "-"))
    for stream, says in (
        (None, "standard output is closed"),
        (Full(), "standard output cannot be written (No space left on device)"),
    ):
        with monkeypatch.context() as closed:
            closed.setattr(sys, "stdout", stream)
            assert main(["assess", patient]) == 2
        assert says in capsys.readouterr().err


@pytest.mark.parametrize("stream", [None, Full()])
def test_a_refusal_that_nobody_can_hear_is_still_one(
    monkeypatch: pytest.MonkeyPatch, content: Content, stream: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    assert main(["assess", "nowhere.json"]) == 2


# In the program itself


def one_sentence(done: subprocess.CompletedProcess[bytes], code: int) -> str:
    assert done.returncode == code, done
    said = done.stderr.decode()
    assert said.count("\n") == 1
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    return said


@pytest.mark.parametrize("command", ["assess {}", "assess {} --format text", "rules", "--help"])
def test_a_full_standard_output_is_said(patient: str, command: str) -> None:
    done = shell(f"{COMMAND} {command.format(patient)} > /dev/full")
    assert "standard output cannot be written (No space left on device)" in one_sentence(done, 2)


@pytest.mark.parametrize("command", ["assess {}", "check", "diff content content"])
def test_a_closed_standard_output_is_said(patient: str, command: str) -> None:
    done = shell(f"{COMMAND} {command.format(patient)} >&-")
    assert "standard output is closed" in one_sentence(done, 2)


def test_a_closed_standard_input_is_said() -> None:
    done = shell(f"{COMMAND} assess - <&-")
    assert "standard input is closed" in one_sentence(done, 2)


def test_an_input_that_cannot_be_read_is_said() -> None:
    done = shell(f"{COMMAND} assess - 0> {os.devnull}")
    assert "-: cannot be read (" in one_sentence(done, 2)


def test_with_standard_error_closed_a_refusal_is_still_no_result(tmp_path: Path) -> None:
    done = shell(f"{COMMAND} assess {tmp_path}/nowhere.json 2>&-")
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", b"")


def test_ctrl_c_is_one_sentence_and_the_exit_code_of_an_interruption() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lems_rules", "assess", "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # Where the tests run in the background, Ctrl-C is switched off for all that they start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as waiting:
        assert waiting.stdin is not None
        try:
            waiting.wait(8)  # it reads the content, and then waits for answers
        except subprocess.TimeoutExpired:
            waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=60)
    assert (waiting.returncode, out) == (130, b"")
    assert err == b"lems_rules assess: stopped; nothing more was written\n"
