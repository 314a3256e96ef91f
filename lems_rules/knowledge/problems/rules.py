"""Checks that the rules can be applied: every name, option and limit, the levels, the score."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import get_args

from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.knowledge.kinds import KINDS
from lems_rules.knowledge.problems.roles import problems_in_roles
from lems_rules.logic.condition import (
    AtLeast,
    Chosen,
    Condition,
    Leaf,
    Measured,
    Named,
    leaves,
    walk,
)
from lems_rules.logic.number import as_compared, as_shown
from lems_rules.schema.decisions.rules import Finding
from lems_rules.schema.decisions.score import Score
from lems_rules.schema.decisions.workup import Basis

SUSPICION = "suspicion"


def problems_in_rules(content: Content) -> list[ContentProblem]:
    """What keeps the rules from being applied: names, cycles, levels, the score."""
    problems = [
        *_repeated_ids(content),
        *_unknown_names(content),
        *_cycles(content),
        *_levels(content),
        *(one for score in content.scores.values() for one in _score(content, score)),
        *problems_in_roles(content),
    ]
    return list(dict.fromkeys(problems))


def conditions_in(content: Content) -> Iterator[tuple[str, str, Condition]]:
    """Every condition with the file and the entry it stands in."""
    for kind in KINDS:
        for file, entry in kind.in_files(content):
            for name, condition in kind.conditions_of(entry):
                yield file, name, condition


def _repeated_ids(content: Content) -> Iterator[ContentProblem]:
    shared = [*(item.id for item in content.checklist.items), *content.findings]
    shared += [SUSPICION, *content.scores]
    rules = [rule.id for rule in content.rules]
    for file, ids in (("checklist.yaml and rules", shared), ("rules", rules)):
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield ContentProblem(file, repr(name), "the id is used twice", "Rename one of them")
    for kind in KINDS:
        ids = [entry.id for entry in kind.held_by(content)]
        for name in sorted({name for name in ids if ids.count(name) > 1} - {*shared, *rules}):
            what = "stands twice"
            yield ContentProblem(kind.file, repr(name), what, "Give each entry its own id")


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
                f"compares {name!r} with {as_shown(leaf.limit)}, which settles nothing",
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
                    f"compares {name!r} with {as_shown(leaf.limit)}, outside its range",
                    f"Write a limit within {item.allowed()}",
                )
            if as_compared(leaf.limit) != leaf.limit:
                return (
                    f"compares {name!r} with {as_shown(leaf.limit)}; numbers are read to two "
                    "decimals",
                    "Write a limit of two decimals or fewer",
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
    """What would have to be known before it can be worked out.

    That is a finding or a conclusion that rests on itself, and a question hidden by its own answer.
    """
    needs: dict[str, set[str]] = {
        name: {leaf.name for condition in finding.conditions for leaf in leaves(condition)}
        for name, finding in content.findings.items()
    }
    needs[SUSPICION] = names_in(c for rule in content.suspicion.rules for c in rule.conditions)
    for score in content.scores.values():
        needs[score.id] = names_in(c for item in score.items for c in item.conditions)
    for item in content.checklist.items:  # an answer counts only where its question is not hidden
        if item.hidden_when is not None:
            needs[item.id] = names_in([item.hidden_when])
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


def names_in(conditions: Iterable[Condition]) -> set[str]:
    """The items, findings and scores that some conditions read."""
    return {leaf.name for condition in conditions for leaf in leaves(condition)}


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


def _score(content: Content, score: Score) -> Iterator[ContentProblem]:
    file = f"scores/{score.id}.yaml"
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


def _readable(finding: Finding, content: Content) -> set[str]:
    """The checklist items a finding reads, through other findings too."""
    found: set[str] = set()
    for name in names_in(finding.conditions):
        if name in content.findings:
            found |= _readable(content.findings[name], content)
        else:
            found.add(name)
    return found
