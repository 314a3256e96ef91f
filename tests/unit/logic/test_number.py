from __future__ import annotations

import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.logic.number import as_compared, as_shown, as_typed
from tests.support.outside import need

FIELDS = Path(__file__).parents[3] / "views/components/questions/elements.js"
# What is typed, and what it is: a number, text that is refused by name, or nothing.
TYPED: dict[str, float | str | None] = {
    "": None,
    " ": None,
    "5": 5.0,
    " 62,5 ": 62.5,
    "+.5": 0.5,
    "-3.": -3.0,
    "0.125": 0.125,  # nobody writes a thousand so
    "1.2500": 1.25,
    "1250.125": 1250.125,
    "1.250": "1.250",
    "-12,500": "-12,500",
    "+1.250": "+1.250",
    "1.250,5": "1.250,5",
    "1 250": "1 250",
    "1e3": "1e3",
    "٥": "٥",
    ".": ".",
    "5 %": "5 %",
    "9" * 400: "9" * 400,
    "inf": "inf",
}


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


@pytest.mark.parametrize("text", TYPED)
def test_what_was_typed_is_a_number_where_it_can_be_only_one(text: str) -> None:
    assert as_typed(text) == TYPED[text]


def test_a_field_of_the_checklist_reads_the_same_in_the_browser() -> None:
    script = (
        f"{FIELDS.read_text('utf-8')}\n"
        f"const typed = {json.dumps(list(TYPED))};"
        "const found = typed.map((value) => read({ type: 'text', value }) ?? null);"
        "console.log(JSON.stringify(found));"
    )
    done = subprocess.run(
        [need("node"), "-e", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(done.stdout) == list(TYPED.values())
