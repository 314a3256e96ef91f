"""What the answers to an open question would lead to, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lems_rules.knowledge.content import Content
from lems_rules.logic.number import as_shown
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.next_question import (
    CHANGES,
    Could,
    Question,
    answers_worth_trying,
    limits_on,
)
from lems_rules.reasoning.rulebook.conclusions import Rulebook
from lems_rules.schema.decisions.rules import Level
from lems_rules.schema.questions.item import Answer, Item
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.view import ChangeView, Kind, Line


class Effects:
    """Says in words what the answers to one question would lead to."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.levels = {level.id: level for level in content.suspicion.levels}
        self.safety = {rule.id: rule.title for rule in content.safety}
        self.schedules = {rule.id: rule.title for rule in content.screening.schedules}
        self.advice = {rule.id: rule.title for rule in content.screening.advice}
        # What each line of the workup asks for, or what it is called where it asks for nothing.
        self.acts = {
            **self.advice,
            **{name: act.text for act in reversed(content.do_now.acts) for name in act.rules},
        }
        self.bands = {band.id: band.title for band in content.bands}

    def of(self, question: Question, given: Consideration) -> tuple[str, ...]:
        """One phrase for each different effect, naming the answers that have it.

        Advice that asks for nothing of its own is no effect to speak of.
        """
        item = self.content.checklist.item(question.item)
        now = self.levels[given.conclusions.level().id]
        by_effect: dict[str, list[Answer]] = {}
        for could in question.could:
            if effect := "; ".join(self._phrases(could, now, given)):
                by_effect.setdefault(effect, []).append(could.answer)
        return tuple(
            self._word("of", answers=self._answers(item, values, given), effect=effect)
            for effect, values in by_effect.items()
        )

    def grouped(
        self, questions: Iterable[Question], given: Consideration
    ) -> tuple[ChangeView, ...]:
        """What missing answers would change, each thing once with all the answers that would.

        In the order of safety, level, tier and plan; what the same answers would do to the plan is
        one thing. An answer that changes the level is told there alone, and advice that asks for
        nothing of its own is not told.
        """
        roles = self.content.checklist.roles
        found: dict[tuple[Kind, str], dict[str, list[Answer]]] = {}
        for question in questions:
            if question.item == roles.established:
                continue  # whoever knows the diagnosis says so at the door
            for could in question.could:
                for change in self._changes(could, given):
                    answers = found.setdefault(change, {})
                    answers.setdefault(question.item, []).append(could.answer)
        together: dict[tuple[Kind, tuple[Line, ...]], list[str]] = {}
        for (kind, title), answers in found.items():
            lines = tuple(self._lines(answers, given))
            together.setdefault((kind, lines), []).append(title)
        views = [self._change(kind, titles, lines) for (kind, lines), titles in together.items()]
        return tuple(sorted(views, key=lambda view: CHANGES.index(view.kind)))

    def _change(self, kind: Kind, titles: Sequence[str], answers: tuple[Line, ...]) -> ChangeView:
        title = "; ".join([titles[0], *map(lower_first, titles[1:])])
        if kind == "plan":
            title = self.content.text("change_plan", steps=lower_first(title))
        return ChangeView(kind, title, answers)

    def _lines(self, answers: Mapping[str, list[Answer]], given: Consideration) -> Iterator[Line]:
        """The answers, each as a line that leads to its question."""
        for name, values in answers.items():
            item = self.content.checklist.item(name)
            if item.kind == "number":
                said = lower_first(self._answers(item, values, given))
            else:
                worded = (lower_first(item.wording(one)) for one in values)
                said = self._word("or").join(dict.fromkeys(worded))
            yield Line(item.label, "" if values == ["yes"] else said, name)

    def _changes(self, could: Could, given: Consideration) -> Iterator[tuple[Kind, str]]:
        """What one answer would change, each by its kind and in words."""
        was = self.levels[given.conclusions.level().id]
        if "safety" in could.changes and could.safety:
            yield "safety", self.content.words["change_safety"]
        if "level" in could.changes and not given.established:
            then = self.levels[could.level]
            key = f"change_{self._way(was, then)}"
            yield "level", self.content.text(key, then=lower_first(then.title))
            return
        if "tier" in could.changes and could.tier is not None:
            yield "tier", self.content.text("change_tier", title=self.bands[could.tier])
        if "plan" in could.changes:
            untold = self.content.do_now.untold
            yield from (("plan", self.acts[name]) for name in could.advice if name not in untold)
            now = self._schedule_now(given)
            if could.schedule is None and now is not None:
                yield "plan", self.content.words["schedule_none"]
            elif could.schedule is not None and could.schedule != now:
                yield "plan", self.schedules[could.schedule]

    def _phrases(self, could: Could, was: Level, given: Consideration) -> Iterator[str]:
        for name in could.safety if "safety" in could.changes else ():
            yield self._word("safety", title=lower_first(self.safety[name]))
        # Once the diagnosis is made, no level is worded.
        levels = "level" in could.changes and not given.established
        if levels:
            then = self.levels[could.level]
            way = self._way(was, then)
            yield self._word(way, was=lower_first(was.title), then=lower_first(then.title))
        if "tier" in could.changes and could.tier is not None:
            yield self._word("tier", title=self.bands[could.tier])
        if "plan" in could.changes and not levels:
            untold = self.content.do_now.untold
            added = [self.advice[name] for name in could.advice if name not in untold]
            if could.schedule is not None and could.schedule != self._schedule_now(given):
                added.append(self.schedules[could.schedule])
            elif could.schedule is None and self._schedule_now(given) is not None:
                added.append(self.content.words["schedule_none"])
            steps = "; ".join(lower_first(one) for one in added)
            if added:
                yield self._word("plan", steps=steps)
            elif not could.advice:
                yield self._word("plan_somehow")

    def _way(self, was: Level, then: Level) -> str:
        """Which way the level goes.

        Below the level from which it is tested for, one level is no step up from another.
        """
        raises = then.rank > was.rank and self.content.suspicion.tests(then)
        return "raise" if raises else "lower" if then.rank < was.rank else "level"

    @staticmethod
    def _schedule_now(given: Consideration) -> str | None:
        found = given.conclusions.schedule()
        return found[0].id if found else None

    def _answers(self, item: Item, values: list[Answer], given: Consideration) -> str:
        if item.kind != "number":
            return self._word("or").join(item.wording(value) for value in values)
        numbers = [value for value in values if isinstance(value, float | int)]
        return self._region(item, numbers, given.conclusions.book)

    def _region(self, item: Item, values: list[float], book: Rulebook) -> str:
        """The part of a number's range that these sample values stand for, in words."""
        limits, tried = limits_on(book, item), answers_worth_trying(book, item)
        low, high = min(values), max(values)
        above = below = None  # the limits the part lies between, where it does not reach the end
        if low != tried[0]:
            above = low if low in limits else max(limit for limit in limits if limit < low)
        if high != tried[-1]:
            below = high if high in limits else min(limit for limit in limits if limit > high)
        if above is not None and below is not None:
            return self._word("between", low=as_shown(above), high=item.wording(below))
        if above is not None:
            return self._word("from" if above == low else "above", low=item.wording(above))
        if below is not None:
            return self._word("up_to" if below == high else "below", high=item.wording(below))
        return self._word("any")

    def _word(self, key: str, **values: str) -> str:
        return self.content.text(f"effect_{key}", **values)
