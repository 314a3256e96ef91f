"""Everything the project knows, read from ``content/`` into one frozen object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lems_rules.schema.case import Case, IllnessScripts, Teaching
from lems_rules.schema.checklist import Checklist, Reason
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.edition import Edition, Release, decided
from lems_rules.schema.evidence import Calculator, Conflict, Statement, Support
from lems_rules.schema.mechanism import Article, Parameter, Step
from lems_rules.schema.quote import one_line
from lems_rules.schema.rules import (
    Discordance,
    Finding,
    Flag,
    Lookalike,
    Notice,
    Rule,
    SafetyMessage,
    Suspicion,
)
from lems_rules.schema.score import Score
from lems_rules.schema.workup import Request, Screening


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """Something wrong in ``content/``: where, what, and what to do."""

    file: str
    entry: str
    what: str
    remedy: str

    def __str__(self) -> str:
        """One line for a person."""
        return one_line(f"content/{self.file}, {self.entry}: {self.what}. {self.remedy}")


class ContentError(ValueError):
    """The content cannot be used; carries every problem found."""

    def __init__(self, problems: list[ContentProblem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, eq=False)
class Content:
    """Everything the project knows, read and checked. Compared by identity."""

    checklist: Checklist
    reasons: tuple[Reason, ...]
    references: Mapping[str, Reference]
    findings: Mapping[str, Finding]
    suspicion: Suspicion
    counter_flags: tuple[Flag, ...]
    safety: tuple[SafetyMessage, ...]
    notices: tuple[Notice, ...]
    screening: Screening
    delta_p: Score
    lookalikes: tuple[Lookalike, ...]
    discordance: tuple[Discordance, ...]
    requests: tuple[Request, ...]
    articles: Mapping[str, Article]
    steps: tuple[Step, ...]
    statements: tuple[Statement, ...]
    parameters: Mapping[str, Parameter]
    conflicts: tuple[Conflict, ...]
    calculators: tuple[Calculator, ...]
    support: Support
    cases: Mapping[str, Case]
    scripts: IllnessScripts
    teaching: Teaching
    figure: Mapping[str, str]
    words: Mapping[str, str]
    edition: Edition
    editions: tuple[Release, ...]
    changelog: str

    @property
    def scores(self) -> Mapping[str, Score]:
        """The scores by id."""
        return {self.delta_p.id: self.delta_p}

    def text(self, key: str, **values: object) -> str:
        """A recurring text of ``words.yaml`` with its blanks filled."""
        return self.words[key].format(**values)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of all that decides a result; wording and references do not count.

        Fields left at their default do not count either, so that a new field that no entry uses
        yet leaves the digests of released editions as they are.
        """
        deciding = (
            self.checklist,
            *self.findings.values(),
            self.suspicion,
            *self.counter_flags,
            *self.safety,
            *self.notices,
            self.screening,
            self.delta_p,
        )
        plain = [decided(part) for part in deciding]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that fires or does not, in the order of the rule table."""
        return (
            *self.suspicion.rules,
            *self.counter_flags,
            *self.safety,
            *self.screening.advice,
            *self.screening.schedules,
            *self.notices,
            *self.discordance,
        )

    def cited(self) -> Iterator[tuple[str, str, Citation]]:
        """Every citation, with the file and the entry it stands in."""
        rules: tuple[tuple[str, Iterable[Any]], ...] = (
            ("checklist.yaml", self.checklist.items),
            ("rules/findings.yaml", self.findings.values()),
            ("rules/suspicion.yaml", self.suspicion.rules),
            ("rules/counter_flags.yaml", self.counter_flags),
            ("rules/safety.yaml", self.safety),
            ("rules/screening.yaml", self.screening.advice),
            ("rules/screening.yaml", self.screening.schedules),
            ("rules/screening.yaml", (self.screening.other_interval,)),
            ("rules/notices.yaml", self.notices),
            ("scores/delta_p.yaml", (self.delta_p, *self.delta_p.items, *self.delta_p.cohorts)),
            ("lookalikes.yaml", self.lookalikes),
            ("discordance.yaml", self.discordance),
            ("requests.yaml", self.requests),
            ("mechanism/steps.yaml", self.steps),
            ("mechanism", self.articles.values()),
            ("mechanism/transmission.yaml", self.parameters.values()),
            ("source_text.yaml", self.statements),
            ("evidence/conflicts.yaml", self.conflicts),
            ("evidence/calculators.yaml", self.calculators),
            ("evidence/support.yaml", (*self.support.yardsticks, *self.support.attributes)),
            ("illness_scripts.yaml", self.scripts.rows),
            ("cases", self.cases.values()),
        )
        for file, entries in rules:
            for entry in entries:
                for citation in entry.refs:
                    yield file, entry.id, citation
        for lookalike in self.lookalikes:
            for pointer in (*lookalike.speaks_for, *lookalike.speaks_against):
                for citation in pointer.refs:
                    yield "lookalikes.yaml", lookalike.id, citation
        for step in self.steps:
            for refs in (step.in_mg.refs, *(one.refs for one in step.pointers)):
                for citation in refs:
                    yield "mechanism/steps.yaml", step.id, citation
        for case in self.cases.values():
            for feedback in case.lesson.feedback if case.lesson else ():
                for citation in feedback.refs:
                    yield "cases", case.id, citation


DIAGNOSIS, TOPIC, TEST = "diagnosis_", "topic_", "test_"


def known_diagnoses(content: Content) -> Mapping[str, str]:
    """What can be named as a diagnosis, by id, with its title; in the order of the titles."""
    titles = {one.id: one.title for one in content.lookalikes} | known_words(content, DIAGNOSIS)
    return dict(sorted(titles.items(), key=lambda entry: entry[1].casefold()))


def known_words(content: Content, start: str) -> dict[str, str]:
    """The ids and titles of one kind in ``words.yaml``: the words that begin with ``start``."""
    return {
        key.removeprefix(start): text
        for key, text in content.words.items()
        if key.startswith(start)
    }
