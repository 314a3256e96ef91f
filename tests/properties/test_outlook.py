"""What to ask next, and whether the plan is settled, against trying it out one patient at a time.

The engine tries every answer on hundreds of hypothetical patients at once. Here each of them is
assessed alone through the public door, and the two must agree.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product
from typing import NamedTuple

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Measured
from lems_rules.reasoning.assessment import Consideration, assess, read_answers
from lems_rules.reasoning.result import Assessment
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer, AnswerError, Item
from tests.support.examples import many
from tests.support.score_patient import POINTS

TODAY = date(2026, 11, 23)
HOW_MANY = many(100)
SCANS = ("chest_ct", "fdg_pet")

# Of each number, values on both sides of every limit that some rule has.
NUMBERS: dict[str, tuple[Answer, ...]] = {
    "age_at_onset_years": (9.0, 17.9, 18.0, 49.9, 50.0, 80.0),
    "symptom_duration_months": (0.0, 0.5, 1.0, 1.1, 3.0, 3.1, 40.0),
    "low_rate_decrement_percent": (0.0, 9.9, 10.0, 40.0),
    "cmap_increment_percent": (-10.0, 23.9, 24.0, 59.9, 60.0, 99.9, 100.0, 400.0),
    "weight_loss_percent": (0.0, 4.9, 5.0, 20.0),
    "karnofsky": (0.0, 69.0, 70.0, 100.0),
    "pack_years": (0.0, 0.5, 40.0),
}


class Seen(NamedTuple):
    """What of a result can change: its level, tier, plan and safety messages."""

    level: str
    tier: str | None
    schedule: str | None
    plan: tuple[object, ...]
    safety: frozenset[str]


def seen(result: Assessment) -> Seen:
    screens = tuple((one.months, one.offered) for one in result.schedule)
    lines = frozenset(line.id for line in result.workup)
    return Seen(
        result.suspicion.id,
        result.delta_p.tier,
        result.schedule_rule,
        (lines, screens),
        frozenset(result.safety),
    )


def concluded(content: Content, answers: Mapping[str, Answer]) -> Seen:
    """The same without the outlook, which would try every answer of every patient tried here."""
    given = Consideration(content, read_answers(content, answers), TODAY)
    done = given.conclusions
    chosen = done.schedule()
    lines = {line.id for line, _ in done.advice()} | ({chosen[0].id} if chosen else set())
    tiers = (name for name, slot in done.book.score.tiers.items() if done.holds(slot))
    return Seen(
        done.level().id,
        next(tiers, None),
        chosen[0].id if chosen else None,
        (frozenset(lines), tuple((one.months, one.offered) for one in given.schedule)),
        frozenset(rule.id for rule in content.safety if done.fires(rule.id)),
    )


def changes(before: Seen, after: Seen) -> set[str]:
    """The kinds of change; a caution that comes with another level is that change of level."""
    found = set()
    if after.level != before.level:
        found.add("level")
    elif after.safety != before.safety:
        found.add("safety")
    if after.tier != before.tier:
        found.add("tier")
    if after.plan != before.plan:
        found.add("plan")
    return found


def answers_of(item: Item) -> tuple[Answer, ...]:
    if item.kind == "date":
        return ()
    return NUMBERS[item.id] if item.kind == "number" else item.option_ids


def tried(content: Content, answers: Mapping[str, Answer]) -> Seen | None:
    """What follows, or None where the answers contradict each other and are refused."""
    try:
        return concluded(content, answers)
    except AnswerError:
        return None


def drawn(content: Content, rng: random.Random) -> dict[str, Answer]:
    """A random patient whose answers can be read: from nearly blank to nearly complete."""
    share = rng.choice((0.05, 0.2, 0.5, 0.8, 0.95))
    answers: dict[str, Answer] = {}
    for item in content.checklist.items:
        if (values := answers_of(item)) and rng.random() < share:
            answers[item.id] = rng.choice(values)
    if rng.random() < 0.3:
        answers["lems_established"] = "yes"
    if rng.random() < 0.3:  # a fitting picture, which chance alone seldom draws
        answers |= {"proximal_leg_weakness": "yes", "tendon_reflexes": "absent"}
    return readable(content, answers, rng)


def readable(
    content: Content,
    answers: dict[str, Answer],
    rng: random.Random,
    keep: Mapping[str, Answer] | None = None,
) -> dict[str, Answer]:
    """The same answers, less some of those that contradict each other."""
    while True:
        try:
            read_answers(content, answers)
        except AnswerError as error:
            named = [name for name in answers if repr(name) in str(error)]
            gone = rng.choice([name for name in named if name not in (keep or {})])
            answers = {name: value for name, value in answers.items() if name != gone}
        else:
            return answers


def patients(content: Content) -> Iterator[tuple[random.Random, dict[str, Answer]]]:
    for number in range(HOW_MANY):
        rng = random.Random(number)
        yield rng, drawn(content, rng)


def test_the_numbers_tried_stand_on_both_sides_of_every_limit(content: Content) -> None:
    for leaf in rulebook(content).program.leaves:
        if isinstance(leaf, Measured):
            values = [value for value in NUMBERS[leaf.name] if isinstance(value, float)]
            assert leaf.limit in values
            assert min(values) < leaf.limit or leaf.limit == content.checklist.item(leaf.name).least
            assert max(values) > leaf.limit


def test_what_is_compared_here_is_what_the_result_says(content: Content) -> None:
    for _, answers in patients(content):
        assert concluded(content, answers) == seen(assess(content, answers, today=TODAY))


@pytest.mark.slow
def test_what_to_ask_next_is_what_an_answer_can_change(content: Content) -> None:
    for _, answers in patients(content):
        result = assess(content, answers, today=TODAY)
        before, expected = seen(result), {}
        for name in result.unanswered:
            kinds: set[str] = set()
            for value in answers_of(content.checklist.item(name)):
                if (after := tried(content, {**answers, name: value})) is not None:
                    kinds |= changes(before, after)
            if kinds:
                expected[name] = kinds
        assert {one.item: set(one.changes) for one in result.ask_next} == expected, answers


def test_each_answer_that_is_shown_does_what_is_said_of_it(content: Content) -> None:
    for _, answers in patients(content):
        result = assess(content, answers, today=TODAY)
        for question in result.ask_next:
            assert question.could
            for effect in question.could:
                after = assess(content, {**answers, question.item: effect.answer}, today=TODAY)
                assert changes(seen(result), seen(after)) == set(effect.changes), answers
                assert effect.level == after.suspicion.id
                assert effect.tier == after.delta_p.tier
                assert effect.schedule == after.schedule_rule
                assert set(effect.safety) == set(after.safety) - set(result.safety)


def test_what_changes_most_is_asked_first(content: Content) -> None:
    order = ("safety", "level", "tier", "plan")
    for _, answers in patients(content):
        ranks = [
            order.index(question.changes[0])
            for question in assess(content, answers, today=TODAY).ask_next
        ]
        assert ranks == sorted(ranks), answers


def test_of_what_changes_as_much_the_cheapest_to_find_out_is_asked_first(content: Content) -> None:
    kinds = ("bedside", "laboratory", "imaging")
    costs = {section.id: kinds.index(section.effort) for section in content.checklist.sections}
    met = set()
    for _, answers in patients(content):
        found: dict[str, list[int]] = {}
        for question in assess(content, answers, today=TODAY).ask_next:
            section = content.checklist.item(question.item).section
            found.setdefault(question.changes[0], []).append(costs[section])
        for change, ranks in found.items():
            assert ranks == sorted(ranks), (change, answers)
            met |= {tuple(sorted(set(ranks)))}
    assert (0, 1, 2) in met


def test_what_a_safety_message_hangs_on_is_put_before_the_opening_questions(
    content: Content,
) -> None:
    """Whether the diagnosis is made is not put: who knows it came in by the other door."""
    met, established = 0, content.checklist.roles.established
    for _, answers in patients(content):
        result = assess(content, answers, today=TODAY)
        assert result.next_item != established
        safety = [one.item for one in result.ask_next if one.changes[0] == "safety"]
        urgent = [item for item in safety if item != established]
        if urgent:
            assert result.next_item == urgent[0], answers
            met += result.suspicion.id == content.suspicion.otherwise
    assert met


def completions(content: Content, answers: Mapping[str, Answer]) -> Iterator[Seen]:
    """Every combination of answers to the open points of the score."""
    open_points = [name for name in POINTS if name not in answers]
    child = {"age_at_onset_years": (9.0,)}  # who has another plan
    choices = [(*POINTS[name], *child.get(name, ())) for name in open_points]
    for values in product(*choices):
        answered = {**answers, **dict(zip(open_points, values, strict=True))}
        if (after := tried(content, answered)) is not None:
            yield after


def test_the_branches_are_what_the_open_points_can_lead_to(content: Content) -> None:
    for _, answers in patients(content):
        result = assess(content, answers, today=TODAY)
        after = list(completions(content, answers))
        found = {(one.tier, one.schedule) for one in (seen(result), *after)}
        assert {(one.tier, one.schedule) for one in result.branches} == found, answers
        settled = all(one.plan == seen(result).plan for one in after)
        assert result.schedule_settled == settled, answers


def test_an_open_point_changes_no_plan_while_a_tumour_antibody_sets_the_schedule(
    content: Content,
) -> None:
    two_at_most: dict[str, Answer] = {
        "lems_established": "yes",
        "sox1_antibody": "positive",
        "early_bulbar_involvement": "no",
        "early_erectile_dysfunction": "no",
        "smoking_at_onset": "yes",
        "age_at_onset_years": 40.0,
        "karnofsky": 90.0,
    }
    result = assess(content, two_at_most, today=TODAY)
    assert result.schedule_rule == "T+"
    changing = {one.item: one.changes for one in result.ask_next}
    assert changing["weight_loss_percent"] == ("tier",)
    assert result.schedule_settled


def test_a_settled_plan_holds_whatever_the_missing_answers_are(content: Content) -> None:
    """Scans aside: what they show is what the plan is for."""
    settled = 0
    for rng, answers in patients(content):
        result = assess(content, answers, today=TODAY)
        if not result.plan_settled:
            continue
        settled += 1
        assert result.schedule_settled
        for _ in range(20):
            more = dict(answers)
            share = rng.choice((0.2, 0.6, 1.0))
            for item in content.checklist.items:
                missing = item.id not in answers and item.id not in SCANS
                if missing and answers_of(item) and rng.random() < share:
                    more[item.id] = rng.choice(answers_of(item))
            more = readable(content, more, rng, keep=answers)
            assert concluded(content, more).plan == seen(result).plan, (answers, more)
    assert settled > 0


def test_a_plan_is_settled_though_the_scans_that_it_asks_for_have_no_result_yet(
    content: Content,
) -> None:
    every_point = {name: values[-1] for name, values in POINTS.items()}
    diagnosed = {"lems_established": "yes", "known_cancer": "none", "checkpoint_inhibitor": "no"}
    result = assess(content, {**every_point, **diagnosed}, today=TODAY)
    assert {one.item for one in result.ask_next if "plan" in one.changes} == set(SCANS)
    assert result.plan_settled


@pytest.mark.parametrize(
    ("doubtful", "symptom"),
    [
        ("early_bulbar_involvement", "dysphagia"),
        ("early_erectile_dysfunction", "erectile_dysfunction"),
    ],
)
def test_answers_in_doubt_leave_the_open_points_open(
    content: Content, doubtful: str, symptom: str
) -> None:
    """A patient whose answers are in doubt already can still be asked, and is not yet settled."""
    coherent: dict[str, Answer] = {
        "lems_established": "yes", "symptom_duration_months": 3.0, symptom: "yes",
        "chest_ct": "normal", "fdg_pet": "normal", "known_cancer": "none",
        "sox1_antibody": "negative", "hu_antibody": "negative",
    }  # fmt: skip
    plain = assess(content, {**coherent, doubtful: "yes"}, today=TODAY)
    in_doubt = assess(content, {**coherent, doubtful: "no"}, today=TODAY)
    assert len(in_doubt.branches) > 1
    assert in_doubt.branches == plain.branches
    assert in_doubt.ask_next == plain.ask_next
    assert not in_doubt.plan_settled
    assert not in_doubt.schedule_settled


def test_an_answer_that_would_bring_a_doubt_is_still_asked_for(content: Content) -> None:
    """The time since onset can turn a "not early" into a point, so it stays among the questions."""
    answers: dict[str, Answer] = {
        "lems_established": "yes", "age_at_onset_years": 60.0, "smoking_at_onset": "no",
        "weight_loss_percent": 0.0, "karnofsky": 90.0, "early_erectile_dysfunction": "no",
        "early_bulbar_involvement": "no", "dysphagia": "yes",
    }  # fmt: skip
    result = assess(content, answers, today=TODAY)
    assert result.schedule_rule == "T1"
    changing = {one.item: one for one in result.ask_next}
    early = [one for one in changing["symptom_duration_months"].could if one.answer == 3.0]
    assert [one.schedule for one in early] == ["T2"]
    assert not result.plan_settled
