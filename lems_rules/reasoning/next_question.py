"""What to ask next: hypothetical patients, concluded in one pass and compared with the real one.

Patient 0 is the real one. Each further patient gives one more answer, and the last ones give
every combination of answers to the score's open points. All of them are bits of one integer, so
the whole question costs little more than one assessment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.condition import Measured, holds_for
from lems_rules.logic.program import Truths
from lems_rules.reasoning.rulebook.conclusions import Conclusions, Rulebook
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer, Answers, Item

EFFORT = {"bedside": 0, "laboratory": 1, "imaging": 2}
CHANGES = ("safety", "level", "tier", "plan")


@dataclass(frozen=True, slots=True)
class Could:
    """What one answer would do.

    ``safety`` and ``advice`` are the messages and the lines of the workup that it would add;
    ``level``, ``tier`` and ``schedule`` are where it would lead.
    """

    answer: Answer
    changes: tuple[str, ...]
    safety: tuple[str, ...]
    level: str
    tier: str | None
    schedule: str | None
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """An unanswered item, what its answer can change, and how."""

    item: str
    changes: tuple[str, ...]
    could: tuple[Could, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A tier that the missing answers can still lead to, with its schedule."""

    tier: str | None
    schedule: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is still open: the questions ranked, and whether any missing answer matters.

    ``plan_settled``: no missing answer, alone or with others, changes the plan; the results of the
    scans that the plan itself asks for are not counted. ``schedule_settled``: no combination of
    answers to the open points of the score changes the repeat schedule.
    """

    questions: tuple[Question, ...]
    in_turn: tuple[str, ...]  # the questions to put to the clinician, one after the other
    plan_settled: bool
    schedule_settled: bool
    branches: tuple[Branch, ...]

    @property
    def next_item(self) -> str | None:
        """The one question to put to the clinician now."""
        return self.in_turn[0] if self.in_turn else None


@dataclass(frozen=True)
class Variants:
    """The hypothetical patients of one content: who answers what, and the sets that makes.

    ``singles`` are by item the patients with one more answer, ``tried`` the same as a set;
    ``sure`` and ``possible`` are each leaf's sets where nothing else was answered. ``cost`` is
    what it takes to find an item out, and its place among those that take as much.
    """

    singles: Mapping[str, tuple[tuple[int, Answer], ...]]
    tried: Mapping[str, int]
    joint: int
    everyone: int
    sure: tuple[int, ...]
    possible: tuple[int, ...]
    cost: Mapping[str, tuple[int, int]]


def outlook(content: Content, answers: Answers) -> Outlook:
    """What to ask next, and whether the plan depends on it."""
    book = rulebook(content)
    variants = _variants(content)
    seen, valid = _conclude(book, variants, answers)
    changed = _Changed(_watched(content), seen)
    questions = sorted(
        _questions(variants, answers, seen, changed, valid),
        key=lambda question: (CHANGES.index(question.changes[0]), variants.cost[question.item]),
    )
    joint = variants.joint & valid
    schedule_settled = not changed.plan & joint
    return Outlook(
        questions=tuple(questions),
        in_turn=tuple(dict.fromkeys(_in_turn(content, answers, seen, questions))),
        plan_settled=schedule_settled
        and _gate_fixed(seen)
        and not any("plan" in q.changes and not _is_scan(variants, q.item) for q in questions),
        schedule_settled=schedule_settled,
        branches=changed.branches(joint),
    )


def _questions(
    variants: Variants, answers: Answers, seen: _Seen, changed: _Changed, valid: int
) -> Iterator[Question]:
    """The unanswered items that can be asked now and whose answer would change something."""
    left_out = seen.not_asked()
    asked = [name for name in variants.singles if name not in answers and name not in left_out]
    wanted = 0
    for name in asked:
        wanted |= variants.tried[name]
    # Only these are looked at further; the combinations for the score are many and not asked of.
    wanted &= changed.any & valid
    could = changed.by(wanted)
    for name in asked:
        if tried := wanted & variants.tried[name]:
            found = [could(*one) for one in variants.singles[name] if tried >> one[0] & 1]
            yield Question(name, changed.kinds(tried), tuple(found))


class _Seen(Conclusions):
    """The conclusions on all variants at once."""

    def gate_open_anyway(self) -> bool:
        """Whether the real patient has the full plan whatever becomes of the level."""
        return self.holds(self.book.gate_at_any_level)


def _conclude(book: Rulebook, variants: Variants, answers: Answers) -> tuple[_Seen, int]:
    """The conclusions on all variants, and the variants whose answers would not be refused.

    As when answers are read, contradictions are looked for first, among all answers; then an
    answer is set aside in the variants whose one answer more hides it.
    """
    everyone = variants.everyone
    sure, possible = list(variants.sure), list(variants.possible)
    # Each leaf that reads an answer of the real patient, and the variants in which it holds.
    given = [
        (name, i, everyone if holds_for(leaf, value) else 0)
        for name, value in answers.items()
        for i, leaf in book.program.by_item.get(name, ())
    ]
    valid: int | None = None
    hidden: dict[str, int] = {}  # item -> the variants whose answer to it is set aside
    while True:
        for name, i, holds in given:
            aside = hidden.get(name, 0)
            sure[i], possible[i] = holds & ~aside, holds | aside
        truths = book.program.run(sure, possible, everyone)
        valid = _valid(book, truths) if valid is None else valid
        found = {name: truths.sure[slot] for name, slot in book.hidden.items() if name in answers}
        if found == hidden or not any(found.values()):
            return _Seen(book, truths), valid
        hidden = found


def _valid(book: Rulebook, truths: Truths) -> int:
    """The variants without a contradiction; an answer that would only be in doubt can come."""
    valid: int = truths.everyone
    pairs = zip(book.content.checklist.contradictions, book.contradictions, strict=True)
    for contradiction, slot in pairs:
        if contradiction.refused:
            valid &= ~truths.sure[slot]
    return valid


_Slots = tuple[tuple[str, int], ...]
_Sets = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class _Watched:
    """The slots by which conclusions are compared, with what each stands for.

    ``done`` are the slots that say of each line of advice that it is done, or None; ``offers``
    those of the schedules that can go on, each with the slot of its schedule.
    """

    levels: _Slots
    tiers: _Slots
    schedules: _Slots
    safety: _Slots
    advice: _Slots
    done: tuple[int | None, ...]
    offers: tuple[tuple[int, int], ...]


@once
def _watched(content: Content) -> _Watched:
    book = rulebook(content)
    advice = [book.rules[line.id] for line in content.screening.advice]
    offers = ((book.rules[rule.id].extra, slot) for rule, slot in book.schedules)
    return _Watched(
        levels=tuple(book.levels.items()),
        tiers=tuple(book.score.tiers.items()),
        schedules=tuple((rule.id, slot) for rule, slot in book.schedules),
        safety=tuple((rule.id, book.rules[rule.id].fires) for rule in content.safety),
        advice=tuple((wired.rule.id, wired.fires) for wired in advice),
        done=tuple(wired.extra for wired in advice),
        offers=tuple((offer, slot) for offer, slot in offers if offer is not None),
    )


class _Changed:
    """Which variants come to another conclusion than the real patient, and to which."""

    def __init__(self, watched: _Watched, seen: Conclusions) -> None:
        sure = seen.truths.sure
        self._everyone = seen.truths.everyone

        def sets(slots: _Slots) -> _Sets:
            return [(name, sure[slot]) for name, slot in slots]

        self._levels, self._tiers = sets(watched.levels), sets(watched.tiers)
        self._schedules, self._safety = sets(watched.schedules), sets(watched.safety)
        advice = sets(watched.advice)
        # What an answer asks for, as against what it tells to be done.
        self._asked = [
            (name, bits if done is None else bits & ~sure[done])
            for (name, bits), done in zip(advice, watched.done, strict=True)
        ]
        self.level = self._differs(bits for _, bits in self._levels)
        self.tier = self._differs(bits for _, bits in self._tiers)
        plan = [bits for _, bits in (*advice, *self._schedules)]
        self.plan = self._differs([*plan, *(sure[a] & sure[b] for a, b in watched.offers)])
        # A caution that comes with a higher level is told as the change of level that it is.
        self.safety = self._differs(bits for _, bits in self._safety) & ~self.level
        self.any = self.level | self.tier | self.plan | self.safety
        parts = (self.safety, self.level, self.tier, self.plan)
        self._kinds = tuple(zip(CHANGES, parts, strict=True))

    def _differs(self, sets: Iterable[int]) -> int:
        differs = 0
        for bits in sets:
            differs |= bits ^ self._everyone if bits & 1 else bits
        return differs

    def kinds(self, patients: int) -> tuple[str, ...]:
        """What changes for any of these variants."""
        return tuple([kind for kind, bits in self._kinds if bits & patients])

    def by(self, wanted: int) -> Callable[[int, Answer], Could]:
        """What changes for a variant and an answer, where the variant is among ``wanted``."""
        safety, advice = _added(self._safety, wanted), _added(self._asked, wanted)
        levels, tiers = _first(self._levels, wanted), _first(self._tiers, wanted)
        schedules = _first(self._schedules, wanted)

        def could(patient: int, answer: Answer) -> Could:
            return Could(
                answer,
                self.kinds(1 << patient),
                tuple(safety.get(patient, ())),
                levels.get(patient, ""),
                tiers.get(patient),
                schedules.get(patient),
                tuple(advice.get(patient, ())),
            )

        return could

    def branches(self, patients: int) -> tuple[Branch, ...]:
        """The tiers and schedules that some of these patients have, the real one's first."""
        real = Branch(_first(self._tiers, 1).get(0), _first(self._schedules, 1).get(0))
        found = [real]
        for tier, in_tier in self._with_none(self._tiers):
            for schedule, has_it in self._with_none(self._schedules):
                if in_tier & has_it & patients:
                    found.append(Branch(tier, schedule))
        return tuple(dict.fromkeys(found))

    def _with_none(self, sets: _Sets) -> list[tuple[str | None, int]]:
        """The sets, and the patients who are in none of them."""
        rest = self._everyone
        for _, bits in sets:
            rest &= ~bits
        return [*sets, (None, rest)]


