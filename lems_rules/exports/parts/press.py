"""One thread that makes the large files, whoever asks for them.

What each of many threads once took of the memory would stay with it: 48 PDFs at once held 900 MB
for good. The interpreter works on one thing at a time anyway, so nobody waits longer for it.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")

_PRESS = ThreadPoolExecutor(1, "press")


def pressed(
    make: Callable[_Arguments, _Made], *given: _Arguments.args, **named: _Arguments.kwargs
) -> _Made:
    """What ``make`` gives, made when all that was asked for before is done.

    ``make`` must not come back here: it would wait for itself.

    Raises:
        Exception: whatever ``make`` raises.
    """
    return _PRESS.submit(make, *given, **named).result()
