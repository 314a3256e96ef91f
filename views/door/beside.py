"""What goes on beside the pages for as long as the server runs."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool

A_MINUTE = 60.0


@asynccontextmanager
async def over_and_over(do: Callable[[], object], seconds: float = A_MINUTE) -> AsyncIterator[None]:
    """Do it at once, and again whenever so many seconds are over."""

    async def again() -> None:
        while True:
            # What could not be done this time is tried again the next.
            with contextlib.suppress(Exception):
                await run_in_threadpool(do)
            await asyncio.sleep(seconds)

    task = asyncio.create_task(again())
    try:
        yield
    finally:
        task.cancel()
