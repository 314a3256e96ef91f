"""A condition laid out as an outline, so that nobody has to count brackets."""

from __future__ import annotations

from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import AllOf, AnyOf, AtLeast, Condition, FirstKnown, Leaf, Not
from lems_rules.wording.phrase import Words


@dataclass(frozen=True, slots=True)
class Outline:
    """A line, or a heading over the parts it joins; ``finding`` is the finding a line rests on."""

    says: str
    parts: tuple[Outline, ...] = ()
    finding: str = ""

    @property
    def words(self) -> str:
        """Everything in it as one text, for searching."""
        return " ".join([self.says, self.finding, *(part.words for part in self.parts)])


def outline(content: Content, condition: Condition) -> Outline:
    """The condition with its parts below one another, worded from ``content/words.yaml``."""
    words = content.words
    match condition:
        case AllOf():
            heading = words["evidence_all_of"]
        case AnyOf():
            heading = words["evidence_any_of"]
        case AtLeast():
            heading = words["evidence_at_least"].format(count=condition.at_least)
        case FirstKnown():
            heading = words["evidence_first_known"]
        case _:
            return Outline(
                Words(content).condition(condition), finding=_finding(content, condition)
            )
    return Outline(heading, tuple(outline(content, part) for part in condition.parts))


def _finding(content: Content, condition: Condition) -> str:
    """The finding that a single line names, itself or denied."""
    leaf = condition.not_ if isinstance(condition, Not) else condition
    return leaf.name if isinstance(leaf, Leaf) and leaf.name in content.findings else ""
