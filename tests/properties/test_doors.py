"""Damaged input at every door: it is read, or refused in one clear sentence.

Nothing lies between: no other error, no answer that says nothing, no input that takes long or much
memory. Each input has a number, so that what fails once fails again; in `make deep` they are others
each time, 100,000 in all. ``pytest --deep -s`` prints what they took.
"""

from __future__ import annotations

import random
import resource
import secrets
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import read_content
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.mechanism.increment import Recording, largest
from lems_rules.schema.questions.item import AnswerError
from tests.support.examples import examples
from tests.support.fuzz import Cost, clear, damaged
from tests.support.readers import READERS, Reader
from tests.support.shipped import CONTENT

PART = 1_000  # inputs of a deep test, so that all cores have something to do
MOST_GROWN = 512 << 10  # KiB that all inputs of a part together may add to the process

pytestmark = pytest.mark.slow  # left out of `make quick`


def outcome(reader: Reader, content: Content, data: bytes) -> bool:
    """Whether it was read; where it was refused, in a sentence."""
    try:
        reader.take(content, data)
    except AnswerError as refusal:
        clear(str(refusal))
        clear(refusal.plain)
        return False
    return True


def try_many(name: str, content: Content, seed: str, count: int) -> int:
    """How many of these inputs were read."""
    reader, cost, read = READERS[name], Cost(), 0
    seeds = reader.seeds(content)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(count):
        data = damaged(seeds, random.Random(f"{name} {seed} {number}"))
        try:
            with cost.of_one():
                read += outcome(reader, content, data)
        except BaseException as error:
            error.add_note(f"{name}, seed {seed!r}, input {number}: {data[:2_000]!r}")
            raise
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < MOST_GROWN
    print(
        f"{name}: {count} inputs, {read} read, longest {cost.seconds:.2f} s, "
        f"most {cost.held / 1e6:.1f} MB, process grown by {grown >> 10} MiB"
    )
    return read


@pytest.mark.parametrize("name", READERS)
def test_a_good_input_is_read(content: Content, name: str) -> None:
    reader = READERS[name]
    assert all(outcome(reader, content, one) for one in reader.seeds(content))


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_input_is_read_or_refused_in_one_sentence(content: Content, name: str) -> None:
    assert try_many(name, content, "push", READERS[name].few) > 0


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "part"),
    [(name, n) for name, reader in READERS.items() for n in range(reader.deep // PART)],
)
def test_of_100000_damaged_inputs_each_is_read_or_refused(
    content: Content, name: str, part: int
) -> None:
    assert try_many(name, content, f"{part} {secrets.token_hex(4)}", PART) > 0


def test_they_are_100000_in_parts_that_leave_none_over() -> None:
    assert sum(reader.deep for reader in READERS.values()) == 100_000
    assert {reader.deep % PART for reader in READERS.values()} == {0}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["draft", "case", "message", "cohort csv", "cohort parquet"])
@examples(20)
@given(data=st.binary(max_size=400) | JSON.map(lambda one: yaml.safe_dump(one).encode()))
def test_anything_at_all_is_read_or_refused_in_one_sentence(name: str, data: bytes) -> None:
    outcome(READERS[name], CONTENT, data)


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_both_parsers_of_yaml_read_or_refuse_a_damaged_case(
    content: Content, monkeypatch: pytest.MonkeyPatch, loader: str
) -> None:
    monkeypatch.setattr("lems_rules.knowledge.yaml_text._Safe", getattr(yaml, loader))
    assert try_many("case", content, loader, 40) == 40
    for number, good in enumerate(READERS["content"].seeds(content)):
        data = damaged([good], random.Random(number))
        try:
            read_yaml(data.decode("utf-8", "replace"))
        except YamlError as refusal:
            clear(str(refusal))


def test_a_damaged_content_folder_is_read_or_refused_in_sentences(copy: Any) -> None:
    for name in ("checklist.yaml", "edition.yaml", "rules/safety.yaml", "mechanism/steps.yaml"):
        path = copy.folder / name
        good = path.read_bytes()
        for number in range(3):
            path.write_bytes(damaged([good], random.Random(f"{name} {number}")))
            try:
                problems = problems_in(read_content(copy.folder))
            except ContentError as error:
                problems = error.problems
            for one in problems[:200]:
                clear(str(one))
        path.write_bytes(good)


def amplitudes(chance: random.Random) -> float:
    return chance.choice(
        (
            chance.uniform(0, 100),
            10.0 ** chance.uniform(-320, 2),
            round(chance.uniform(0, 20), 1),
            0.0,
            5e-324,
            1e-30,
            0.001,
            100.0,
        )
    )


def test_any_two_amplitudes_give_an_increment_or_a_sentence(content: Content) -> None:
    chance, item = random.Random(7), content.checklist.item("cmap_increment_percent")
    for _ in range(20_000):
        found = largest(Recording("hand", amplitudes(chance), amplitudes(chance)) for _ in range(2))
        if found is None:
            continue
        try:
            assert item.read(found.increment_percent) == found.increment_percent
        except AnswerError as refusal:
            clear(refusal.plain)


def test_the_damage_is_the_same_each_time() -> None:
    once, again = (
        [damaged([b'{"ptosis": "no"}'], random.Random(n)) for n in range(20)] for _ in "ab"
    )
    assert once == again
