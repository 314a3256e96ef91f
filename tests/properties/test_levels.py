"""What an answer may do to the level of suspicion, and a missing answer to the plan.

A supporting item answered in the negative never moves the level up, except from `insufficient` to
`not_suggested`; answered in the positive it never moves it down, except the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Condition, Leaf, holds_for, leaves
from lems_rules.reasoning.assessment import assess, read_answers
from lems_rules.reasoning.result import Assessment
from lems_rules.reasoning.rulebook.conclusions import Conclusions
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer, AnswerError
from tests.support.score_patient import POINTS, overruled
from tests.support.strategies import answers_to

TODAY = date(2026, 11, 23)

YES_NO = (
    "proximal_leg_weakness",
    "proximal_arm_weakness",
    "reflex_facilitation",
    "dry_mouth",
    "constipation",
    "erectile_dysfunction",
    "orthostatic_symptoms",
    "urinary_symptoms",
    "dry_eyes",
    "blurred_vision",
    "reduced_sweating",
    "sluggish_pupils",
    "decrement_reported",
    "increment_reported",
    "brief_exercise_improvement",
    "long_paralysis_after_relaxant",
    # Weakness anywhere counts after such a paralysis.
    "distal_weakness",
    "finger_flexor_weakness",
    "neck_weakness",
    "dysarthria",
    "dysphagia",
    "chewing_difficulty",
)
# Every supporting item: its answers in the negative, and those in the positive.
SUPPORTING: dict[str, tuple[tuple[Answer, ...], tuple[Answer, ...]]] = {
    **dict.fromkeys(YES_NO, (("no",), ("yes",))),
    "tendon_reflexes": (("normal", "brisk"), ("reduced", "absent")),
    "cmap_amplitude_at_rest": (("normal",), ("low",)),
    "low_rate_decrement_percent": ((0.0, 9.9), (10.0, 40.0)),
    "cmap_increment_percent": ((-10.0, 30.0, 59.9), (60.0, 99.0, 300.0)),
    "vgcc_pq_antibody": (("negative",), ("positive",)),
    "sox1_antibody": (("negative",), ("positive",)),
    "known_cancer": (("none", "other"), ("sclc", "sclc_and_other")),
    "chest_ct": (("normal",), ("suspicious",)),
    "fdg_pet": (("normal",), ("suspicious",)),
}
# What else the level rests on.
OTHER = (
    "upper_motor_neuron_signs",
    "single_fibre_emg",
    "achr_antibody",
    "musk_antibody",
    "first_site",
    "symptom_duration_months",
)


def may_fall_only_back_to_insufficient(before: int, after: int) -> bool:
    """Whether a positive answer may move the level so (ranks; 0 insufficient, 1 not suggested)."""
    return after >= before or (before, after) == (1, 0)


def may_rise_only_to_not_suggested(before: int, after: int) -> bool:
    """Whether a negative answer may move the level so."""
    return after <= before or (before, after) == (0, 1)


def test_the_items_tried_are_all_that_the_level_rests_on(content: Content) -> None:
    book = rulebook(content)
    read: set[str] = set()
    names = {leaf for rule in content.suspicion.rules for leaf in _read_by(rule.conditions)}
    while names:
        name = names.pop()
        if name in book.findings:
            names |= set(_read_by(content.findings[name].conditions))
        else:
            read.add(name)
    assert read == {*SUPPORTING, *OTHER}


def _read_by(conditions: tuple[Condition, ...]) -> Iterator[str]:
    for condition in conditions:
        yield from (leaf.name for leaf in leaves(condition))


def answered(content: Content, name: str) -> st.SearchStrategy[Answer]:
    """Any answer to an item of the level; of numbers those around the limits."""
    if name in SUPPORTING:
        against, for_ = SUPPORTING[name]
        others = ("low_positive",) if name == "vgcc_pq_antibody" else ()
        return st.sampled_from((*against, *for_, *others))
    return answers_to(content.checklist.item(name))


def patients(content: Content) -> st.SearchStrategy[dict[str, Answer]]:
    """Partial patients; half of them with few items left unanswered."""
    every = {name: answered(content, name) for name in (*SUPPORTING, *OTHER)}
    sparse = st.fixed_dictionaries({}, optional=every)
    dense = st.fixed_dictionaries(every)
    few = st.lists(st.sampled_from(sorted(every)), max_size=8, unique=True)
    mostly = st.builds(
        lambda whole, left_out: {k: v for k, v in whole.items() if k not in left_out}, dense, few
    )
    return (sparse | mostly).map(agreeing)


def agreeing(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The same patient without the reports that a figure contradicts."""
    kept = dict(answers)
    for figure, report in (
        ("cmap_increment_percent", "increment_reported"),
        ("low_rate_decrement_percent", "decrement_reported"),
    ):
        if figure in kept:
            kept.pop(report, None)
    return kept


