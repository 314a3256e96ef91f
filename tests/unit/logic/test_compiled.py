from __future__ import annotations

from lems_rules.logic.circuit import Circuit, Part
from lems_rules.logic.compiled import Compiled
from tests.support.builders import condition


def test_conditions_are_found_again_by_their_keys_also_where_they_are_equal() -> None:
    compiled = Compiled.of(
        {("one", 0): condition("a"), ("two", 0): condition("a"), ("two", 1): condition("b is x")}
    )
    assert compiled.held({"a": "yes"}) == {("one", 0), ("two", 0)}
    assert compiled.held({"a": "no", "b": "x"}) == {("two", 1)}


def test_what_is_not_known_to_hold_is_not_held() -> None:
    compiled = Compiled.of({"not": condition({"not": "a"}), "either": condition({"any_of": ["a"]})})
    assert compiled.held({}) == set()


def test_a_part_of_the_circuit_is_only_given_its_key() -> None:
    circuit = Circuit()
    part = circuit.add(condition("a"))
    decision = Part(circuit.fires(part.slot, [circuit.add(condition("b")).slot]), None)
    compiled = Compiled.of({"decision": decision, "stop": condition("b")}, circuit)
    assert compiled.parts["decision"] is decision
    assert compiled.held({"a": "yes"}) == {"decision"}
    assert compiled.held({"a": "yes", "b": "yes"}) == {"stop"}
