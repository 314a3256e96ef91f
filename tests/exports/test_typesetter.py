"""How room is found on the pages: the mildest attempt that fits."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement
from typing import Any

import pytest

from lems_rules.exports.parts import typesetter
from lems_rules.exports.parts.typesetter import typeset_within

MOST = 2


class Pages:
    """Stands for a layout of so many pages; its PDF is its number among the attempts."""

    def __init__(self, _template: str, data: Mapping[str, Any]) -> None:
        self.pages, self.made = data["pages"], bytes([data["place"]])

    def query(self, *_args: object, **_more: object) -> str:
        return str(self.pages)


def test_the_first_attempt_that_fits_is_made_and_no_further_one_laid_out(
    monkeypatch: pytest.MonkeyPatch,
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
        assert typeset_within(MOST, "any.typ", attempts) == bytes([wanted])
        assert laid_out == list(range(fitting[0] + 1 if fitting else 4))
