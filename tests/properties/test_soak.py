"""The soak of `make soak` in small: its patients hang together, and it says what fails."""

from __future__ import annotations

import pytest

from tests.support import soak
from tests.support.soak import LENGTHS, Tally, in_numbers, look_at, look_at_notes, wanted

pytestmark = pytest.mark.slow  # left out of `make quick`


def test_of_patients_with_more_or_fewer_answers_everything_hangs_together() -> None:
    seen, failed = in_numbers(look_at, range(60))
    assert failed == []
    assert seen.count == 60
    assert len(seen.levels) > 3


@pytest.mark.parametrize("length", [0, 1, LENGTHS - 1])
def test_notes_of_any_length_are_in_every_export(length: int) -> None:
    assert in_numbers(look_at_notes, range(length, length + 1))[1] == []


def test_what_fails_is_named_by_its_number() -> None:
    def look(number: int) -> Tally:
        assert number != 7, "seven"
        return Tally(1)

    seen, failed = in_numbers(look, range(5, 10))
    assert seen.count == 4
    assert [one.splitlines()[0] for one in failed] == ["number 7: AssertionError: seven"]


def test_it_goes_on_from_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    assert wanted("LEMS_SOAK", soak.PATIENTS) == range(1_000_000)
    monkeypatch.setenv("LEMS_SOAK", "20")
    assert wanted("LEMS_SOAK", soak.PATIENTS) == range(20)
    monkeypatch.setenv("LEMS_SOAK", "20-50")
    assert wanted("LEMS_SOAK", soak.PATIENTS) == range(20, 50)
