from __future__ import annotations

import pytest
from pydantic import ValidationError

from lems_rules.logic.condition import (
    AllOf,
    AnyOf,
    AtLeast,
    Chosen,
    Condition,
    FirstKnown,
    Measured,
    Named,
    Not,
    holds_for,
    kind_of,
    leaves,
    read_leaf,
    walk,
)
from tests.support.builders import CONDITION, condition


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("ptosis", Named(name="ptosis")),
        ("  ptosis ", Named(name="ptosis")),
        ("sox1_antibody", Named(name="sox1_antibody")),
        ("first_site is ocular", Chosen(name="first_site", options=("ocular",))),
        (
            "tendon_reflexes is reduced or absent",
            Chosen(name="tendon_reflexes", options=("reduced", "absent")),
        ),
        ("age >= 50", Measured(name="age", op=">=", limit=50)),
        ("age > 50", Measured(name="age", op=">", limit=50)),
        ("age <= 50", Measured(name="age", op="<=", limit=50)),
        ("age < 17.5", Measured(name="age", op="<", limit=17.5)),
        ("change >= -20", Measured(name="change", op=">=", limit=-20)),
    ],
)
def test_a_leaf_is_read_from_one_line(line: str, read: Condition) -> None:
    assert condition(line) == read


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Ptosis",
        "1st_site is legs",
        "age >=",
        "age >= fifty",
        "age == 50",
        "age = 50",
        "age >= 5 %",
        "age >= 50.",
        "age >= 1e3",
        "age >= nan",
        "reflexes is",
        "reflexes is reduced or",
        "reflexes is reduced and absent",
        "reflexes is reduced, absent",
        "not ptosis",
        "ptosis and diplopia",
        "ptosis\ndiplopia",
        "age  >= 50",
    ],
)
def test_a_line_of_another_form_is_refused_with_the_three_forms(line: str) -> None:
    with pytest.raises(ValueError, match="write 'item', 'item is option' or 'item >= 50'") as error:
        read_leaf(line)
    assert repr(line) in str(error.value)


def test_anything_but_a_line_is_left_for_the_mapping_forms() -> None:
    assert read_leaf({"all_of": ["ptosis"]}) == {"all_of": ["ptosis"]}


@pytest.mark.parametrize(
    ("source", "read"),
    [
        ({"all_of": ["a", "b"]}, AllOf(all_of=(Named(name="a"), Named(name="b")))),
        ({"any_of": ["a"]}, AnyOf(any_of=(Named(name="a"),))),
        ({"at_least": 1, "of": ["a"]}, AtLeast(at_least=1, of=(Named(name="a"),))),
        ({"not": "a"}, Not.model_validate({"not": Named(name="a")})),
        (
            {"first_known": ["a >= 1", "b"]},
            FirstKnown(first_known=(Measured(name="a", op=">=", limit=1), Named(name="b"))),
        ),
        ({"name": "a"}, Named(name="a")),
        ({"name": "a", "options": ["x"]}, Chosen(name="a", options=("x",))),
        ({"name": "a", "op": "<", "limit": 2}, Measured(name="a", op="<", limit=2)),
    ],
)
def test_a_mapping_is_known_by_its_telling_key(source: object, read: Condition) -> None:
    assert condition(source) == read


@pytest.mark.parametrize("source", [{"all": ["a"]}, {"none_of": ["a"]}, {}, 5, None, True, ["a"]])
def test_anything_else_is_refused_with_one_message(source: object) -> None:
    with pytest.raises(ValidationError) as error:
        condition(source)
    assert [one["msg"] for one in error.value.errors()] == [
        "write a leaf, all_of, any_of, at_least, not or first_known"
    ]


@pytest.mark.parametrize(
    "source",
    [
        {"all_of": []},
        {"any_of": []},
        {"all_of": "a"},
        {"all_of": ["a"], "any_of": ["b"]},
        {"at_least": 0, "of": ["a"]},
        {"at_least": -1, "of": ["a"]},
        {"at_least": 1.5, "of": ["a"]},
        {"at_least": 1, "of": []},
        {"at_least": 1},
        {"not": ["a"]},
        {"not": "a", "when": "b"},
        {"first_known": ["a"]},
        {"name": "a", "options": []},
        {"name": "a", "op": "==", "limit": 2},
        {"name": "a", "op": ">=", "limit": "many"},
        {"all_of": ["a", {"any_of": ["b", "not c"]}]},
    ],
)
def test_a_misshapen_condition_is_refused(source: object) -> None:
    with pytest.raises(ValidationError):
        condition(source)


def test_one_mistake_deep_inside_gives_one_error_and_says_where() -> None:
    with pytest.raises(ValidationError) as error:
        condition({"all_of": ["a", {"any_of": ["b", "C"]}]})
    (only,) = error.value.errors()
    assert 1 in only["loc"]
    assert "cannot read 'C'" in only["msg"]


def test_a_condition_tells_its_kind_when_read_already() -> None:
    assert kind_of(condition({"not": "a"})) == "not"
    assert kind_of(condition("a is x")) == "chosen"
    assert kind_of("a") is None


def test_a_condition_that_was_read_can_stand_inside_another() -> None:
    inner = condition("a is x")
    assert condition({"all_of": [inner, "b"]}) == condition({"all_of": ["a is x", "b"]})


def test_equal_conditions_are_one_key() -> None:
    nested = {"all_of": ["a", {"not": "b >= 2"}]}
    assert {condition(nested): "seen"}[condition(nested)] == "seen"


def test_a_condition_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        condition("a").name = "b"  # type: ignore[misc, union-attr]


def test_walk_goes_from_the_outside_in_and_leaves_keeps_the_written_order() -> None:
    whole = condition(
        {
            "any_of": [
                {"not": "a"},
                {"at_least": 1, "of": ["b is x", "c > 1"]},
                {"first_known": ["d", "a"]},
            ]
        }
    )
    assert [type(node).__name__ for node in walk(whole)] == [
        "AnyOf", "Not", "Named", "AtLeast", "Chosen", "Measured", "FirstKnown", "Named", "Named",
    ]  # fmt: skip
    assert [leaf.name for leaf in leaves(whole)] == ["a", "b", "c", "d", "a"]


@pytest.mark.parametrize(
    ("line", "value", "holds"),
    [
        ("a", "yes", True),
        ("a", "no", False),
        ("a is x or y", "y", True),
        ("a is x or y", "z", False),
        ("a >= 5", 5.0, True),
        ("a >= 5", 4.9, False),
        ("a > 5", 5.1, True),
        ("a > 5", 5, False),
        ("a <= 5", 5, True),
        ("a <= 5", 5.1, False),
        ("a < 5", 4.9, True),
        ("a < 5", 5.0, False),
    ],
)
def test_an_answer_satisfies_a_leaf_or_not(line: str, value: object, holds: bool) -> None:
    leaf = condition(line)
    assert holds_for(leaf, value) is holds  # type: ignore[arg-type]


def test_a_word_is_never_compared_with_a_limit() -> None:
    with pytest.raises(TypeError, match="age is compared with a number, but was answered 'old'"):
        holds_for(Measured(name="age", op=">", limit=5), "old")


def test_the_schema_names_all_eight_kinds() -> None:
    kinds = {"Named", "Chosen", "Measured", "AllOf", "AnyOf", "AtLeast", "Not", "FirstKnown"}
    assert kinds <= set(CONDITION.json_schema()["$defs"])
