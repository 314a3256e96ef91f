from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from lems_rules.content import Content
from lems_rules.linking import problems_in

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_content_hangs_together(content: Content) -> None:
    assert "\n".join(str(problem) for problem in problems_in(content)) == ""


def test_the_package_and_the_content_are_of_one_edition(content: Content) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == content.edition.edition


def test_the_newest_section_of_the_changelog_is_this_edition(content: Content) -> None:
    headings = [line for line in content.changelog.splitlines() if line.startswith("## ")]
    assert headings[0].startswith(f"## Edition {content.edition.edition}")


def test_the_edition_was_released_after_its_sources_were_read(content: Content) -> None:
    released = date.fromisoformat(content.edition.released)
    late = [one.id for one in content.references.values() if one.read_on > released]
    assert late == []


def test_the_disclaimer_says_what_this_is_not(content: Content) -> None:
    assert content.edition.disclaimer.startswith("Educational only")
    assert "Not a medical device" in content.edition.disclaimer
    assert "not a diagnosis" in content.edition.disclaimer
