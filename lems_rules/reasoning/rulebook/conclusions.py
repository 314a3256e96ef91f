"""Level, flags, score and workup for any number of patients at once.

The whole content is wired into one circuit when it is first used: findings, the rules that rest
on them, and the rules that rest on those. Nothing here knows a date or a screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from lems_rules.knowledge.content import Content
from lems_rules.logic.circuit import Part
from lems_rules.logic.program import Program, Truths, Verdict
from lems_rules.logic.reason import Reasons
from lems_rules.reasoning.rulebook.score_range import Range, score_range
from lems_rules.schema.decisions.rules import Level, LevelRule, Rule
from lems_rules.schema.decisions.workup import Advice, Schedule
from lems_rules.schema.questions.item import Answers


@dataclass(frozen=True)
class Wired:
    """A rule as compiled: where its parts are kept, and the slot that says whether it fires."""

    rule: Rule
    when: Part
    unless: tuple[Part, ...]
    fires: int
    extra: int | None = None  # the slot of `also_when`, `done_when` or the offer


@dataclass(frozen=True)
class WiredScore:
    """A score as compiled: its points, where it applies, what keeps it from it, and its tiers."""

    items: tuple[Part, ...]
    applies: int
    exclusions: tuple[int, ...]
    tiers: Mapping[str, int]
    not_quoted: int
    not_quoted_says: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Rulebook:
    """All content, compiled."""

    content: Content
    program: Program
    findings: Mapping[str, Part]
    rules: Mapping[str, Wired]
    winners: tuple[tuple[LevelRule, int], ...]
    levels: Mapping[str, int]
    score: WiredScore
    schedules: tuple[tuple[Schedule, int], ...]
    hidden: Mapping[str, int]
    asked: Mapping[str, int]
    contradictions: tuple[int, ...]
    gate_at_any_level: int

    def conclude(self, answers: Answers) -> Conclusions:
        """What follows for one patient from the answers given."""
        return Conclusions(self, self.program.of_one(answers))


@dataclass(frozen=True)
class Conclusions:
    """What was concluded; patient i is asked for by ``patient=i``."""

    book: Rulebook
    truths: Truths

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(self.truths)

    def because(self, part: Part) -> tuple[str, ...]:
        """The checklist items that make a verdict on the first patient what it is."""
        return self._reasons.of(part)

    def holds(self, slot: int, patient: int = 0) -> bool:
        """Whether a slot is known to hold."""
        return bool(self.truths.sure[slot] >> patient & 1)

    def finding(self, name: str, patient: int = 0) -> Verdict:
        """Whether a finding is yes, no or unknown."""
        return self.truths.verdict(self.book.findings[name].slot, patient)

    def fires(self, rule_id: str, patient: int = 0) -> bool:
        """Whether a rule fires."""
        return self.holds(self.book.rules[rule_id].fires, patient)

    def level_rule(self, patient: int = 0) -> LevelRule | None:
        """The rule that gave the level; None when no rule fired."""
        for rule, slot in self.book.winners:
            if self.holds(slot, patient):
                return rule
        return None

    def level(self, patient: int = 0) -> Level:
        """The level of suspicion."""
        suspicion, rule = self.book.content.suspicion, self.level_rule(patient)
        return suspicion.level(rule.level if rule else suspicion.otherwise)

    def score_items(self, patient: int = 0) -> tuple[Verdict, ...]:
        """The verdict on each point of the score, in its order."""
        return tuple(self.truths.verdict(part.slot, patient) for part in self.book.score.items)

    def score(self, patient: int = 0) -> Range:
        """The range of the score."""
        return score_range(self.score_items(patient))

    def score_refusal(self, patient: int = 0) -> str | None:
        """Why the score does not apply, in words; None when it does."""
        if self.holds(self.book.score.applies, patient):
            return None
        score = self.book.content.score
        if score is None:
            return self.book.content.words["score_none"]
        for exclusion, slot in zip(score.exclusions, self.book.score.exclusions, strict=True):
            if self.holds(slot, patient):
                return exclusion.says
        return score.not_yet

    def not_quoted_says(self) -> str:
        """What stands in place of the risks of the score; empty where they are quoted."""
        score, wired = self.book.content.score, self.book.score
        if score is None or not self.holds(wired.not_quoted):
            return ""
        first = (says for says, slot in wired.not_quoted_says if self.holds(slot))
        return next(first, score.not_quoted_says)

    def advice(self, patient: int = 0) -> tuple[tuple[Advice, bool], ...]:
        """The lines of the workup that fire, each with whether it is known to be done."""
        found = []
        for line in self.book.content.screening.advice:
            wired = self.book.rules[line.id]
            if self.holds(wired.fires, patient):
                done = wired.extra is not None and self.holds(wired.extra, patient)
                found.append((line, done))
        return tuple(found)

    def schedule(self, patient: int = 0) -> tuple[Schedule, bool] | None:
        """The schedule that counts, and whether going on beyond it is offered."""
        for schedule, slot in self.book.schedules:
            if self.holds(slot, patient):
                extra = self.book.rules[schedule.id].extra
                return schedule, extra is not None and self.holds(extra, patient)
        return None

    def applies(self, item_id: str) -> bool:
        """Whether a question can apply: not where other answers leave nothing to ask."""
        slot = self.book.hidden.get(item_id)
        return slot is None or not self.holds(slot)

    def worth_asking(self, item_id: str) -> bool:
        """Whether a question that depends on others is worth asking by now."""
        slot = self.book.asked.get(item_id)
        return slot is None or self.holds(slot)

    def not_asked(self) -> set[str]:
        """The questions that cannot apply to the first patient, or are not worth asking by now."""
        sure = self.truths.sure
        book = self.book
        hidden = {name for name, slot in book.hidden.items() if sure[slot] & 1}
        return hidden | {name for name, slot in book.asked.items() if not sure[slot] & 1}

    def reachable_levels(self) -> set[str]:
        """The levels that further answers could still lead to (never too few of them)."""
        sure, possible = self.truths.sure, self.truths.possible
        reached = set()
        for rule in self.book.content.suspicion.rules:
            wired = self.book.rules[rule.id]
            if not possible[wired.when.slot] & 1 or any(sure[u.slot] & 1 for u in wired.unless):
                continue
            reached.add(rule.level)
            if sure[wired.when.slot] & 1 and not any(possible[u.slot] & 1 for u in wired.unless):
                return reached
        return reached | {self.book.content.suspicion.otherwise}
