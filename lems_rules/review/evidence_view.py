"""The content laid open: everything the evidence page shows, every word of it ready.

Entries carry ``seek``, their words as `search.sought` writes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from lems_rules.review.rule_entries import RuleGroup
from lems_rules.review.search import holds
from lems_rules.wording.view import Source


@dataclass(frozen=True, slots=True)
class ReferenceEntry:
    """One source, what was read of it, and what rests on it: rules (id, name), other uses."""

    id: str
    anchor: str
    text: str
    link: str
    seen: str
    checked: str
    read_on: str
    rules: tuple[tuple[str, str], ...]
    uses: tuple[str, ...]
    seek: str


@dataclass(frozen=True, slots=True)
class ReferenceGroup:
    """The sources of which equally much was read."""

    id: str
    title: str
    says: str
    entries: tuple[ReferenceEntry, ...]


@dataclass(frozen=True, slots=True)
class ConflictEntry:
    """A question on which sources disagree: each side with its sources, rules by id and name."""

    id: str
    anchor: str
    area: str
    title: str
    sides: tuple[tuple[str, tuple[Source, ...]], ...]
    we_do: str
    rules: tuple[tuple[str, str], ...]
    seek: str


@dataclass(frozen=True, slots=True)
class StatementEntry:
    """A statement of the text this project grew from, beside what the literature says."""

    id: str
    statement: str
    verdict: str
    ours: str
    sources: tuple[Source, ...]
    seek: str


@dataclass(frozen=True, slots=True)
class CalculatorEntry:
    """A public form of the score and where it differs from the paper."""

    id: str
    title: str
    form: str
    read_on: str
    link: str
    items: str
    unanswered: str
    differs: tuple[str, ...]
    sources: tuple[Source, ...]
    seek: str


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One published case: what it was, and the level and the rule that came out."""

    id: str
    about: str
    diagnosis: str
    level: str
    rule: str
    rule_id: str
    coding: str
    sources: tuple[Source, ...]
    seek: str


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """The published cases with one outcome."""

    id: str
    title: str
    says: str
    entries: tuple[CaseEntry, ...]


@dataclass(frozen=True, slots=True)
class AttributeEntry:
    """One line of a yardstick and how this support stands on it."""

    id: str
    title: str
    says: str
    stands_id: str
    stands: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class YardstickEntry:
    """A yardstick, how often this support stands where, and its lines by group."""

    id: str
    title: str
    says: str
    tally: str
    sources: tuple[Source, ...]
    groups: tuple[tuple[str, tuple[AttributeEntry, ...]], ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """A number on top of the page, with what it counts and how it divides."""

    figure: str
    title: str
    parts: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """The whole content, laid open, in reading order."""

    edition: str
    edition_says: str
    digest: str
    review: str
    facts: tuple[Fact, ...]
    rules: tuple[RuleGroup, ...]
    references: tuple[ReferenceGroup, ...]
    conflicts: tuple[ConflictEntry, ...]
    statements: tuple[StatementEntry, ...]
    statements_say: str
    score_items: tuple[tuple[str, str], ...]
    score_window: str
    calculators: tuple[CalculatorEntry, ...]
    case_summary: tuple[str, ...]
    cases: tuple[CaseGroup, ...]
    yardsticks: tuple[YardstickEntry, ...]
    changes: tuple[tuple[str, str], ...]

    @property
    def counts(self) -> Mapping[str, int]:
        """How many entries there are in each part that can be searched."""
        return {
            "rules": sum(len(group.entries) for group in self.rules),
            "references": sum(len(group.entries) for group in self.references),
            "conflicts": len(self.conflicts),
            "statements": len(self.statements),
            "calculators": len(self.calculators),
            "cases": sum(len(group.entries) for group in self.cases),
        }


class _Sought(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def seek(self) -> str: ...


Entry = TypeVar("Entry", bound=_Sought)


def narrowed(whole: Inspection, query: str, strengths: Collection[str] = ()) -> Inspection:
    """Only the entries in which every word of the query is found.

    A query that is the id of a rule or a source leaves, in its part, that one alone.
    ``strengths`` leaves only rules of these strengths; none means any.
    """
    rules = tuple(
        replace(group, entries=tuple(one for one in group.entries if one.strength in strengths))
        if strengths
        else group
        for group in whole.rules
    )
    named = any(_is(one, query) for group in rules for one in group.entries)
    cited = any(_is(one, query) for group in whole.references for one in group.entries)
    return replace(
        whole,
        rules=tuple(
            replace(group, entries=found)
            for group in rules
            if (found := _matching(group.entries, query, by_id=named))
        ),
        references=tuple(
            replace(group, entries=sources)
            for group in whole.references
            if (sources := _matching(group.entries, query, by_id=cited))
        ),
        conflicts=_matching(whole.conflicts, query),
        statements=_matching(whole.statements, query),
        calculators=_matching(whole.calculators, query),
        cases=tuple(
            replace(group, entries=cases)
            for group in whole.cases
            if (cases := _matching(group.entries, query))
        ),
    )


def _matching(entries: tuple[Entry, ...], query: str, *, by_id: bool = False) -> tuple[Entry, ...]:
    if by_id:
        return tuple(one for one in entries if _is(one, query))
    return tuple(one for one in entries if holds(one.seek, query))


def _is(entry: _Sought, query: str) -> bool:
    return entry.id.casefold() == query.strip().casefold()
