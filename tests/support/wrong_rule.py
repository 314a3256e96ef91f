"""Wrong rules, made mechanically: what a slip of the pen in a rule could turn it into.

A wrong rule stands beside the right ones under an id of its own, so that all of them are compiled
together and asked about the same patients at once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    FirstKnown,
    Measured,
    Named,
    Not,
)
from lems_rules.schema.decisions.rules import Finding, LevelRule, Rule, SafetyMessage
from lems_rules.schema.decisions.workup import Advice, Schedule
from tests.support.worked_case import FILES, entries_in

LOOSER_OR_STRICTER = {">=": ">", ">": ">=", "<=": "<", "<": "<="}
OPPOSITE = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


@dataclass(frozen=True)
class Mutant:
    """A wrong form of one entry. ``key`` is what it is wrong about: the verdict, or an addition."""

    file: str
    entry: str
    what: str
    wrong: Finding | Rule
    key: str = "verdict"

    def __str__(self) -> str:
        """Where it is wrong, and how."""
        return f"{self.entry}: {self.what}"


@dataclass(frozen=True)
class WrongContent:
    """A content that is wrong as a whole, told apart by the cases of one file."""

    file: str
    what: str
    content: Content


def no(condition: Condition) -> Not:
    """The condition denied."""
    return Not.model_validate({"not": condition})


def wrong_conditions(condition: Condition, content: Content) -> Iterator[tuple[str, Condition]]:
    """Everything a condition could be by one slip, with the slip in words."""
    match condition:
        case Measured():
            yield from _wrong_limits(condition, content)
        case Chosen():
            yield from _wrong_options(condition, content)
        case Named():
            yield f"deny {condition.name}", no(condition)
        case Not():
            yield "assert what is denied", condition.not_
        case AllOf() | AnyOf() if len(condition.parts) > 1:
            name, other = ("all_of", AnyOf) if isinstance(condition, AllOf) else ("any_of", AllOf)
            yield f"{name} the other way", _made(other, condition.parts)
        case AtLeast():
            for needed in (condition.at_least - 1, condition.at_least + 1):
                if 1 <= needed <= len(condition.of):
                    yield f"at least {needed}", condition.model_copy(update={"at_least": needed})
        case FirstKnown():
            yield "first_known as any_of", AnyOf(any_of=condition.parts)
            yield "first_known as all_of", AllOf(all_of=condition.parts)
            yield "the worst way first", FirstKnown(first_known=condition.parts[::-1])
    if not isinstance(condition, Not):
        yield from _without_a_part(condition)
    for i, part in enumerate(condition.parts):
        for what, wrong in wrong_conditions(part, content):
            yield what, _made_like(condition, (*_but(condition.parts, i), wrong), i)


def _wrong_limits(leaf: Measured, content: Content) -> Iterator[tuple[str, Condition]]:
    for op in (LOOSER_OR_STRICTER[leaf.op], OPPOSITE[leaf.op]):
        yield f"{leaf.name} {op} {leaf.limit:g}", leaf.model_copy(update={"op": op})
    for limit in (leaf.limit - 1, leaf.limit + 1):
        if leaf.name in content.checklist or limit >= 1:  # a score is never below nothing
            yield f"{leaf.name} {leaf.op} {limit:g}", leaf.model_copy(update={"limit": limit})


def _wrong_options(leaf: Chosen, content: Content) -> Iterator[tuple[str, Condition]]:
    if leaf.name in content.checklist:
        offered = content.checklist.item(leaf.name).option_ids
    else:
        offered = tuple(level.id for level in content.suspicion.levels)
    for option in offered:
        if option not in leaf.options:
            more = (*leaf.options, option)
            yield f"{leaf.name} also {option}", leaf.model_copy(update={"options": more})
        elif len(leaf.options) > 1:
            fewer = tuple(one for one in leaf.options if one != option)
            yield f"{leaf.name} without {option}", leaf.model_copy(update={"options": fewer})


def _without_a_part(condition: Condition) -> Iterator[tuple[str, Condition]]:
    for i, part in enumerate(condition.parts):
        rest = _but(condition.parts, i)
        if isinstance(condition, AtLeast) and condition.at_least > len(rest):
            continue
        if rest:
            alone = isinstance(condition, FirstKnown) and len(rest) == 1
            made = rest[0] if alone else _made_like(condition, rest)
            yield f"without {in_short(part)}", made


def _but(parts: tuple[Condition, ...], i: int) -> tuple[Condition, ...]:
    return (*parts[:i], *parts[i + 1 :])


def _made(kind: type[Any], parts: tuple[Condition, ...]) -> Condition:
    (name,) = kind.model_fields
    made: Condition = kind(**{name: parts})
    return made


def _made_like(
    condition: Condition, parts: tuple[Condition, ...], last_belongs_at: int | None = None
) -> Condition:
    """The same kind of compound with other parts; the last one is put where it belongs."""
    if last_belongs_at is not None:
        *others, last = parts
        parts = (*others[:last_belongs_at], last, *others[last_belongs_at:])
    if isinstance(condition, Not):
        return no(parts[0])
    if isinstance(condition, AtLeast):
        return condition.model_copy(update={"of": parts})
    return _made(type(condition), parts)


def in_short(condition: Condition) -> str:
    match condition:
        case Measured():
            return f"{condition.name} {condition.op} {condition.limit:g}"
        case Chosen():
            return f"{condition.name} is {' or '.join(condition.options)}"
        case Named():
            return condition.name
        case Not():
            return f"not {in_short(condition.not_)}"
        case _:
            return f"({', '.join(in_short(part) for part in condition.parts)})"


def wrong_findings(finding: Finding, content: Content) -> Iterator[tuple[str, Finding]]:
    """Everything a finding, or a point of the score, could be by one slip."""
    if finding.when is not None:
        for what, wrong in wrong_conditions(finding.when, content):
            yield what, finding.model_copy(update={"when": wrong})
        return
    yes, opposite = finding.yes_when, finding.no_when
    assert yes is not None
    assert opposite is not None
    yield "sides swapped", finding.model_copy(update={"yes_when": opposite, "no_when": yes})
    one_sided = {"yes_when": None, "no_when": None}
    yield "the yes side alone", finding.model_copy(update={**one_sided, "when": yes})
    yield "the no side denied", finding.model_copy(update={**one_sided, "when": no(opposite)})
    for side in ("yes_when", "no_when"):
        for what, wrong in wrong_conditions(getattr(finding, side), content):
            yield f"{side}: {what}", finding.model_copy(update={side: wrong})


def wrong_rules(rule: Rule, content: Content) -> Iterator[tuple[str, Rule]]:
    """Everything a rule could be by one slip, its additions left as they are."""
    for what, wrong in wrong_conditions(rule.when, content):
        yield what, rule.model_copy(update={"when": wrong})
    if isinstance(rule.when, AllOf):
        for i, part in enumerate(rule.when.parts):
            rest = _but(rule.when.parts, i)
            if isinstance(part, Not) and rest:
                # "known not to hold" weakened to "not known to hold"
                weaker = {"when": AllOf(all_of=rest), "unless": (*rule.unless, part.not_)}
                yield f"unless {in_short(part.not_)}", rule.model_copy(update=weaker)
    for i, stop in enumerate(rule.unless):
        rest = rule.unless[:i] + rule.unless[i + 1 :]
        yield f"without unless {in_short(stop)}", rule.model_copy(update={"unless": rest})
        # "not known to hold" sharpened to "known not to hold"
        sharper = {"when": AllOf(all_of=(rule.when, no(stop))), "unless": rest}
        yield f"not instead of unless {in_short(stop)}", rule.model_copy(update=sharper)
        for what, wrong in wrong_conditions(stop, content):
            other = {"unless": (*rule.unless[:i], wrong, *rule.unless[i + 1 :])}
            yield f"unless {what}", rule.model_copy(update=other)


def wrong_additions(rule: Rule, content: Content) -> Iterator[tuple[str, str, Rule]]:
    """Wrong forms of what a rule says beyond firing: done, also, the offer to go on."""
    match rule:
        case Advice(done_when=done) if done is not None:
            for what, wrong in wrong_conditions(done, content):
                yield "done", what, rule.model_copy(update={"when": wrong, "unless": ()})
        case SafetyMessage(also_when=also) if also is not None:
            for what, wrong in wrong_conditions(also, content):
                yield "also", what, rule.model_copy(update={"when": wrong, "unless": ()})
        case Schedule(offer_unless=stops) if stops:
            offer = rule.model_copy(update={"unless": (*rule.unless, *stops)})
            for what, other in wrong_rules(offer, content):
                yield "offer", what, other


def mutants(content: Content) -> Iterator[Mutant]:
    """Every wrong form of every finding, point and rule; those that change nothing left out."""
    for file in FILES:
        for entry, right in entries_in(content, file).items():
            made: list[tuple[str, str, Finding | Rule]] = []
            if isinstance(right, Finding):
                made += [("verdict", *one) for one in wrong_findings(right, content)]
            else:
                made += [("verdict", *one) for one in wrong_rules(right, content)]
                made += list(wrong_additions(right, content))
            for number, (key, what, wrong) in enumerate(made):
                aside = wrong.model_copy(update={"id": f"{file}-{entry}-{number}"})
                yield Mutant(file, entry, what, aside, key)


def with_mutants(content: Content, wrong: list[Mutant]) -> Content:
    """The content with the mutants standing beside the right rules."""
    findings = {one.wrong.id: one.wrong for one in wrong if isinstance(one.wrong, Finding)}
    rules = tuple(one.wrong for one in wrong if isinstance(one.wrong, Rule))
    notices: tuple[Any, ...] = (*content.notices, *content.discordance, *rules)
    return dataclasses.replace(content, findings={**content.findings, **findings}, notices=notices)


def wrong_contents(content: Content) -> Iterator[WrongContent]:
    """Slips that only show in the whole: order, levels, months, tiers, where a score applies."""
    yield from _wrong_suspicion(content)
    yield from _wrong_schedules(content)
    yield from _wrong_score(content)


def _wrong_suspicion(content: Content) -> Iterator[WrongContent]:
    suspicion = content.suspicion

    def made(what: str, rules: tuple[LevelRule, ...]) -> WrongContent:
        wrong = suspicion.model_copy(update={"rules": rules})
        return WrongContent("suspicion", what, dataclasses.replace(content, suspicion=wrong))

    rules = suspicion.rules
    for i, rule in enumerate(rules):
        yield made(f"no rule {rule.id}", _drop(rules, i))
        for level in suspicion.levels:
            if level.id != rule.level:
                wrong = rule.model_copy(update={"level": level.id})
                yield made(f"{rule.id} gives {level.id}", (*rules[:i], wrong, *rules[i + 1 :]))
    for i, (first, second) in enumerate(pairwise(rules)):
        yield made(f"{second.id} before {first.id}", (*rules[:i], second, first, *rules[i + 2 :]))


def _wrong_schedules(content: Content) -> Iterator[WrongContent]:
    screening = content.screening

    def made(what: str, schedules: tuple[Schedule, ...]) -> WrongContent:
        wrong = screening.model_copy(update={"schedules": schedules})
        return WrongContent("screening", what, dataclasses.replace(content, screening=wrong))

    rows = screening.schedules
    for i, row in enumerate(rows):
        yield made(f"no schedule {row.id}", _drop(rows, i))
        for name in ("months", "offer_months"):
            months: tuple[int, ...] = getattr(row, name)
            for j, month in enumerate(months):
                for other in (month - 1, month + 1):
                    changed = (*months[:j], other, *months[j + 1 :])
                    wrong = row.model_copy(update={name: changed})
                    yield made(f"{row.id} at {other}", (*rows[:i], wrong, *rows[i + 1 :]))
                if len(months) > 1:
                    wrong = row.model_copy(update={name: _drop(months, j)})
                    yield made(f"{row.id} without {month}", (*rows[:i], wrong, *rows[i + 1 :]))
    for i, (first, second) in enumerate(pairwise(rows)):
        yield made(f"{second.id} before {first.id}", (*rows[:i], second, first, *rows[i + 2 :]))


def _wrong_score(content: Content) -> Iterator[WrongContent]:
    score = content.scores["delta_p"]

    def made(what: str, **update: object) -> WrongContent:
        wrong = score.model_copy(update=update)
        return WrongContent("delta_p", what, dataclasses.replace(content, scores={score.id: wrong}))

    for what, condition in wrong_conditions(score.applies_when, content):
        yield made(f"applies when {what}", applies_when=condition)
    for what, condition in wrong_conditions(score.not_quoted_when, content):
        yield made(f"not quoted when {what}", not_quoted_when=condition)
    for i, exclusion in enumerate(score.exclusions):
        yield made(f"without {exclusion.id}", exclusions=_drop(score.exclusions, i))
        for what, condition in wrong_conditions(exclusion.when, content):
            wrong = exclusion.model_copy(update={"when": condition})
            others = (*score.exclusions[:i], wrong, *score.exclusions[i + 1 :])
            yield made(f"{exclusion.id} when {what}", exclusions=others)
    for i, item in enumerate(score.items):
        yield made(f"without {item.id}", items=_drop(score.items, i))
    for i in range(len(score.bands) - 1):
        for by in (-1, 1):
            bands = list(score.bands)
            bands[i] = bands[i].model_copy(update={"most": bands[i].most + by})
            bands[i + 1] = bands[i + 1].model_copy(update={"least": bands[i + 1].least + by})
            yield made(f"{bands[i].id} up to {bands[i].most}", bands=tuple(bands))


def _drop(entries: tuple[Any, ...], i: int) -> tuple[Any, ...]:
    return entries[:i] + entries[i + 1 :]
