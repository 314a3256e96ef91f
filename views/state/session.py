"""The answers of this sitting, in one object of the session; nothing leaves it but downloads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lems_rules import load_content
from lems_rules.exports.catalogue import FORMATS, Export, export_of
from lems_rules.intake.document import MOST_NOTES, read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import Reasons, read_reasons
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.checklist import Reading
from lems_rules.wording.presenter import Presenter
from views.components.questions import Held, answered, reported_epoch

ANSWERS = "exchange"
NOTES = "notes"
DOOR = "door"
DOORS = ("could", "diagnosed")
File = TypeVar("File", str, bytes)


@st.cache_resource
def content() -> Content:
    """The shipped content, read and checked once for all sessions."""
    return load_content()


@st.cache_resource
def presenter() -> Presenter:
    """Turns conclusions into words."""
    return Presenter(content())


def raw_answers() -> dict[str, Any]:
    """The answers as entered, wrong and contradictory ones included."""
    return dict(st.session_state.get("answers", {}))


def raw_reasons() -> dict[str, Any]:
    """Why questions were left open, as entered."""
    return dict(st.session_state.get("reasons", {}))


def last_item() -> str | None:
    """The item that was answered last."""
    last = st.session_state.get("last")
    return last if isinstance(last, str) else None


def epoch() -> int:
    """How often the answers were replaced as a whole, by a draft or a fresh start."""
    return int(st.session_state.get("epoch", 0))


def base() -> Held:
    """What was held when it was last replaced as a whole.

    The browser holds what came since; handing this down unchanged keeps its message unchanged too.
    """
    kept: Held = st.session_state.get("base", Held({}, {}))
    return kept


def take_answers() -> None:
    """Keep what the questions component now holds, unless it speaks of answers since replaced."""
    if reported_epoch(ANSWERS) not in (None, epoch()):
        return
    held, last = answered(ANSWERS)
    st.session_state["answers"] = dict(held.answers)
    st.session_state["reasons"] = dict(held.reasons)
    st.session_state["last"] = last


def replace_answers(
    answers: Mapping[str, object], reasons: Mapping[str, object] | None = None
) -> None:
    """Put other answers in the place of all that was entered, and with them these reasons."""
    st.session_state["answers"] = dict(answers)
    st.session_state["reasons"] = dict(reasons or {})
    st.session_state["last"] = None
    show_again()


def amend_answers(answers: Mapping[str, object]) -> None:
    """Put changed answers in the place of those before; why the rest is open still holds."""
    replace_answers(answers, {k: why for k, why in raw_reasons().items() if k not in answers})


def show_again() -> None:
    """Hand the answers to a questions component that has just been put on the page."""
    st.session_state["base"] = Held(raw_answers(), raw_reasons())
    st.session_state["epoch"] = epoch() + 1


def notes() -> str:
    """The free text that goes with the summary."""
    return str(st.session_state.get(NOTES) or "")[:MOST_NOTES]


def today() -> date:
    """Today where the reader is, so that no date shifts overnight."""
    try:
        return datetime.now(ZoneInfo(st.context.timezone or "")).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return date.today()


def reading() -> Reading:
    """The answers that can be used, and what was set aside and why."""
    return sort_out_answers(content(), raw_answers())


def reasons() -> Reasons:
    """Why questions were left open, as far as it can be used."""
    return read_reasons(content(), raw_reasons(), raw_answers()).reasons


def consideration() -> Consideration:
    """The patient as entered so far."""
    return Consideration(content(), reading().answers, today())


@dataclass
class Sitting:
    """What a download is made of: a button's file is built where no session is known."""

    answers: dict[str, Any]
    reasons: dict[str, Any]
    notes: str
    today: date


def download(build: Callable[[Sitting], File]) -> Callable[[], File]:
    """``build`` for a download button: called at the click, with the sitting as it is then."""
    return partial(build, keep_sitting())


def keep_sitting() -> Sitting:
    """The session's one sitting object, brought up to date; called wherever answers can change."""
    now = Sitting(raw_answers(), raw_reasons(), notes(), today())
    kept: Sitting = st.session_state.setdefault("sitting", now)
    kept.answers, kept.reasons = now.answers, now.reasons
    kept.notes, kept.today = now.notes, now.today
    return kept


def in_format(format_id: str) -> Callable[[Sitting], bytes]:
    """What makes the file of this format of a sitting."""
    return partial(_built, format_id)


def as_json(sitting: Sitting) -> str:
    """The draft: the answers, what was set aside, and the result."""
    return _built("json", sitting).decode()


def _built(format_id: str, sitting: Sitting) -> bytes:
    return FORMATS[format_id].build(_export(sitting))


def _export(sitting: Sitting) -> Export:
    used = sort_out_answers(content(), sitting.answers)
    aside = {name: value for name, value in sitting.answers.items() if name not in used.answers}
    given = Consideration(content(), used.answers, sitting.today)
    reasons = read_reasons(content(), sitting.reasons, sitting.answers).reasons
    return export_of(given, sitting.notes, aside, used.problems, reasons)


@dataclass(frozen=True)
class Loaded:
    """What there is to say about a draft that was loaded.

    ``problems`` is what could not be taken; ``changes`` is what reads differently now.
    """

    problems: tuple[str, ...]
    changes: tuple[str, ...]


def load_draft(data: bytes) -> Loaded:
    """Take a draft over. Nothing is lost when it cannot be read.

    Raises:
        AnswerError: the file is no answers document.
    """
    checklist = content().checklist
    document = read_document(data, checklist)
    entered = {**document.set_aside, **document.answers}
    taken: dict[str, object] = {}
    problems = [one.says for one in checklist.unknown_among(entered)]
    for name, value in entered.items():
        if value is None or name not in checklist:
            continue
        if _fits_a_browser(value):
            taken[name] = value
        else:
            problems.append(f"{name}: {type(value).__name__} is not an answer; left out.")
    why = read_reasons(content(), document.reasons, taken)
    problems += why.problems
    replace_answers(taken, why.reasons)
    if taken.get("lems_established") != "yes":
        st.session_state[DOOR] = "could"
    st.session_state[NOTES] = document.notes
    return Loaded(tuple(problems), read_again(consideration(), document.made))


def _fits_a_browser(value: object) -> bool:
    """Whether a browser can hold this as it is: whole characters, or a number with an end."""
    if isinstance(value, str):
        return value == value.encode("utf-8", "ignore").decode("utf-8")
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
