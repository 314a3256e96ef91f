from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.outline import Outline
from lems_rules.review.rule_entries import RuleEntry, in_words, rule_groups


@pytest.fixture(scope="module")
def entries(content: Content) -> dict[str, RuleEntry]:
    """Every entry by its anchor, which is its own even where a finding and a flag share an id."""
    return {entry.anchor: entry for group in rule_groups(content) for entry in group.entries}


def clauses(entry: RuleEntry) -> dict[str, Outline]:
    return {clause.label: clause.outline for clause in entry.clauses}


def test_every_rule_finding_and_point_is_there_once(
    content: Content, entries: dict[str, RuleEntry]
) -> None:
    wanted = [
        *content.findings, *(rule.id for rule in content.rules),
        content.scores["delta_p"].id, *(item.id for item in content.scores["delta_p"].items),
    ]  # fmt: skip
    assert sorted(entry.id for entry in entries.values()) == sorted(wanted)


def test_every_entry_says_when_and_gives_limits_and_sources(entries: dict[str, RuleEntry]) -> None:
    bare = [
        entry.anchor
        for entry in entries.values()
        if not (entry.clauses and entry.basis.limits and entry.basis.sources and entry.read_on)
    ]
    assert bare == []


def test_a_rule_of_the_level_says_where_it_leads_and_what_stops_it(
    content: Content, entries: dict[str, RuleEntry]
) -> None:
    entry = entries["rule-H2"]
    assert entry.says == (("Leads to", "Strongly suggestive"),)
    stops = clauses(entry)["Unless this is known"]
    assert [part.finding for part in stops.parts] == ["upper_motor_neuron", "normal_jitter"]
    assert entry.strength == "heuristic"
    assert entry.basis.strength == content.words["strength_heuristic"]


def test_a_single_stop_needs_no_heading(entries: dict[str, RuleEntry]) -> None:
    stop = clauses(entries["rule-H0"])["Unless this is known"]
    assert (stop.says, stop.parts) == ("Weakness near the hip or shoulder: no", ())
    several = clauses(entries["rule-H1"])["Unless this is known"]
    assert several.says == "Any of these"
    assert [part.says for part in several.parts] == [stop.says, "Illness of a month or less"]


def test_a_finding_with_two_sides_shows_both(entries: dict[str, RuleEntry]) -> None:
    assert set(clauses(entries["finding-weak_reflexes"])) == {"Yes when", "No when"}
    assert set(clauses(entries["finding-entry"])) == {"When"}
    assert set(clauses(entries["finding-delta_p_bulbar"])) == {"Yes when", "No when"}


@pytest.mark.parametrize(
    ("anchor", "labels"),
    [
        ("rule-ocular_onset", ["Says", "Think of"]),
        ("rule-S1", ["Says"]),
        ("rule-S5", ["Says", "Adds"]),
        ("rule-S3", ["Says", "Added where it fits the patient"]),
        ("rule-W1", ["Says", *["Added where it fits the patient"] * 2]),
        ("rule-W4", ["Says"]),
        ("rule-former_smoker", ["Says"]),
        ("rule-T1", ["Says", "At months", "Offered at months"]),
        ("rule-T2", ["Says", "At months"]),
        ("rule-low_titre_antibody", ["Says", "Next step"]),
        ("rule-delta_p", ["Total of 0 or 1", "Total of 2", "Total of 3 or more"]),
        ("finding-entry", []),
    ],
)
def test_each_kind_tells_what_it_concludes(
    entries: dict[str, RuleEntry], anchor: str, labels: list[str]
) -> None:
    assert [label for label, _ in entries[anchor].says] == labels


@pytest.mark.parametrize(
    ("anchor", "label"),
    [
        ("rule-S5", "Adds it when"),
        ("rule-W1", "Done when"),
        ("rule-T1", "Not offered when"),
        ("rule-delta_p", "Applies when"),
        ("rule-delta_p", "Does not apply when"),
        ("rule-delta_p", "Risks not quoted when"),
    ],
)
def test_what_a_rule_asks_besides_is_laid_out_too(
    entries: dict[str, RuleEntry], anchor: str, label: str
) -> None:
    assert label in clauses(entries[anchor])


@pytest.mark.parametrize("anchor", ["rule-S1", "rule-K1", "rule-T2"])
def test_nothing_is_added_where_nothing_else_is_asked(
    entries: dict[str, RuleEntry], anchor: str
) -> None:
    assert set(clauses(entries[anchor])) <= {"When", "Unless this is known"}


def test_months_are_listed(entries: dict[str, RuleEntry]) -> None:
    said = dict(entries["rule-T1"].says)
    assert (said["At months"], said["Offered at months"]) == ("6", "12, 18, 24")


def test_a_rule_is_found_by_id_words_source_and_strength(entries: dict[str, RuleEntry]) -> None:
    seek = entries["rule-H2"].seek
    for word in (" h2", " antibody", " lennon_1995", " reading", " strongly", " centre"):
        assert word in seek


@pytest.mark.parametrize(
    ("anchor", "numbered"), [("rule-H2", True), ("rule-T+", True), ("rule-ocular_onset", False)]
)
def test_a_letter_with_a_number_is_what_people_call_a_rule(
    entries: dict[str, RuleEntry], anchor: str, numbered: bool
) -> None:
    assert entries[anchor].numbered is numbered


def test_a_day_is_written_in_words() -> None:
    assert in_words(date(2026, 1, 6)) == "6 January 2026"
