"""What one cell of a table says: no answer, or what stands there as a question would be answered.

Tables come from programs that write the same in many ways. What can mean one thing only is taken
for it; everything else is left as it stands, to be refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal

import numpy as np
import pandas as pd

from lems_rules.intake.csv_sheet import as_in_other_languages, as_written
from lems_rules.logic.number import as_typed
from lems_rules.schema.questions.item import Item
from lems_rules.schema.quote import quoted

# How programs write that nothing is known; an option that is called so comes first.
MISSING = frozenset(("", "na", "n/a", "nan", "none", "null", "<na>", "nat"))
MOST = 200  # characters of a cell that are named among the problems
_YES_NO = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?", re.ASCII)
_DIGITS = re.compile(r"\d+(?:\.0+)?", re.ASCII)


def is_missing(item: Item, value: object) -> bool:
    """Whether a cell says nothing about a question."""
    if isinstance(value, str):
        word = value.strip().casefold()
        return word in MISSING and word not in item.option_ids
    return is_missing_value(value)


def is_missing_value(value: object) -> bool:
    """Whether a value stands for nothing in any column, as pandas sees it."""
    missing = pd.isna(value)  # of a list or an array it is an array, and that is no missing cell
    return isinstance(missing, bool | np.bool_) and bool(missing)


def as_bits(item: Item, values: Iterable[object]) -> bool:
    """Whether 1 and 0 are yes and no in a column with these cells.

    Only where a 0 occurs and no number but the two: a column of ones and twos has a code of its
    own, and in one of ones alone nobody can tell.
    """
    numbers = {number_in(value) for value in values if not is_missing(item, value)} - {None}
    return item.kind == "yn" and are_bits(numbers)


def are_bits(numbers: AbstractSet[float | None]) -> bool:
    """The same of the numbers that stand in a column."""
    return 0 in numbers and numbers <= {0, 1}


def answer_in(item: Item, value: object, bits: bool = False, comma: bool = False) -> object:
    """What stands in a cell that is not missing, as `Item.read` takes it or refuses it.

    With ``bits`` 1 and 0 are yes and no (`as_bits`); with ``comma`` a comma may be a decimal
    point, and a date may be written with dots.
    """
    value = _plain(value)
    if item.kind == "yn" and isinstance(value, bool):
        return "yes" if value else "no"
    if item.kind == "yn" and bits and (number := number_in(value)) is not None:
        return "yes" if number else "no"
    if item.kind == "date" and isinstance(value, datetime) and value.tzinfo is None:
        return value.date()
    return _in_text(item, value.strip(), comma) if isinstance(value, str) else value


def _in_text(item: Item, text: str, comma: bool) -> object:
    match item.kind:
        case "yn":
            return _YES_NO.get(text.casefold(), text)
        case "choice":
            word = text.casefold()
            # A program's None is not the option "none".
            return word if word in item.option_ids and word not in MISSING else text
        case "number":
            value = as_in_other_languages(text) if comma else as_written(text)
            return as_typed(value) if isinstance(value, str) else value
        case _:
            whole = _MIDNIGHT.fullmatch(text)
            return whole[1] if whole else as_in_other_languages(text) if comma else text


def _plain(value: object) -> object:
    """A value as Python has it; what Python cannot hold, as text."""
    try:
        if isinstance(value, np.datetime64):
            value = pd.Timestamp(value)
        if isinstance(value, pd.Timestamp):
            return value.to_pydatetime(warn=False)
        if isinstance(value, np.generic):
            return value.item()
        return float(value) if isinstance(value, Decimal) else value
    except (ValueError, OverflowError):  # a year beyond 9999, a signalling NaN
        return str(value)


def number_in(value: object) -> float | None:
    """The number that a cell holds, as digits or as text; what is true or false is none."""
    value = _plain(value)
    if isinstance(value, str):
        return float(value.strip()) if _DIGITS.fullmatch(value.strip()) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def shown(value: object) -> str:
    """A cell as it is named among the problems, cut to a length; whole it stands in its row."""
    value = _plain(value)
    return value[:MOST] if isinstance(value, str) else quoted(value, MOST)
