"""The next thing is made while one works on this one, and never more than that."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lems_rules.cohort.any_length.ahead import made_ahead


def test_things_come_in_their_order() -> None:
    assert list(made_ahead(range(50))) == list(range(50))


def test_an_error_arrives_as_itself_after_what_was_made_before() -> None:
    def things() -> Iterator[int]:
        yield 1
        raise KeyError("broken")

    found = made_ahead(things())
    assert next(found) == 1
    with pytest.raises(KeyError, match="broken"):
        next(found)


def test_who_stops_early_stops_the_making() -> None:
    made = []

    def things() -> Iterator[int]:
        for i in range(1_000):
            made.append(i)
            yield i

    found = made_ahead(things())
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    assert len(made) < 5
