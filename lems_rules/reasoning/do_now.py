"""What to do first: the lines of *Do now* that fit one patient, most urgent first.

Compiled beside the conclusions, because nothing is decided by them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.knowledge.sentence import lower_first
from lems_rules.logic.circuit import Part
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.condition import Condition
from lems_rules.reasoning.differential import Differential
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.reasoning.rulebook.wiring import Wiring, beside
from lems_rules.reasoning.screening_dates import Screen, Start
from lems_rules.schema.decisions.do_now import URGENCIES, Act, Imperative, Urgency
from lems_rules.schema.questions.item import Answers

# When an imperative of an act or of a look-alike is said, and what silences it, by its place.
_Key = tuple[Literal["when", "stop"], str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """Something to do now.

    ``id`` is the rule, schedule, look-alike or question it comes from and ``of`` all that ask for
    it; ``letter`` is the request that goes with it; ``asks`` are the items it asks for.
    """

    id: str
    text: str
    urgency: Urgency
    of: tuple[str, ...] = ()
    letter: str | None = None
    asks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToDo:
    """The most urgent lines, and how many more there are of each urgency."""

    lines: tuple[Line, ...]
    further: tuple[Line, ...]

    @property
    def more(self) -> int:
        """How many lines there are beyond those shown."""
        return len(self.further)


@dataclass(frozen=True)
class Situation:
    """All that is known of one patient by now; ``next_item`` is what is best asked next."""

    content: Content
    answers: Answers
    done: Conclusions
    around: Differential
    screens: Sequence[Screen]
    start: Start
    next_item: Callable[[], str | None]


def to_do(given: Situation) -> ToDo:
    """What to do first; where no rule asks for anything, the next question or to look again."""
    lines = sorted(_Writer(given).lines(), key=lambda line: URGENCIES.index(line.urgency))
    lines = lines or [_otherwise(given)]
    most = given.content.do_now.most
    return ToDo(tuple(lines[:most]), tuple(lines[most:]))


def _otherwise(given: Situation) -> Line:
    """The line where there is no other, so that the list never reads as nothing to do."""
    content, name = given.content, given.next_item()
    if name is None:
        return Line(given.done.level().id, content.do_now.at_last, "planned")
    label = lower_first(content.checklist.item(name).label)
    return Line(name, content.do_now.otherwise.format(label=label), "planned", asks=(name,))


class _Writer:
    def __init__(self, given: Situation) -> None:
        self.given, self.content = given, given.content
        self.held: Collection[_Key] = _compiled(given.content).held(
            given.answers, given.done.truths
        )
        done = given.done
        self.finished = {line.id for line, is_done in done.advice() if is_done}
        self.leading = {one.id for one in given.around.leading}
        self.letters = {request.id for request, _ in given.around.requests}

    def lines(self) -> Iterator[Line]:
        """Every line that fits, in the order of the table."""
        said: set[str] = set()
        for act in self.content.do_now.acts:
            lines = self._of_rules(act, said) if act.rules else self._of_place(act)
            for line in lines:
                if said.isdisjoint(line.of):
                    said.update(line.of)
                    yield line

    def _of_rules(self, act: Act, said: Collection[str]) -> Iterator[Line]:
        """The line of an act, for the rules that fire, are not done and have no line yet."""
        fires = self.given.done.fires
        of = tuple(
            name
            for name in act.rules
            if name not in said and name not in self.finished and fires(name)
        )
        if of and self._fits(act, act.id, 0):
            yield Line(of[0], act.text, act.urgency, of, self._letter(act), self._asked(act))

    def _of_place(self, act: Act) -> Iterator[Line]:
        if not self._fits(act, act.id, 0):
            return
        if act.place == "look_alike":
            yield from self._of_look_alike(act)
        elif (schedule := self.given.done.schedule()) is not None:
            status = "overdue" if act.place == "overdue_screen" else "due"
            due = next((one.due for one in self.given.screens if one.status == status), None)
            of, letter = (schedule[0].id,), self._letter(act)
            if due is not None:
                yield Line(of[0], act.text.format(date=due), act.urgency, of, letter)
            elif act.place == "next_screen" and self.given.start.on is None:
                undated = self.content.do_now.undated
                text = undated.get(self.given.start.basis, undated["else"])
                yield Line(of[0], text, act.urgency, of)

    def _of_look_alike(self, act: Act) -> Iterator[Line]:
        """The test that tells the leading look-alike apart, or the first one at a low level.

        One that is only thought of is never more urgent than the act.
        """
        given = self.given
        if given.answers.get(self.content.checklist.roles.established) == "yes":
            return
        low = not self.content.suspicion.tests(given.done.level())
        for one in given.around.likenesses:
            if not (one.leads or low):
                continue
            for i, does in enumerate(one.lookalike.acts):
                if self._fits(does, one.lookalike.id, i):
                    soonest = 0 if one.leads else URGENCIES.index(act.urgency)
                    urgency = URGENCIES[max(URGENCIES.index(does.urgency), soonest)]
                    yield Line(
                        one.lookalike.id,
                        does.text,
                        urgency,
                        (one.lookalike.id,),
                        self._letter(act),
                        self._asked(does),
                    )
                    return

    def _fits(self, one: Imperative, key: str, i: int) -> bool:
        if one.when is not None and ("when", key, i) not in self.held:
            return False
        if ("stop", key, i) in self.held or any(name in self.given.answers for name in one.open):
            return False
        return not any(self._speaks(name) for name in one.yields_to)

    def _speaks(self, name: str) -> bool:
        """Whether a rule fires, or a look-alike leads."""
        rules = self.given.done.book.rules
        return self.given.done.fires(name) if name in rules else name in self.leading

    def _letter(self, act: Act) -> str | None:
        return next((name for name in act.letters if name in self.letters), None)

    def _asked(self, one: Imperative) -> tuple[str, ...]:
        return tuple(name for name in one.open if name in self.content.checklist)


@once
def _compiled(content: Content) -> Compiled[_Key]:
    wiring = beside(content)
    return Compiled.of(dict(_conditions(content, wiring)), wiring.circuit)


def _conditions(content: Content, wiring: Wiring) -> Iterator[tuple[_Key, Condition | Part]]:
    circuit = wiring.circuit
    placed: list[tuple[str, int, Imperative]] = [(act.id, 0, act) for act in content.do_now.acts]
    placed += [(one.id, i, act) for one in content.lookalikes for i, act in enumerate(one.acts)]
    for key, i, one in placed:
        if one.when is not None:
            yield ("when", key, i), one.when
        stops = [circuit.add(condition).slot for condition in one.unless]
        stops += [wiring.known(name) for name in one.open if name in content.findings]
        if stops:
            yield ("stop", key, i), Part(circuit.any_of(stops), None)