def _members(patients: int) -> Iterator[int]:
    while patients:
        lowest = patients & -patients
        yield lowest.bit_length() - 1
        patients ^= lowest


def _first(sets: _Sets, wanted: int) -> dict[int, str]:
    """For each wanted variant the name of the first set that it is in."""
    found: dict[int, str] = {}
    for name, bits in sets:
        for patient in _members(bits & wanted):
            found.setdefault(patient, name)
    return found


def _added(sets: _Sets, wanted: int) -> dict[int, list[str]]:
    """For each wanted variant the names of the sets that it is in and the real patient is not."""
    found: dict[int, list[str]] = {}
    for name, bits in sets:
        if not bits & 1:
            for patient in _members(bits & wanted):
                found.setdefault(patient, []).append(name)
    return found


def _in_turn(
    content: Content, answers: Answers, seen: _Seen, questions: Sequence[Question]
) -> Iterator[str]:
    """The questions to put to the clinician, one after the other.

    Safety first. While nothing fits a rule, no single bedside answer may change the level though
    two would, so the opening questions are asked in their order before tests are suggested. Whether
    the diagnosis is made is not asked here: who knows it came in by the other door.
    """
    questions = [one for one in questions if one.item != content.checklist.roles.established]
    yield from (one.item for one in questions if one.changes[0] == "safety")
    if seen.level().id == content.suspicion.otherwise:
        opening, left_out = content.checklist.first_questions, seen.not_asked()
        yield from (name for name in opening if name not in answers and name not in left_out)
    yield from (one.item for one in questions)


