"""How often somebody may try: against codes guessed in bulk, without locking anybody's room.

Who came in by the QR code, has been in before or leads the room never asks here. So however many
wrong codes are tried, from wherever, a room goes on; only typing a code for the first time waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

TRIES_HERE, SECONDS_HERE = 20, 6.0  # wrong codes of one address at once, and until the next
TRIES_ALL, SECONDS_ALL = 400, 1.0  # the same for all addresses together
SEATS_HERE, SEATS_SECONDS = 150, 0.5  # browsers that are new from one address
ROOMS_HERE, ROOMS_SECONDS = 12, 300.0  # rooms opened from one address
_MOST_NAMES = 10_000
_ALL = "all"
_A_MINUTE = 60.0


class Allowance:
    """So many at once for each name, and one more every so many seconds."""

    def __init__(
        self, most: int, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.seconds, self.now = most, seconds, now
        self._full_at: dict[str, float] = {}  # when a name will have all of its allowance again
        self._looked = now()

    def take(self, name: str) -> float:
        """Take one; 0 if there was one, else the seconds until there is."""
        now = self.now()
        name = self._known(name, now)
        full_at = max(self._full_at.get(name, now), now)
        wait = full_at + self.seconds - now - self.most * self.seconds
        if wait > 0:
            return wait
        self._full_at[name] = full_at + self.seconds
        return 0.0

    def give_back(self, name: str) -> None:
        """Let one that was taken not count."""
        if name in self._full_at:
            self._full_at[name] -= self.seconds

    def _known(self, name: str, now: float) -> str:
        """The name, or one that is shared by all where there are too many."""
        if now - self._looked > _A_MINUTE or len(self._full_at) >= _MOST_NAMES:
            # Of who has used nothing nothing is known.
            self._full_at = {one: at for one, at in self._full_at.items() if at > now}
            self._looked = now
        return name if name in self._full_at or len(self._full_at) < _MOST_NAMES else _ALL


class Guard:
    """All that is counted, in the memory of one process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._here = Allowance(TRIES_HERE, SECONDS_HERE, now)
        self._everywhere = Allowance(TRIES_ALL, SECONDS_ALL, now)
        self._seats = Allowance(SEATS_HERE, SEATS_SECONDS, now)
        self._rooms = Allowance(ROOMS_HERE, ROOMS_SECONDS, now)

    def try_code(self, address: str) -> float:
        """Before a code is looked up: 0 if it may be, else the seconds to wait.

        It counts as wrong until `was_right` says otherwise, so that many at once count too.
        """
        place = place_of(address)
        if wait := self._here.take(place):
            return wait
        if wait := self._everywhere.take(_ALL):
            self._here.give_back(place)
        return wait

    def was_right(self, address: str) -> None:
        """The code that was tried opens a room."""
        self._here.give_back(place_of(address))
        self._everywhere.give_back(_ALL)

    def take_seat(self, address: str) -> float:
        """Before a browser comes in for the first time: 0 if it may, else the seconds to wait."""
        return self._seats.take(place_of(address))

    def open_room(self, address: str) -> float:
        """Before a room is opened: 0 if it may be, else the seconds to wait."""
        return self._rooms.take(place_of(address))


def place_of(address: str) -> str:
    """What one household or ward can be told by: an address, of IPv6 its network."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "nowhere"
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return found.exploded[:19]
    return str(getattr(found, "ipv4_mapped", None) or found)
