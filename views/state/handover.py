"""What is handed to a sitting that another program opens: answers of a record, with their marks.

It waits in the memory of the server under a ticket, for five minutes and for one taking. Nothing
but the ticket stands in an address, and it says nothing of what it is for.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

from lems_rules.intake.record import FromRecord

PARAMETER = "prefilled"  # of the address of the checklist
LASTS = 300.0  # seconds
MOST = 1_000  # that wait; those that wait longest make room


@dataclass(frozen=True)
class Handover:
    """What a record answers, and who is told to have answered.

    ``source`` is shown at each answer. Only the browser of ``owner`` may take it (`door.owner`);
    without one, whoever has the ticket. ``whose`` the record is, as it says itself, is shown in
    that sitting alone, and ``says`` is told once. ``link`` is what stays connected to the record,
    of which nothing is ever told to a browser.
    """

    found: FromRecord
    source: str
    owner: str = ""
    whose: str = field(default="", repr=False)
    says: tuple[str, ...] = ()
    link: object = field(default=None, repr=False)


class Handovers:
    """Those that wait to be taken."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.waiting: OrderedDict[str, tuple[float, Handover]] = OrderedDict()
        self.lock = Lock()

    def leave(self, handover: Handover) -> str:
        """Keep it for whoever comes with the ticket, which cannot be guessed."""
        ticket = secrets.token_urlsafe(24)
        with self.lock:
            self._forget()
            self.waiting[ticket] = (self.now() + LASTS, handover)
            while len(self.waiting) > MOST:
                self.waiting.popitem(last=False)
        return ticket

    def take(self, ticket: str, owner: str = "") -> Handover | None:
        """What waits under this ticket, once; None where nothing does, or not for this browser."""
        with self.lock:
            self._forget()
            _, found = self.waiting.get(ticket, (0.0, None))
            if found is None or (found.owner and found.owner != owner):
                return None
            del self.waiting[ticket]
            return found

    def _forget(self) -> None:
        now = self.now()
        while self.waiting and next(iter(self.waiting.values()))[0] <= now:
            self.waiting.popitem(last=False)


HANDOVERS = Handovers()


def with_ticket(checklist: str, handover: Handover) -> str:
    """The address that opens the checklist with it; ``checklist`` is where the checklist stands."""
    return f"{checklist}?{PARAMETER}={HANDOVERS.leave(handover)}"
