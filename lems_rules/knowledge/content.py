"""Everything the project knows, read from ``content/`` into one frozen object."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, TypeVar

from lems_rules.knowledge.kinds import DECIDING, FILES, KINDS, RULES
from lems_rules.schema.case import Case, IllnessScripts, Teaching
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.decisions.do_now import DoNow
from lems_rules.schema.decisions.rules import (
    Discordance,
    Finding,
    Flag,
    Lookalike,
    Notice,
    Rule,
    SafetyMessage,
    Suspicion,
)
from lems_rules.schema.decisions.score import Band, Score, ScoreItem
from lems_rules.schema.decisions.workup import Request, Screening
from lems_rules.schema.edition import Edition, Release, decided
from lems_rules.schema.evidence import Calculator, Conflict, Statement, Support
from lems_rules.schema.glossary import Definition
from lems_rules.schema.mechanism import Article, Parameter, Step
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import Reason
from lems_rules.schema.quote import one_line
from lems_rules.schema.record import Record

Made = TypeVar("Made")


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
    do_now: DoNow
    scores: Mapping[str, Score]
    glossary: tuple[Definition, ...]
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
    record: Record
    cases: Mapping[str, Case]
    scripts: IllnessScripts
    teaching: Teaching
    figure: Mapping[str, str]
    words: Mapping[str, str]
    edition: Edition
    editions: tuple[Release, ...]
    changelog: str

    @cached_property
    def made(self) -> dict[object, Any]:
        """What was worked out from this content, by what worked it out (see `once`)."""
        return {}

    @property
    def score(self) -> Score | None:
        """The score that steers the plan; None where none does."""
        name = self.screening.score
        return None if name is None else self.scores[name]

    @property
    def points(self) -> tuple[ScoreItem, ...]:
        """The points of the score that steers the plan."""
        return self.score.items if self.score else ()

    @property
    def bands(self) -> tuple[Band, ...]:
        """The tiers of the score that steers the plan."""
        return self.score.bands if self.score else ()

    @property
    def score_title(self) -> str:
        """What the score that steers the plan is called."""
        return self.score.title if self.score else self.words["score_none_title"]

    @property
    def score_short(self) -> str:
        """The same for use before a number."""
        return self.score.short if self.score else self.words["score_none_title"]

    def text(self, key: str, **values: object) -> str:
        """A recurring text of ``words.yaml`` with its blanks filled."""
        return self.words[key].format(**values)

    @cached_property
    def digest(self) -> str:
        """A fingerprint of all that decides a result; wording and references do not count.

        Fields left at their default do not count either, so that a new field that no entry uses
        yet leaves the digests of released editions as they are.
        """
        scheme = self.edition.digest_scheme
        counted = (file for file in DECIDING if file.since <= scheme)
        plain = [decided(part, scheme) for file in counted for part in file.held_by(self)]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule that fires or does not, in the order of the rule table."""
        return tuple(rule for kind in RULES for rule in kind.held_by(self))

    def cited(self) -> Iterator[tuple[str, str, Citation]]:
        """Every citation, with the file and the entry it stands in."""
        kinds = [kind for file in FILES for kind in KINDS if kind.file == file.name]
        for kind in kinds:
            for file, entry in kind.in_files(self):
                for citation in getattr(entry, "refs", ()):
                    yield file, entry.id, citation
        for kind in kinds:
            for file, entry in kind.in_files(self):
                for citation in kind.more_refs(entry):
                    yield file, entry.id, citation


def once(make: Callable[[Content], Made]) -> Callable[[Content], Made]:
    """Work something out once for each content; it is kept with the content and goes with it."""

    @wraps(make)
    def made(content: Content) -> Made:
        if make not in content.made:
            content.made[make] = make(content)
        found: Made = content.made[make]
        return found

    return made


DIAGNOSIS, TOPIC, TEST = "diagnosis_", "topic_", "test_"


@once
def known_diagnoses(content: Content) -> Mapping[str, str]:
    """What can be named as a diagnosis, by id, with its title; in the order of the titles."""
    titles = {one.id: one.title for one in content.lookalikes} | known_words(content, DIAGNOSIS)
    return dict(sorted(titles.items(), key=lambda entry: entry[1].casefold()))


@once
def known_topics(content: Content) -> Mapping[str, str]:
    """What can be taught, by id, with its title."""
    return known_words(content, TOPIC)


@once
def known_tests(content: Content) -> Mapping[str, str]:
    """The tests that a learner can choose, by id, with their titles."""
    return known_words(content, TEST)


def known_words(content: Content, start: str) -> dict[str, str]:
    """The ids and titles of one kind in ``words.yaml``: the words that begin with ``start``."""
    return {
        key.removeprefix(start): text
        for key, text in content.words.items()
        if key.startswith(start)
    }
