"""The questions of the checklist, drawn and answered in the browser.

One component instead of a widget per question: a click sends all answers at once. It is drawn once;
what carries the answers is a second, empty one, so that Streamlit has next to nothing to redraw.
What the browser reports is raw: the checklist decides what it can use.
"""

from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NotRequired, TypedDict

import streamlit as st

from views.components import reported


@dataclass(frozen=True)
class Held:
    """The answers as entered, by item why a question was left open, and what a record answered."""

    answers: Mapping[str, Any]
    reasons: Mapping[str, Any]
    marks: Mapping[str, Any] = field(default_factory=dict)


REQUIRED_WORDS = (
    "first_step",  # the first step in the row of sections
    "next",  # the button below the first questions
    "next_title",  # heading of the questions that followed
    "next_none",  # when no further question can change anything
    "specialist",  # when only specialist tests are left to ask about; the names of what waits
    "specialist_open",  # the button beside it
    "waits",  # the fold of a section: "{count} questions on {what} wait ..."
    "unit",  # name of the choice of a unit
    "pair",  # a unit that takes two numbers: "{unit}, before and after"
    "before",  # name of the first of two numbers
    "after",  # name of the second
    "worksheet",  # the button beside the increment
    "yes",
    "no",
    "hint",  # one line above the questions: the round mark says why; press again to clear
    "why",  # name of the round mark
    "why_asked",  # said before the reason
    "stored",  # what is kept of something typed in another unit: "Kept as: {stored}."
    "if_yes",  # "Yes:"
    "if_no",  # "No:"
    "range",  # "Between {least} and {most} {unit}."
    "sources",  # "Sources:"
    "steps",  # name of the row of sections
    "count",  # "{answered} of {shown}"
    "clear",  # name of the cross in a filled number or date
    "open_because",  # name of the row of reasons under the round mark
    "left_open",  # "Left open: {reason}."
    "refused",  # said before a problem to a screen reader: "Not used:"
    "check",  # said before a warning to a screen reader: "Please check:"
    "date_incomplete",  # shown at a date that was typed in part
    "restored",  # "Your answers were restored in this tab."
    "dismiss",  # name of the cross beside it
    "from_record",  # above the questions while an answer is one of a record
    "from_record_clear",  # the button that takes all of those back
    "unmark",  # the button at one of them
    "to_so_far",  # link in the slim bar of narrow screens
    "onward",  # name of the ways on
)


class Option(TypedDict):
    """One answer of a choice."""

    id: str
    label: str


class Why(Option):
    """Why a question is left open; `on_card` is its name where it stands beside the answers."""

    on_card: str | None


class Unit(TypedDict):
    """Another unit a number can be typed in; a `pair` is two numbers, before and after."""

    unit: str
    pair: bool


class Term(TypedDict):
    """A technical word and what it means."""

    term: str
    says: str


Marked = tuple[str, str | None]  # a part of a text, and the id of the term that it is


class Source(TypedDict):
    """Where the reason for asking comes from."""

    text: str
    href: str | None


class Question(TypedDict):
    """One question in the words it is shown in."""

    id: str
    kind: Literal["yn", "choice", "number", "date"]
    ask: str
    why: str
    if_yes: NotRequired[str | None]
    if_no: NotRequired[str | None]
    help: NotRequired[str | None]
    sources: NotRequired[list[Source]]
    options: NotRequired[list[Option]]
    unit: NotRequired[str | None]
    units: NotRequired[list[Unit]]
    specialist: NotRequired[bool]
    least: NotRequired[float | None]
    most: NotRequired[float | None]
    whole: NotRequired[bool]


class Group(TypedDict):
    """Questions on one card."""

    title: str | None
    items: list[Question]


class Section(TypedDict):
    """One step of the checklist."""

    id: str
    title: str
    intro: str
    waits: str | None
    groups: list[Group]


class First(TypedDict):
    """The questions that are asked first."""

    title: str
    items: list[str]


class Way(TypedDict):
    """A way to another page, by its path."""

    page: str
    text: str


@dataclass(frozen=True)
class QuestionsView:
    """What is asked. What is shown and said at each question comes with `views.state.now`.

    `first` is the first screen; `marked` are the texts with technical words, cut at these, which
    `terms` defines. `worksheet` is the question that the worksheet belongs to. `onward` are the
    ways on below the last question.
    """

    sections: tuple[Section, ...]
    words: Mapping[str, str]
    first: First
    terms: Mapping[str, Term]
    marked: Mapping[str, list[Marked]]
    worksheet: str
    reasons: tuple[Why, ...]
    onward: tuple[Way, ...]


_PARTS = Path(__file__).parent


def _read(*names: str) -> str:
    return "\n".join((_PARTS / name).read_text(encoding="utf-8") for name in names)


# In the light DOM, so that links such as #q-ptosis find their question from anywhere on the page.
_draw = st.components.v2.component(
    "lems_questions",
    html='<div class="qs-root"></div>\n',
    css=_read("questions.css", "bar.css", "question.css"),
    js=_read(
        "elements.js",
        "entry.js",
        "question.js",
        "drawing.js",
        "steps.js",
        "first.js",
        "copy.js",
        "board.js",
        "questions.js",
    ),
    isolate_styles=False,
)


_exchange = st.components.v2.component(
    "lems_exchange",
    html="<span hidden></span>\n",
    js=reported.REPORT + _read("exchange.js"),
)


def questions(view: QuestionsView, *, key: str) -> None:
    """Show the questions; a page that does also calls `exchange`."""
    _draw(
        key=key,
        data={
            "sections": view.sections,
            "words": {name: view.words[name] for name in REQUIRED_WORDS},
            "first": view.first,
            "terms": view.terms,
            "marked": view.marked,
            "worksheet": view.worksheet,
            "reasons": view.reasons,
            "onward": view.onward,
        },
    )


def exchange(held: Held, epoch: int, *, key: str, on_change: Callable[[], None]) -> None:
    """Carry the answers; `on_change` runs before the script when one has changed.

    `held` counts only when `epoch` has risen: otherwise the browser knows better.
    """
    data = {
        "answers": dict(held.answers),
        "reasons": dict(held.reasons),
        "marks": dict(held.marks),
        "epoch": epoch,
    }
    _exchange(key=key, data=data, on_given_change=on_change)


def answered(key: str, known: Container[str]) -> tuple[Held, str | None]:
    """What the browser last reported that it holds of known questions; the one answered last."""
    given = _given(key)
    held = Held(
        reported.answers(given.get("answers"), known),
        reported.names(given.get("reasons"), known),
        reported.marks(given.get("marks"), known),
    )
    return held, reported.one_of(given.get("last"), known)


def reported_epoch(key: str) -> int | None:
    """The epoch those answers belong to: an older one than the server's is to be ignored."""
    return reported.count(_given(key).get("epoch"))


def _given(key: str) -> Mapping[str, object]:
    return reported.mapping(reported.part(key, "given"))
