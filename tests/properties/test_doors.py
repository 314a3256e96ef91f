"""Damaged input at every door: it is read, or refused in one clear sentence.

The damage is drawn from a fixed seed, so that what fails once fails again. Every door has so many
tries or so many seconds, whatever is over first.
"""

from __future__ import annotations

import json
import random
import re
import time
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any

import pytest
import yaml

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import read_reasons
from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content, ContentError
from lems_rules.knowledge.reader import SHIPPED, read_content
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.mechanism.increment import Recording, largest
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.schema.questions.item import AnswerError
from lems_rules.teaching.own_case import draft_of, load_case
from tests.support.lesson import source

SECONDS = 3.0
TRIES = 600
DAY = date(2026, 11, 28)
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
)

pytestmark = pytest.mark.slow  # left out of `make quick`


def clear(sentence: str) -> None:
    """One line that can be printed, and is no answer of Python's own."""
    assert sentence
    assert len(sentence) < 1_000
    assert all(one.isprintable() or unicodedata.category(one) == "Zs" for one in sentence)
    assert not re.search(r"Traceback|object at 0x|<class '", sentence)


def damaged(seeds: list[bytes], seed: int) -> Iterator[bytes]:
    """Each time one of the good inputs, with one to six places damaged."""
    chance, until = random.Random(seed), time.monotonic() + SECONDS
    for _ in range(TRIES):
        if time.monotonic() > until:
            return
        data = bytearray(chance.choice(seeds))
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data) + 1)
            to = min(len(data), at + chance.choice((0, 1, 1, 5, 40, 400)))
            match chance.randrange(6):
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
                case _:  # a whole word or number becomes another
                    words = [*re.finditer(rb"[\w.-]+", data)] or [re.match(b"", data)]
                    word = chance.choice(words)
                    assert word is not None
                    data[word.start() : word.end()] = chance.choice(TOKENS)
        yield bytes(data)


def some(content: Content, format_id: str) -> list[bytes]:
    """Three cases as files of this format, with notes, a reason and something set aside."""
    made = []
    for case in [*content.cases.values()][::20]:
        given = Consideration(content, read_answers(content, case.answers), case.today)
        told = export_of(given, "Ä =note\nof two", {"karnofsky": 500}, (), {"ptosis": "not_asked"})
        made.append(FORMATS[format_id].build(told))
    return made


def through_the_door(content: Content, data: bytes) -> None:
    """Everything that happens to a file on the command line and in the app."""
    try:
        document = read_document(data, content.checklist)
    except AnswerError as refusal:
        clear(str(refusal))
        clear(refusal.plain)
        return
    entered = {**document.set_aside, **document.answers}
    reading = sort_out_answers(content, entered, DAY)
    reasons = read_reasons(content, document.reasons, document.answers)
    given = Consideration(content, reading.answers, DAY)
    for problem in reading.problems:
        clear(problem.says)
        clear(problem.plain or problem.says)
    for says in (*reasons.problems, *read_again(given, document.made)):
        clear(says)
    try:
        read_answers(content, document.answers, DAY)
    except AnswerError as refusal:
        clear(str(refusal))
    aside = {name: value for name, value in entered.items() if name not in reading.answers}
    made = export_of(given, document.notes, aside, reading.problems, reasons.reasons)
    again = read_document(FORMATS["json"].build(made), content.checklist)
    assert read_answers(content, again.answers) == given.answers
    assert again.notes == document.notes


@pytest.mark.parametrize(("format_id", "seed"), [("json", 1), ("csv", 2), ("fhir", 3)])
def test_a_damaged_file_is_read_or_refused_in_one_sentence(
    content: Content, format_id: str, seed: int
) -> None:
    seeds = some(content, format_id)
    if format_id == "fhir":  # the form itself is most of a bundle, and is not read
        seeds = [json.dumps(response_of(json.loads(one))).encode() for one in seeds] + seeds[:1]
    if format_id == "csv":
        seeds += [one.replace(b",", b";") for one in seeds]
        seeds = [answer_rows(one) for one in seeds] + seeds[:1]
    count = 0
    for data in damaged(seeds, seed):
        through_the_door(content, data)
        count += 1
    assert count > 10


