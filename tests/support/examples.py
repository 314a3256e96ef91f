"""How many examples a property is tried with: few on a push, many in `make deep`."""

from __future__ import annotations

from hypothesis import settings

FEW = 50
TIMES_DEEPER = 20


def examples(few: int) -> settings:
    """So many on a push, and as many times more in `make deep` as any other property has."""
    deep = settings.get_current_profile_name() == "deep"
    return settings(max_examples=few * (TIMES_DEEPER if deep else 1))