def readable(content: Content, answers: dict[str, Answer]) -> bool:
    try:
        read_answers(content, answers)
    except AnswerError:
        return False
    return True


@given(data=st.data())
def test_a_supporting_item_moves_the_level_one_way_only(
    content: Content, data: st.DataObject
) -> None:
    drawn = data.draw(patients(content))
    book = rulebook(content)
    for name, (against, for_) in SUPPORTING.items():
        before = {item: value for item, value in drawn.items() if item != name}
        rank = book.conclude(before).level().rank
        for value in (*against, *for_):
            after = {**before, name: value}
            if not readable(content, after):
                continue
            allowed = (
                may_rise_only_to_not_suggested
                if value in against
                else may_fall_only_back_to_insufficient
            )
            assert allowed(rank, book.conclude(after).level().rank), (name, value)


# The same over every patient of a reduced lattice: one item for each finding, each unanswered, in
# the negative or in the positive. Patient number n has answer (n // step) % 3 to each item, so the
# patients are bits of one integer and the levels are compared by shifting it.

LATTICE: dict[str, tuple[Answer | None, ...]] = {
    "proximal_leg_weakness": (None, "no", "yes"),
    "tendon_reflexes": (None, "normal", "reduced"),
    "dry_mouth": (None, "no", "yes"),
    "cmap_amplitude_at_rest": (None, "normal", "low"),
    "decrement_reported": (None, "no", "yes"),
    "increment_reported": (None, "no", "yes"),
    "vgcc_pq_antibody": (None, "negative", "positive"),
    "brief_exercise_improvement": (None, "no", "yes"),
    "sox1_antibody": (None, "negative", "positive"),
    "known_cancer": (None, "none", "sclc"),
}
AROUND: dict[str, tuple[Answer | None, ...]] = {
    "proximal_arm_weakness": (None, "no"),
    "constipation": (None, "no"),
    "upper_motor_neuron_signs": (None, "yes"),
    "single_fibre_emg": (None, "normal"),
    "achr_antibody": (None, "negative", "positive"),
    "first_site": (None, "ocular"),
    "symptom_duration_months": (None, 1.0),
    "chest_ct": (None, "suspicious"),
}


def surroundings() -> list[dict[str, Answer]]:
    """What else is known of a patient of the lattice: 384 ways."""
    found = []
    for values in product(*AROUND.values()):
        around = {k: v for k, v in zip(AROUND, values, strict=True) if v is not None}
        if "constipation" in around:  # with two more, a dry mouth denied settles the autonomic no
            around |= {"urinary_symptoms": "no", "dry_eyes": "no"}
        found.append(around)
    return found


