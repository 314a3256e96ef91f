"""A number typed in the unit people think in: what is stored for it, and how that is said.

``3 weeks`` at a question asked in months is stored as 0.69, and ``80 to 76 kg`` at one asked in
per cent as 5: the answers of a patient keep the unit of their question, wherever they go.
"""

from __future__ import annotations

import re
from decimal import Decimal

from lems_rules.schema.questions.item import Item
from lems_rules.schema.questions.unit import TypedUnit

_NUMBER = r"\d{1,9}(?:[.,]\d{0,9})?"
_TYPED = re.compile(rf"({_NUMBER})(?: to ({_NUMBER}))? ([^\d\s]+)", re.ASCII)
# Could be a thousand and more, or a little over one: not for us to guess.
_TWO_NUMBERS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def stored(item: Item, typed: object) -> object:
    """What is stored for what was typed; what cannot be worked out is left as it is."""
    found = _worked_out(item, typed)
    return typed if found is None else found


def told(item: Item, typed: object) -> str:
    """What was typed and what is stored, ``3 weeks = 0.69 months``; empty where it is the same."""
    found = _worked_out(item, typed)
    return "" if found is None else f"{typed} = {item.wording(found)}"


def _worked_out(item: Item, typed: object) -> float | None:
    parts = _TYPED.fullmatch(typed) if isinstance(typed, str) else None
    if parts is None or any(_TWO_NUMBERS.fullmatch(part) for part in parts.groups()[:2] if part):
        return None
    unit = _unit(item, parts[3])
    numbers = tuple(Decimal(part.replace(",", ".")) for part in parts.groups()[:2] if part)
    return unit.stored(numbers) if unit else None


def _unit(item: Item, name: str) -> TypedUnit | None:
    return next((one for one in item.typed_as if one.unit == name), None)
