"""A number as it is compared and as it is shown: one and the same, to two decimals.

The limits of rules are written in decimals, and so are the numbers that people type; binary
fractions just miss both. So a number is taken by the decimals that it is written with.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

LAST_DIGIT = Decimal("0.01")
_ANY_FLOAT = Context(prec=700)  # digits enough for any ratio of two floats to two decimals


def as_compared(number: float | Decimal) -> float:
    """The number to two decimals, half away from zero; there is no minus zero."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    return float(exact.quantize(LAST_DIGIT, ROUND_HALF_UP, _ANY_FLOAT)) + 0.0


def as_shown(number: float) -> str:
    """All digits of a number and no more: ``120``, ``0.25``, ``1234567.89``; never an exponent."""
    return f"{Decimal(repr(number)).normalize():f}"
