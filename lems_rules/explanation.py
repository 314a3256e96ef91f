"""Why a verdict is what it is, and what a condition says in words.

The parts whose verdict equals the whole's verdict are the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from lems_rules.conditions import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    FirstKnown,
    Leaf,
    Measured,
    Not,
)
from lems_rules.content import Content
from lems_rules.evaluation import Part, Truths, Verdict
from lems_rules.rules import Finding, Rule

_SIGNS = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}


def reasons(part: Part, truths: Truths, patient: int = 0) -> tuple[str, ...]:
    """The checklist items that make the verdict what it is, in the order of the rule.

    For a yes or a no these are answered items; for an unknown, the items whose answer is missing.
    """
    return tuple(dict.fromkeys(_reasons(part, truths, patient)))


def _reasons(part: Part, truths: Truths, patient: int) -> Iterator[str]:
    verdict = truths.verdict(part.slot, patient)
    if not part.parts:
        if isinstance(part.condition, Leaf):
            yield part.condition.name
        return
    if part.sides:
        yes_side, no_side = part.parts
        sides = {Verdict.YES: (yes_side,), Verdict.NO: (no_side,)}.get(verdict, part.parts)
        wanted = Verdict.UNKNOWN if verdict is Verdict.UNKNOWN else Verdict.YES
        for side in sides:
            if truths.verdict(side.slot, patient) is wanted:
                yield from _reasons(side, truths, patient)
        return
    match part.condition:
        case Not():
            yield from _reasons(part.parts[0], truths, patient)
        case FirstKnown():
            for way in part.parts:
                known = truths.verdict(way.slot, patient) is not Verdict.UNKNOWN
                if known or verdict is Verdict.UNKNOWN:
                    yield from _reasons(way, truths, patient)
                if known:
                    return
        case Measured(op="<" | "<=") if verdict is not Verdict.UNKNOWN and len(part.parts) > 1:
            # A total below a limit rests on the points that are not met, one above it on those met.
            other = Verdict.NO if verdict is Verdict.YES else Verdict.YES
            for one in part.parts:
                if truths.verdict(one.slot, patient) is other:
                    yield from _reasons(one, truths, patient)
        case _:
            for one in part.parts:
                if truths.verdict(one.slot, patient) is verdict:
                    yield from _reasons(one, truths, patient)


def unanswered(part: Part, truths: Truths, patient: int = 0) -> set[str]:
    """The items whose answer could still change this verdict; empty once it is settled for good.

    A verdict can be known and still be overruled: a better way of knowing may be answered later,
    or the yes side of a finding may come to hold after its no side did.
    """
    if _stands(part, truths, patient):
        return set()
    if not part.parts:
        return {part.condition.name} if isinstance(part.condition, Leaf) else set()
    return {name for one in part.parts for name in unanswered(one, truths, patient)}


def _stands(part: Part, truths: Truths, patient: int) -> bool:
    """Whether no further answer can change the verdict of this part."""
    verdict = truths.verdict(part.slot, patient)
    if verdict is Verdict.UNKNOWN:
        return False
    if not part.parts:
        return True
    fixed = [
        truths.verdict(one.slot, patient) if _stands(one, truths, patient) else Verdict.UNKNOWN
        for one in part.parts
    ]
    yes, no = fixed.count(Verdict.YES), fixed.count(Verdict.NO)
    if part.sides:
        return fixed[0] is Verdict.YES or (fixed[0] is Verdict.NO and fixed[1] is Verdict.YES)
    match part.condition:
        case AllOf():
            return no > 0 or yes == len(fixed)
        case AnyOf():
            return yes > 0 or no == len(fixed)
        case AtLeast():
            needed = part.condition.at_least
            return yes >= needed or no > len(fixed) - needed
        case FirstKnown():
            return fixed[0] is not Verdict.UNKNOWN
        case _:
            return yes + no == len(fixed)


class Words:
    """Conditions in words, with the labels of one content."""

    def __init__(self, content: Content) -> None:
        self.content = content

    def name(self, name: str) -> str:
        """What an item or a finding is called."""
        if name == "suspicion":
            return "Level of suspicion"
        if name in self.content.scores:
            return self.content.scores[name].title
        if name in self.content.findings:
            return self.content.findings[name].title
        return self.content.checklist.item(name).label

    def condition(self, condition: Condition, inside: bool = False) -> str:
        """A condition as a phrase; ``inside`` puts brackets around one of several parts."""
        match condition:
            case Leaf():
                return self._leaf(condition)
            case Not():
                return self._denied(condition.not_)
            case AllOf():
                text = " and ".join(self.condition(part, True) for part in condition.parts)
            case AnyOf():
                text = " or ".join(self.condition(part, True) for part in condition.parts)
            case AtLeast():
                listed = ", ".join(self.condition(part, True) for part in condition.parts)
                text = f"at least {condition.at_least} of: {listed}"
            case FirstKnown():
                text = ", or if that is not known: ".join(
                    self.condition(part, True) for part in condition.parts
                )
        return f"({text})" if inside and len(condition.parts) > 1 else text

    def rule(self, rule: Rule) -> str:
        """When a rule fires, in words."""
        text = self.condition(rule.when)
        if rule.unless:
            stops = "; or ".join(self.condition(one) for one in rule.unless)
            text += f"; unless known: {stops}"
        return text

    def finding(self, finding: Finding) -> str:
        """When a finding is yes, and where it says so apart, when it is no."""
        if finding.when is not None:
            return self.condition(finding.when)
        assert finding.yes_when is not None
        assert finding.no_when is not None
        return f"yes: {self.condition(finding.yes_when)}; no: {self.condition(finding.no_when)}"

    def _leaf(self, leaf: Leaf) -> str:
        label = self.name(leaf.name)
        match leaf:
            case Chosen():
                return f"{label}: {' or '.join(self._options(leaf))}"
            case Measured():
                unit = ""
                if leaf.name in self.content.checklist:
                    unit = self.content.checklist.item(leaf.name).unit or ""
                limit = f"{leaf.limit:g} {unit}".strip()
                return f"{label} {_SIGNS[leaf.op]} {limit}"
            case _:
                return label

    def _denied(self, condition: Condition) -> str:
        if isinstance(condition, Leaf) and not isinstance(condition, Chosen | Measured):
            return f"{self.name(condition.name)}: no"
        return f"not ({self.condition(condition)})"

    def _options(self, leaf: Chosen) -> list[str]:
        if leaf.name == "suspicion":
            return [self.content.suspicion.level(name).title for name in leaf.options]
        labels = {o.id: o.label for o in self.content.checklist.item(leaf.name).options}
        return [labels[name].lower() for name in leaf.options]
