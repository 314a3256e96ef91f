"""How room is found on the pages: the mildest attempt that fits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest

from lems_rules.exports.parts import typesetter
from lems_rules.exports.parts.typesetter import typeset_within

ROOT = Path(__file__).parents[2]
LIMITS = (2, 3)
Made = Callable[..., tuple[int, list[int]]]


class Pages:
    """Stands for a layout of so many pages; its PDF is its number among the attempts."""

    def __init__(self, _template: str, data: Mapping[str, Any]) -> None:
        self.extent = {"pages": data["pages"], "first": data.get("first", 1)}
        self.made = bytes([data["place"]])

    def query(self, *_args: object, **_more: object) -> str:
        return json.dumps(self.extent)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Made:
    """``made(attempts)`` is which of them was made, and which were laid out."""
    laid_out: list[int] = []

    class Watched(Pages):
        def query(self, *_args: object, **_more: object) -> str:
            laid_out.append(self.made[0])
            return super().query()

    monkeypatch.setattr(typesetter, "_compiler", Watched)
    monkeypatch.setattr(typesetter, "_compiled", lambda one: one.made)
    monkeypatch.setattr(typesetter, "_forget", lambda: None)

    def run(*attempts: Mapping[str, Any]) -> tuple[int, list[int]]:
        laid_out.clear()
        numbered = [{"place": place, **one} for place, one in enumerate(attempts)]
        return typeset_within(LIMITS, "any.typ", numbered)[0], list(laid_out)

    return run


def test_the_first_attempt_that_fits_is_made_and_no_further_one_laid_out(made: Made) -> None:
    # All ways in which four attempts can need fewer and fewer of one to three pages.
    for pages in combinations_with_replacement((3, 2, 1), 4):
        fitting = [place for place, many in enumerate(pages) if many <= LIMITS[0]]
        chosen, laid_out = made(*({"pages": many} for many in pages))
        assert chosen == (fitting[0] if fitting else 0)
        assert laid_out == list(range(fitting[0] + 1 if fitting else 4))


def test_what_does_not_fit_takes_a_page_more_in_the_mildest_way_that_does(made: Made) -> None:
    assert made({"pages": 4}, {"pages": 3}, {"pages": 3}) == (1, [0, 1])


def test_far_too_long_a_document_is_made_as_it_is_and_laid_out_once(made: Made) -> None:
    assert made({"pages": 9}, {"pages": 8}, {"pages": 2}) == (0, [0])


def test_what_belongs_on_page_one_must_end_there(made: Made) -> None:
    long, short = {"pages": 2, "first": 2}, {"pages": 2}
    assert made(long, long, short) == (2, [0, 1, 2])
    assert made(long, long, long) == (0, [0, 1, 2])


MANY = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from lems_rules import load_content
from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.reasoning.assessment import Consideration, sort_out_answers

content, today = load_content(), date(2026, 11, 29)
held = []
for _ in range(4):
    answers = [dict(case.answers) for case in content.cases.values()][:16]
    used = [sort_out_answers(content, one, today).answers for one in answers]
    asked = [export_of(Consideration(content, one, today)) for one in used]
    with ThreadPoolExecutor(16) as visitors:
        list(visitors.map(FORMATS[sys.argv[1]].build, asked))
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    held.append(pages * 4096 // 2**20)
print(*held)
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize(
    ("name", "most"), [("pdf", 220), pytest.param("docx", 110, marks=pytest.mark.deep)]
)
def test_what_many_files_at_once_have_taken_is_given_back(name: str, most: int) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MANY, name], capture_output=True, text=True, check=True, cwd=ROOT
    )
    first, *_, last = map(int, done.stdout.split())  # MiB after each round
    assert last - first < 24
    assert last < most
