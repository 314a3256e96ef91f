"""Cards for record systems: made of what a record holds, and never of its silence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from lems_rules.exports.cards import MOST_SUMMARY, cards_of_orders, cards_of_patient
from lems_rules.intake.record import FromRecord, orders_in, read_record
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from tests.support.fhir.record import TODAY, concept, medicine, record

LINK = "https://checklist.example/"
Json = dict[str, Any]


def considered(
    content: Content, resources: Iterable[object], **more: str
) -> tuple[Consideration, FromRecord]:
    found = read_record(content, resources, TODAY)
    reading = sort_out_answers(content, {**found.answers, **more}, TODAY)
    return Consideration(content, reading.answers, TODAY, reading.problems), found


def ordered(content: Content, name: str, resources: Iterable[object]) -> list[Json]:
    draft = medicine(concept(content, content.record.concept(name)), "draft")
    given, found = considered(content, resources)
    return cards_of_orders(given, found, orders_in(content, [draft]), LINK)


def test_a_patient_of_whom_the_record_says_nothing_of_the_illness_gets_no_card(
    content: Content,
) -> None:
    whole = record(content)
    others = [one for name, one in whole.items() if name != "lems"]
    for resources in ([], [whole["patient"]], others):
        given, found = considered(content, resources)
        assert cards_of_patient(given, found, LINK) == []


def test_with_the_illness_in_the_record_a_card_says_where_the_search_stands(
    content: Content,
) -> None:
    whole = record(content)
    given, found = considered(content, [whole["patient"], whole["lems"], whole["potassium"]])
    (card,) = cards_of_patient(given, found, LINK)
    assert card["summary"] == given.headline
    assert card["indicator"] == "info"
    assert f"- {given.to_do.lines[0].text}" in card["detail"]
    ask = content.checklist.item(str(given.outlook.next_item)).ask
    assert f"Worth asking next: {ask}" in card["detail"]
    assert "Age at first symptom: 61 years;" in card["detail"]
    assert "Potassium: High (2026-02-01)" in card["detail"]
    assert "taken as not known, never as no" in card["detail"]
    assert content.edition.disclaimer in card["detail"]
    assert card["source"]["label"].startswith("LEMS checklist")
    assert card["links"] == [{"label": "Open the checklist", "url": LINK, "type": "absolute"}]


def test_what_was_set_aside_is_not_told_as_taken_from_the_record(content: Content) -> None:
    whole = record(content)
    given, _ = considered(content, [whole["lems"]])
    (card,) = cards_of_patient(given, read_record(content, whole.values(), TODAY), LINK)
    assert "From the record, to be checked: LEMS already diagnosed: Yes." in card["detail"]


def test_what_is_urgent_comes_first_and_two_cards_are_the_most(content: Content) -> None:
    whole = record(content)
    given, found = considered(
        content, [whole["lems"], whole["potassium"]], dyspnoea="yes", dysphagia="yes"
    )
    first, second = cards_of_patient(given, found, LINK)
    assert first["summary"] == "Breathlessness needs a same-day assessment"
    assert (first["indicator"], second["indicator"]) == ("warning", "info")
    assert "Strength: Consensus. " in first["detail"]
    assert "Limits: Respiratory failure is uncommon" in first["detail"]
    assert "(second-hand: algorithm)" in first["detail"]
    assert first["uuid"] != second["uuid"]


@pytest.mark.parametrize(
    "name",
    ["aminoglycoside", "neuromuscular_blocker", "fluoroquinolone", "magnesium_infusion"],
)
def test_an_order_is_spoken_of_in_established_lems_and_nowhere_else(
    content: Content, name: str
) -> None:
    whole = record(content)
    (card,) = ordered(content, name, [whole["patient"], whole["lems"]])
    title = content.record.concept(name).title
    assert card["summary"].startswith(f"{title}: discuss before use.")
    says = next(rule.says for rule in content.safety if rule.id == "S5")
    assert card["detail"].startswith(says)
    others = [one for entry, one in whole.items() if entry != "lems"]
    assert ordered(content, name, others) == []
    assert ordered(content, "statin", [whole["lems"]]) == []


def test_a_summary_is_short_enough_for_the_specification_whatever_is_ordered(
    content: Content,
) -> None:
    given, found = considered(content, [record(content)["lems"]])
    (card,) = cards_of_orders(given, found, content.record.orders, LINK)
    assert len(card["summary"]) <= MOST_SUMMARY
    assert card["summary"].endswith("…")


def test_orders_of_which_three_messages_speak_get_two_cards(content: Content) -> None:
    given, found = considered(
        content, [record(content)["lems"]], dyspnoea="yes", dysphagia="yes", statin_use="yes"
    )
    fired = [rule.id for rule in content.safety if given.conclusions.fires(rule.id)]
    assert len(fired) >= 3
    orders = [
        order.model_copy(update={"message": message})
        for order, message in zip(content.record.orders, fired, strict=False)
    ]
    cards = cards_of_orders(given, found, orders, LINK)
    titles = [content.record.concept(order.id).title for order in orders]
    assert len(cards) == 2
    assert [card["summary"].partition(":")[0] for card in cards] == titles[:2]


def test_where_nothing_is_left_to_ask_nothing_is_named(content: Content) -> None:
    given, found = considered(content, [record(content)["lems"]])
    given.__dict__["outlook"] = replace(given.outlook, questions=(), in_turn=())
    (card,) = cards_of_patient(given, found, LINK)
    assert "Worth asking next" not in card["detail"]
