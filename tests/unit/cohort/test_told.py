"""Problems in the order of rows, however they come, and however many there are."""

from __future__ import annotations

import numpy as np

from lems_rules.cohort.rows.column import CellProblem
from lems_rules.cohort.rows.told import Told


def wrong(column: str) -> list[tuple[str, str]]:
    return [(column, "wrong")] * 100


def places(told: Told) -> list[tuple[int | None, str]]:
    return [(one.row, one.column) for one in told.kept]


def test_the_first_ones_are_kept_in_the_order_of_rows_and_columns() -> None:
    told = Told(("a", "b"), 5)
    told.say_of("b", np.arange(0, 100, 2), lambda first: wrong("b")[:first])
    told.say_of("a", np.arange(0, 100, 3), lambda first: wrong("a")[:first])
    assert places(told) == [(0, "a"), (0, "b"), (2, "b"), (3, "a"), (4, "b")]
    assert told.count == 50 + 34


def test_only_what_can_be_among_the_first_is_put_into_words() -> None:
    asked = []

    def tell(first: int) -> list[tuple[str, str]]:
        asked.append(first)
        return wrong("a")[:first]

    told = Told(("a", "b"), 4)
    told.say_of("b", np.arange(4), lambda first: wrong("b")[:first])
    told.say_of("a", np.arange(50, 90), tell)
    assert len(places(told)) == 4
    assert asked == []


def test_where_none_is_kept_all_are_counted() -> None:
    told = Told(("a",), 0)
    told.say_of("a", np.arange(9), wrong)
    told.say([CellProblem(3, "", "", "the row")])
    assert (told.kept, told.count, told.room) == ((), 10, 0)


def test_later_rows_come_after_and_have_their_numbers() -> None:
    told, later = Told(("a",), 3), Told(("a",), 3)
    told.say([CellProblem(None, "near", "", "a name")])
    for _ in range(4):
        later.say_of("a", np.arange(2), lambda first: wrong("a")[:first])
    told.add(later.numbered(range(100, 200)))
    assert places(told) == [(None, "near"), (100, "a"), (100, "a")]
    assert told.count == 9
    told.say([CellProblem(1, "a", "", "x")] * 8)
    assert places(told) == [(None, "near"), (1, "a"), (1, "a")]
