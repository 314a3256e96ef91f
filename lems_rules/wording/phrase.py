"""What a condition says in words, and how a phrase is put inside a sentence."""

from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.sentence import lower_first
from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    Leaf,
    Measured,
    Not,
)
from lems_rules.logic.number import as_shown
from lems_rules.schema.decisions.rules import Finding, Rule

__all__ = ["Words", "lower_first", "spelled"]

_SIGNS = {">=": "at least", ">": "above", "<=": "at most", "<": "below"}


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
            case _:
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
                limit = f"{as_shown(leaf.limit)} {unit}".strip()
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


def spelled(content: Content, number: int) -> str:
    """A small number as a word, for a sentence."""
    counted = content.words["numbers"].split()
    return counted[number] if number < len(counted) else str(number)
