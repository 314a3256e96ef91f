"""Writes what is seen while answering: the level, the cards, the next question, the step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Sized
from functools import cached_property

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import leaves
from lems_rules.logic.program import Verdict
from lems_rules.logic.reason import unanswered
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.do_now import Line as ToDoLine
from lems_rules.schema.citation import Citation, Reference
from lems_rules.schema.decisions.do_now import URGENCIES
from lems_rules.schema.decisions.rules import Sourced
from lems_rules.schema.edition import IN_PREPARATION
from lems_rules.schema.mechanism import Step
from lems_rules.schema.questions.checklist import Problem
from lems_rules.schema.questions.item import Answers, Item
from lems_rules.wording.effects import Effects
from lems_rules.wording.phrase import Words, lower_first
from lems_rules.wording.view import (
    Basis,
    Card,
    ChangeView,
    DoNowLineView,
    DoNowView,
    LevelView,
    Line,
    PlanInShort,
    QuestionView,
    SoFar,
    Source,
    StepView,
)

MOST_REASONS = 3  # beside the headline


class Presenter:
    """Turns what was concluded into words; one for each content."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.words = Words(content)
        self._effects = Effects(content)

    def text(self, key: str, **values: object) -> str:
        """A recurring text of ``content/words.yaml`` with its blanks filled."""
        return self.content.text(key, **values)

    def edition(self) -> str:
        """The edition as a reader reads it: by its name, and whether it is still in preparation."""
        edition = self.content.edition
        if edition.released == IN_PREPARATION:
            return self.text("edition_in_preparation", edition=edition.edition)
        return edition.edition

    def source(self, citation: Citation) -> Source:
        """A citation as a reader sees it."""
        reference = self.content.references[citation.ref]
        label = f"{reference.short}, {citation.at}"
        if reference.second_hand and "second-hand" not in citation.at:
            label = self.text("second_hand", source=label)
        return Source(reference.id, label, reference.link, reference.second_hand)

    def sources(self, citations: Iterable[Citation]) -> tuple[Source, ...]:
        """Several citations, each once."""
        return tuple(dict.fromkeys(self.source(citation) for citation in citations))

    def basis(self, entry: Sourced) -> Basis:
        """Strength, limits and sources of an entry."""
        return Basis(
            strength=self.text(f"strength_{entry.strength}"),
            strength_says=self.text(f"strength_{entry.strength}_says"),
            limits=entry.limits,
            sources=self.sources(entry.refs),
        )

    def answer(self, item: Item, answers: Answers) -> str:
        """An item with its answer, as one phrase."""
        value = answers.get(item.id)
        if value is None:
            return item.label
        return self.text("answered_as", label=item.label, answer=lower_first(item.wording(value)))

    def answered_as(self, names: Iterable[str], answers: Answers) -> str:
        """Several items with their answers, as one phrase."""
        checklist = self.content.checklist
        known = (checklist.item(name) for name in names if name in checklist)
        return "; ".join(self.answer(item, answers) for item in known)

    def safety(self, given: Consideration) -> tuple[Card, ...]:
        """The safety messages, in their order."""
        cards = []
        for rule in self.content.safety:
            if not given.conclusions.fires(rule.id):
                continue
            extra = given.conclusions.book.rules[rule.id].extra
            also = extra is not None and given.conclusions.holds(extra)
            points = (rule.also,) if also and rule.also else ()
            cards.append(
                Card(
                    rule.id,
                    rule.title,
                    given.fit.says(rule),
                    self.basis(rule),
                    points,
                    urgent=rule.urgent,
                )
            )
        return tuple(cards)

    def do_now(self, given: Consideration) -> DoNowView:
        """What to do first, each line with its reason."""
        to_do = given.to_do
        lines, further = (
            tuple(self._to_do(line, given) for line in some)
            for some in (to_do.lines, to_do.further)
        )
        return DoNowView(lines, further, self._more(to_do.further))

    def _to_do(self, line: ToDoLine, given: Consideration) -> DoNowLineView:
        book, checklist = given.conclusions.book, self.content.checklist
        because = dict.fromkeys(
            name
            for rule in line.of
            if rule in book.rules
            for name in given.conclusions.because(book.rules[rule].when)
            if name in given.answers
        )
        if not because and (decides := given.conclusions.level_rule()) is not None:
            # It rests on the level alone.
            because = dict.fromkeys(given.conclusions.because(book.rules[decides.id].when))
        titles = "; ".join(self._titles[name] for name in line.of if name in self._titles)
        answered = self.answered_as(because, given.answers)
        reasons = (titles, self.text("do_now_because", answers=answered) if answered else "")
        items = (*line.asks, *because)
        return DoNowLineView(
            rule=line.id,
            text=line.text,
            urgency=line.urgency,
            soon=self.text(f"urgency_{line.urgency}"),
            why=" ".join(part for part in reasons if part),
            letter=line.letter,
            item=next((name for name in items if name in checklist), None),
        )

    def _more(self, further: Sequence[ToDoLine]) -> str:
        """How many lines there are beyond those shown, by urgency; empty where there are none."""
        counted = Counter(line.urgency for line in further)
        said = [
            self.text(
                "do_now_count", count=counted[one], urgency=lower_first(self.text(f"urgency_{one}"))
            )
            for one in URGENCIES
            if counted[one]
        ]
        return self.text("do_now_more", counted=", ".join(said)) if said else ""

    @cached_property
    def _titles(self) -> Mapping[str, str]:
        """What the rules and the look-alikes are called, by id."""
        titles = {rule.id: rule.title for rule in self.content.rules}
        return {**titles, **{one.id: one.title for one in self.content.lookalikes}}

    def level(self, given: Consideration) -> LevelView:
        """The level, in words, with why."""
        level, rule = given.conclusions.level(), given.conclusions.level_rule()
        because = ""
        if rule is not None:
            wired = given.conclusions.book.rules[rule.id]
            because = self.answered_as(given.conclusions.because(wired.when), given.answers)
        return LevelView(
            id=level.id,
            rank=level.rank,
            of=len(self.content.suspicion.levels) - 1,
            title=level.title,
            says=level.says,
            rule=f"{rule.id} · {rule.title}" if rule else self.text("no_rule"),
            because=because,
            basis=self.basis(rule) if rule else None,
            first=given.headline if given.headline != level.title else "",
            reasons=tuple(self._reasons(given)),
            established=given.established,
        )

    def _reasons(self, given: Consideration) -> Iterator[Line]:
        """The answers that carry the headline most: of what leads, an emergency, the level."""
        names = dict.fromkeys(self._telling(given))
        checklist = self.content.checklist
        known = [name for name in names if name in checklist and name in given.answers]
        for name in known[:MOST_REASONS]:
            item, value = checklist.item(name), given.answers[name]
            yield Line(item.label if value == "yes" else self.answer(item, given.answers), "", name)

    def _telling(self, given: Consideration) -> Iterator[str]:
        book, done = given.conclusions.book, given.conclusions
        leading = [one for one in given.around.likenesses if one.leads]
        for one in leading:
            for pointer in one.speaks_for:
                yield from (leaf.name for leaf in leaves(pointer.when))
        rule = done.level_rule()
        tested = self.content.suspicion.tests(done.level())
        if not leading and not tested:
            for line in given.to_do.lines[:1]:
                for name in line.of:
                    if name in book.rules:
                        yield from done.because(book.rules[name].when)
        if rule is not None and (tested or not leading):
            yield from done.because(book.rules[rule.id].when)

    def changes(self, given: Consideration) -> tuple[ChangeView, ...]:
        """What the missing answers would change."""
        return self._effects.grouped(given.outlook.questions, given)

    def supporting(self, given: Consideration, wanted: Verdict) -> tuple[Line, ...]:
        """The supporting findings with one verdict, and the answers they rest on."""
        lines = []
        for name in self.content.suspicion.supporting:
            part = given.conclusions.book.findings[name]
            if given.conclusions.finding(name) is not wanted:
                continue
            found = [n for n in given.conclusions.because(part) if n in self.content.checklist]
            if wanted is Verdict.UNKNOWN:
                open_items = unanswered(part, given.conclusions.truths)
                missing = [n for n in found if n in open_items]
                labels = [self.content.checklist.item(n).label for n in missing[:3]]
                more, because = len(missing) - len(labels), ", ".join(labels)
                if more:
                    because = self.text("and_more", labels=because, count=more)
            else:
                missing = found
                because = self.answered_as(found, given.answers)
            finding = self.content.findings[name]
            leads_to = missing[0] if missing else None
            lines.append(Line(finding.title, because, leads_to, self.sources(finding.refs)))
        return tuple(lines)

    def against(self, given: Consideration) -> tuple[Line, ...]:
        """What speaks against LEMS or for another explanation."""
        flags = (
            Line(
                rule.title,
                self.text("think_of", names=", ".join(map(lower_first, rule.points_to))),
                sources=self.sources(rule.refs),
            )
            for rule in self.content.counter_flags
            if given.conclusions.fires(rule.id)
        )
        denied = (
            Line(
                self.text("denied", title=line.title),
                line.because,
                line.item,
                line.sources,
            )
            for line in self.supporting(given, Verdict.NO)
        )
        return (*flags, *denied)

    def counter_flags(self, given: Consideration) -> tuple[Card, ...]:
        """The counter-flags that are up, with what each points to."""
        return tuple(
            Card(rule.id, rule.title, rule.says, self.basis(rule), rule.points_to)
            for rule in self.content.counter_flags
            if given.conclusions.fires(rule.id)
        )

    def question(self, item_id: str, given: Consideration) -> QuestionView:
        """A question, with what its answers could change."""
        item = self.content.checklist.item(item_id)
        found = next((one for one in given.outlook.questions if one.item == item_id), None)
        could = self._effects.of(found, given) if found else ()
        return QuestionView(item.id, item.label, item.ask, item.why, could)

    def step(self, item: Item | None) -> StepView:
        """The step of the mechanism that an item concerns, and the state that shows it best."""
        wanted = item.step if item else None
        step: Step = next(
            one for one in self.content.steps if (one.id == wanted if wanted else one.opening)
        )
        return StepView(
            id=step.id,
            title=step.title,
            plain=step.plain,
            in_lems=step.in_lems,
            evidence=step.evidence,
            certainty=step.certainty,
            sources=self.sources(step.refs),
            article=step.article,
            state=item.state if item else "lems",
        )

    def score_total(self, given: Consideration) -> str:
        """The range of the score in words."""
        reach = given.conclusions.score()
        return self.span(reach.low, reach.high)

    def span(self, low: int, high: int) -> str:
        """A range of totals in words."""
        key = "score_exact" if low == high else "score_range"
        return self.text(key, low=low, high=high, most=len(self.content.points))

    def robustness(self, given: Consideration) -> str:
        """Whether any missing answer would change the plan."""
        if given.outlook.plan_settled:
            return self.text("plan_settled")
        scheduled = given.conclusions.schedule() is not None
        if scheduled and given.outlook.schedule_settled:
            return self.text("schedule_settled")
        return self.text("plan_open")

    def tier_says(self, given: Consideration) -> str:
        """What the tier of the score asks for; nothing where no repeat schedule counts."""
        done, tiers = given.conclusions, given.conclusions.book.score.tiers
        if done.schedule() is None:
            return ""
        held = (band.says for band in self.content.bands if done.holds(tiers[band.id]))
        return next(held, "")

    def plan_in_short(self, given: Consideration) -> PlanInShort | None:
        """The score and the plan in a few words; None before the full plan applies."""
        done = given.conclusions
        if done.finding(self.content.screening.gate) is not Verdict.YES:
            return None
        applies = done.score_refusal() is None
        return PlanInShort(
            score=f"{self.content.score_title}: {self.score_total(given)}." if applies else "",
            tier=self.tier_says(given),
            robustness=self.robustness(given),
        )

    def so_far(
        self,
        given: Consideration,
        last: str | None,
        aside: Iterable[Problem] = (),
        left_open: Container[str] = (),
    ) -> SoFar:
        """The panel beside the questions.

        ``last`` is the item answered last; ``aside`` is what was entered and could not be used;
        ``left_open`` are items that were left open for a reason, which are not asked for again.
        """
        in_turn = given.outlook.in_turn
        next_item = next((name for name in in_turn if name not in left_open), None)
        checklist = self.content.checklist
        item = checklist.item(last) if last is not None and last in checklist else None
        safety, do_now = self.safety(given), self.do_now(given)
        level, plan = self.level(given), self.plan_in_short(given)
        return SoFar(
            safety=safety,
            do_now=do_now,
            level=level,
            plan=plan,
            speaks_for=self.supporting(given, Verdict.YES),
            speaks_against=self.against(given),
            not_known=self.supporting(given, Verdict.UNKNOWN),
            next_question=self.question(next_item, given) if next_item else None,
            step=self.step(item),
            notices=(*(one.plain or one.says for one in aside), *given.notices()),
            answered=len(given.answers),
            status=" ".join(
                [
                    *(
                        f"{self.text('do_now_line', soon=line.soon, text=line.text)}."
                        for line in do_now.lines[:1]
                    ),
                    self.text("established") if level.established else f"{level.title}.",
                    *([plan.score] if plan and plan.score else []),
                    *([self._count(safety)] if safety else []),
                ]
            ),
        )

    def references(self, used: Iterable[str]) -> tuple[Reference, ...]:
        """References in the order of the list, each once."""
        wanted = set(used)
        return tuple(one for one in self.content.references.values() if one.id in wanted)

    def _count(self, safety: Sized) -> str:
        """How many safety messages there are, as a sentence."""
        key = "safety_message" if len(safety) == 1 else "safety_messages"
        return self.text(key, count=len(safety))


def shown_items(content: Content, given: Consideration, kept: Mapping[str, object]) -> list[str]:
    """The questions on the page: those that can apply and are worth asking.

    A question whose answer is part of a contradiction, or was given already, stays in view.
    """
    done = given.conclusions
    return [
        item.id
        for item in content.checklist.items
        if (done.applies(item.id) and (done.worth_asking(item.id) or item.id in kept))
        or (item.id in kept and item.id not in given.answers and done.applies(item.id))
    ]
