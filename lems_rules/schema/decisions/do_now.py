"""What to do first: the lines of *Do now*, in one table.

An `Act` says in an imperative what one or more rules ask for, and how soon. The engine picks the
lines that fit a patient; order, urgency and what yields to what stand in the content.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Entry, Wording

Urgency = Literal["now", "this_week", "planned"]
URGENCIES: tuple[Urgency, ...] = ("now", "this_week", "planned")
MOST_WORDS = 9
Place = Literal["overdue_screen", "next_screen", "look_alike"]


def _short(text: str) -> str:
    if (words := len(text.split())) > MOST_WORDS:
        raise ValueError(f"has {words} words; say it in {MOST_WORDS} or fewer")
    return text


class Imperative(Entry):
    """Something to do, in nine words at most, and how soon.

    It is said unless ``when`` is not known to hold, an ``unless`` is, a rule of ``yields_to``
    fires, or one of ``open`` is known already: items and findings, all of them not known yet,
    because their answers are what it asks for.
    """

    text: Wording[str]
    urgency: Urgency
    when: Condition | None = None
    unless: tuple[Condition, ...] = ()
    open: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()

    _is_short = field_validator("text")(_short)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When it is said, and when it is not."""
        return (*(() if self.when is None else (self.when,)), *self.unless)


class Act(Imperative):
    """A line of the table: what one of its ``rules`` asks for while it fires and is not done.

    Of several lines for the same rule the first that fits is said. Instead of rules it can have a
    ``place``: the line of a screen that has a date, or that of a look-alike, which brings its own
    text. ``letters`` are requests, of which the first that is written for the patient goes with it.
    """

    id: str
    text: Wording[str] = ""
    rules: tuple[str, ...] = ()
    place: Place | None = None
    letters: Wording[tuple[str, ...]] = ()

    @model_validator(mode="after")
    def _of_rules_or_a_place(self) -> Act:
        if bool(self.rules) == (self.place is not None):
            raise ValueError("write either `rules` or `place`")
        if bool(self.text) == (self.place == "look_alike"):
            raise ValueError("write a `text`, except for `place: look_alike`, which has its own")
        return self


class DoNow(Entry):
    """At most ``most`` lines for a patient, of these ``acts`` in their order, by urgency.

    ``undated`` says when the next screen comes while it has no date, by what the date waits for.
    ``otherwise`` is the line where there is no other; ``{label}`` in it is the next question, and
    ``at_last`` is said where there is none to ask.
    ``untold`` are the advice that asks for nothing of its own.
    """

    most: int = Field(5, ge=1)
    acts: tuple[Act, ...] = ()
    undated: Wording[dict[str, str]] = Field(default_factory=dict)
    otherwise: Wording[str] = ""
    at_last: Wording[str] = ""
    untold: Wording[tuple[str, ...]] = ()
