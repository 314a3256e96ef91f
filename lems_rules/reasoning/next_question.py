"""What to ask next: hypothetical patients, concluded in one pass and compared with the real one.

Patient 0 is the real one. Each further patient gives one more answer, and the last ones give
every combination of answers to the score's open points. All of them are bits of one integer, so
the whole question costs little more than one assessment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.circuit import Truths
from lems_rules.logic.condition import Leaf, Measured, holds_for
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
    """The hypothetical patients of one content: who answers what, and each leaf's masks."""

    singles: Mapping[str, tuple[tuple[int, Answer], ...]]
    joint: int
    everyone: int
    masks: tuple[tuple[int, int], ...]  # per leaf: answered and holds, answered and does not
    order: Mapping[str, int]


def outlook(content: Content, answers: Answers) -> Outlook:
    """What to ask next, and whether the plan depends on it."""
    book = rulebook(content)
    variants = _variants(content)
    seen, valid = _conclude(book, variants, answers)
    changed = _Changed(book, seen)

    questions = []
    for item in content.checklist.items:
        if item.id in answers or item.id not in variants.singles or not seen.askable(item.id):
            continue
        could = [
            changed.by(patient, answer)
            for patient, answer in variants.singles[item.id]
            if valid >> patient & 1 and changed.any >> patient & 1
        ]
        if could:
            kinds = {kind for one in could for kind in one.changes}
            ordered = tuple(kind for kind in CHANGES if kind in kinds)
            questions.append(Question(item.id, ordered, tuple(could)))
    questions.sort(key=lambda question: _rank(content, question, variants))

    joint = variants.joint & valid
    schedule_settled = not changed.plan & joint
    return Outlook(
        questions=tuple(questions),
        in_turn=tuple(dict.fromkeys(_in_turn(content, answers, seen, questions))),
        plan_settled=schedule_settled
        and _gate_fixed(seen)
        and not any("plan" in q.changes and not _is_scan(content, q.item) for q in questions),
        schedule_settled=schedule_settled,
        branches=changed.branches(joint),
    )


class _Seen(Conclusions):
    """The conclusions on all variants at once."""

    def askable(self, item_id: str) -> bool:
        """Whether the question can be put to the real patient now."""
        return self.applies(item_id) and self.worth_asking(item_id)

    def gate_open_anyway(self) -> bool:
        """Whether the real patient has the full plan whatever becomes of the level."""
        return self.holds(self.book.gate_at_any_level)


def _conclude(book: Rulebook, variants: Variants, answers: Answers) -> tuple[_Seen, int]:
    """The conclusions on all variants, and the variants whose answers would not be refused.

    As when answers are read, contradictions are looked for first, among all answers; then an
    answer is set aside in the variants whose one answer more hides it.
    """
    everyone = variants.everyone
    valid: int | None = None
    hidden: dict[str, int] = {}  # item -> the variants whose answer to it is set aside

    def truth_of(leaf: Leaf) -> tuple[int, int]:
        yes, no = next(masks)
        if leaf.name in answers:
            yes, no = (everyone, 0) if holds_for(leaf, answers[leaf.name]) else (0, everyone)
        aside = hidden.get(leaf.name, 0)
        return yes & ~aside, everyone ^ (no & ~aside)

    while True:
        masks = iter(variants.masks)
        truths = book.program.of_sets(truth_of, everyone)
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


