from __future__ import annotations

import pytest

from lems_rules.rooms.course import Planned, Point, Press, moved

PLAN = (Planned("case_024", 2), Planned("case_c01", 4))


def led(*presses: Press, at: Point | None = None) -> Point:
    found = at or Point()
    for press in presses:
        found = moved(found, press, PLAN)
    return found


def test_the_space_bar_alone_leads_through_all_cases() -> None:
    points = [Point()]
    while (after := moved(points[-1], "next", PLAN)) != points[-1]:
        points.append(after)
    assert points == [
        Point(),
        Point(0, "step", 0, 0),
        Point(0, "step", 0, 1),
        Point(0, "step", 1, 1),
        Point(0, "step", 1, 2),
        Point(0, "end", 1, 2),
        Point(1, "step", 0, 0),
        Point(1, "step", 0, 1),
        Point(1, "step", 1, 1),
        Point(1, "step", 1, 2),
        Point(1, "step", 2, 2),
        Point(1, "step", 2, 3),
        Point(1, "step", 3, 3),
        Point(1, "step", 3, 4),
        Point(1, "end", 3, 4),
    ]
    assert [one.takes_votes for one in points].count(True) == 6


def test_reveal_reveals_and_nothing_else() -> None:
    assert led("reveal") == Point()
    assert led("next", "reveal", "reveal", "reveal") == Point(0, "step", 0, 1)


@pytest.mark.parametrize(
    ("presses", "point"),
    [
        (("back",), Point()),
        (("next", "back"), Point(0, "step", 0, 0)),
        (("next", "next", "next", "back"), Point(0, "step", 0, 1)),
        (("next", "next", "next", "next", "next", "back"), Point(0, "step", 1, 2)),
    ],
)
def test_back_leads_to_what_was_shown_before(presses: tuple[Press, ...], point: Point) -> None:
    assert led(*presses) == point


def test_a_step_that_was_left_open_to_look_back_takes_votes_again() -> None:
    assert not led("next", "next", "next", "back").takes_votes
    assert led("next", "next", "next", "back", "next").takes_votes


def test_the_next_case_is_one_press_away_from_anywhere() -> None:
    for presses in ((), ("next",), ("next", "next")):
        at = led(*presses)  # type: ignore[arg-type]
        assert led("case", at=at) == Point(1, "step", 0, 0)
    assert led("case", "case") == Point(1, "step", 0, 0)
