from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.mechanism.increment import Recording, amplitude, largest
from lems_rules.reasoning.assessment import assess
from lems_rules.schema.questions.item import AnswerError


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


def test_an_increment_that_is_negative_counts_where_it_is_the_only_one() -> None:
    assert largest([Recording("hand", 4, 3)]) == Recording("hand", 4, 3)


def test_no_response_after_effort_is_a_fall_of_100_percent() -> None:
    assert Recording("hand", 4, 0).increment_percent == -100
    assert largest([Recording("hand", 4, 0), Recording("foot", 4, 2)]) == Recording("foot", 4, 2)


def test_of_two_equal_increments_the_one_recorded_first_counts() -> None:
    hand, foot = Recording("hand", 1, 2), Recording("foot", 3, 6)
    assert largest([hand, foot]) == hand
    assert largest([foot, hand]) == foot


@pytest.mark.parametrize(("after", "marked"), [(1.59, False), (1.6, True), (1.61, True)])
def test_the_limit_of_60_percent_is_met_from_the_amplitudes(
    content: Content, after: float, marked: bool
) -> None:
    found = Recording("hand", 1, after).increment_percent
    result = assess(content, {"cmap_increment_percent": found})
    assert result.findings["marked_increment"] == ("yes" if marked else "no")


def test_amplitudes_are_reckoned_in_decimals_as_typed() -> None:
    assert Recording("hand", 1.5, 2.4).increment_percent == 60


@pytest.mark.parametrize(
    ("before", "after", "percent", "marked"),
    [
        (3.5, 5.6, 60.0, "yes"),
        (10, 15.996, 59.96, "no"),
        (1000, 1599.94, 59.99, "no"),
        (1000, 1599.95, 60.0, "yes"),  # half a last digit is rounded away from zero
        (10_000, 9_999.5, -0.01, "no"),
        (3, 2.99999, 0.0, "no"),
        (1e-30, 0.001, 1e29, None),
    ],
)
def test_an_increment_is_compared_as_it_is_shown(
    content: Content, before: float, after: float, percent: float, marked: str | None
) -> None:
    found = Recording("hand", before, after).increment_percent
    assert str(found) == str(percent)  # 0.0 and not -0.0
    if marked is not None:
        result = assess(content, {"cmap_increment_percent": found})
        assert result.findings["marked_increment"] == marked


@pytest.mark.parametrize(
    ("before", "after", "percent"),
    [
        (1e-30, 100, 1e34),
        (5e-324, 1.7e308, float("inf")),
        (1e308, 5e-324, -100),
        (5e-324, 5e-324, 0),
        (100, 1e-30, -100),
    ],
)
def test_no_amplitude_is_too_small_or_too_large_to_be_reckoned_with(
    before: float, after: float, percent: float
) -> None:
    found = largest([Recording("hand", before, after)])
    assert found is not None
    assert found.increment_percent == percent


def test_an_amplitude_is_read_as_it_was_typed() -> None:
    assert amplitude("") is None
    assert amplitude(" 1.25 ") == 1.25
    assert amplitude("0") == 0


@pytest.mark.parametrize("text", ["low", "-1", "1e9"])
def test_what_is_no_amplitude_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(AnswerError, match="cannot be used here; write a number from 0 to"):
        amplitude(text)


def test_an_amplitude_that_could_be_two_numbers_is_asked_about() -> None:
    with pytest.raises(AnswerError, match=r"1\.25"):
        amplitude("1.250")
