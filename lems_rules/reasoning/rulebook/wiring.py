"""The content wired into one circuit: findings, the rules that rest on them, and theirs."""

from __future__ import annotations

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.condition import Chosen, Condition, Leaf, Measured, Named, Not
from lems_rules.reasoning.rulebook.conclusions import Rulebook, Wired, WiredScore
from lems_rules.schema.decisions.rules import LevelRule, Rule
from lems_rules.schema.decisions.score import Score
from lems_rules.schema.decisions.workup import Schedule


def rulebook(content: Content) -> Rulebook:
    """The content compiled; done once for each content."""
    return _wired(content)[1]


def beside(content: Content) -> Wiring:
    """A wiring that goes on from the rulebook's: for what is told and decides nothing.

    What the rulebook worked out is not worked out again; its truths (`Conclusions.truths`) are
    given to what is compiled here.
    """
    return _wired(content)[0].beside()


@once
def _wired(content: Content) -> tuple[Wiring, Rulebook]:
    wiring = Wiring(content)
    return wiring, wiring.rulebook()


class Wiring:
    """Puts the content into one circuit; names are resolved as they are met."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.circuit = Circuit(self._resolve)
        self.findings: dict[str, Part] = {}
        self.rules: dict[str, Wired] = {}
        self.levels: dict[str, int] = {}
        self.winners: tuple[tuple[LevelRule, int], ...] = ()
        self._points: dict[str, tuple[Part, ...]] = {}

    def rulebook(self) -> Rulebook:
        """Everything wired, and the circuit closed."""
        content, circuit = self.content, self.circuit
        for name in content.findings:
            self._finding(name)
        self._level_slots()
        for rule in (*content.counter_flags, *content.notices):
            self.wire(rule)
        for message in content.safety:
            self.wire(message, message.also_when)
        for advice in content.screening.advice:
            self.wire(advice, advice.done_when)
        return Rulebook(
            content=content,
            findings=self.findings,
            rules=self.rules,
            winners=self.winners,
            levels=self.levels,
            score=self._score_slots(),
            schedules=self._schedules(),
            hidden=self._per_item("hidden_when"),
            asked=self._per_item("asked_when"),
            contradictions=tuple(
                circuit.add(one.when).slot for one in content.checklist.contradictions
            ),
            gate_at_any_level=self._gate_at_any_level(),
            program=circuit.build(),
        )

    def beside(self) -> Wiring:
        """A wiring that goes on from this one and leaves it as it is."""
        further = Wiring(self.content)
        further.circuit = self.circuit.beside(further._resolve)
        further.findings, further.rules = dict(self.findings), dict(self.rules)
        further.levels, further.winners = self.levels, self.winners
        further._points = dict(self._points)
        return further

    def _resolve(self, leaf: Leaf) -> Part | None:
        """What a name stands for that is not an item of the checklist."""
        if leaf.name in self.content.findings:
            return self._finding(leaf.name)
        if isinstance(leaf, Chosen) and leaf.name == "suspicion":
            levels = self._level_slots()
            return Part(self.circuit.any_of([levels[name] for name in leaf.options]), leaf)
        if isinstance(leaf, Measured) and leaf.name in self.content.scores:
            items = self._score_parts(self.content.scores[leaf.name])
            needed = int(leaf.limit) + (leaf.op in (">", "<="))
            slot = self.circuit.at_least(needed, [part.slot for part in items])
            if leaf.op in ("<", "<="):
                slot = self.circuit.negation(slot)
            return Part(slot, leaf, items)
        return None

    def _finding(self, name: str) -> Part:
        if name not in self.findings:
            finding = self.content.findings[name]
            self.findings[name] = self._two_sided(
                finding.id, finding.when, finding.yes_when, finding.no_when
            )
        return self.findings[name]

    def _two_sided(
        self, name: str, when: Condition | None, yes: Condition | None, no: Condition | None
    ) -> Part:
        if when is not None:
            part = self.circuit.add(when)
            return Part(part.slot, when, (part,), name)
        assert yes is not None
        assert no is not None
        sides = (self.circuit.add(yes), self.circuit.add(no))
        slot = self.circuit.two_sided(sides[0].slot, sides[1].slot)
        return Part(slot, None, sides, name, sides=True)

    def _score_parts(self, score: Score) -> tuple[Part, ...]:
        if score.id not in self._points:
            self._points[score.id] = tuple(
                self._two_sided(item.id, item.when, item.yes_when, item.no_when)
                for item in score.items
            )
        return self._points[score.id]

    def _score_slots(self) -> WiredScore:
        """The score that steers the plan; without one, no points and nothing that applies."""
        score, circuit = self.content.score, self.circuit
        if score is None:
            never = circuit.fires(circuit.unknown(), ())
            return WiredScore((), never, (), {}, never)
        exclusions = tuple(circuit.add(one.when).slot for one in score.exclusions)
        applies = circuit.fires(circuit.add(score.applies_when).slot, exclusions)
        parts = self._score_parts(score)
        items = [part.slot for part in parts]
        tiers = {}
        for band in score.bands:
            # The tier follows the highest total still possible: not known to be below `least`,
            # and known not to reach beyond `most`.
            below = [circuit.negation(circuit.at_least(band.least, items))] if band.least else []
            when = applies
            if band.most < len(items):
                ceiling = circuit.negation(circuit.at_least(band.most + 1, items))
                when = circuit.all_of([applies, ceiling])
            tiers[band.id] = circuit.fires(when, below)
        not_quoted = circuit.add(score.not_quoted_when).slot
        says = tuple((one.says, circuit.add(one.when).slot) for one in score.not_quoted)
        return WiredScore(parts, applies, exclusions, tiers, not_quoted, says)

    def _gate_at_any_level(self) -> int:
        """The slot of the gate with the level unknown: where it holds, it holds at any level."""
        kept = self.findings, self.levels, self._points
        unknown = self.circuit.unknown()
        self.findings, self.levels, self._points = {}, dict.fromkeys(self.levels, unknown), {}
        gate = self._finding(self.content.screening.gate)
        self.findings, self.levels, self._points = kept
        return gate.slot

    def _level_slots(self) -> dict[str, int]:
        if not self.levels:
            suspicion, circuit = self.content.suspicion, self.circuit
            wired = [self.wire(rule) for rule in suspicion.rules]
            won = circuit.first_of([one.fires for one in wired])
            self.winners = tuple(zip(suspicion.rules, won, strict=True))
            silent = circuit.none_of([one.fires for one in wired])
            for level in suspicion.levels:
                slots = [slot for rule, slot in self.winners if rule.level == level.id]
                slots += [silent] if level.id == suspicion.otherwise else []
                self.levels[level.id] = circuit.any_of(slots)
        return self.levels

    def wire(self, rule: Rule, extra: Condition | None = None) -> Wired:
        """Compile a rule, with a further condition that goes with it."""
        when = self.circuit.add(rule.when)
        unless = tuple(self.circuit.add(one) for one in rule.unless)
        fires = self.circuit.fires(when.slot, [part.slot for part in unless])
        more = self.circuit.add(extra).slot if extra is not None else None
        self.rules[rule.id] = Wired(rule, when, unless, fires, more)
        return self.rules[rule.id]

    def known(self, name: str) -> int:
        """The slot that says whether a finding is known, be it yes or no."""
        found = Named(name=name)
        return self.circuit.any_of([self.circuit.add(one).slot for one in (found, Not(not_=found))])

    def _schedules(self) -> tuple[tuple[Schedule, int], ...]:
        schedules = self.content.screening.schedules
        fired = []
        for schedule in schedules:
            wired = self.wire(schedule)
            fired.append(wired.fires)
            if schedule.offer_months:
                stops = [self.circuit.add(one).slot for one in schedule.offer_unless]
                offer = self.circuit.fires(wired.fires, stops)
                self.rules[schedule.id] = Wired(
                    schedule, wired.when, wired.unless, wired.fires, offer
                )
        return tuple(zip(schedules, self.circuit.first_of(fired), strict=True))

    def _per_item(self, name: str) -> dict[str, int]:
        return {
            item.id: self.circuit.add(condition).slot
            for item in self.content.checklist.items
            if (condition := getattr(item, name)) is not None
        }
