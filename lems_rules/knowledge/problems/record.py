"""Checks of what a record answers: every name leads somewhere, and every answer can be given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.schema.record import RecordMapping

FILE = "record.yaml"
# What each way of reading can find; of the others it is a concept.
FINDS = {
    "gender": ("female", "male", "other", "unknown"),
    "condition": ("present",),
    "remission": ("present",),
    "medicine": ("present",),
    "result": ("low", "normal", "high", "positive", "negative"),
}
# What is worked out has a kind of question, and no answers of its own.
WORKED_OUT = {"onset_age": "number", "weights": "number", "report_date": "date"}


def problems_in_record(content: Content) -> Iterator[ContentProblem]:
    """What does not hang together in ``record.yaml``."""
    record = content.record
    concepts = [one.id for one in record.concepts]
    for kind in (record.concepts, record.mappings, record.orders):
        for name, times in Counter(one.id for one in kind).items():
            if times > 1:
                yield _problem(name, "stands twice", "Give each entry its own id")
    for concept in record.concepts:
        for code in concept.codes:
            yield from _known(concept.id, "system", [code.system], record.systems)
    for mapping in record.mappings:
        yield from _known(mapping.id, "concept", mapping.concepts, concepts)
        yield from _mapping(content, mapping, concepts)
    for order in record.orders:
        yield from _known(order.id, "concept", [order.id], concepts)
        messages = [rule.id for rule in content.safety]
        yield from _known(order.id, "safety message", [order.message], messages)


def _mapping(
    content: Content, mapping: RecordMapping, concepts: Collection[str]
) -> Iterator[ContentProblem]:
    if mapping.item not in content.checklist:
        known = [item.id for item in content.checklist.items]
        yield from _known(mapping.id, "item", [mapping.item], known)
        return
    item = content.checklist.item(mapping.item)
    if (kind := WORKED_OUT.get(mapping.reads)) is not None:
        if item.kind != kind or mapping.answers:
            what = f"reads {mapping.reads}, which gives a {kind} and has no answers of its own"
            yield _problem(mapping.id, what, "Choose an item of that kind, and leave out answers")
        return
    yield from _known(mapping.id, "finding", mapping.answers, FINDS.get(mapping.reads, concepts))
    yield from _known(mapping.id, "answer", mapping.answers.values(), item.option_ids)


def _known(
    entry: str, kind: str, names: Collection[str], known: Collection[str]
) -> Iterator[ContentProblem]:
    for name in names:
        if name not in known:
            yield _problem(entry, f"no {kind} {name!r}", f"Choose from {', '.join(known)}")


def _problem(entry: str, what: str, remedy: str) -> ContentProblem:
    return ContentProblem(FILE, repr(entry), what, remedy)
