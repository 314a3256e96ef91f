"""How room is found on the pages: the mildest attempt that fits, wherever the search begins."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import Any

import pytest

from lems_rules.exports.parts import typesetter
from lems_rules.exports.parts.typesetter import typeset_within
from lems_rules.exports.pdf import pdf
from tests.support.told import CONTENT, told

MOST = 2


class Pages:
    """Stands for a layout of so many pages; its PDF is its number among the attempts."""

    def __init__(self, _template: str, data: Mapping[str, Any]) -> None:
        self.pages, self.made = data["pages"], bytes([data["place"]])

    def query(self, *_args: object, **_more: object) -> str:
        return str(self.pages)


@pytest.mark.parametrize("likely", range(4))
def test_the_first_attempt_that_fits_is_made_wherever_the_search_begins(
    likely: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[int] = []

    def compiler(template: str, data: Mapping[str, Any]) -> Pages:
        laid_out.append(data["place"])
        return Pages(template, data)

    monkeypatch.setattr(typesetter, "_compiler", compiler)
    monkeypatch.setattr(typesetter, "_compiled", lambda one: one.made)
    # All ways in which four attempts can need fewer and fewer of one to three pages.
    for pages in combinations_with_replacement((3, 2, 1), 4):
        laid_out.clear()
        attempts = [{"place": place, "pages": many} for place, many in enumerate(pages)]
        fitting = [place for place, many in enumerate(pages) if many <= MOST]
        wanted = fitting[0] if fitting else 0
        assert typeset_within(MOST, "any.typ", attempts, likely) == bytes([wanted])
        assert len(set(laid_out)) == len(laid_out)
        if fitting and likely == wanted:
            assert laid_out == [wanted, wanted - 1][: wanted + 1]


@pytest.mark.parametrize("name", ["case_c04", "case_c05", "case_c06"])
def test_the_fullest_cases_are_laid_out_twice_and_not_four_times(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[object] = []
    compiler = typesetter._compiler

    def counted(template: str, data: Mapping[str, Any]) -> object:
        laid_out.append(data)
        return compiler(template, data)

    monkeypatch.setattr(typesetter, "_compiler", counted)
    pdf(told(CONTENT.cases[name].answers))
    assert len(laid_out) == 2
