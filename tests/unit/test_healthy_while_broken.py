"""A part of the program is missing: a sentence that says which, and never another result."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from lems_rules.command_line import main
from lems_rules.exports.parts import typeface, typesetter
from lems_rules.exports.parts.typeface import FACES, FOLDER, TypefaceError, files
from lems_rules.knowledge.checks import load_content
from tests.support.command import Run, commands_read, refusal, written

# Content

BROKEN = {
    "a file is missing": lambda folder: (folder / "words.yaml").unlink(),
    "the questions are missing": lambda folder: (folder / "checklist.yaml").unlink(),
    "a file is no YAML": lambda folder: (folder / "edition.yaml").write_text("edition: [\n"),
    "a file is not UTF-8": lambda folder: (folder / "edition.yaml").write_bytes(b"\xff"),
    "nothing is there": shutil.rmtree,
}


@pytest.mark.parametrize("what", BROKEN)
@pytest.mark.parametrize(
    "command", [["assess"], ["export", "--to", "md", "-o", "out.md"], ["rules"]], ids=lambda c: c[0]
)
def test_content_that_cannot_be_used_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    copy: Any,
    what: str,
    command: list[str],
) -> None:
    BROKEN[what](copy.folder)
    commands_read(lambda: load_content(copy.folder), monkeypatch)
    monkeypatch.chdir(tmp_path)
    patient = [] if command == ["rules"] else [written(tmp_path / "patient.json", {"ptosis": "no"})]
    code = main([command[0], *patient, *command[1:]])
    out, err = capsys.readouterr()
    says = refusal((code, out, err))
    assert says.startswith(f"lems_rules {command[0]}: the content cannot be used (problems: ")
    assert "first content/" in says
    assert says.endswith("`python -m lems_rules check` names all of them")
    assert not (tmp_path / "out.md").exists()


def test_content_whose_parts_do_not_hang_together_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, copy: Any
) -> None:
    copy.replace("rules/safety.yaml", "ref: rao_2021", "ref: nobody_2021")
    commands_read(lambda: load_content(copy.folder), monkeypatch)
    code = main(["rules"])
    out, err = capsys.readouterr()
    assert "no reference 'nobody_2021'" in refusal((code, out, err))


# Typefaces and templates


@pytest.fixture
def fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """A copy of the typefaces that may be spoilt."""
    folder = tmp_path / "fonts"
    shutil.copytree(FOLDER, folder)
    for module in (typeface, typesetter):
        monkeypatch.setattr(module, "FOLDER", folder)
    forget()
    yield folder
    forget()


def forget() -> None:
    files.cache_clear()
    typesetter._fonts.cache_clear()
    typeface._covered.cache_clear()


def test_every_shipped_typeface_is_listed_and_is_what_it_was() -> None:
    shipped = {one.name for one in FOLDER.iterdir() if one.suffix in (".otf", ".ttf")}
    assert set(FACES) == shipped == {one.name for one in files()}


@pytest.mark.parametrize("name", FACES)
def test_a_missing_typeface_is_an_error(fonts: Path, name: str) -> None:
    (fonts / name).unlink()
    with pytest.raises(TypefaceError, match=rf"^typeface {name}: No such file or directory$"):
        files()


@pytest.mark.parametrize("spoil", [lambda data: b"", lambda data: data[:-1], lambda data: b"x"])
def test_a_damaged_typeface_is_an_error(fonts: Path, spoil: Any) -> None:
    face = fonts / "NotoEmoji-Regular.ttf"
    face.write_bytes(spoil(face.read_bytes()))
    with pytest.raises(TypefaceError, match="not the file that was shipped"):
        files()


def test_without_a_typeface_there_is_no_pdf_rather_than_another(
    run: Run, tmp_path: Path, fonts: Path
) -> None:
    patient, to = written(tmp_path / "patient.json", {"ptosis": "no"}), tmp_path / "out.pdf"
    (fonts / "SourceSans3-It.otf").unlink()
    says = refusal(run("export", patient, "--to", "pdf", "-o", str(to)))
    assert "typeface SourceSans3-It.otf: No such file or directory" in says
    assert "install it again" in says
    assert not to.exists()


@pytest.mark.parametrize("missing", ["summary.typ", "house.typ"])
def test_without_a_template_there_is_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    folder = tmp_path / "templates"
    shutil.copytree(typesetter.TEMPLATES, folder)
    (folder / missing).unlink()
    monkeypatch.setattr(typesetter, "TEMPLATES", folder)
    patient = written(tmp_path / "patient.json", {"ptosis": "no"})
    says = refusal(run("export", patient, "--to", "pdf", "-o", str(tmp_path / "out.pdf")))
    assert "a part of this program cannot be read" in says
