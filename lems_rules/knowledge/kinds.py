"""Which file holds what, and which kinds of entries stand where: the one table of both.

Reading, the digest, the rule table, the checks, the citations, the comparison of editions and the
evidence page go through it, so a new kind of rule is a form, a field of `Content` and its rows
here. A form says itself which ``conditions`` and which ``refs`` it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any, Literal

from lems_rules.logic.condition import Condition
from lems_rules.schema.case import Case, IllnessScripts, ScriptRow, Teaching
from lems_rules.schema.citation import Citation, Entry, Reference
from lems_rules.schema.decisions.do_now import Act, DoNow
from lems_rules.schema.decisions.rules import (
    Discordance,
    Finding,
    Flag,
    Level,
    LevelRule,
    Lookalike,
    Notice,
    Rule,
    SafetyMessage,
    Suspicion,
)
from lems_rules.schema.decisions.score import Band, Cohort, Exclusion, Score, ScoreItem
from lems_rules.schema.decisions.workup import Advice, OtherInterval, Request, Schedule, Screening
from lems_rules.schema.edition import Edition, Release
from lems_rules.schema.evidence import (
    Attribute,
    Calculator,
    Conflict,
    Statement,
    Support,
    Yardstick,
)
from lems_rules.schema.glossary import Definition
from lems_rules.schema.mechanism import Article, Parameter, Step
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import Contradiction, Item, Reason, Section
from lems_rules.schema.record import Concept, Order, Record, RecordMapping


@dataclass(frozen=True, slots=True)
class File:
    """A file, the field of `Content` it fills, the form it is read into, and how.

    ``read`` is `one` form, a `list` of them, or `apart`, where the reader knows more. ``digest``
    is its place in the digest of what decides, 0 where nothing in it does; digests of released
    editions rest on that order, and those of an earlier scheme than ``since`` know no such file.
    ``settings`` is what `diff` calls what is not told by entry.
    """

    name: str
    field: str
    form: type[Entry]
    read: Literal["one", "list", "apart"]
    digest: int = 0
    settings: str = ""
    since: int = 1

    def held_by(self, content: object) -> tuple[Any, ...]:
        """What this file gave to the content."""
        return _spread(getattr(content, self.field))

    def is_called(self, name: str) -> bool:
        """Whether a file of this name is this one, or one of these where there are several."""
        return fnmatch(name, self.name)


# In the order in which citations are told.
FILES = (
    File("checklist.yaml", "checklist", Checklist, "one", 1, "the checklist"),
    File("reasons.yaml", "reasons", Reason, "list"),
    File("references.yaml", "references", Reference, "apart"),
    File("rules/findings.yaml", "findings", Finding, "apart", 2),
    File("rules/suspicion.yaml", "suspicion", Suspicion, "one", 3, "the levels"),
    File("rules/counter_flags.yaml", "counter_flags", Flag, "list", 4),
    File("rules/safety.yaml", "safety", SafetyMessage, "list", 5),
    File("rules/screening.yaml", "screening", Screening, "one", 7, "the screening plan"),
    File("rules/notices.yaml", "notices", Notice, "list", 6),
    File("rules/do_now.yaml", "do_now", DoNow, "one", 9, "what to do now", since=2),
    File("scores/*.yaml", "scores", Score, "apart", 8, "the score {id}"),
    File("edition.yaml", "edition", Edition, "one"),
    File("glossary.yaml", "glossary", Definition, "list"),
    File("lookalikes.yaml", "lookalikes", Lookalike, "list"),
    File("discordance.yaml", "discordance", Discordance, "list"),
    File("requests.yaml", "requests", Request, "list"),
    File("editions.yaml", "editions", Release, "list"),
    File("mechanism/steps.yaml", "steps", Step, "list"),
    File("mechanism", "articles", Article, "apart"),
    File("mechanism/transmission.yaml", "parameters", Parameter, "apart"),
    File("source_text.yaml", "statements", Statement, "list"),
    File("evidence/conflicts.yaml", "conflicts", Conflict, "list"),
    File("evidence/calculators.yaml", "calculators", Calculator, "list"),
    File("evidence/support.yaml", "support", Support, "one"),
    File("record.yaml", "record", Record, "one"),
    File("illness_scripts.yaml", "scripts", IllnessScripts, "one"),
    File("teaching.yaml", "teaching", Teaching, "one"),
    File("cases", "cases", Case, "apart"),
)
DECIDING = tuple(sorted((file for file in FILES if file.digest), key=lambda file: file.digest))


def _no_more(entry: Any) -> Iterable[Any]:
    """Nothing is written further inside."""
    return ()


def _exclusions(score: Score) -> Iterator[tuple[str, Condition]]:
    for one in score.exclusions:
        yield one.id, one.when


def _of_pointers(entry: Lookalike | Step) -> Iterator[Citation]:
    for pointer in entry.pointers:
        yield from pointer.refs


def _of_step(step: Step) -> Iterator[Citation]:
    yield from step.in_mg.refs
    yield from _of_pointers(step)


def _of_feedback(case: Case) -> Iterator[Citation]:
    for feedback in case.lesson.feedback if case.lesson else ():
        yield from feedback.refs


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entry with an id: where it stands in a file and in the content.

    ``told`` is what `diff` calls it, and ``{title}`` there the title of the form it stands in.
    ``page`` is its place among the rules of the evidence page, under ``heading``. Entries can hold
    ``more_conditions`` under ids of their own, and ``more_refs`` further inside.
    """

    where: str
    form: type[Entry]
    file: str
    told: str = ""
    page: int = 0
    heading: str = ""
    more_conditions: Callable[[Any], Iterable[tuple[str, Condition]]] = _no_more
    more_refs: Callable[[Any], Iterable[Citation]] = _no_more

    def held_by(self, content: object) -> tuple[Any, ...]:
        """The entries of this kind, in their order."""
        return tuple(entry for _, entries in self.by_form(content) for entry in entries)

    def by_form(self, content: object) -> Iterator[tuple[Any, tuple[Any, ...]]]:
        """The same, together with the form that each of them stands in."""
        field, _, inner = self.where.partition(".")
        if not inner:
            yield content, _spread(getattr(content, field))
            return
        for form in _spread(getattr(content, field)):
            yield form, _spread(getattr(form, inner))

    def in_files(self, content: object) -> Iterator[tuple[str, Any]]:
        """The entries of this kind, each with the file that it stands in."""
        alone = "." not in self.where
        for form, entries in self.by_form(content):
            for entry in entries:
                # A form of several files is called as its file is.
                yield self.file.replace("*", getattr(entry if alone else form, "id", "*")), entry

    def conditions_of(self, entry: Any) -> Iterator[tuple[str, Condition]]:
        """The conditions of an entry, each with the id it stands under."""
        for condition in getattr(entry, "conditions", ()):
            yield entry.id, condition
        yield from self.more_conditions(entry)


