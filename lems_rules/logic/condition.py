"""The condition tree: what a rule asks of the checklist, as data.

A leaf is written on one line, ``cmap_increment_percent >= 60``,
``tendon_reflexes is reduced or absent`` or just ``ptosis``; everything else is a mapping
with one telling key: ``all_of``, ``any_of``, ``at_least``, ``not`` or ``first_known``.
There are eight kinds and no more, so that one evaluator can know them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag


class Node(BaseModel):
    """Any condition: a leaf that reads one answer, or a compound of other conditions."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions this one is made of; a leaf has none."""
        return ()


class Leaf(Node):
    """A condition that reads one named thing."""

    name: str


class Named(Leaf):
    """A yes/no item of the checklist answered yes, or a finding that holds."""


class Chosen(Leaf):
    """An item answered with one of some options."""

    options: tuple[str, ...] = Field(min_length=1)


class Measured(Leaf):
    """An item answered with a number, against a limit in the item's own unit."""

    op: Literal[">=", ">", "<=", "<"]
    limit: float


class AllOf(Node):
    """Holds when every part holds."""

    all_of: tuple[Condition, ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions that must all hold."""
        return self.all_of


class AnyOf(Node):
    """Holds when one part or more holds."""

    any_of: tuple[Condition, ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions of which one is enough."""
        return self.any_of


class AtLeast(Node):
    """Holds when a number of the parts, or more, hold."""

    at_least: int = Field(ge=1)
    of: tuple[Condition, ...] = Field(min_length=1)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conditions that are counted."""
        return self.of


class Not(Node):
    """Holds when its part is known not to hold."""

    not_: Condition = Field(alias="not")

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The one condition that is denied."""
        return (self.not_,)


class FirstKnown(Node):
    """Several ways of knowing one thing, best first; the first that is known counts."""

    first_known: tuple[Condition, ...] = Field(min_length=2)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The ways of knowing, best first."""
        return self.first_known


_LEAF = re.compile(
    r"(?P<name>[a-z]\w*)"
    r"(?: (?P<op>>=|>|<=|<) (?P<limit>-?\d+(?:\.\d+)?)| is (?P<options>[a-z]\w*(?: or [a-z]\w*)*))?"
)


def read_leaf(source: object) -> object:
    """Turn the one-line form into its mapping; leave anything but a string alone.

    Raises:
        ValueError: the line is none of the three leaf forms.
    """
    if not isinstance(source, str):
        return source
    if (found := _LEAF.fullmatch(source.strip())) is None:
        raise ValueError(f"cannot read {source!r}: write 'item', 'item is option' or 'item >= 50'")
    name, op, limit, options = found.group("name", "op", "limit", "options")
    if op is not None:
        return {"name": name, "op": op, "limit": limit}
    if options is not None:
        return {"name": name, "options": options.split(" or ")}
    return {"name": name}


_TELLING_KEYS = {
    "options": "chosen",
    "op": "measured",
    "name": "named",
    "all_of": "all_of",
    "any_of": "any_of",
    "at_least": "at_least",
    "not": "not",
    "not_": "not",
    "first_known": "first_known",
}


def kind_of(source: object) -> str | None:
    """Tell the kinds apart by the key only one of them has."""
    match source:
        case dict():
            keys = set(source)
        case Node():
            keys = set(type(source).model_fields)
        case _:
            return None
    return next((kind for key, kind in _TELLING_KEYS.items() if key in keys), None)


# A callable discriminator gives one error for one mistake; a plain union would give a dozen.
Condition = Annotated[
    Annotated[Named, Tag("named")]
    | Annotated[Chosen, Tag("chosen")]
    | Annotated[Measured, Tag("measured")]
    | Annotated[AllOf, Tag("all_of")]
    | Annotated[AnyOf, Tag("any_of")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Not, Tag("not")]
    | Annotated[FirstKnown, Tag("first_known")],
    Discriminator(
        kind_of,
        custom_error_type="condition_kind",
        custom_error_message="write a leaf, all_of, any_of, at_least, not or first_known",
    ),
    BeforeValidator(read_leaf),
]
for _compound in (AllOf, AnyOf, AtLeast, Not, FirstKnown):
    _compound.model_rebuild()


def walk(condition: Condition) -> Iterator[Condition]:
    """The condition and everything inside it, outermost first."""
    yield condition
    for part in condition.parts:
        yield from walk(part)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every leaf of the condition, in the order written."""
    return (node for node in walk(condition) if isinstance(node, Leaf))


def holds_for(leaf: Leaf, value: object) -> bool:
    """Whether an answer that was given satisfies the leaf (three-valued logic starts above this).

    Raises:
        TypeError: the answer is of another kind than the leaf asks for.
    """
    match leaf:
        case Chosen():
            return value in leaf.options
        case Measured():
            if not isinstance(value, int | float):
                raise TypeError(
                    f"{leaf.name} is compared with a number, but was answered {value!r}"
                )
            match leaf.op:
                case ">=":
                    return value >= leaf.limit
                case ">":
                    return value > leaf.limit
                case "<=":
                    return value <= leaf.limit
                case _:
                    return value < leaf.limit
        case _:
            return value == "yes"
