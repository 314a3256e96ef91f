"""What comes next is made in a thread of its own, while one works on what came."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class _Failed:
    error: BaseException


@dataclass(frozen=True)
class _Made(Generic[Thing]):
    thing: Thing


def made_ahead(things: Iterable[Thing]) -> Iterator[Thing]:
    """The same things, the next one being made already; an error arrives as itself.

    Whoever stops early stops the making, before the next thing is begun.
    """
    waiting: queue.Queue[_Made[Thing] | _Failed | None] = queue.Queue(1)
    stopped = threading.Event()

    def put(one: _Made[Thing] | _Failed | None) -> None:
        while not stopped.is_set():
            try:
                waiting.put(one, timeout=0.05)
            except queue.Full:
                continue
            return

    def make() -> None:
        try:
            for thing in things:
                put(_Made(thing))
                if stopped.is_set():
                    return
            put(None)
        except BaseException as error:  # handed over, not swallowed
            put(_Failed(error))

    maker = threading.Thread(target=make, daemon=True)
    maker.start()
    try:
        while (one := waiting.get()) is not None:
            if isinstance(one, _Failed):
                raise one.error
            yield one.thing
    finally:
        stopped.set()
        maker.join()
