"""One patient: the whole result, with its dated plan.

The same answers, edition and ``today`` always give the same result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from lems_rules.knowledge.content import Content, once
from lems_rules.knowledge.contradiction import contradicted
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.differential import Differential, differential
from lems_rules.reasoning.do_now import Situation, ToDo, to_do
from lems_rules.reasoning.fit import Fit
from lems_rules.reasoning.headline import headline
from lems_rules.reasoning.next_question import Outlook, outlook
from lems_rules.reasoning.result import (
    Assessment,
    DoNowLine,
    ScoreResult,
    SuspicionResult,
    WorkupLine,
)
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.reasoning.screening_dates import (
    Screen,
    Start,
    add_months,
    dated,
    first_screen,
)
from lems_rules.schema.questions.checklist import Problem, Reading
from lems_rules.schema.questions.item import Answers, Contradiction, Item


def read_answers(content: Content, raw: object, today: date | None = None) -> Answers:
    """Answers as the rules use them, or a refusal; less those that `read_strictly` sets aside.

    Raises:
        AnswerError: the first answer that is wrong, a date later than ``today`` (where that is
            given), or a contradiction; one line, with a remedy.
    """
    return read_strictly(content, raw, today).answers


def read_strictly(content: Content, raw: object, today: date | None = None) -> Reading:
    """Answers as the rules use them, or a refusal; those that others hide are set aside and named.

    Raises:
        AnswerError: as `read_answers`.
    """
    answers = content.checklist.read(raw, lambda answers: contradicted(content, answers), today)
    return _without_hidden(content, Reading(answers))


def sort_out_answers(
    content: Content, raw: Mapping[str, object], today: date | None = None
) -> Reading:
    """The answers that can be used, and what was set aside and why; never refuses.

    Set aside are wrong values, dates later than ``today`` (where that is given), the answers of a
    contradiction, and answers to questions that cannot apply or are decided by other answers.
    """
    reading = content.checklist.sort_out(raw, lambda answers: contradicted(content, answers), today)
    return _without_hidden(content, reading)


def _without_hidden(content: Content, reading: Reading) -> Reading:
    """The reading less the answers to questions that its other answers hide, which are named."""
    kept = _not_hidden(content, reading.answers)
    says = "{label}: set aside, because other answers leave nothing to ask here."
    problems = [
        Problem((name,), says.format(label=content.checklist.item(name).label))
        for name in reading.answers
        if name not in kept
    ]
    return Reading(kept, (*reading.problems, *problems))


def _not_hidden(content: Content, answers: Answers) -> Answers:
    """The answers to the questions that no answer among them hides.

    What is hidden hides nothing itself, so this is done until nothing changes. It comes to an end
    because the checks of the content refuse questions that hide each other in a circle.
    """
    book, kept = rulebook(content), answers
    while not book.hidden.keys().isdisjoint(answers):
        conclusions = book.conclude(kept)
        shown = {name: value for name, value in answers.items() if conclusions.applies(name)}
        if shown.keys() == kept.keys():
            break
        kept = shown
    return kept


def assess(content: Content, answers: object, today: date | None = None) -> Assessment:
    """The whole result for one patient; ``today`` fixes the clock.

    Raises:
        AnswerError: an answer is wrong, two contradict each other, or something that was done
            is dated later than ``today``.
    """
    day = today or date.today()
    reading = read_strictly(content, answers, day)
    return Consideration(content, reading.answers, day, reading.problems).result()


@once
def _of_kind(content: Content) -> Mapping[str, tuple[Item, ...]]:
    """The items whose answer can be unlikely, by kind."""
    items = content.checklist.items
    return {kind: tuple(one for one in items if one.kind == kind) for kind in ("number", "date")}


class Consideration:
    """One patient under consideration: the answers, what follows, and what is still open.

    What not everybody asks for is worked out when it is first asked for.

    ``answers`` must have been read (`read_answers`, `sort_out_answers`); what was set aside then
    is told among the notices of the result.
    """

    def __init__(
        self,
        content: Content,
        answers: Answers,
        today: date | None = None,
        set_aside: tuple[Problem, ...] = (),
    ) -> None:
        self.content = content
        self.answers = answers
        self.set_aside = set_aside
        self.today = today or date.today()
        self.conclusions: Conclusions = rulebook(content).conclude(answers)
        self.start: Start = first_screen(answers, content.checklist.roles)

    @cached_property
    def outlook(self) -> Outlook:
        """What to ask next."""
        return outlook(self.content, self.answers)

    @cached_property
    def around(self) -> Differential:
        """Look-alikes, discordant results and requests."""
        return differential(self.conclusions, self.answers, self.fit)

    @cached_property
    def fit(self) -> Fit:
        """What the workup and the safety messages say to this patient."""
        return Fit(self.conclusions, self.answers, self.unanswered)

    @cached_property
    def to_do(self) -> ToDo:
        """What to do first; where no rule asks for anything, the next question."""
        return to_do(
            Situation(
                self.content,
                self.answers,
                self.conclusions,
                self.around,
                self.schedule,
                self.start,
                lambda: self.outlook.next_item,
            )
        )

    @property
    def established(self) -> bool:
        """Whether the diagnosis is made."""
        return self.answers.get(self.content.checklist.roles.established) == "yes"

    @property
    def headline(self) -> str:
        """The result in one line."""
        lines = (line for line in self.to_do.lines if line.of)
        return headline(
            self.content, self.conclusions, self.established, self.around.leading, next(lines, None)
        )

    def result(self) -> Assessment:
        """The result as others see it."""
        content, done, ahead = self.content, self.conclusions, self.outlook
        schedule = done.schedule()
        return Assessment(
            edition=content.edition.edition,
            content_digest=content.digest,
            today=self.today,
            headline=self.headline,
            do_now=tuple(
                DoNowLine(id=line.id, text=line.text, urgency=line.urgency)
                for line in self.to_do.lines
            ),
            do_now_more=self.to_do.more,
            suspicion=self._suspicion(),
            look_alikes=tuple(one.lookalike.id for one in self.around.likenesses),
            findings={name: done.finding(name).value for name in content.findings},
            delta_p=self._score(),
            safety=tuple(rule.id for rule in content.safety if done.fires(rule.id)),
            counter_flags=tuple(rule.id for rule in content.counter_flags if done.fires(rule.id)),
            workup=tuple(self._workup()),
            schedule_rule=schedule[0].id if schedule else None,
            first_negative_screen=self.start.on if schedule else None,
            schedule=self.schedule,
            ask_next=ahead.questions,
            next_item=ahead.next_item,
            plan_settled=ahead.plan_settled,
            schedule_settled=ahead.schedule_settled,
            branches=ahead.branches,
            unanswered=self.unanswered,
            notices=(*self.notices(), *(problem.says for problem in self.set_aside)),
            disclaimer=f"{content.edition.disclaimer} {content.edition.review}",
        )

    @cached_property
    def schedule(self) -> tuple[Screen, ...]:
        """The repeat screens with their dates; empty before the gate and where it stops."""
        if (found := self.conclusions.schedule()) is None:
            return ()
        schedule, offer = found
        done_until = self.answers.get(self.content.checklist.roles.latest_negative_screen)
        return dated(
            schedule.months,
            schedule.offer_months if offer else (),
            self.start.on,
            self.today,
            done_until if isinstance(done_until, date) else None,
            self.content.screening.early_days,
        )

    @cached_property
    def unanswered(self) -> tuple[str, ...]:
        """The items without an answer, leaving out those that cannot apply."""
        answers, left_out = self.answers, self.conclusions.not_asked()
        names = (item.id for item in self.content.checklist.items)
        return tuple(name for name in names if name not in answers and name not in left_out)

    def notices(self) -> Iterator[str]:
        """Cautions about what was entered, what it cannot show, and dates that look wrong."""
        for notice in self.content.notices:
            if self.conclusions.fires(notice.id):
                yield notice.says
        yield from (one.says for one in self._doubts())
        yield from self._no_plan()
        checklist = self.content.checklist
        for name, says in self._unlikely().items():
            item = checklist.item(name)
            yield f"{item.label}, {item.wording(self.answers[name])}: {says}"
        if self.conclusions.schedule() is not None:
            yield self.content.screening.start_says[self.start.basis]

    def _doubts(self) -> Iterator[Contradiction]:
        """Answers that cannot both be right and are used all the same."""
        pairs = zip(
            self.content.checklist.contradictions,
            self.conclusions.book.contradictions,
            strict=True,
        )
        yield from (one for one, slot in pairs if self.conclusions.holds(slot))

    def warnings(self) -> dict[str, str]:
        """Soft warnings by item: answers in doubt, unlikely numbers, dates that look wrong."""
        doubts = {
            name: one.says for one in self._doubts() for name in one.items if name in self.answers
        }
        return {**doubts, **self._unlikely()}

    def _unlikely(self) -> dict[str, str]:
        found = dict(self._dates())
        for item in self._answered("number"):
            value = self.answers[item.id]
            assert isinstance(value, float)
            for unlikely in item.unlikely:
                if unlikely.applies(value):
                    found[item.id] = unlikely.says
        return found

    def _answered(self, kind: str) -> Iterator[Item]:
        """The items of a kind that were answered, in the order of the checklist."""
        for item in _of_kind(self.content)[kind]:
            if item.id in self.answers:
                yield item

    def _suspicion(self) -> SuspicionResult:
        level, rule = self.conclusions.level(), self.conclusions.level_rule()
        because: tuple[str, ...] = ()
        if rule is not None:
            wired = self.conclusions.book.rules[rule.id]
            because = self.conclusions.because(wired.when)
        return SuspicionResult(
            level=level.rank,
            id=level.id,
            rule=rule.id if rule else None,
            strength=rule.strength if rule else None,
            because=because,
        )

    def _score(self) -> ScoreResult:
        verdicts = self.conclusions.score_items()
        reach, refusal = self.conclusions.score(), self.conclusions.score_refusal()
        book = self.conclusions.book
        tiers = (name for name, slot in book.score.tiers.items() if self.conclusions.holds(slot))
        return ScoreResult(
            applies=refusal is None,
            reason=refusal,
            low=reach.low,
            high=reach.high,
            items={
                item.key: verdict.value
                for item, verdict in zip(self.content.points, verdicts, strict=True)
            },
            tier=next(tiers, None),
        )

    def _workup(self) -> Iterator[WorkupLine]:
        for line, done in self.conclusions.advice():
            yield WorkupLine(id=line.id, strength=line.strength, status="done" if done else "open")
        if (found := self.conclusions.schedule()) is not None:
            yield WorkupLine(id=found[0].id, strength=found[0].strength, status="open")

    def _no_plan(self) -> Iterator[str]:
        gate = self.conclusions.finding(self.content.screening.gate)
        if gate is Verdict.YES:
            return
        level = self.conclusions.level().id
        yield from (one.says for one in self.content.screening.none_says if one.level == level)

    def _dates(self) -> Iterator[tuple[str, str]]:
        """Dates that cannot be right: in the future, or before the illness began."""
        months = self.answers.get(self.content.checklist.roles.onset_months)
        onset = None
        if isinstance(months, float):
            onset = add_months(self.today, -round(months) - 1)
        for item in self._answered("date"):
            value = self.answers[item.id]
            assert isinstance(value, date)
            if value > self.today:
                yield item.id, self.content.words["date_in_future"]
            elif onset is not None and value < onset:
                yield item.id, self.content.words["date_before_onset"]
