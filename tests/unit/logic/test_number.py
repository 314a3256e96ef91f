from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.logic.number import as_compared, as_shown


@pytest.mark.parametrize(
    ("number", "compared", "shown"),
    [
        (59.999999999999986, 60.0, "60"),
        (59.995, 60.0, "60"),
        (59.99499999999999, 59.99, "59.99"),
        (1.005, 1.01, "1.01"),  # as binary fractions it is a little less
        (2.675, 2.68, "2.68"),
        (-1.005, -1.01, "-1.01"),  # half away from zero
        (-0.004, 0.0, "0"),
        (-0.0, 0.0, "0"),
        (0, 0.0, "0"),
        (100, 100.0, "100"),
        (1e-30, 0.0, "0"),
        (0.25, 0.25, "0.25"),
        (1234567.894, 1234567.89, "1234567.89"),
        (1e29, 1e29, "1" + "0" * 29),
        (1.7e308, 1.7e308, "17" + "0" * 307),
        (Decimal("59.995"), 60.0, "60"),
    ],
)
def test_a_number_is_compared_as_it_is_shown(
    number: float | Decimal, compared: float, shown: str
) -> None:
    found = as_compared(number)
    assert repr(found) == repr(compared)
    assert as_shown(found) == shown


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_was_read_reads_as_itself_and_shows_all_that_is_compared(
    number: float,
) -> None:
    read = as_compared(number)
    assert repr(as_compared(read)) == repr(read)
    assert float(as_shown(read)) == read
