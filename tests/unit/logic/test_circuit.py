from __future__ import annotations

from itertools import permutations, product

import pytest

from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.condition import Leaf
from lems_rules.logic.program import Program, Verdict
from tests.support.builders import answered, condition, verdict_on

YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN


def slots_for(circuit: Circuit, *names: str) -> list[int]:
    return [circuit.add(condition(name)).slot for name in names]


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_all_of_and_any_of_follow_strong_kleene_logic(
    a: Verdict, b: Verdict, both: Verdict, either: Verdict
) -> None:
    for first, second in ((a, b), (b, a)):
        given = answered(a=first, b=second)
        assert verdict_on({"all_of": ["a", "b"]}, given) is both
        assert verdict_on({"any_of": ["a", "b"]}, given) is either


def test_what_nobody_knows_is_unknown_to_all_and_never_fires() -> None:
    circuit = Circuit()
    unknown = circuit.unknown()
    fired = circuit.fires(unknown, ())
    truths = circuit.build().of_many([{}, {"a": "yes"}])
    assert [truths.verdict(unknown, patient) for patient in (0, 1)] == [UNKNOWN, UNKNOWN]
    assert [truths.verdict(fired, patient) for patient in (0, 1)] == [NO, NO]


@pytest.mark.parametrize(("a", "denied"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_not_turns_yes_and_no_round_and_leaves_unknown(a: Verdict, denied: Verdict) -> None:
    assert verdict_on({"not": "a"}, answered(a=a)) is denied
    assert verdict_on({"not": {"not": "a"}}, answered(a=a)) is a


@pytest.mark.parametrize(
    ("best", "second", "known"),
    [
        (YES, YES, YES),
        (YES, NO, YES),
        (YES, UNKNOWN, YES),
        (NO, YES, NO),
        (NO, NO, NO),
        (NO, UNKNOWN, NO),
        (UNKNOWN, YES, YES),
        (UNKNOWN, NO, NO),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_first_known_takes_the_best_way_that_is_known(
    best: Verdict, second: Verdict, known: Verdict
) -> None:
    assert verdict_on({"first_known": ["a", "b"]}, answered(a=best, b=second)) is known


@pytest.mark.parametrize("verdicts", list(product(Verdict, repeat=3)))
def test_first_known_of_three_ways(verdicts: tuple[Verdict, ...]) -> None:
    expected = next((one for one in verdicts if one is not UNKNOWN), UNKNOWN)
    given = answered(a=verdicts[0], b=verdicts[1], c=verdicts[2])
    assert verdict_on({"first_known": ["a", "b", "c"]}, given) is expected


@pytest.mark.parametrize(
    ("parts", "one", "two", "three"),
    [
        ((YES, YES, YES), YES, YES, YES),
        ((YES, YES, NO), YES, YES, NO),
        ((YES, YES, UNKNOWN), YES, YES, UNKNOWN),
        ((YES, NO, NO), YES, NO, NO),
        ((YES, NO, UNKNOWN), YES, UNKNOWN, NO),
        ((YES, UNKNOWN, UNKNOWN), YES, UNKNOWN, UNKNOWN),
        ((NO, NO, NO), NO, NO, NO),
        ((NO, NO, UNKNOWN), UNKNOWN, NO, NO),
        ((NO, UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN, NO),
        ((UNKNOWN, UNKNOWN, UNKNOWN), UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_at_least_counts_what_is_known_in_any_order(
    parts: tuple[Verdict, ...], one: Verdict, two: Verdict, three: Verdict
) -> None:
    for a, b, c in permutations(parts):
        given = answered(a=a, b=b, c=c)
        for needed, expected in enumerate((one, two, three), start=1):
            assert verdict_on({"at_least": needed, "of": ["a", "b", "c"]}, given) is expected


def test_more_than_there_are_can_never_be_reached() -> None:
    assert verdict_on({"at_least": 3, "of": ["a", "b"]}, answered(a=YES, b=UNKNOWN)) is NO


def test_a_part_that_stands_twice_counts_twice() -> None:
    assert verdict_on({"at_least": 2, "of": ["a", "a"]}, answered(a=YES)) is YES


@pytest.mark.parametrize(
    ("yes_side", "no_side", "verdict"),
    [
        (YES, YES, YES),
        (YES, NO, YES),
        (YES, UNKNOWN, YES),
        (NO, YES, NO),
        (NO, NO, UNKNOWN),
        (NO, UNKNOWN, UNKNOWN),
        (UNKNOWN, YES, NO),
        (UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_of_two_sides_a_sure_yes_counts_first_and_then_a_sure_no(
    yes_side: Verdict, no_side: Verdict, verdict: Verdict
) -> None:
    circuit = Circuit()
    slot = circuit.two_sided(*slots_for(circuit, "a", "b"))
    truths = circuit.build().of_one(answered(a=yes_side, b=no_side))
    assert truths.verdict(slot) is verdict


@pytest.mark.parametrize(
    ("when", "unless", "fires"),
    [
        (YES, YES, NO),
        (YES, NO, YES),
        (YES, UNKNOWN, YES),
        (NO, YES, NO),
        (NO, NO, NO),
        (NO, UNKNOWN, NO),
        (UNKNOWN, YES, NO),
        (UNKNOWN, NO, NO),
        (UNKNOWN, UNKNOWN, NO),
    ],
)
def test_a_rule_fires_when_it_is_known_to_hold_and_nothing_known_stops_it(
    when: Verdict, unless: Verdict, fires: Verdict
) -> None:
    circuit = Circuit()
    a, b = slots_for(circuit, "a", "b")
    slot = circuit.fires(a, [b])
    assert circuit.build().of_one(answered(a=when, b=unless)).verdict(slot) is fires


@pytest.mark.parametrize(("when", "fires"), [(YES, YES), (NO, NO), (UNKNOWN, NO)])
def test_a_rule_without_unless_fires_when_it_is_known_to_hold(
    when: Verdict, fires: Verdict
) -> None:
    circuit = Circuit()
    (when_slot,) = slots_for(circuit, "a")
    slot = circuit.fires(when_slot, [])
    assert circuit.build().of_one(answered(a=when)).verdict(slot) is fires


def test_each_of_several_stops_is_enough() -> None:
    circuit = Circuit()
    when, *stops = slots_for(circuit, "a", "b", "c")
    slot = circuit.fires(when, stops)
    program = circuit.build()
    assert program.of_one(answered(a=YES)).verdict(slot) is YES
    assert program.of_one(answered(a=YES, b=YES)).verdict(slot) is NO
    assert program.of_one(answered(a=YES, c=YES)).verdict(slot) is NO


@pytest.mark.parametrize(
    ("a", "b", "c", "winner"),
    [
        (YES, YES, YES, 0),
        (YES, NO, YES, 0),
        (NO, YES, YES, 1),
        (UNKNOWN, YES, NO, 1),
        (NO, UNKNOWN, YES, 2),
        (UNKNOWN, UNKNOWN, UNKNOWN, None),
        (NO, NO, NO, None),
    ],
)
def test_the_first_rule_that_fires_wins_and_no_other(
    a: Verdict, b: Verdict, c: Verdict, winner: int | None
) -> None:
    circuit = Circuit()
    decisions = [circuit.fires(slot, []) for slot in slots_for(circuit, "a", "b", "c")]
    winners, silent = circuit.first_of(decisions), circuit.none_of(decisions)
    truths = circuit.build().of_one(answered(a=a, b=b, c=c))
    assert [truths.verdict(slot) for slot in winners] == [
        YES if i == winner else NO for i in range(3)
    ]
    assert truths.verdict(silent) is (YES if winner is None else NO)


def test_a_verdict_refuses_to_be_true_or_false() -> None:
    for verdict in Verdict:
        with pytest.raises(TypeError, match="unknown is neither true nor false"):
            bool(verdict)


def test_equal_conditions_share_their_place() -> None:
    circuit = Circuit()
    nested = {"all_of": ["a", {"any_of": ["b is x", "c > 1"]}]}
    assert circuit.add(condition(nested)).slot == circuit.add(condition(nested)).slot
    assert len(circuit.build().leaves) == 3


def test_one_item_can_be_read_by_several_leaves() -> None:
    source = {"all_of": ["age >= 18", "age < 50"]}
    assert verdict_on(source, {"age": 18.0}) is YES
    assert verdict_on(source, {"age": 50.0}) is NO
    assert verdict_on(source, {}) is UNKNOWN


def test_answers_that_nothing_reads_change_nothing() -> None:
    assert verdict_on("a", {"b": "yes"}) is UNKNOWN


def test_a_name_can_stand_for_something_that_was_worked_out() -> None:
    found: dict[str, Part] = {}
    circuit = Circuit(lambda leaf: found.get(leaf.name))
    found["ocular"] = circuit.add(condition({"any_of": ["ptosis", "diplopia"]}))
    part = circuit.add(condition({"not": "ocular"}))
    program = circuit.build()
    assert {leaf.name for leaf in program.leaves} == {"ptosis", "diplopia"}
    assert program.of_one({"ptosis": "yes"}).verdict(part.slot) is NO
    assert program.of_one({"ptosis": "no"}).verdict(part.slot) is UNKNOWN
    assert part.parts[0].parts == (found["ocular"],)


def test_thresholds_on_the_same_parts_find_the_patients_of_whom_enough_hold() -> None:
    circuit = Circuit()
    slots = slots_for(circuit, "a", "b", "c")
    reached = [circuit.at_least(needed, slots) for needed in (3, 1, 4, 2)]
    sets = {"a": (0b0111, 0b0111), "b": (0b0011, 0b1011), "c": (0b0101, 0b1101)}
    truths = circuit.build().of_sets(lambda leaf: sets[leaf.name], 0b1111)
    assert [truths.sure[slot] for slot in reached] == [0b0001, 0b0111, 0, 0b0111]
    assert [truths.possible[slot] for slot in reached] == [0b0001, 0b1111, 0, 0b1111]


def test_many_patients_are_asked_in_one_pass() -> None:
    circuit = Circuit()
    slot = circuit.add(condition({"any_of": ["a", "b >= 2"]})).slot
    rows: list[dict[str, object]] = [
        {"a": "yes"},
        {"a": "no"},
        {"a": "no", "b": 1.0},
        {},
        {"b": 2.0},
    ]
    truths = circuit.build().of_many(rows)
    assert [truths.verdict(slot, i) for i in range(5)] == [YES, UNKNOWN, NO, UNKNOWN, YES]


def test_nobody_can_be_asked_too() -> None:
    circuit = Circuit()
    slot = circuit.add(condition({"not": "a"})).slot
    truths = circuit.build().of_many([])
    assert (truths.sure[slot], truths.possible[slot], truths.everyone) == (0, 0, 0)


def test_sets_of_patients_can_be_given_for_each_leaf() -> None:
    circuit = Circuit()
    slot = circuit.add(condition({"all_of": ["a", "b"]})).slot
    known = {"a": (0b011, 0b111), "b": (0b001, 0b011)}

    def truth_of(leaf: Leaf) -> tuple[int, int]:
        return known[leaf.name]

    truths = circuit.build().of_sets(truth_of, 0b111)
    assert [truths.verdict(slot, i) for i in range(3)] == [YES, UNKNOWN, NO]


def test_a_program_without_conditions_answers_nothing() -> None:
    program: Program = Circuit().build()
    truths = program.of_one({"a": "yes"})
    assert truths.sure == ()
    assert truths.possible == ()
