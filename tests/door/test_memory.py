"""What visitors leave behind goes back to the system, and only then is it looked for."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator

import pytest
from starlette.types import Message, Receive, Scope, Send

from views.door.memory import Memory


class Sitting:
    """Something that holds on to itself, as what Streamlit keeps of a visitor does."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def unreachable() -> Iterator[weakref.ref[Sitting]]:
    """A sitting that nothing but a search finds; Python itself searches for none meanwhile."""
    gc.disable()
    yield weakref.ref(Sitting())
    gc.enable()


async def using(memory: Memory, kind: str, *, breaks: bool = False) -> None:
    """One connection of this kind, from its beginning to its end."""

    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        if breaks:
            raise ConnectionError

    async def nothing() -> Message:
        raise AssertionError

    async def nowhere(_: Message) -> None:
        raise AssertionError

    await memory.around(app)({"type": kind}, nothing, nowhere)


def test_what_a_visitor_left_is_let_go_of(unreachable: weakref.ref[Sitting]) -> None:
    memory = Memory()
    asyncio.run(using(memory, "websocket"))
    assert unreachable() is not None
    memory.give_back()
    assert unreachable() is None


def test_so_it_is_where_the_connection_broke(unreachable: weakref.ref[Sitting]) -> None:
    memory = Memory()
    with pytest.raises(ConnectionError):
        asyncio.run(using(memory, "websocket", breaks=True))
    memory.give_back()
    assert unreachable() is None


def test_where_nobody_left_nothing_is_looked_for(unreachable: weakref.ref[Sitting]) -> None:
    memory = Memory()
    asyncio.run(using(memory, "http"))
    memory.give_back()
    assert unreachable() is not None
    asyncio.run(using(memory, "websocket"))
    memory.give_back()
    other = weakref.ref(Sitting())
    memory.give_back()
    assert other() is not None


def test_it_is_given_back_again_and_again_until_the_server_stops(
    unreachable: weakref.ref[Sitting],
) -> None:
    memory = Memory()

    async def a_while() -> weakref.ref[Sitting]:
        async with memory.given_back(every=0.01):
            assert gc.get_freeze_count() > 0
            for _ in range(2):
                left = weakref.ref(Sitting())
                await using(memory, "websocket")
                for _ in range(200):
                    await asyncio.sleep(0.01)
                    if left() is None:
                        break
                assert left() is None
        await using(memory, "websocket")
        last = weakref.ref(Sitting())
        await asyncio.sleep(0.1)
        return last

    assert asyncio.run(a_while())() is not None
    assert unreachable() is None