def _gate_fixed(seen: _Seen) -> bool:
    """Whether no further answers can move the level across the gate to another kind of plan."""
    content = seen.book.content
    if seen.gate_open_anyway():
        return True
    reasons = {one.level for one in content.screening.none_says}
    reachable = seen.reachable_levels()
    if seen.level().id in reasons:
        return reachable == {seen.level().id}
    return not reachable & reasons


def _is_scan(variants: Variants, item_id: str) -> bool:
    return variants.cost[item_id][0] == EFFORT["imaging"]


@once
def _variants(content: Content) -> Variants:
    """Lay the hypothetical patients out; the same for every real patient, so done once."""
    book = rulebook(content)
    given: list[dict[str, Answer]] = [{}]
    singles: dict[str, tuple[tuple[int, Answer], ...]] = {}
    for item in content.checklist.items:
        values = answers_worth_trying(book, item)
        singles[item.id] = tuple((len(given) + i, value) for i, value in enumerate(values))
        given += [{item.id: value} for value in values]
    singles = {name: patients for name, patients in singles.items() if patients}
    deciders = [content.checklist.item(point.deciders[0]) for point in content.points]
    choices = [answers_worth_trying(book, item) for item in deciders]
    names = [item.id for item in deciders]
    alone = (1 << len(given)) - 1
    given += [dict(zip(names, values, strict=True)) for values in product(*choices)]
    everyone = (1 << len(given)) - 1
    nothing = book.program.of_many(given)
    slots = book.program.slots
    first = {name: i for i, name in enumerate(content.checklist.first_questions)}
    effort = {section.id: EFFORT[section.effort] for section in content.checklist.sections}
    return Variants(
        singles=singles,
        tried={name: sum(1 << i for i, _ in patients) for name, patients in singles.items()},
        joint=everyone ^ alone,
        everyone=everyone,
        sure=tuple(nothing.sure[slot] for slot in slots),
        possible=tuple(nothing.possible[slot] for slot in slots),
        cost={
            item.id: (effort[item.section], first.get(item.id, len(first) + i))
            for i, item in enumerate(content.checklist.items)
        },
    )


def answers_worth_trying(book: Rulebook, item: Item) -> tuple[Answer, ...]:
    """Each answer an item can take; of numbers, one in each region that the rules tell apart."""
    if item.kind == "date":
        return ()
    if item.kind != "number":
        return item.option_ids
    assert item.least is not None
    assert item.most is not None
    limits = limits_on(book, item)
    edges = [item.least, *limits, item.most]
    between = [(low + high) / 2 for low, high in pairwise(edges) if low < high]
    tried = {*limits, *(float(round(value)) if item.whole else value for value in between)}
    return tuple(sorted(value for value in tried if item.least <= value <= item.most))


def limits_on(book: Rulebook, item: Item) -> tuple[float, ...]:
    """The limits that any rule sets on a number, in the item's unit, ascending."""
    limits = {
        leaf.limit
        for leaf in book.program.leaves
        if isinstance(leaf, Measured) and leaf.name == item.id
    }
    return tuple(sorted(limits))
