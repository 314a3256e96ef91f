"""The increment of the motor response, from the amplitudes before and after effort."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from lems_rules.logic.number import as_compared, as_typed, could_be_two
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import quoted, which_of_two

MOST_MILLIVOLTS = 100  # far above any motor response: what lies beyond is another unit, or a slip


@dataclass(frozen=True, slots=True)
class Recording:
    """One muscle: CMAP amplitude at rest and after effort, both in the same unit (mV)."""

    muscle: str
    before: float
    after: float

    @property
    def increment_percent(self) -> float:
        """100 x (after - before) / before, as the checklist reads and shows it.

        So 200 % of the amplitude at rest is 100 %.
        """
        # In decimals as they were typed: 1.5 and 2.4 mV are 60 %, which binary fractions just miss.
        before, after = Decimal(repr(self.before)), Decimal(repr(self.after))
        return as_compared(100 * (after - before) / before)


def amplitude(text: str) -> float | None:
    """An amplitude in mV as typed, with all its digits; None if nothing was typed.

    Raises:
        AnswerError: this is none, or could be two; says what to write.
    """
    typed = as_typed(text)
    if isinstance(typed, str) and could_be_two(typed):
        raise AnswerError(f"{which_of_two(typed)}.")
    if isinstance(typed, str) or (typed is not None and not 0 <= typed <= MOST_MILLIVOLTS):
        allowed = f"write a number from 0 to {MOST_MILLIVOLTS} mV"
        raise AnswerError(f"{quoted(text.strip())} cannot be used here; {allowed}.")
    return typed


def largest(recordings: Iterable[Recording]) -> Recording | None:
    """The recording with the largest increment, which is the one that counts; None without any.

    A recording without an amplitude at rest above 0 gives no increment and is passed over.
    """
    usable = [one for one in recordings if one.before > 0 and one.after >= 0]
    return max(usable, key=lambda one: one.increment_percent, default=None)
