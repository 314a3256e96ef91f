"""The increment of the motor response, from the amplitudes before and after effort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context, Decimal, localcontext

# Enough digits for any two amplitudes that a float can hold: from 5e-324 to 2e308.
_EXACT = Context(prec=700)


@dataclass(frozen=True, slots=True)
class Recording:
    """One muscle: CMAP amplitude at rest and after effort, both in the same unit (mV)."""

    muscle: str
    before: float
    after: float

    @property
    def increment_percent(self) -> float:
        """100 x (after - before) / before; so 200 % of the amplitude at rest is 100 %."""
        return float(self._exact)

    @property
    def shown_percent(self) -> float:
        """The increment to one decimal, downwards: rounding up could carry it over a limit."""
        with localcontext(_EXACT):
            return float(self._exact.quantize(Decimal("0.1"), ROUND_FLOOR))

    @property
    def _exact(self) -> Decimal:
        # In decimals as they were typed: 1.5 and 2.4 mV are 60 %, which binary fractions just miss.
        before, after = Decimal(str(self.before)), Decimal(str(self.after))
        return 100 * (after - before) / before


def largest(recordings: Iterable[Recording]) -> Recording | None:
    """The recording with the largest increment, which is the one that counts; None without any.

    A recording without an amplitude at rest above 0 gives no increment and is passed over.
    """
    usable = [one for one in recordings if one.before > 0 and one.after >= 0]
    return max(usable, key=lambda one: one.increment_percent, default=None)
