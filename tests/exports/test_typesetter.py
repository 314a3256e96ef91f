"""How room is found on the pages: the mildest attempt that fits."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import combinations_with_replacement
from typing import Any

import pytest

from lems_rules.exports.parts import typesetter
from lems_rules.exports.parts.typesetter import typeset_within

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
