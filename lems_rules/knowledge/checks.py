"""Checks that the content hangs together: every name, option, limit, citation and cycle.

`load_content` is the way to get content: what it returns has passed every check here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lems_rules.knowledge.content import Content, ContentError, ContentProblem
from lems_rules.knowledge.kinds import DECIDING
from lems_rules.knowledge.problems.acts import problems_in_acts
from lems_rules.knowledge.problems.cases import problems_in_cases
from lems_rules.knowledge.problems.provenance import problems_of_provenance
from lems_rules.knowledge.problems.record import problems_in_record
from lems_rules.knowledge.problems.roles import problems_in_names
from lems_rules.knowledge.problems.rules import conditions_in, names_in, problems_in_rules
from lems_rules.knowledge.reader import read_content
from lems_rules.logic.condition import leaves
from lems_rules.schema.questions.checklist import Checklist


def load_content(folder: Path | str | None = None) -> Content:
    """Read and check a content folder; the shipped one unless told otherwise.

    Raises:
        ContentError: anything in it is wrong; lists every problem with file, entry and remedy.
    """
    content = read_content(folder)
    if problems := problems_in(content):
        raise ContentError(problems)
    return content


def load_rules(folder: Path | str) -> Content:
    """Read a content folder of any edition, and check no more than that its rules can be applied.

    What only later editions have may be missing, and its digest need not be stamped.

    Raises:
        ContentError: it cannot be read, or its rules do not hang together.
    """
    content = read_content(folder, older=True)
    if problems := problems_in_rules(content):
        raise ContentError(problems)
    return content


def problems_in(content: Content) -> list[ContentProblem]:
    """Everything that does not hang together; empty when all is well."""
    problems = [
        *problems_in_rules(content),
        *_checklist(content),
        *_glossary(content),
        *_lines(content),
        *_excluded(content),
        *problems_in_acts(content),
        *problems_in_record(content),
        *_mechanism(content),
        *_conflicts(content),
        *problems_in_names(content),
        *problems_in_cases(content),
        *problems_of_provenance(content),
    ]
    # One mistake in a finding shows wherever it is used; say it once.
    return list(dict.fromkeys(problems))


def _checklist(content: Content) -> Iterator[ContentProblem]:
    checklist, file = content.checklist, "checklist.yaml"
    sections = {section.id for section in checklist.sections}
    waiting = {section.id for section in checklist.sections if section.waits}
    steps = {step.id for step in content.steps}
    used = _used_items(content)
    for item in checklist.items:
        if item.section not in sections:
            yield ContentProblem(
                file,
                repr(item.id),
                f"no section {item.section!r}",
                f"Choose from {', '.join(sorted(sections))}",
            )
        if item.step is not None and item.step not in steps:
            yield ContentProblem(
                file,
                repr(item.id),
                f"no mechanism step {item.step!r}",
                f"Choose from {', '.join(sorted(steps))}",
            )
        if item.kind != "date" and (item.id in used) == item.context:
            what = "is used by a rule but marked context" if item.context else "is used by no rule"
            yield ContentProblem(file, repr(item.id), what, "Set or drop `context: true`")
        if "unknown" in item.option_ids:
            yield ContentProblem(
                file, repr(item.id), "has an option 'unknown'", "Take it out: unanswered is absence"
            )
        if item.specialist and item.section in sections - waiting:
            what = (
                f"is a specialist question, but section {item.section!r} names nothing that waits"
            )
            yield ContentProblem(file, repr(item.id), what, "Give the section `waits`")
    leading = (*checklist.first_screen.could, *checklist.first_screen.diagnosed)
    for name in (*checklist.first_questions, *checklist.second_door, *leading):
        if name not in checklist:
            yield ContentProblem(
                file,
                "first_questions, second_door or first_screen",
                f"no item {name!r}",
                "Use an item id",
            )
    for contradiction in checklist.contradictions:
        mentioned = names_in([contradiction.when])
        if missing := mentioned - set(contradiction.items):
            yield ContentProblem(
                file,
                repr(contradiction.id),
                f"`when` reads {', '.join(sorted(missing))}, not among its items",
                "List every item the condition reads",
            )


def _glossary(content: Content) -> Iterator[ContentProblem]:
    """A word means one thing, however it is written."""
    met: dict[str, str] = {}
    for entry in content.glossary:
        for form in entry.forms:
            other = met.setdefault(form.lower(), entry.id)
            if other != entry.id:
                what = f"{form!r} is also a form of {other!r}"
                yield ContentProblem(
                    "glossary.yaml", repr(entry.id), what, "Keep it in one of them"
                )


def _used_items(content: Content) -> set[str]:
    """The items that some rule, finding or score reads (not those only look-alikes read)."""
    ruling = [file for file in DECIDING if file.form is not Checklist]
    return {
        leaf.name
        for file, _, condition in conditions_in(content)
        if any(one.is_called(file) for one in ruling)
        for leaf in leaves(condition)
    }


def _lines(content: Content) -> Iterator[ContentProblem]:
    """The names that lines and what holds them ask for, or rest on while they are unknown."""
    asking = (
        *(("requests.yaml", one.id, (), one.lines) for one in content.requests),
        *(("rules/safety.yaml", one.id, one.asks, one.lines) for one in content.safety),
        *(
            ("rules/screening.yaml", one.id, one.asks, one.lines)
            for one in content.screening.advice
        ),
    )
    for file, entry, asks, lines in asking:
        items = [*asks, *(name for line in lines for name in (*line.asks, *line.unanswered))]
        for name in items:
            if name not in content.checklist:
                yield ContentProblem(file, repr(entry), f"no item {name!r}", "Use an item id")
        for name in (name for line in lines for name in line.unknown):
            if name not in content.checklist and name not in content.findings:
                what, remedy = f"no item or finding {name!r}", "Use the id of one"
                yield ContentProblem(file, repr(entry), what, remedy)


def _excluded(content: Content) -> Iterator[ContentProblem]:
    """The advice that must never stand beside another."""
    known = {line.id for line in content.screening.advice}
    for line in content.screening.advice:
        for name in line.excludes:
            if name not in known:
                what, remedy = f"excludes {name!r}, which is no advice", "Use the id of one"
                yield ContentProblem("rules/screening.yaml", repr(line.id), what, remedy)


def _conflicts(content: Content) -> Iterator[ContentProblem]:
    known = {*content.findings, *content.scores, *(rule.id for rule in content.rules)}
    known |= {item.id for score in content.scores.values() for item in score.items}
    for conflict in content.conflicts:
        for name in conflict.rules:
            if name not in known:
                yield ContentProblem(
                    "evidence/conflicts.yaml",
                    repr(conflict.id),
                    f"no rule, finding or point {name!r}",
                    "Use the id of one",
                )


def _mechanism(content: Content) -> Iterator[ContentProblem]:
    steps = {step.id for step in content.steps}
    for step in content.steps:
        if step.article not in content.articles:
            yield ContentProblem(
                "mechanism/steps.yaml",
                repr(step.id),
                f"no article {step.article!r}",
                "Name a file in mechanism/",
            )
    for article in content.articles.values():
        for name in article.steps:
            if name not in steps:
                yield ContentProblem(
                    f"mechanism/{article.id}.md",
                    "steps",
                    f"no step {name!r}",
                    f"Choose from {', '.join(sorted(steps))}",
                )
        for name in article.items:
            if name not in content.checklist:
                yield ContentProblem(
                    f"mechanism/{article.id}.md", "items", f"no item {name!r}", "Use an item id"
                )
    for statement in content.statements:
        if statement.article is not None and statement.article not in content.articles:
            yield ContentProblem(
                "source_text.yaml",
                repr(statement.id),
                f"no article {statement.article!r}",
                "Name a file in mechanism/",
            )
