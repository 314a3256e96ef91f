"""The level and the score written out for two peers, from the same conditions as ours.

The peers know no third truth, so every statement stands twice: known to hold (``weak``), and known
not to (``weak_no``). A leaf is handed to them as two such booleans. What is written for plain
Python and for the ZEN expression language differs in three spellings and in nothing else, and a
new edition of the content needs no line here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Condition,
    FirstKnown,
    Leaf,
    Not,
    holds_for,
)
from lems_rules.schema.decisions.rules import Finding
from lems_rules.schema.decisions.score import ScoreItem
from lems_rules.schema.questions.item import Answers

Inputs = dict[str, bool]
Verdict = tuple[str | None, int, int]  # the rule that gave the level, the score from and to


class Both(NamedTuple):
    """A statement twice: when it is known to hold, and when it is known not to."""

    yes: str
    no: str


@dataclass(frozen=True)
class Language:
    """How a peer spells a boolean of the input, something named before, and a count."""

    given: Callable[[str], str]
    named: Callable[[str], str]
    as_number: Callable[[str], str]


PYTHON = Language("a[{!r}]".format, str, str)
ZEN = Language(str, "$.{}".format, "({} ? 1 : 0)".format)


@dataclass
class Written:
    """The rules of one content in one language: leaves read, and what is named on the way."""

    content: Content
    language: Language
    leaves: dict[Leaf, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def both(self, one: Condition) -> Both:
        """A condition, twice."""
        match one:
            case Leaf():
                return self._leaf(one)
            case Not():
                return Both(*reversed(self.both(one.not_)))
            case AllOf() | AnyOf():
                parts = [self.both(part) for part in one.parts]
                words = (" and ", " or ") if isinstance(one, AllOf) else (" or ", " and ")
                sides = zip(words, zip(*parts, strict=True), strict=True)
                return Both(*(f"({word.join(side)})" for word, side in sides))
            case AtLeast():
                parts = [self.both(part) for part in one.parts]
                needed = (one.at_least, len(parts) - one.at_least + 1)
                counts = (self.count(side) for side in zip(*parts, strict=True))
                return Both(*(f"({c} >= {n})" for c, n in zip(counts, needed, strict=True)))
            case FirstKnown():
                *better, found = [self.both(part) for part in one.parts]
                for way in reversed(better):
                    found = Both(
                        f"({way.yes} or (not {way.no} and {found.yes}))",
                        f"({way.no} or (not {way.yes} and {found.no}))",
                    )
                return found

    def count(self, statements: Any) -> str:
        """How many of the statements hold."""
        return " + ".join(self.language.as_number(f"({one})") for one in statements)

    def named(self, one: Finding | ScoreItem) -> Both:
        """A finding or a point, which is worked out once and then goes by its name."""
        if one.id not in self.names:
            if one.when is not None:
                yes, no = self.both(one.when)
            else:
                assert one.yes_when is not None
                assert one.no_when is not None
                yes, no = self.both(one.yes_when).yes, self.both(one.no_when).yes
                no = f"not ({yes}) and {no}"
            self.names[one.id], self.names[f"{one.id}_no"] = yes, no
        return Both(self.language.named(one.id), self.language.named(f"{one.id}_no"))

    def level(self) -> dict[str, str]:
        """When each rule of the level fires, the first of them counting."""
        return {
            rule.id: " and ".join(
                [self.both(rule.when).yes, *(f"not {self.both(one).yes}" for one in rule.unless)]
            )
            for rule in self.content.suspicion.rules
        }

    def _leaf(self, leaf: Leaf) -> Both:
        if leaf.name in self.content.findings:
            return self.named(self.content.findings[leaf.name])
        if leaf.name not in self.content.checklist:
            raise NotImplementedError(f"the peers cannot read {leaf.name!r}")
        name = self.leaves.setdefault(leaf, f"q{len(self.leaves)}")
        return Both(self.language.given(name), self.language.given(f"{name}_no"))


class Python:
    """The rules as straight-line Python over a dictionary, compiled once."""

    def __init__(self, content: Content) -> None:
        written = Written(content, PYTHON)
        level = written.level()
        points = [written.named(point) for point in content.points]
        lines = [f"{name} = {text}" for name, text in written.names.items()]
        lines += ["rule = None"]
        lines += [
            f"{'el' if i else ''}if {when}: rule = {rule!r}"
            for i, (rule, when) in enumerate(level.items())
        ]
        low, lost = written.count(p.yes for p in points), written.count(p.no for p in points)
        lines += [f"return rule, {low}, {len(points)} - ({lost})"]
        names: dict[str, Any] = {}
        exec("def rules(a):\n" + "".join(f"    {line}\n" for line in lines), names)
        self.leaves = written.leaves
        self.run: Callable[[Inputs], Verdict] = names["rules"]


class Zen:
    """The same as a ZEN decision graph of one expression node, the level a chain of `? :`.

    Two nodes, or a first-hit decision table for the level, took as long or longer.
    """

    def __init__(self, content: Content) -> None:
        written = Written(content, ZEN)
        level = "".join(f"({when}) ? '{rule}' : " for rule, when in written.level().items())
        points = [written.named(point) for point in content.points]
        self._points = len(points)
        asked = {
            **written.names,
            "rule": f"{level}null",
            "low": written.count(p.yes for p in points),
            "lost": written.count(p.no for p in points),
        }
        expressions = [{"id": key, "key": key, "value": text} for key, text in asked.items()]
        self.leaves = written.leaves
        self.graph = {
            "nodes": [
                {"id": "in", "name": "in", "type": "inputNode"},
                {
                    "id": "rules",
                    "name": "rules",
                    "type": "expressionNode",
                    "content": {"expressions": expressions},
                },
                {"id": "out", "name": "out", "type": "outputNode"},
            ],
            "edges": [
                {"id": "1", "type": "edge", "sourceId": "in", "targetId": "rules"},
                {"id": "2", "type": "edge", "sourceId": "rules", "targetId": "out"},
            ],
        }

    def told(self, result: Mapping[str, Any]) -> Verdict:
        """A result; the engine leaves out what is null."""
        return result.get("rule"), result["low"], self._points - result["lost"]


def inputs(leaves: Mapping[Leaf, str], answers: Answers) -> Inputs:
    """What the peers are given: ``q7`` is known to hold, ``q7_no`` is known not to."""
    given: Inputs = {}
    for leaf, name in leaves.items():
        known = leaf.name in answers
        holds = known and holds_for(leaf, answers[leaf.name])
        given[name], given[f"{name}_no"] = holds, known and not holds
    return given
