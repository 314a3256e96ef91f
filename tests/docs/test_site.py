"""The documentation as one site: it is made without a warning, and leads and asks nowhere else."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from lems_rules.command_line import main
from tests.support.served import ROOT

DOCS = ROOT / "docs"
SETTINGS = yaml.safe_load((ROOT / "properdocs.yml").read_text("utf-8"))
# Of these every command is run by the tests of their own guides, or serves until it is stopped.
RUN_ELSEWHERE = {"cohort.md"}
SERVES = {"run", "class"}


class Page(HTMLParser):
    """What a page asks for by itself, where its links lead, and the places that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.asks: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given["id"]} if "id" in given else set()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        else:
            self.asks += [given[name] for name in ("src", "srcset", "href") if name in given]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "properdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {path.name: Page(path.read_text("utf-8")) for path in sorted(site.glob("*.html"))}


def test_every_guide_is_a_page_of_the_site(pages: dict[str, Page]) -> None:
    named = {page for entry in SETTINGS["nav"] for page in entry.values()}
    assert {path.name for path in DOCS.glob("*.md")} == named - {"authors.md", "speed.md"}
    assert {name.replace(".md", ".html") for name in named} == set(pages)


def test_no_page_asks_for_anything_outside(site: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        assert page.asks, name
        assert [one for one in page.asks if not (site / one).is_file()] == []
        assert "<script" not in (site / name).read_text("utf-8")
    assert not re.search(r"url\(|@import", (site / "style.css").read_text("utf-8"))
    assert not [*site.rglob("*.js")]


def test_no_link_of_the_site_is_dead(pages: dict[str, Page]) -> None:
    dead = []
    for name, page in pages.items():
        for link in page.links:
            where = urlsplit(link)
            if where.scheme in {"http", "https"}:
                continue  # it leads outside, and only when it is pressed
            target = pages.get(where.path or name)
            if target is None or (where.fragment and unquote(where.fragment) not in target.places):
                dead.append(f"{name}: {link}")
    assert dead == []


def test_the_site_says_on_every_page_what_it_is_not(site: Path, pages: dict[str, Page]) -> None:
    for name in pages:
        text = (site / name).read_text("utf-8")
        assert "Educational only. Not a medical device, not a diagnosis" in text
        assert "```" not in text  # a fence that was not understood


def commands(text: str) -> list[list[str]]:
    """Every command of ours in a guide, in its fences and in its lines, as words."""
    fences = "\n".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    lines = fences.splitlines() + re.findall(r"`(python -m lems_rules [^`]*)`", text)
    words = [shlex.split(line, comments=True) for line in lines if line.count("'") % 2 == 0]
    return [one[3:] for one in words if one[:3] == ["python", "-m", "lems_rules"]]


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_command_in_a_guide_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in RUN_ELSEWHERE:
        return
    monkeypatch.chdir(tmp_path)
    text = (DOCS / name).read_text("utf-8")
    given = re.search(r"^echo '(\{.*\})' > patient.json$", text, re.MULTILINE)
    (tmp_path / "patient.json").write_text(given[1] if given else '{"ptosis": "no"}', "utf-8")
    for words in commands(text):
        if words[0] not in SERVES:
            assert main(words) == 0, words


def test_there_are_commands_to_run() -> None:
    found = [one for path in DOCS.glob("*.md") for one in commands(path.read_text("utf-8"))]
    assert len(found) > 12
    assert ["export", "patient.json", "--to", "pdf", "-o", "patient.pdf"] in found


@pytest.mark.parametrize("name", sorted(path.name for path in DOCS.glob("*.md")))
def test_every_make_command_and_every_file_of_the_tests_that_a_guide_names_exists(
    name: str,
) -> None:
    text = (DOCS / name).read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:`|^|\s)make ([a-z]+)(?:`|\s*$|\s+#)", text, re.M)) <= targets
    paths = re.findall(r"`((?:content|tests|views|lems_rules|benchmarks)/[^`\s]*)`", text)
    assert [one for one in paths if not list(ROOT.glob(one.rstrip("/")))] == []
