from __future__ import annotations

import pytest

from lems_rules.worksheet import Recording, largest


@pytest.mark.parametrize(
    ("before", "after", "percent"), [(1, 2, 100), (1, 3, 200), (2, 2, 0), (4, 3, -25), (5, 8, 60)]
)
def test_an_amplitude_that_doubles_is_an_increment_of_100_percent(
    before: float, after: float, percent: float
) -> None:
    assert Recording("hand", before, after).increment_percent == percent


def test_the_muscle_with_the_largest_increment_counts() -> None:
    hand, foot = Recording("hand", 1, 3), Recording("foot", 2, 3)
    assert largest([foot, hand]) == hand


@pytest.mark.parametrize("recording", [Recording("hand", 0, 3), Recording("hand", 1, -1)])
def test_what_gives_no_increment_is_passed_over(recording: Recording) -> None:
    assert largest([recording]) is None
    assert largest([recording, Recording("foot", 2, 1)]) == Recording("foot", 2, 1)


def test_without_recordings_there_is_no_increment() -> None:
    assert largest([]) is None
