"""How many examples a property is tried with: few on a push, many in `make deep`."""

from __future__ import annotations

from hypothesis import settings

FEW = 50
TIMES_DEEPER = 20


def many(few: int) -> int:
    """So many on a push, and many times more in `make deep`."""
    return few * (TIMES_DEEPER if settings.get_current_profile_name() == "deep" else 1)


def examples(few: int) -> settings:
    """For a property that takes longer or shorter than others: its own number of examples."""
    return settings(max_examples=many(few))
