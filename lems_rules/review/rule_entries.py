"""Every rule laid open: what it concludes, when, how strong, how limited, and from where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.kinds import KINDS
from lems_rules.logic.condition import AnyOf, Condition
from lems_rules.review.outline import Outline, outline
from lems_rules.review.search import sought
from lems_rules.schema.decisions.rules import (
    Discordance,
    Finding,
    Flag,
    LevelRule,
    Notice,
    Rule,
    SafetyMessage,
)
from lems_rules.schema.decisions.score import Score
from lems_rules.schema.decisions.workup import Advice, Schedule
from lems_rules.wording.phrase import spelled
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Basis

Stated = Finding | Rule | Score


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition of a rule with what it is for: when it fires, what stops it."""

    label: str
    outline: Outline


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule: what it concludes and says, when, how strong, how limited, from where.

    ``read_on`` is the day the oldest of its sources was read, in words.
    """

    id: str
    anchor: str
    title: str
    says: tuple[tuple[str, str], ...]
    clauses: tuple[Clause, ...]
    basis: Basis
    strength: str
    read_on: str
    seek: str

    @property
    def numbered(self) -> bool:
        """Whether its id is a letter with a number, by which people call it."""
        return is_numbered(self.id)


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """The rules of one kind."""

    id: str
    title: str
    says: str
    entries: tuple[RuleEntry, ...]


def rule_groups(content: Content) -> tuple[RuleGroup, ...]:
    """Every rule of the content by kind, in the order in which they are read."""
    return tuple(_Writer(content).groups())


def is_numbered(rule_id: str) -> bool:
    """Whether this is an id such as H2, and not one such as ocular_onset."""
    return rule_id[0].isupper()


def in_words(day: date) -> str:
    """A day as it is written in a sentence."""
    return f"{day.day} {day:%B %Y}"


class _Writer:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.say = Presenter(content)

    def groups(self) -> Iterator[RuleGroup]:
        kinds = sorted((kind for kind in KINDS if kind.page), key=lambda kind: kind.page)
        points = spelled(self.content, len(self.content.points))
        for heading, together in groupby(kinds, key=lambda kind: kind.heading):
            yield RuleGroup(
                id=heading,
                title=self.say.text(f"evidence_rules_{heading}"),
                says=self.say.text(f"evidence_rules_{heading}_says", points=points),
                entries=tuple(
                    self._rule(entry) for kind in together for entry in kind.held_by(self.content)
                ),
            )

    def _rule(self, entry: Stated) -> RuleEntry:
        basis, says = self.say.basis(entry), tuple(self._says(entry))
        clauses = tuple(self._clauses(entry))
        oldest = min(self.content.references[citation.ref].read_on for citation in entry.refs)
        return RuleEntry(
            id=entry.id,
            anchor=f"{'finding' if isinstance(entry, Finding) else 'rule'}-{entry.id}",
            title=entry.title,
            says=says,
            clauses=clauses,
            basis=basis,
            strength=entry.strength,
            read_on=in_words(oldest),
            seek=sought(
                entry.id,
                entry.title,
                basis.strength,
                basis.limits,
                *(text for pair in says for text in pair),
                *(clause.outline.words for clause in clauses),
                *(f"{source.id} {source.label}" for source in basis.sources),
            ),
        )

    def _says(self, entry: Stated) -> Iterator[tuple[str, str]]:
        """What a rule concludes and what it tells, each with its label."""
        text = self.say.text
        match entry:
            case LevelRule():
                level = self.content.suspicion.level(entry.level)
                yield text("evidence_leads_to"), level.title
            case Flag():
                yield text("evidence_says"), entry.says
                yield text("evidence_think_of"), "; ".join(entry.points_to)
            case SafetyMessage():
                yield text("evidence_says"), entry.says
                yield from ((text("evidence_line"), line.says) for line in entry.lines)
                if entry.also:
                    yield text("evidence_also"), entry.also
            case Advice():
                yield text("evidence_says"), entry.says
                yield from ((text("evidence_line"), line.says) for line in entry.lines)
            case Notice():
                yield text("evidence_says"), entry.says
            case Schedule():
                yield text("evidence_says"), entry.says
                yield text("evidence_months"), _listed(entry.months)
                if entry.offer_months:
                    yield text("evidence_offered"), _listed(entry.offer_months)
            case Discordance():
                yield text("evidence_says"), entry.says
                yield text("evidence_next_step"), entry.next_step
            case Score():
                for band in entry.bands:
                    yield text("evidence_total", total=band.title), band.says

    def _clauses(self, entry: Stated) -> Iterator[Clause]:
        """The conditions of a rule, each with what it is for."""
        match entry:
            case Finding(when=None, yes_when=yes, no_when=no):
                yield self._clause("evidence_yes_when", yes)
                yield self._clause("evidence_no_when", no)
            case Finding(when=when):
                yield self._clause("evidence_when", when)
            case Score():
                yield self._clause("evidence_applies_when", entry.applies_when)
                stops = tuple(one.when for one in entry.exclusions)
                yield self._clause("evidence_not_applied_when", _any_of(stops))
                yield self._clause("evidence_not_quoted_when", entry.not_quoted_when)
            case _:
                yield self._clause("evidence_when", entry.when)
                if entry.unless:
                    yield self._clause("evidence_unless", _any_of(entry.unless))
        match entry:
            case SafetyMessage(also_when=more) if more is not None:
                yield self._clause("evidence_also_when", more)
            case Advice(done_when=done) if done is not None:
                yield self._clause("evidence_done_when", done)
            case Schedule(offer_unless=stops) if stops:
                yield self._clause("evidence_not_offered_when", _any_of(stops))

    def _clause(self, key: str, condition: Condition | None) -> Clause:
        assert condition is not None  # a finding has one side or both
        return Clause(self.say.text(key), outline(self.content, condition))


def _any_of(conditions: tuple[Condition, ...]) -> Condition:
    """One condition that holds when any of these does."""
    return conditions[0] if len(conditions) == 1 else AnyOf(any_of=conditions)


def _listed(months: Iterable[int]) -> str:
    return ", ".join(str(month) for month in months)
