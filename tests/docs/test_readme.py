"""What the README promises: its commands exist, its code runs, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob("*/README.md")),
    *sorted(ROOT.glob("docs/*.md")),
]


def tokens(text: str) -> list[Token]:
    found = MarkdownIt("commonmark").enable("table").parse(text)
    return [inner for token in found for inner in (token, *(token.children or []))]


def blocks(language: str) -> list[str]:
    return [one.content for one in tokens(README) if one.type == "fence" and one.info == language]


def test_every_make_command_that_is_named_exists() -> None:
    named = set(re.findall(r"`make ([a-z]+)`", README))
    named |= {
        line.split()[1] for one in blocks("sh") for line in one.splitlines() if line[:5] == "make "
    }
    assert named >= {"run", "test", "check"}
    assert named <= TARGETS


def test_every_make_command_says_what_it_does() -> None:
    explained = set(re.findall(r"^([a-z]+):.*## \S", MAKEFILE, re.MULTILINE))
    assert explained == TARGETS


@pytest.mark.parametrize("code", blocks("python"))
def test_the_python_in_the_readme_runs(code: str) -> None:
    exec(compile(code, "README.md", "exec"), {})


def test_there_is_python_to_run() -> None:
    assert blocks("python")


def test_the_command_line_in_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from lems_rules.command_line import main

    monkeypatch.chdir(tmp_path)
    lines = [line for one in blocks("sh") for line in one.splitlines()]
    for line in lines:
        if made := re.fullmatch(r"echo '(.*)' > (\S+)", line):
            (tmp_path / made[2]).write_text(made[1], "utf-8")
    words = [shlex.split(line, comments=True) for line in lines]
    commands = [one[3:] for one in words if one[:3] == ["python", "-m", "lems_rules"]]
    commands += [one[1:] for one in words if one[:1] == ["lems-checklist"] and one[1] != "run"]
    assert len(commands) > 6
    for command in commands:
        assert main(command) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize("file", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(file: Path) -> None:
    addresses = [
        str(one.attrs.get("href") or one.attrs.get("src"))
        for one in tokens(file.read_text("utf-8"))
        if one.type in {"link_open", "image"}
    ]
    local = [one.partition("#")[0] for one in addresses if "://" not in one]
    gone = [one for one in local if one and not (file.parent / one).exists()]
    assert gone == []


def test_the_map_of_rooms_has_every_wing() -> None:
    rooms = README.partition("map of the rooms")[2].partition("##")[0]
    wings = {path.parent.name for path in (ROOT / "lems_rules").glob("*/__init__.py")}
    assert {f"`lems_rules/{wing}/`" for wing in wings} <= set(re.findall(r"`[^`]*`", rooms))


def test_every_file_that_contributing_names_exists() -> None:
    paths = re.findall(r"`((?:content|docs|lems_rules|tests|views)/[^`\s]*)`", CONTRIBUTING)
    assert len(paths) > 8
    assert [one for one in paths if not list(ROOT.glob(one.rstrip("/")))] == []


def test_every_class_in_the_glossary_exists() -> None:
    named = set(re.findall(r"`([A-Z][a-z]\w+)`", (ROOT / "docs/GLOSSARY.md").read_text("utf-8")))
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "lems_rules").rglob("*.py"))
    assert len(named) > 10
    assert [one for one in named if not re.search(rf"^(class )?{one}\b", code, re.MULTILINE)] == []


def test_every_file_in_the_map_of_rooms_exists() -> None:
    rooms = README.partition("map of the rooms")[2].partition("##")[0]
    paths = re.findall(r"`((?:content|lems_rules|views)/[^`]*)`", rooms)
    assert len(paths) > 10
    assert [one for one in paths if not list(ROOT.glob(one.rstrip("/")))] == []


def test_the_readme_carries_the_disclaimer_of_the_edition() -> None:
    edition = (ROOT / "content" / "edition.yaml").read_text("utf-8")
    sentence = "Educational only. Not a medical device, not a diagnosis"
    assert sentence in edition
    assert sentence in README
    assert "No clinician has reviewed this edition." in README


def test_every_package_that_the_app_needs_is_explained() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = asked["optional-dependencies"]
    lines = [
        *asked["dependencies"],
        *(one for name in extras if name not in {"dev", "release"} for one in extras[name]),
    ]
    needed = {re.split(r"[^A-Za-z0-9_.-]", line)[0] for line in lines} - {"lems-checklist"}
    assert len(needed) > 10
    table = README.partition("## What it stands on")[2].lower()
    assert [one for one in needed if f"[{one.lower()}]" not in table] == []
