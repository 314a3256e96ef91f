"""Conditions as FHIRPath, so that a form can work out in any client what is worked out here.

FHIRPath knows three truths as this project does: an expression that gives nothing is unknown, and
``and``, ``or`` and ``not()`` follow the same strong Kleene logic. Every expression made here gives
true, false, or nothing.

Names become variables of the form, each written once and in an order in which it can be worked
out: an answer, a finding, a rule of the level, a point of the score. A variable is named after its
id in camelCase, since FHIR allows no underscore there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from lems_rules.knowledge.content import Content
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
from lems_rules.logic.number import LAST_DIGIT
from lems_rules.schema.decisions.rules import Finding, Rule
from lems_rules.schema.decisions.score import Score

LEVEL = "suspicion"
NOTHING = "{}"


def variable_name(name: str) -> str:
    """What the variable of an item, a finding or a rule is called: ``delta_p_age`` → ``deltaPAge``.

    A character that FHIR does not allow in a name (rule ``T+``) is spelt out.
    """
    first, *more = re.sub(r"[^A-Za-z0-9_]", "Plus", name).split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in more)


class Expressions:
    """Writes expressions about one content and collects the variables that they use.

    ``answer`` gives the expression for the answer to an item, and ``code`` the code of an item's
    option, by their ids.
    """

    def __init__(
        self, content: Content, answer: Callable[[str], str], code: Callable[[str, str], str]
    ) -> None:
        self.content = content
        self._answer = answer
        self._code = code
        self._variables: dict[str, str] = {}

    @property
    def variables(self) -> Mapping[str, str]:
        """Every variable used so far with its expression, in an order that can be worked out."""
        return self._variables

    def truth(self, condition: Condition) -> str:
        """The condition itself: true, false, or nothing where it is not known."""
        match condition:
            case Leaf():
                return self._leaf(condition)
            case Not():
                return f"({self.truth(condition.not_)}).not()"
            case AllOf():
                return self._joined(" and ", condition.parts)
            case AnyOf():
                return self._joined(" or ", condition.parts)
            case AtLeast():
                return _reaching(condition.at_least, [self.truth(one) for one in condition.parts])
            case _:
                *better, last = [self.truth(one) for one in condition.parts]
                for way in reversed(better):
                    last = f"iif(({way}).exists(), {way}, {last})"
                return last

    def answer(self, item: str) -> str:
        """The variable of the answer to an item: a code, a number, or nothing."""
        return self._variable(item, lambda: self._answer(item))

    def decision(self, name: str, when: Condition, unless: Iterable[Condition]) -> str:
        """The variable of a decision: ``when`` is known to hold and no ``unless`` is, or false."""
        return self._variable(name, lambda: self._fires(when, unless))

    def rule(self, rule: Rule) -> str:
        """The variable that says whether a rule fires."""
        return self.decision(f"rule_{rule.id}", rule.when, rule.unless)

    def finding(self, finding: Finding) -> str:
        """The variable of a finding or a point of the score: true, false or nothing."""
        return self._variable(finding.id, lambda: self._two_sided(finding))

    def points(self, score: Score) -> list[str]:
        """The variables of the points of a score."""
        return [self.finding(item) for item in score.items]

    def score(self, score: Score) -> tuple[str, str]:
        """The variables of the points known to be met, and of those not known to be absent."""
        name, points = score.id, self.points
        least = self._variable(f"{name}_least", lambda: _count(points(score), sure=True))
        most = self._variable(f"{name}_most", lambda: _count(points(score), sure=False))
        return least, most

    def _fires(self, when: Condition, unless: Iterable[Condition]) -> str:
        held = "true"
        if stops := [self.truth(one) for one in unless]:
            held = f"iif({' or '.join(f'({one})' for one in stops)}, false, true)"
        return f"iif({self.truth(when)}, {held}, false)"

    def _joined(self, word: str, parts: Iterable[Condition]) -> str:
        return f"({word.join(self.truth(one) for one in parts)})"

    def _leaf(self, leaf: Leaf) -> str:
        content = self.content
        if leaf.name in content.findings:
            return self.finding(content.findings[leaf.name])
        if isinstance(leaf, Measured) and leaf.name in content.scores:
            needed = int(leaf.limit) + (leaf.op in (">", "<="))
            reached = _reaching(needed, self.points(content.scores[leaf.name]))
            return f"({reached}).not()" if leaf.op in ("<", "<=") else reached
        if isinstance(leaf, Chosen) and leaf.name == LEVEL:
            return _one_of(self._level(), leaf.options)
        value = self.answer(leaf.name)
        match leaf:
            case Chosen():
                return _one_of(value, (self._code(leaf.name, option) for option in leaf.options))
            case Measured():
                return f"({value} {_against(leaf)})"
            case _:
                return _one_of(value, [self._code(leaf.name, "yes")])

    def _level(self) -> str:
        """The level by the first rule that fires, as the level's id."""

        def first() -> str:
            suspicion = self.content.suspicion
            fired = [(self.rule(rule), rule.level) for rule in suspicion.rules]
            chain = f"'{suspicion.otherwise}'"
            for fires, level in reversed(fired):
                chain = f"iif({fires}, '{level}', {chain})"
            return chain

        return self._variable(LEVEL, first)

    def _two_sided(self, finding: Finding) -> str:
        if finding.when is not None:
            return self.truth(finding.when)
        assert finding.yes_when is not None
        assert finding.no_when is not None
        no = f"iif({self.truth(finding.no_when)}, false, {NOTHING})"
        return f"iif({self.truth(finding.yes_when)}, true, {no})"

    def _variable(self, name: str, expression: Callable[[], str]) -> str:
        called = variable_name(name)
        if called not in self._variables:
            # What it rests on is collected first, so that it stands before it.
            self._variables[called] = expression()
        return f"%{called}"


def _one_of(value: str, codes: Iterable[str]) -> str:
    """Whether the value is one of the codes; nothing where there is no value."""
    equal = " or ".join(f"{value} = '{code}'" for code in codes)
    return f"({equal})"


def _count(parts: Iterable[str], *, sure: bool) -> str:
    """How many parts are known to hold, or how many are not known to be false."""
    one = "iif({}, 1, 0)" if sure else "iif(({}).not(), 0, 1)"
    return " + ".join(one.format(part) for part in parts)


def _reaching(needed: int, parts: list[str]) -> str:
    """Whether so many of the parts hold: true, false, or nothing while it is open."""
    short = f"iif({_count(parts, sure=False)} < {needed}, false, {NOTHING})"
    return f"iif({_count(parts, sure=True)} >= {needed}, true, {short})"


def _against(leaf: Measured) -> str:
    """The comparison for a number as it was typed, so that it counts as it is shown.

    Numbers are read to two decimals, half away from zero (`logic.number`). Engines round
    differently, so nothing is rounded here: the least number that still counts is moved down by
    half a last digit instead, 60 to 59.995. Of two halves the one farther from zero is reached.
    (fhirpath.js tells numbers apart by eight decimals only.)
    """
    least = Decimal(repr(leaf.limit))
    if leaf.op in (">", "<="):
        least += LAST_DIGIT
    reached, missed = (">=", "<") if least > 0 else (">", "<=")
    return f"{reached if leaf.op in ('>=', '>') else missed} {least - LAST_DIGIT / 2:f}"
