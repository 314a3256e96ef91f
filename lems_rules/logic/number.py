"""A number as it is compared and as it is shown: one and the same, to two decimals.

The limits of rules are written in decimals, and so are the numbers that people type; binary
fractions just miss both. So a number is taken by the decimals that it is written with. Text that
was typed is a number where it can be only one.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

LAST_DIGIT = Decimal("0.01")
_ANY_FLOAT = Context(prec=700)  # digits enough for any ratio of two floats to two decimals
# The fields of the checklist read the same in the browser: views/components/questions/elements.js.
_PLAIN = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)", re.ASCII)
_THOUSANDS_OR_NOT = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def as_compared(number: float | Decimal) -> float:
    """The number to two decimals, half away from zero; there is no minus zero."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    return float(exact.quantize(LAST_DIGIT, ROUND_HALF_UP, _ANY_FLOAT)) + 0.0


def as_shown(number: float) -> str:
    """All digits of a number and no more: ``120``, ``0.25``, ``1234567.89``; never an exponent."""
    return f"{Decimal(repr(number)).normalize():f}"


def as_typed(text: str) -> float | str | None:
    """A plain decimal, with a point or a comma, as a number; None if nothing was typed.

    Anything else stays as it was typed, to be refused by name, and so does what could be two
    numbers.
    """
    typed = text.strip()
    if not _PLAIN.fullmatch(typed) or could_be_two(typed):
        return typed or None
    number = float(typed.replace(",", "."))
    return number if math.isfinite(number) else typed


def could_be_two(text: str) -> bool:
    """Whether this is a thousand and more to some and a little over one to others: ``1.250``."""
    return _THOUSANDS_OR_NOT.fullmatch(text) is not None