class _Changed:
    """Which variants come to another conclusion than the real patient, and to which."""

    def __init__(self, book: Rulebook, seen: Conclusions) -> None:
        content, sure = book.content, seen.truths.sure
        self._everyone = seen.truths.everyone
        self._levels = [(name, sure[slot]) for name, slot in book.levels.items()]
        self._tiers = [(name, sure[slot]) for name, slot in book.score.tiers.items()]
        self._schedules = [(rule.id, sure[slot]) for rule, slot in book.schedules]
        self._safety = [(rule.id, sure[book.rules[rule.id].fires]) for rule in content.safety]
        advice = [(line.id, book.rules[line.id]) for line in content.screening.advice]
        self._advice = [(name, sure[wired.fires]) for name, wired in advice]
        # What an answer asks for, as against what it tells to be done.
        self._asked = [
            (name, bits if wired.extra is None else bits & ~sure[wired.extra])
            for (name, bits), (_, wired) in zip(self._advice, advice, strict=True)
        ]
        plan = [bits for _, bits in self._advice]
        plan += [bits for _, bits in self._schedules]
        plan += [
            sure[offer] & sure[slot]
            for rule, slot in book.schedules
            if (offer := book.rules[rule.id].extra) is not None
        ]
        self.level = self._differs(bits for _, bits in self._levels)
        self.tier = self._differs(bits for _, bits in self._tiers)
        self.plan = self._differs(plan)
        # A caution that comes with a higher level is told as the change of level that it is.
        self.safety = self._differs(bits for _, bits in self._safety) & ~self.level
        self.any = self.level | self.tier | self.plan | self.safety

    def _differs(self, sets: Iterable[int]) -> int:
        differs = 0
        for bits in sets:
            differs |= bits ^ self._everyone if bits & 1 else bits
        return differs

    def by(self, patient: int, answer: Answer) -> Could:
        """What changes for one variant."""
        kinds = (self.safety, self.level, self.tier, self.plan)
        return Could(
            answer=answer,
            changes=tuple(
                kind for kind, bits in zip(CHANGES, kinds, strict=True) if bits >> patient & 1
            ),
            safety=_added(self._safety, patient),
            level=_holding(self._levels, patient) or "",
            tier=_holding(self._tiers, patient),
            schedule=_holding(self._schedules, patient),
            advice=_added(self._asked, patient),
        )

    def branches(self, patients: int) -> tuple[Branch, ...]:
        """The tiers and schedules that some of these patients have, the real one's first."""
        found = [Branch(_holding(self._tiers, 0), _holding(self._schedules, 0))]
        for tier, in_tier in self._with_none(self._tiers):
            for schedule, has_it in self._with_none(self._schedules):
                if in_tier & has_it & patients:
                    found.append(Branch(tier, schedule))
        return tuple(dict.fromkeys(found))

    def _with_none(self, sets: Sequence[tuple[str, int]]) -> list[tuple[str | None, int]]:
        """The sets, and the patients who are in none of them."""
        rest = self._everyone
        for _, bits in sets:
            rest &= ~bits
        return [*sets, (None, rest)]


def _holding(sets: Sequence[tuple[str, int]], patient: int) -> str | None:
    """The name of the set a patient is in."""
    for name, bits in sets:
        if bits >> patient & 1:
            return name
    return None


def _added(sets: Sequence[tuple[str, int]], patient: int) -> tuple[str, ...]:
    """The names of the sets that a variant is in and the real patient is not."""
    return tuple(name for name, bits in sets if bits >> patient & 1 and not bits & 1)


def _rank(content: Content, question: Question, variants: Variants) -> tuple[int, int, int]:
    """Safety first, then level, tier and plan; within a rank what is cheapest to find out."""
    item = content.checklist.item(question.item)
    first = CHANGES.index(question.changes[0])
    return first, EFFORT[_effort(content, item)], variants.order[item.id]


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
        opening = content.checklist.first_questions
        yield from (name for name in opening if name not in answers and seen.askable(name))
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


def _is_scan(content: Content, item_id: str) -> bool:
    return _effort(content, content.checklist.item(item_id)) == "imaging"


@once
def _efforts(content: Content) -> Mapping[str, str]:
    return {section.id: section.effort for section in content.checklist.sections}


def _effort(content: Content, item: Item) -> str:
    return _efforts(content)[item.section]


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
    masks = []
    for leaf in book.program.leaves:
        yes = no = 0
        for patient, answers in enumerate(given):
            if leaf.name in answers:
                if holds_for(leaf, answers[leaf.name]):
                    yes |= 1 << patient
                else:
                    no |= 1 << patient
        masks.append((yes, no))
    first = {name: i for i, name in enumerate(content.checklist.first_questions)}
    order = {
        item.id: first.get(item.id, len(first) + i)
        for i, item in enumerate(content.checklist.items)
    }
    everyone = (1 << len(given)) - 1
    return Variants(singles, everyone ^ alone, everyone, tuple(masks), order)


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