VALUES = (
    *(None, True, False, [], {}, [[]], "", "x", "\x1b\n", "\ud800", "yes", "2199-12-31", "1.250"),
    *(-0.0, 0, 1e300, 10**400, float("inf"), float("nan"), 59.999999999999986, -1, 62),
    *({"url": "x", "valueCode": "masked"}, [{"url": "x"}], {"code": "ptosis.yes", "display": "No"}),
    *({"value": 5, "unit": "%"}, [{"valueBoolean": True}], ["answers"], {"answers": {}}),
)


def altered(tree: Any, chance: random.Random) -> None:
    """One value somewhere in the tree becomes another, is lost, or gets another name."""
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
            holder[key] = chance.choice(VALUES)


@pytest.mark.parametrize(("format_id", "seed"), [("json", 8), ("fhir", 9)])
def test_a_file_with_other_values_is_read_or_refused_in_one_sentence(
    content: Content, format_id: str, seed: int
) -> None:
    chance, until = random.Random(seed), time.monotonic() + SECONDS
    trees = [json.loads(one) for one in some(content, format_id)]
    if format_id == "fhir":
        trees = [response_of(one) for one in trees]
    for tree in trees:  # what a file says of a result is long, and only compared
        tree.pop("summary", None)
    for _ in range(TRIES):
        if time.monotonic() > until:
            break
        tree = json.loads(json.dumps(chance.choice(trees)))
        for _ in range(chance.randint(1, 3)):
            if tree:
                altered(tree, chance)
        through_the_door(content, json.dumps(tree).encode())


def response_of(bundle: dict[str, Any]) -> dict[str, Any]:
    held = (entry["resource"] for entry in bundle["entry"])
    return next(one for one in held if one["resourceType"] == "QuestionnaireResponse")


def answer_rows(sheet: bytes) -> bytes:
    first, *rows = sheet.splitlines(keepends=True)
    return b"".join([first, *(one for one in rows if one.startswith((b"answer", b"notes")))])


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_a_damaged_case_is_read_or_refused_in_sentences(
    content: Content, monkeypatch: pytest.MonkeyPatch, loader: str
) -> None:
    monkeypatch.setattr("lems_rules.knowledge.yaml_text._Safe", getattr(yaml, loader))
    seeds = [yaml.safe_dump(source(), allow_unicode=True).encode()]
    seeds += [path.read_bytes() for path in sorted((SHIPPED / "cases").glob("*.yaml"))[:3]]
    for data in damaged(seeds, 4):
        loaded = load_case(content, data)
        assert (loaded.case is None) == bool(loaded.problems)
        for one in loaded.problems:
            clear(str(one))
        for says in loaded.notes:
            clear(says)
        if loaded.case is not None:
            assert draft_of(loaded.case)


def test_a_damaged_file_of_the_content_is_read_or_refused_in_one_sentence() -> None:
    seeds = [path.read_bytes() for path in sorted(SHIPPED.glob("rules/*.yaml"))]
    for data in damaged(seeds, 5):
        try:
            read_yaml(data.decode("utf-8", "replace"))
        except YamlError as refusal:
            clear(str(refusal))


def test_a_damaged_content_folder_is_read_or_refused_in_sentences(copy: Any) -> None:
    for name in ("checklist.yaml", "edition.yaml", "rules/safety.yaml", "mechanism/steps.yaml"):
        path = copy.folder / name
        good = path.read_bytes()
        for data in islice(damaged([good], 6), 3):
            path.write_bytes(data)
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
    once, again = (list(islice(damaged([b'{"ptosis": "no"}'], 1), 20)) for _ in range(2))
    assert once == again
