"""Good input made bad, the same way each time for the same number, and what reading it may cost."""

from __future__ import annotations

import json
import random
import re
import time
import tracemalloc
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

# One input may take so much; a slow machine gets many times what is needed.
MOST_SECONDS = 20.0
MOST_BYTES_HELD = 128 << 20
# What breaks readers, put in at any place.
TOKENS = (
    *(b"\x00", b"\x1b[2J", b"\r", b"\n", b"\t", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf"),
    *("\u202e".encode(), "\u2028".encode(), "\U0001f600".encode(), rb"\ud800", rb"\u0000"),
    *(b'"', b"'", b"{", b"}", b"[", b"]", b",", b";", b":", b"- ", b"? ", b"# ", b"---\n"),
    *(b"&a ", b"*a", b"!!int ''", b"!!bool x", b"<<: ", b"%TAG", b"|\n", b">-\n", b"="),
    *(b"NaN", b"-0.0", b"1e999", b"1e-400", b"9" * 400, b"9" * 5_000, b"1:30", b"0x1F", b".inf"),
    *(b"null", b"true", b"2199-12-31", b"2026-02-30", b"31.08.2026", b"1.250", b"2,5", b"''"),
    *(b"[" * 100, b'{"a":' * 100, b"x" * 3_000, b"yes", b"answer", b"resourceType", b"answers"),
    *(b"modifierExtension", b"valueBoolean", b"entered-in-error", b"linkId", b"set_aside"),
    *(b"PAR1", b"\x7f\xff\xff\xff", b"\xff" * 8, b"\x15\xfe\xff\xff\xff\x0f", b"\x80" * 9),
)
VALUES = (
    *(None, True, False, [], {}, [[]], "", "x", "\x1b\n", "\ud800", "yes", "2199-12-31", "1.250"),
    *(-0.0, 0, 1e300, 10**400, float("inf"), float("nan"), 59.999999999999986, -1, 62),
    *({"url": "x", "valueCode": "masked"}, [{"url": "x"}], {"code": "ptosis.yes", "display": "No"}),
    *({"value": 5, "unit": "%"}, [{"valueBoolean": True}], ["answers"], {"answers": {}}),
)


def damaged(seeds: list[bytes], chance: random.Random) -> bytes:
    """One of the good inputs, with one to six places damaged; or, of a JSON, other values in it."""
    good = chance.choice(seeds)
    if good.startswith((b"{", b"[")) and chance.random() < 0.4:
        return altered(good, chance)
    data = bytearray(good)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((0, 1, 1, 5, 40, 400)))
        match chance.randrange(7):
            case 0:
                data[at:to] = chance.choice(TOKENS)
            case 1:
                del data[at:to]
            case 2:
                data[at:at] = data[at:to]
            case 3:
                data[at:to] = chance.randbytes(to - at)
            case 4:
                other = chance.choice(seeds)
                data[at:to] = other[: chance.randrange(len(other) + 1)][-200:]
            case 5 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case _:  # a whole word or number becomes another
                words = [*re.finditer(rb"[\w.-]+", data)] or [re.match(b"", data)]
                word = chance.choice(words)
                assert word is not None
                data[word.start() : word.end()] = chance.choice(TOKENS)
    return bytes(data)


def altered(good: bytes, chance: random.Random) -> bytes:
    """A JSON in which one to three values became others, were lost, or got another name."""
    tree = json.loads(good)
    for _ in range(chance.randint(1, 3)):
        if tree:
            _alter(tree, chance)
    return json.dumps(tree).encode()


def _alter(tree: Any, chance: random.Random) -> None:
    places = []
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        places += [(holder, key) for key in keys]
        waiting += [holder[key] for key in keys if isinstance(holder[key], dict | list)]
    holder, key = chance.choice(places)
    match chance.randrange(5):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[chance.choice([str(one) for _, one in places])] = holder.pop(key)
        case _:
            holder[key] = deepcopy(chance.choice(VALUES))


def clear(sentence: str) -> None:
    """One line that can be printed, and is no answer of Python's own."""
    assert sentence
    assert len(sentence) < 1_000
    assert all(one.isprintable() or unicodedata.category(one) == "Zs" for one in sentence)
    assert not re.search(r"Traceback|object at 0x|<class '", sentence)


@dataclass
class Cost:
    """The most that one input took so far: seconds of a processor, and bytes held by Python."""

    seconds: float = 0.0
    held: int = 0

    @contextmanager
    def of_one(self) -> Iterator[None]:
        """Measure one input; it may neither take too long nor hold too much."""
        tracemalloc.start()
        began = time.process_time()
        try:
            yield
        finally:
            seconds = time.process_time() - began
            held = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        self.seconds, self.held = max(self.seconds, seconds), max(self.held, held)
        assert seconds < MOST_SECONDS, f"{seconds:.1f} s for one input"
        assert held < MOST_BYTES_HELD, f"{held >> 20} MiB for one input"
