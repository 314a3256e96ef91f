"""What is handed to a sitting that another program opens: answers of a record, with their marks.

It waits in the memory of the server under a ticket, for a while and for one taking. Nothing but the
ticket stands in an address, and it says nothing of what it is for. A launch is followed at once; a
card waits to be read, and most are never opened, so they wait apart and push no launch out.
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
# Seconds that one waits, and how many may; beyond, those that wait longest make room.
LASTS, MOST = 300.0, 1_000
CARD_LASTS, MOST_CARDS = 900.0, 10_000


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

    def __init__(
        self,
        now: Callable[[], float] = time.monotonic,
        lasts: float = LASTS,
        most: int = MOST,
    ) -> None:
        self.now, self.lasts, self.most = now, lasts, most
        self.waiting: OrderedDict[str, tuple[float, Handover]] = OrderedDict()
        self.lock = Lock()

    def leave(self, handover: Handover) -> str:
        """Keep it for whoever comes with the ticket, which cannot be guessed."""
        ticket = secrets.token_urlsafe(24)
        with self.lock:
            self._forget()
            self.waiting[ticket] = (self.now() + self.lasts, handover)
            while len(self.waiting) > self.most:
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
CARDS = Handovers(lasts=CARD_LASTS, most=MOST_CARDS)


def with_ticket(checklist: str, handover: Handover, kept: Handovers = HANDOVERS) -> str:
    """The address that opens the checklist with it; ``checklist`` is where the checklist stands."""
    return f"{checklist}?{PARAMETER}={kept.leave(handover)}"


def taken(ticket: str, owner: str = "") -> Handover | None:
    """What waits under this ticket, of a launch or of a card, once; None where nothing does."""
    return HANDOVERS.take(ticket, owner) or CARDS.take(ticket, owner)
