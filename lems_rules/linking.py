"""Checks that the content hangs together: every name, option, limit, citation and cycle.

`load_content` is the way to get content: what it returns has passed every check here.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from lems_rules.conditions import AtLeast, Chosen, Condition, Leaf, Measured, Named, leaves, walk
from lems_rules.content import Content, ContentError, ContentProblem, read_content
from lems_rules.rules import Finding
from lems_rules.screening import Basis

SUSPICION = "suspicion"


def load_content(folder: Path | str | None = None) -> Content:
    """Read and check a content folder; the shipped one unless told otherwise.

    Raises:
        ContentError: anything in it is wrong; lists every problem with file, entry and remedy.
    """
    content = read_content(folder)
    if problems := problems_in(content):
        raise ContentError(problems)
    return content


def problems_in(content: Content) -> list[ContentProblem]:
    """Everything that does not hang together, in reading order; empty when all is well."""
    problems = [
        *_repeated_ids(content),
        *_unknown_names(content),
        *_cycles(content),
        *_citations(content),
        *_checklist(content),
        *_levels(content),
        *_score(content),
        *_requests(content),
        *_mechanism(content),
        *_edition(content),
    ]
    # One mistake in a finding shows wherever it is used; say it once.
    return list(dict.fromkeys(problems))


def conditions_in(content: Content) -> Iterator[tuple[str, str, Condition]]:
    """Every condition with the file and the entry it stands in."""
    for item in content.checklist.items:
        for condition in (item.hidden_when, item.asked_when):
            if condition is not None:
                yield "checklist.yaml", item.id, condition
    for contradiction in content.checklist.contradictions:
        yield "checklist.yaml", contradiction.id, contradiction.when
    for finding in content.findings.values():
        for condition in finding.conditions:
            yield "rules/findings.yaml", finding.id, condition
    for file, rules in (
        ("rules/suspicion.yaml", content.suspicion.rules),
        ("rules/counter_flags.yaml", content.counter_flags),
        ("rules/safety.yaml", content.safety),
        ("rules/screening.yaml", content.screening.advice),
        ("rules/screening.yaml", content.screening.schedules),
        ("rules/notices.yaml", content.notices),
        ("discordance.yaml", content.discordance),
    ):
        for rule in rules:
            for condition in rule.conditions:
                yield file, rule.id, condition
    yield "scores/delta_p.yaml", content.delta_p.id, content.delta_p.applies_when
    yield "scores/delta_p.yaml", content.delta_p.id, content.delta_p.not_quoted_when
    for exclusion in content.delta_p.exclusions:
        yield "scores/delta_p.yaml", exclusion.id, exclusion.when
    for score_item in content.delta_p.items:
        for condition in score_item.conditions:
            yield "scores/delta_p.yaml", score_item.id, condition
    for lookalike in content.lookalikes:
        for pointer in (*lookalike.speaks_for, *lookalike.speaks_against):
            yield "lookalikes.yaml", lookalike.id, pointer.when
    for request in content.requests:
        for line in request.lines:
            if line.when is not None:
                yield "requests.yaml", request.id, line.when


def _repeated_ids(content: Content) -> Iterator[ContentProblem]:
    shared = [*(item.id for item in content.checklist.items), *content.findings]
    shared += [SUSPICION, *content.scores]
    rules = [rule.id for rule in content.rules]
    for file, ids in (("checklist.yaml and rules", shared), ("rules", rules)):
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield ContentProblem(file, repr(name), "the id is used twice", "Rename one of them")


def _unknown_names(content: Content) -> Iterator[ContentProblem]:
    for file, entry, condition in conditions_in(content):
        for leaf in leaves(condition):
            if wrong := _wrong_with(leaf, content):
                what, remedy = wrong
                yield ContentProblem(file, repr(entry), what, remedy)
        for node in walk(condition):
            if isinstance(node, AtLeast) and node.at_least > len(node.of):
                yield ContentProblem(
                    file,
                    repr(entry),
                    f"asks for at least {node.at_least} of {len(node.of)} parts",
                    "Lower the number, or add parts",
                )


def _wrong_with(leaf: Leaf, content: Content) -> tuple[str, str] | None:
    """What is wrong with a leaf, and the remedy."""
    name = leaf.name
    if name == SUSPICION:
        kind, options = "choice", tuple(level.id for level in content.suspicion.levels)
    elif name in content.scores:
        kind, options = "number", ()
        most = len(content.scores[name].items)
        if isinstance(leaf, Measured) and not (
            leaf.limit == int(leaf.limit) and 1 <= leaf.limit + (leaf.op in (">", "<=")) <= most
        ):
            return (
                f"compares {name!r} with {leaf.limit:g}, which settles nothing",
                f"Write a whole number between 1 and {most}",
            )
    elif name in content.findings:
        kind, options = "yn", ("yes", "no")
    elif name in content.checklist:
        item = content.checklist.item(name)
        kind, options = item.kind, item.option_ids
        if isinstance(leaf, Measured) and kind == "number":
            assert item.least is not None
            assert item.most is not None
            if not item.least <= leaf.limit <= item.most:
                return (
                    f"compares {name!r} with {leaf.limit:g}, outside its range",
                    f"Write a limit within {item.allowed()}",
                )
    else:
        known = [item.id for item in content.checklist.items] + list(content.findings)
        near = difflib.get_close_matches(name, known, 1)
        hint = f"Did you mean {near[0]!r}? " if near else ""
        return (
            f"no item or finding is called {name!r}",
            f"{hint}Items are listed in content/checklist.yaml",
        )
    fits = {"yn": isinstance(leaf, Named), "choice": isinstance(leaf, Chosen)}
    fits["number"] = isinstance(leaf, Measured)
    if not fits.get(kind, False):
        forms = {"yn": f"'{name}'", "choice": f"'{name} is option'", "number": f"'{name} >= 5'"}
        return (
            f"{name!r} is a {kind} item and is asked for in another form",
            f"Write {forms.get(kind, 'no condition on a date')}",
        )
    if isinstance(leaf, Chosen) and (strange := set(leaf.options) - set(options)):
        return (
            f"{name!r} has no option {', '.join(sorted(strange))}",
            f"Choose from {', '.join(options)}",
        )
    return None


def _cycles(content: Content) -> Iterator[ContentProblem]:
    """Findings and conclusions that would have to be known before they can be worked out."""
    needs: dict[str, set[str]] = {
        name: {leaf.name for condition in finding.conditions for leaf in leaves(condition)}
        for name, finding in content.findings.items()
    }
    needs[SUSPICION] = _names(c for rule in content.suspicion.rules for c in rule.conditions)
    for score in content.scores.values():
        needs[score.id] = _names(c for item in score.items for c in item.conditions)
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[ContentProblem]:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            yield ContentProblem(
                "rules",
                repr(name),
                f"refers to itself ({circle})",
                "Take one of these references out",
            )
        elif name in needs and name not in done:
            for needed in sorted(needs[name]):
                yield from visit(needed, (*path, name))
            done.add(name)

    for name in needs:
        yield from visit(name, ())


def _names(conditions: Iterable[Condition]) -> set[str]:
    return {leaf.name for condition in conditions for leaf in leaves(condition)}


def _citations(content: Content) -> Iterator[ContentProblem]:
    used = set()
    for file, entry, citation in content.cited():
        used.add(citation.ref)
        if citation.ref not in content.references:
            near = difflib.get_close_matches(citation.ref, content.references, 1)
            hint = f"Did you mean {near[0]!r}?" if near else "Add it to references.yaml"
            yield ContentProblem(file, repr(entry), f"no reference {citation.ref!r}", hint)
    for article in content.articles.values():
        own = {citation.ref for citation in article.refs}
        marks = {
            name.strip().lstrip("@")
            for group in re.findall(r"\[(@[^\]]+)\]", article.body)
            for name in group.split(";")
        }
        for name in sorted(marks - own):
            yield ContentProblem(
                f"mechanism/{article.id}.md",
                "body",
                f"cites {name!r}, which its front matter does not list",
                "Add it to refs",
            )
    for name, reference in content.references.items():
        if (name in used) == reference.further_reading:
            what = "is cited but marked further reading" if name in used else "is cited nowhere"
            yield ContentProblem(
                "references.yaml",
                repr(name),
                what,
                "Cite it or mark it `further_reading: true`, not both",
            )


def _checklist(content: Content) -> Iterator[ContentProblem]:
    checklist, file = content.checklist, "checklist.yaml"
    sections = {section.id for section in checklist.sections}
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
    for name in (*checklist.first_questions, *checklist.second_door):
        if name not in checklist:
            yield ContentProblem(
                file, "first_questions or second_door", f"no item {name!r}", "Use an item id"
            )
    for contradiction in checklist.contradictions:
        mentioned = _names([contradiction.when])
        if missing := mentioned - set(contradiction.items):
            yield ContentProblem(
                file,
                repr(contradiction.id),
                f"`when` reads {', '.join(sorted(missing))}, not among its items",
                "List every item the condition reads",
            )


def _used_items(content: Content) -> set[str]:
    """The items that some rule, finding or score reads (not those only look-alikes read)."""
    ruling = {
        "rules/findings.yaml",
        "rules/suspicion.yaml",
        "rules/counter_flags.yaml",
        "rules/safety.yaml",
        "rules/screening.yaml",
        "rules/notices.yaml",
        "scores/delta_p.yaml",
    }
    return {
        leaf.name
        for file, _, condition in conditions_in(content)
        if file in ruling
        for leaf in leaves(condition)
    }


def _levels(content: Content) -> Iterator[ContentProblem]:
    file = "rules/suspicion.yaml"
    ranks = [level.rank for level in content.suspicion.levels]
    if ranks != list(range(len(ranks))):
        yield ContentProblem(file, "levels", f"ranks are {ranks}", "Number them 0, 1, 2 …")
    ids = {level.id for level in content.suspicion.levels}
    for rule in content.suspicion.rules:
        if rule.level not in ids:
            yield ContentProblem(
                file,
                repr(rule.id),
                f"no level {rule.level!r}",
                f"Choose from {', '.join(sorted(ids))}",
            )
    if content.suspicion.otherwise not in ids:
        yield ContentProblem(
            file,
            "otherwise",
            f"no level {content.suspicion.otherwise!r}",
            f"Choose from {', '.join(sorted(ids))}",
        )
    given = {rule.level for rule in content.suspicion.rules} | {content.suspicion.otherwise}
    for level in sorted(ids - given) if content.suspicion.otherwise in ids else ():
        yield ContentProblem(file, repr(level), "no rule gives this level", "Write one, or drop it")
    for basis in sorted(set(get_args(Basis)) - set(content.screening.start_says)):
        yield ContentProblem(
            "rules/screening.yaml", "start_says", f"says nothing of {basis!r}", "Add a sentence"
        )
    for name in content.suspicion.supporting:
        if name not in content.findings:
            yield ContentProblem(file, "supporting", f"no finding {name!r}", "Use a finding's id")
    if content.screening.gate not in content.findings:
        yield ContentProblem(
            "rules/screening.yaml", "gate", "is not a finding", "Use a finding's id"
        )
    for reason in content.screening.none_says:
        if reason.level not in ids:
            yield ContentProblem(
                "rules/screening.yaml",
                "none_says",
                f"no level {reason.level!r}",
                f"Choose from {', '.join(sorted(ids))}",
            )


def _score(content: Content) -> Iterator[ContentProblem]:
    score, file = content.delta_p, "scores/delta_p.yaml"
    totals = [total for band in score.bands for total in range(band.least, band.most + 1)]
    if sorted(totals) != list(range(len(score.items) + 1)):
        yield ContentProblem(
            file,
            "bands",
            f"cover the totals {sorted(totals)}",
            f"Let them tile 0 to {len(score.items)}",
        )
    for cohort in score.cohorts:
        if [risk.score for risk in cohort.risks] != list(range(len(score.items) + 1)):
            yield ContentProblem(
                file,
                repr(cohort.id),
                "does not give each total once, in order",
                "Write a risk for every total; leave percent out where not seen",
            )
    for item in score.items:
        readable = _readable(item, content)
        for name in item.deciders:
            if name not in content.checklist or name not in readable:
                yield ContentProblem(
                    file,
                    repr(item.id),
                    f"{name!r} does not decide it",
                    "Name checklist items its condition reads",
                )


def _requests(content: Content) -> Iterator[ContentProblem]:
    for request in content.requests:
        for line in request.lines:
            for name in line.unanswered:
                if name not in content.checklist:
                    yield ContentProblem(
                        "requests.yaml", repr(request.id), f"no item {name!r}", "Use an item id"
                    )


def _readable(finding: Finding, content: Content) -> set[str]:
    """The checklist items a finding reads, through other findings too."""
    found: set[str] = set()
    for name in _names(finding.conditions):
        if name in content.findings:
            found |= _readable(content.findings[name], content)
        else:
            found.add(name)
    return found


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


def _edition(content: Content) -> Iterator[ContentProblem]:
    edition = content.edition
    if edition.digest != content.digest:
        yield ContentProblem(
            "edition.yaml",
            "digest",
            "results can have changed since this edition was stamped",
            f"Raise the edition, add a line to CHANGELOG.md and write digest: {content.digest!r}",
        )
    if f"## Edition {edition.edition}" not in content.changelog:
        yield ContentProblem(
            "CHANGELOG.md",
            "the file",
            f"says nothing of {edition.edition}",
            f"Add a section '## Edition {edition.edition}'",
        )
