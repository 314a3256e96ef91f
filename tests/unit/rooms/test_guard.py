from __future__ import annotations

import pytest

from lems_rules.rooms import guard
from lems_rules.rooms.guard import (
    SECONDS_HERE,
    TRIES_ALL,
    TRIES_HERE,
    Allowance,
    Guard,
    place_of,
)


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def test_so_many_at_once_and_then_one_after_the_other() -> None:
    clock = Clock()
    allowance = Allowance(3, 10.0, clock)
    assert [allowance.take("here") for _ in range(4)] == [0, 0, 0, 10.0]
    assert allowance.take("elsewhere") == 0
    clock.time += 10
    assert [allowance.take("here") for _ in range(2)] == [0, 10.0]
    clock.time += 1_000
    assert [allowance.take("here") for _ in range(4)] == [0, 0, 0, 10.0]


def test_what_is_given_back_does_not_count() -> None:
    allowance = Allowance(1, 10.0, Clock())
    for _ in range(5):
        assert allowance.take("here") == 0
        allowance.give_back("here")
    allowance.give_back("nobody")


def test_a_thousand_wrong_codes_of_one_address_are_stopped_after_a_few() -> None:
    here = Guard(Clock())
    waits = [here.try_code("192.168.1.9") for _ in range(1_000)]
    assert waits.count(0) == TRIES_HERE
    assert waits[-1] == SECONDS_HERE
    assert here.try_code("192.168.1.10") == 0


def test_right_codes_use_nothing_up() -> None:
    here = Guard(Clock())
    for _ in range(1_000):
        assert here.try_code("192.168.1.9") == 0
        here.was_right("192.168.1.9")


def test_codes_guessed_from_many_addresses_are_stopped_too() -> None:
    here = Guard(Clock())
    waits = [here.try_code(f"10.0.{one // 250}.{one % 250}") for one in range(1_000)]
    assert waits.count(0) == TRIES_ALL


def test_seats_and_rooms_are_counted_by_themselves() -> None:
    here = Guard(Clock())
    assert [here.take_seat("10.0.0.1") for _ in range(guard.SEATS_HERE + 1)][-1] > 0
    assert [here.open_room("10.0.0.1") for _ in range(guard.ROOMS_HERE + 1)][-1] > 0
    assert here.try_code("10.0.0.1") == 0


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("192.168.1.9", "192.168.1.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002"),
        ("2001:db8:1:2::9%eth0", "2001:0db8:0001:0002"),
        ("::ffff:192.168.1.9", "192.168.1.9"),
        ("", "nowhere"),
        ("testclient", "nowhere"),
    ],
)
def test_a_place_is_an_address_or_a_network_of_ipv6(address: str, place: str) -> None:
    assert place_of(address) == place


def test_an_address_that_has_its_allowance_again_is_forgotten() -> None:
    clock = Clock()
    allowance = Allowance(2, 10.0, clock)
    allowance.take("long ago")
    clock.time += 61
    allowance.take("now")
    assert list(allowance._full_at) == ["now"]


def test_addresses_without_end_take_no_memory_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(guard, "_MOST_NAMES", 2)
    clock = Clock()
    allowance = Allowance(1, 10.0, clock)
    assert [allowance.take(name) for name in "ab"] == [0, 0]
    # The rest share one allowance, and those before them keep theirs.
    assert [allowance.take(name) for name in "cd"] == [0, 10.0]
    assert allowance.take("a") == 10.0
    clock.time += 10
    assert [allowance.take(name) for name in "ef"] == [0, 0]