class Lattice:
    """Every patient over some of the items, in all surroundings."""

    def __init__(self, content: Content, count: int) -> None:
        self.book = rulebook(content)
        self.steps = {name: 3**i for i, name in enumerate(list(LATTICE)[:count])}
        self.everyone = (1 << 3**count) - 1
        self.having = {
            (name, digit): _repeated(digit, step, 3**count)
            for name, step in self.steps.items()
            for digit in range(3)
        }

    def seen(self, around: Mapping[str, Answer]) -> Conclusions:
        """What is concluded of all of them at once."""

        def truth_of(leaf: Leaf) -> tuple[int, int]:
            if leaf.name in around:
                holds = holds_for(leaf, around[leaf.name])
                return (self.everyone, self.everyone) if holds else (0, 0)
            sure, possible = 0, self.everyone
            if leaf.name in self.steps:
                for digit, value in enumerate(LATTICE[leaf.name]):
                    if value is not None and holds_for(leaf, value):
                        sure |= self.having[leaf.name, digit]
                    elif value is not None:
                        possible &= ~self.having[leaf.name, digit]
            return sure, possible

        return Conclusions(self.book, self.book.program.of_sets(truth_of, self.everyone))

    def answers(self, number: int) -> dict[str, Answer]:
        """What the patient of this number has answered."""
        given = {name: LATTICE[name][number // step % 3] for name, step in self.steps.items()}
        return {name: value for name, value in given.items() if value is not None}


def test_no_patient_of_the_lattice_moves_the_wrong_way(content: Content) -> None:
    lattice, wrong = Lattice(content, len(LATTICE)), []
    for around in surroundings():
        seen = lattice.seen(around)
        ranks = [seen.truths.sure[seen.book.levels[level.id]] for level in content.suspicion.levels]
        for name, step in lattice.steps.items():
            for before, after in product(range(len(ranks)), repeat=2):
                now = ranks[before] & lattice.having[name, 0]
                if not may_rise_only_to_not_suggested(before, after) and now & ranks[after] >> step:
                    wrong.append((name, "negative", before, after, around))
                if (
                    not may_fall_only_back_to_insufficient(before, after)
                    and now & ranks[after] >> 2 * step
                ):
                    wrong.append((name, "positive", before, after, around))
    assert wrong == []


def test_the_lattice_has_patients_at_every_level(content: Content) -> None:
    lattice, found = Lattice(content, len(LATTICE)), set()
    for around in surroundings():
        seen = lattice.seen(around)
        found |= {level for level, slot in seen.book.levels.items() if seen.truths.sure[slot]}
    assert found == {level.id for level in content.suspicion.levels}


@given(data=st.data())
def test_a_patient_of_the_lattice_has_the_level_it_has_alone(
    content: Content, data: st.DataObject
) -> None:
    lattice = Lattice(content, 7)
    around = data.draw(st.sampled_from(surroundings()))
    number = data.draw(st.integers(0, 3**7 - 1))
    alone = lattice.book.conclude({**around, **lattice.answers(number)})
    assert lattice.seen(around).level(number).id == alone.level().id


def _repeated(digit: int, step: int, size: int) -> int:
    """The patients whose digit of this step has this value."""
    block = ((1 << step) - 1) << (digit * step)
    period = 3 * step
    while period < size:
        block |= (block << period) | (block << 2 * period)
        period *= 3
    return block


# A missing answer never shortens a plan: the schedule of a partial patient is the closest one that
# any completion of the score leads to, no longer and no shorter.

CLOSENESS = {"T1": 1, "T2": 2, "T3": 3, "T+": 3}


def some_of_the_score() -> st.SearchStrategy[dict[str, Answer]]:
    """A diagnosed adult with some of the points answered, directly or by another way of knowing."""
    optional: dict[str, st.SearchStrategy[Answer]] = {
        **{name: st.sampled_from(values) for name, values in POINTS.items()},
        "sex": st.sampled_from(("female", "male")),
        "ever_smoked": st.sampled_from(("yes", "no")),
        "dysphagia": st.sampled_from(("yes", "no")),
        "symptom_duration_months": st.sampled_from((1.0, 3.0, 24.0)),
        "erectile_dysfunction": st.sampled_from(("yes", "no")),
        "reported_weight_loss": st.sampled_from(("yes", "no")),
        "needs_assistance": st.sampled_from(("yes", "no")),
        "sox1_antibody": st.sampled_from(("positive", "negative")),
    }
    return st.fixed_dictionaries({"lems_established": st.just("yes")}, optional=optional)


def completions(content: Content, answers: dict[str, Answer]) -> Iterator[Assessment]:
    """The patient with every open point of the score answered, in every way that can be read."""
    open_points = [name for name in POINTS if name not in answers]
    for values in product(*(POINTS[name] for name in open_points)):
        try:
            yield assess(
                content, {**answers, **dict(zip(open_points, values, strict=True))}, today=TODAY
            )
        except AnswerError:
            continue


@given(answers=some_of_the_score())
def test_a_missing_answer_never_shortens_a_plan(
    content: Content, answers: dict[str, Answer]
) -> None:
    assume(readable(content, answers))
    partial = assess(content, answers, today=TODAY)
    assert partial.schedule_rule is not None
    complete = list(completions(content, answers))
    tiers = [CLOSENESS[one.delta_p.tier or ""] for one in complete]
    schedules = [CLOSENESS[one.schedule_rule or ""] for one in complete]
    assert CLOSENESS[partial.delta_p.tier or ""] == max(tiers)
    assert CLOSENESS[partial.schedule_rule] == max(schedules)
    last = max(one.months for one in partial.schedule)
    assert all(one.months <= last for other in complete for one in other.schedule)


@given(answers=some_of_the_score(), data=st.data())
def test_taking_an_answer_away_never_shortens_a_plan(
    content: Content, answers: dict[str, Answer], data: st.DataObject
) -> None:
    assume(readable(content, answers) and not overruled(answers))
    names = sorted(set(answers) - {"lems_established", "sox1_antibody"})
    assume(names)
    gone = data.draw(st.sampled_from(names))
    fewer = {name: value for name, value in answers.items() if name != gone}
    before = assess(content, fewer, today=TODAY).schedule_rule
    after = assess(content, answers, today=TODAY).schedule_rule
    assert before is not None
    assert after is not None
    assert CLOSENESS[before] >= CLOSENESS[after]


def test_a_missing_sox1_result_does_not_shorten_the_plan_of_a_missing_score(
    content: Content,
) -> None:
    for sox1 in ({}, {"sox1_antibody": "negative"}, {"sox1_antibody": "positive"}):
        result = assess(content, {"lems_established": "yes", **sox1}, today=TODAY)
        assert [one.months for one in result.schedule] == [3, 9, 15, 21, 27]


@given(data=st.data())
def test_silence_never_gives_not_suggested(content: Content, data: st.DataObject) -> None:
    """With every answer taken away that is a no, a normal or a negative, nothing reassures."""
    whole = data.draw(patients(content))
    spoken_for = {
        name: value
        for name, value in whole.items()
        if name in SUPPORTING and value in SUPPORTING[name][1]
    }
    assert rulebook(content).conclude(spoken_for).level().id != "not_suggested"
