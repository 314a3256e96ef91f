"""The pieces of a table worked out here, in several processes, or by workers that Dask leads.

Whoever works them out, they come back in their order, and no more than a few are on their way.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import chain
from typing import Any, Protocol

import pyarrow as pa

from lems_rules.cohort.any_length.order import Bits, Order, Tally
from lems_rules.cohort.any_length.piece import Arrow, Done, Settings, work_out, work_out_by
from lems_rules.cohort.files.csv_file import Cells
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line

NO_DASK = (
    "--engine dask needs the package distributed, which is not installed here: "
    "`pip install 'lems-checklist[cluster]'`; or leave --engine out"
)
PATIENCE = "10s"  # with an address where nobody answers
_AHEAD = 2  # pieces on their way for each worker

Task = tuple[Settings, "Cells | Arrow"]
Spread = Callable[[Content, Iterable[Task]], Iterator[Done]]


class _Future(Protocol):
    def result(self) -> Any: ...


def here(content: Content, tasks: Iterable[Task]) -> Iterator[Done]:
    """One piece after the other, in this process."""
    for settings, piece in tasks:
        yield work_out_by(content, settings, piece)


def piece_by_piece(
    order: Order, settings: Settings, pieces: Iterable[Cells | Arrow], tally: Tally, bits: Bits
) -> Iterator[bytes | pa.Table]:
    """What is made of each piece, by whoever works for this order."""
    tasks = (
        (replace(settings, bits=bits.of(settings, piece), most=tally.room), piece)
        for piece in pieces
    )
    for done in (order.spread or here)(order.content, tasks):
        tally.add(done.rows, done.told)
        yield done.body


def over_processes(
    content: Content, tasks: Iterable[Task], workers: int | None = None
) -> Iterator[Done]:
    """Each piece in one of several processes; the first one here, while they start."""
    count = workers or os.cpu_count() or 1
    pending = iter(tasks)
    yield from here(content, (task for task in [next(pending, None)] if task))
    second = next(pending, None)
    if second is None:
        return
    rest = chain([second], pending)
    if count == 1:
        yield from here(content, rest)
        return
    # Polars has threads of its own, so nothing is forked.
    pool = ProcessPoolExecutor(
        count, multiprocessing.get_context("spawn"), initializer=_leave_ctrl_c_to_the_parent
    )
    try:
        yield from _in_order(lambda task: pool.submit(work_out, *task), rest, count * _AHEAD)
    finally:
        pool.shutdown(cancel_futures=True)


def over_dask(
    content: Content, tasks: Iterable[Task], scheduler: str | None = None
) -> Iterator[Done]:
    """Each piece by a worker of a Dask cluster, or of one of this machine's own cores.

    A worker that dies loses nothing: what it had is given to another one.

    Raises:
        AnswerError: Dask is not installed, or nobody answers at that address.
    """
    try:
        from distributed import Client
    except ImportError:
        raise AnswerError(NO_DASK) from None
    try:
        client = (
            Client(scheduler, timeout=PATIENCE) if scheduler else Client(dashboard_address=None)
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise AnswerError(
            f"--scheduler {scheduler}: no Dask scheduler answers there "
            f"({one_line(str(error))[:200]}); give its address, such as tcp://HOST:8786"
        ) from None
    with client:
        workers = sum(client.nthreads().values()) or 1

        def submit(task: Task) -> _Future:
            return client.submit(work_out, *task, pure=False, retries=3)  # type: ignore[no-any-return]

        yield from _in_order(submit, tasks, max(workers * _AHEAD, 4))


def _in_order(
    submit: Callable[[Task], _Future], tasks: Iterable[Task], ahead: int
) -> Iterator[Done]:
    waiting: deque[_Future] = deque()
    for task in tasks:
        waiting.append(submit(task))
        if len(waiting) > ahead:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
