"""Other units in which a number can be typed; what is stored keeps the unit of its question."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pydantic import model_validator

from lems_rules.logic.number import as_compared
from lems_rules.schema.citation import Entry


class TypedUnit(Entry):
    """A unit people think in, and how a number in it becomes one in the unit of the question.

    The number is multiplied by ``times`` and divided by ``over``, unless it is one of ``exactly``.
    With ``lost`` two numbers are typed, before and after, and what was lost of the first counts,
    in per cent.
    """

    unit: str
    times: Decimal = Decimal(1)
    over: Decimal = Decimal(1)
    exactly: Mapping[Decimal, Decimal] = {}
    lost: bool = False

    @model_validator(mode="after")
    def _can_be_worked_out(self) -> TypedUnit:
        if self.times <= 0 or self.over <= 0:
            raise ValueError("times and over are above 0")
        if self.lost and (self.times != 1 or self.over != 1 or self.exactly):
            raise ValueError("what was lost is worked out from two numbers; leave out the factors")
        return self

    def stored(self, numbers: tuple[Decimal, ...]) -> float | None:
        """What is stored for what was typed, as numbers are compared; None where nothing can be."""
        if len(numbers) != (2 if self.lost else 1):
            return None
        if self.lost:
            before, after = numbers
            return as_compared(100 * (before - after) / before) if before > 0 else None
        [number] = numbers
        exact = self.exactly.get(number)
        return as_compared(number * self.times / self.over if exact is None else exact)
