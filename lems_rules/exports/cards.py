"""Cards for record systems, as CDS Hooks 2.0 wants them: at most two, and none made of silence.

A card rests on what the record holds. Where it holds nothing of the illness there is no card.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from lems_rules.exports.parts.block import reference
from lems_rules.intake.record import FromRecord
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.decisions.rules import SafetyMessage
from lems_rules.schema.record import Order

Json = dict[str, Any]
MOST_SUMMARY = 140  # characters, by the specification
MOST_LINES = 3


def cards_of_patient(given: Consideration, found: FromRecord, link: str) -> list[Json]:
    """What is urgent by what the record holds, and where the search stands once LEMS is made."""
    urgent = [rule for rule in _firing(given) if rule.urgent]
    cards = [_of_message(given, found, rule, rule.title, link) for rule in urgent[:1]]
    if given.established:
        cards.append(_where_it_stands(given, found, link))
    return cards


def cards_of_orders(
    given: Consideration, found: FromRecord, orders: Iterable[Order], link: str
) -> list[Json]:
    """What the messages say of the medicines that are ordered, where they fire."""
    content, by_message = given.content, dict[str, list[str]]()
    for order in orders:
        title = content.record.concept(order.id).title
        by_message.setdefault(order.message, []).append(title)
    cards = []
    for rule in _firing(given):
        if titles := by_message.get(rule.id):
            summary = content.text("cds_order_summary", orders=", ".join(titles))
            cards.append(_of_message(given, found, rule, summary, link))
    return cards[:2]


def _firing(given: Consideration) -> Iterator[SafetyMessage]:
    return (rule for rule in given.content.safety if given.conclusions.fires(rule.id))


def _of_message(
    given: Consideration, found: FromRecord, rule: SafetyMessage, summary: str, link: str
) -> Json:
    content, words = given.content, given.content.words
    strength = content.text(
        "cds_strength",
        strength=words[f"strength_{rule.strength}"],
        says=words[f"strength_{rule.strength}_says"],
    )
    limits = [content.text("cds_limits", limits=rule.limits)] if rule.limits else []
    sources = [f"- {reference(content.references[one.ref], words)} ({one.at})" for one in rule.refs]
    says = [rule.says, strength, *limits, "\n".join(sources)]
    return _card(given, found, summary, "warning", says, link)


def _where_it_stands(given: Consideration, found: FromRecord, link: str) -> Json:
    lines = [f"- {line.text}" for line in given.to_do.lines[:MOST_LINES]]
    return _card(given, found, given.headline, "info", ["\n".join(lines)], link)


def _card(
    given: Consideration,
    found: FromRecord,
    summary: str,
    indicator: str,
    says: Iterable[str],
    link: str,
) -> Json:
    content, words = given.content, given.content.words
    edition = content.edition
    told = [*says, *_ask_next(given), _from_record(given, found), words["cds_silence"]]
    short = summary if len(summary) <= MOST_SUMMARY else f"{summary[: MOST_SUMMARY - 1].rstrip()}…"
    return {
        "uuid": str(uuid4()),
        "summary": short,
        "indicator": indicator,
        "detail": "\n\n".join((*filter(None, told), f"{edition.disclaimer} {edition.review}")),
        "source": {"label": content.text("cds_source", edition=edition.edition), "url": link},
        "links": [{"label": words["cds_open"], "url": link, "type": "absolute"}],
    }


def _ask_next(given: Consideration) -> Iterator[str]:
    name = given.outlook.next_item
    if name is not None:
        item = given.content.checklist.item(name)
        yield given.content.text("cds_ask_next", ask=item.ask)


def _from_record(given: Consideration, found: FromRecord) -> str:
    """What was taken from the record, with its day where it has one."""
    said = []
    for name, mark in found.marks.items():
        if name in given.answers:
            item = given.content.checklist.item(name)
            on = f" ({mark.on.isoformat()})" if mark.on else ""
            said.append(f"{item.label}: {item.wording(given.answers[name])}{on}")
    return given.content.text("cds_from_record", answers="; ".join(said))