# In the order of the rule table, in which the checks go through the conditions too.
KINDS = (
    Kind("checklist.sections", Section, "checklist.yaml", "section"),
    Kind("checklist.items", Item, "checklist.yaml", "question"),
    Kind("checklist.contradictions", Contradiction, "checklist.yaml", "contradiction"),
    Kind("findings", Finding, "rules/findings.yaml", "finding", 2, "finding"),
    Kind("suspicion.levels", Level, "rules/suspicion.yaml", "level"),
    Kind("suspicion.rules", LevelRule, "rules/suspicion.yaml", "level rule", 1, "level"),
    Kind("counter_flags", Flag, "rules/counter_flags.yaml", "counter-flag", 4, "flag"),
    Kind("safety", SafetyMessage, "rules/safety.yaml", "safety message", 3, "safety"),
    Kind("screening.advice", Advice, "rules/screening.yaml", "workup line", 6, "advice"),
    Kind("screening.schedules", Schedule, "rules/screening.yaml", "schedule", 7, "schedule"),
    Kind("screening.other_interval", OtherInterval, "rules/screening.yaml"),
    Kind("do_now.acts", Act, "rules/do_now.yaml", "line of what to do now"),
    Kind("notices", Notice, "rules/notices.yaml", "notice", 8, "notice"),
    Kind("discordance", Discordance, "discordance.yaml", "", 9, "discordance"),
    Kind("scores", Score, "scores/*.yaml", "", 5, "score", more_conditions=_exclusions),
    Kind("scores.items", ScoreItem, "scores/*.yaml", "{title} point", 5, "score"),
    Kind("scores.bands", Band, "scores/*.yaml", "{title} tier"),
    Kind("scores.exclusions", Exclusion, "scores/*.yaml", "{title} exclusion"),
    Kind("scores.cohorts", Cohort, "scores/*.yaml"),
    Kind("glossary", Definition, "glossary.yaml"),
    Kind("lookalikes", Lookalike, "lookalikes.yaml", more_refs=_of_pointers),
    Kind("scripts.rows", ScriptRow, "illness_scripts.yaml"),
    Kind("steps", Step, "mechanism/steps.yaml", more_refs=_of_step),
    Kind("requests", Request, "requests.yaml"),
    Kind("articles", Article, "mechanism"),
    Kind("parameters", Parameter, "mechanism/transmission.yaml"),
    Kind("statements", Statement, "source_text.yaml"),
    Kind("conflicts", Conflict, "evidence/conflicts.yaml"),
    Kind("calculators", Calculator, "evidence/calculators.yaml"),
    Kind("support.yardsticks", Yardstick, "evidence/support.yaml"),
    Kind("support.attributes", Attribute, "evidence/support.yaml"),
    Kind("record.concepts", Concept, "record.yaml"),
    Kind("record.mappings", RecordMapping, "record.yaml"),
    Kind("record.orders", Order, "record.yaml"),
    Kind("cases", Case, "cases", more_refs=_of_feedback),
)
RULES = tuple(kind for kind in KINDS if issubclass(kind.form, Rule))
# What `diff` tells by entry, in the order of the digest.
TOLD = tuple(kind for file in DECIDING for kind in KINDS if kind.file == file.name and kind.told)


def _spread(value: Any) -> tuple[Any, ...]:
    """Entries however they are kept: by id, in a row, or one alone."""
    if isinstance(value, Mapping):
        return tuple(value.values())
    return value if isinstance(value, tuple) else (value,)
