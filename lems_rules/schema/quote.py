"""Text from outside within a message: short, on one line, and nothing that a terminal obeys."""

from __future__ import annotations

import re
import unicodedata

MOST_SHOWN = 60
MOST_TOLD = 10  # problems of one kind that are told one by one; the rest are counted


def quoted(value: object, most: int = MOST_SHOWN) -> str:
    """A value as it is named in a message: text in quotes, control characters as escapes."""
    if isinstance(value, str):
        shown = repr(value[:most])
        long = len(value) > most or len(shown) > most
    else:
        try:
            shown = one_line(str(value))
        except ValueError:  # Python refuses to print an integer of thousands of digits
            return "a number of that size"
        long = len(shown) > most
    return f"{shown[: most - 3]}..." if long else shown


def one_line(text: str) -> str:
    """The text with every character that cannot be seen as its escape, line ends included."""
    if text.isprintable():
        return text
    return "".join(one if _is_seen(one) else _escape(one) for one in text)


def which_of_two(text: str) -> str:
    """What is asked of somebody who typed what could be two numbers, without its full stop."""
    thousand = re.sub("[.,]", "", text)
    return (
        f"{text!r} could be {thousand} or {float(text.replace(',', '.')):g}; "
        f"write {thousand} without a mark, or at most two decimals"
    )


def and_more(count: int, what: str) -> str:
    """How many more there are of what was told: ``and 312 more unknown ids``."""
    return f"and {count:,} more {what}"


def _is_seen(one: str) -> bool:
    return one.isprintable() or unicodedata.category(one) == "Zs"


def _escape(one: str) -> str:
    return one.encode("unicode_escape").decode("ascii")
