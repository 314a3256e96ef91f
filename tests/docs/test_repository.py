"""The papers of the repository: whom to tell what, how to cite it, what exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PAPERS = ["SECURITY.md", "CODE_OF_CONDUCT.md", "CITATION.cff"]


def test_the_citation_has_what_the_format_demands() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(cited)
    assert cited["license"] in (ROOT / "LICENSE").read_text("utf-8")
    # Two homes of a version would differ one day: that of the release is in lems_rules/version.py.
    assert "version" not in cited


@pytest.mark.parametrize("form", [one for one in FORMS if one.stem != "config"], ids=str)
def test_an_issue_form_asks_each_thing_once_and_some_of_it_of_everybody(form: Path) -> None:
    told = yaml.safe_load(form.read_text("utf-8"))
    assert {"name", "description", "body"} <= set(told)
    fields = [one for one in told["body"] if one["type"] != "markdown"]
    names = [one["id"] for one in fields]
    assert len(set(names)) == len(names)
    assert all(one["attributes"]["label"] for one in fields)
    assert any(one.get("validations", {}).get("required") for one in fields)


def test_there_is_a_form_for_content_for_code_and_for_a_wish() -> None:
    labels = {
        label for form in FORMS for label in yaml.safe_load(form.read_text()).get("labels", [])
    }
    assert labels == {"content", "code", "wish"}


@pytest.mark.parametrize("paper", PAPERS)
def test_every_file_a_paper_names_exists(paper: str) -> None:
    text = (ROOT / paper).read_text("utf-8")
    named = re.findall(r"`((?:content|docs|lems_rules|tests|views|hosting)/[^`\s]*)`", text)
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_security_names_the_form_for_a_wrong_statement() -> None:
    names = [yaml.safe_load(form.read_text("utf-8")).get("name") for form in FORMS]
    said = re.search(r"form \*([^*]+)\*", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert said is not None
    assert said[1] in names
