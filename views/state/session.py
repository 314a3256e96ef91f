"""The answers of this sitting, in one object of the session; nothing leaves it but downloads."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from lems_rules.exports.catalogue import CARRIES_PLAN, FORMATS, Export, export_of
from lems_rules.exports.parts.plan_name import plan_id, plan_in
from lems_rules.intake.document import MOST_NOTES, read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import OpenReasons, read_reasons
from lems_rules.intake.typed_unit import stored
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.questions.checklist import Problem, Reading
from lems_rules.wording.presenter import Presenter
from views.components.notes import Written, typed
from views.components.questions import Held, answered, reported_epoch
from views.components.reported import fits_a_browser
from views.state.handover import Handover
from views.state.knowledge import content as content

ANSWERS = "exchange"
NOTES, NOTES_MARK = "notes", "notes_mark"
TYPED = "typed"
MARKS = "marks"
MARK = "mark"
RECORD = "record"
DOOR = "door"
DOORS = ("could", "diagnosed")
File = TypeVar("File", str, bytes)


@st.cache_resource
def presenter() -> Presenter:
    """Turns conclusions into words."""
    return Presenter(content())


def raw_answers() -> dict[str, Any]:
    """The answers as entered, wrong and contradictory ones included."""
    return dict(st.session_state.get("answers", {}))


def typed_answers() -> dict[str, Any]:
    """What was typed in another unit than its question is asked in, as it was typed."""
    now = raw_answers()
    typed = st.session_state.get(TYPED, {})
    return {name: value for name, value in typed.items() if name in now and value != now[name]}


def raw_reasons() -> dict[str, Any]:
    """Why questions were left open, as entered."""
    return dict(st.session_state.get("reasons", {}))


def raw_marks() -> dict[str, Any]:
    """By item what a record answered there, when, and whose it is (`reported.marks`)."""
    return dict(st.session_state.get(MARKS, {}))


def record() -> Handover | None:
    """The record that these answers were opened with, as long as they are of its patient."""
    found = st.session_state.get(RECORD)
    return found if isinstance(found, Handover) else None


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
    held, last = answered(ANSWERS, content().checklist)
    checklist = content().checklist
    st.session_state["answers"] = {
        name: stored(checklist.item(name), typed) for name, typed in held.answers.items()
    }
    st.session_state[TYPED] = dict(held.answers)
    st.session_state["reasons"] = dict(held.reasons)
    st.session_state[MARKS] = dict(held.marks)
    st.session_state["last"] = last


def replace_answers(
    answers: Mapping[str, object],
    reasons: Mapping[str, object] | None = None,
    plan: UUID | None = None,
    marks: Mapping[str, object] | None = None,
) -> None:
    """Put other answers in the place of all that was entered, with their reasons and their plan.

    ``marks`` are of those that a record gave. Where one was open, these are another patient's.
    """
    st.session_state.pop(RECORD, None)
    st.session_state["answers"] = dict(answers)
    st.session_state[TYPED] = {}
    st.session_state["reasons"] = dict(reasons or {})
    st.session_state[MARKS] = dict(marks or {})
    st.session_state["last"] = None
    keep_sitting().plan = plan
    show_again()


def amend_answers(answers: Mapping[str, object]) -> None:
    """Put changed answers in the place of those before; why the rest is open still holds."""
    reasons = {name: why for name, why in raw_reasons().items() if name not in answers}
    opened = record()
    replace_answers(answers, reasons, keep_sitting().plan, raw_marks())
    if opened is not None:
        st.session_state[RECORD] = opened


def show_again() -> None:
    """Hand the answers to a questions component that has just been put on the page."""
    st.session_state["base"] = Held(raw_answers(), raw_reasons(), raw_marks())
    st.session_state["epoch"] = epoch() + 1


def notes() -> str:
    """The free text that goes with the summary."""
    return str(st.session_state.get(NOTES) or "")[:MOST_NOTES]


def written() -> Written:
    """The notes as a component needs them, which may hold newer ones."""
    return Written(notes(), str(st.session_state.get(NOTES_MARK, "")), mark())


def mark() -> str:
    """Which sitting this is, for the tab: another one once the server has forgotten the last."""
    return str(st.session_state.setdefault(MARK, secrets.token_hex(8)))


def take_notes(key: str) -> None:
    """Keep the notes that a component reports, unless they go on from notes since replaced."""
    told = typed(key, MOST_NOTES)
    if told is not None and told.mark == written().mark:
        st.session_state[NOTES] = told.text
        keep_sitting()


def replace_notes(text: str) -> None:
    """Put other notes in the place of those before, here and in the tab."""
    st.session_state[NOTES] = text
    st.session_state[NOTES_MARK] = secrets.token_hex(8)


def today() -> date:
    """Today where the reader is, so that no date shifts overnight."""
    return today_in(st.context.timezone)


def today_in(timezone: str | None) -> date:
    """Today in a time zone; where the machine is, if there is no such zone."""
    try:
        return datetime.now(ZoneInfo(timezone or "")).date()
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return date.today()


def reading() -> Reading:
    """The answers that can be used today, and what was set aside and why."""
    return sort_out_answers(content(), raw_answers(), today())


def reasons() -> OpenReasons:
    """Why questions were left open, as far as it can be used."""
    return read_reasons(content(), raw_reasons(), raw_answers()).reasons


def consideration() -> Consideration:
    """The patient as entered so far."""
    return Consideration(content(), reading().answers, today())


@dataclass
class Sitting:
    """What a download is made of: a button's file is built where no session is known.

    ``plan`` is what calendars call this patient's plan, from the first file that tells it: so even
    the date of the first scan can be corrected and a calendar still follows.
    """

    answers: dict[str, Any]
    reasons: dict[str, Any]
    notes: str
    timezone: str | None
    plan: UUID | None = None


def download(build: Callable[[Sitting], File]) -> Callable[[], File]:
    """``build`` for a download button: called at the click, with the sitting and the day of then.

    A page may have been left open over midnight.
    """
    return partial(build, keep_sitting())


def keep_sitting() -> Sitting:
    """The session's one sitting object, brought up to date; called wherever answers can change."""
    now = Sitting(raw_answers(), raw_reasons(), notes(), st.context.timezone)
    kept: Sitting = st.session_state.setdefault("sitting", now)
    kept.answers, kept.reasons = now.answers, now.reasons
    kept.notes, kept.timezone = now.notes, now.timezone
    return kept


def in_format(format_id: str) -> Callable[[Sitting], bytes]:
    """What makes the file of this format of a sitting."""
    return partial(_built, format_id)


def blank_form(sitting: Sitting) -> bytes:
    """The form to print, of the day of the click; no answer is in it."""
    from lems_rules.exports.blank_form import blank_form as made  # its fonts are read when used

    return made(content(), today_in(sitting.timezone))


def as_json(sitting: Sitting) -> str:
    """The draft: the answers, what was set aside, and the result."""
    return _built("json", sitting).decode()


def _built(format_id: str, sitting: Sitting) -> bytes:
    return FORMATS[format_id].build(_export(sitting, tells_plan=format_id in CARRIES_PLAN))


def _export(sitting: Sitting, *, tells_plan: bool) -> Export:
    day = today_in(sitting.timezone)
    used = sort_out_answers(content(), sitting.answers, day)
    aside = {name: value for name, value in sitting.answers.items() if name not in used.answers}
    given = Consideration(content(), used.answers, day, used.problems)
    reasons = read_reasons(content(), sitting.reasons, sitting.answers).reasons
    if tells_plan:
        sitting.plan = sitting.plan or plan_id(used.answers, content().checklist.roles)
    return export_of(
        given, sitting.notes, aside, used.problems, reasons, sitting.answers, sitting.plan
    )


@dataclass(frozen=True)
class Loaded:
    """What there is to say about a draft that was loaded.

    ``used`` counts its answers; ``problems`` are what could not be taken, and what was taken, is
    shown at its question and is not used; ``changes`` is what reads differently now.
    """

    used: int
    notes: bool
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
        if fits_a_browser(value):
            taken[name] = value
        else:
            problems.append(f"{name}: {type(value).__name__} is not an answer; left out.")
    why = read_reasons(content(), document.reasons, taken)
    problems += why.problems
    replace_answers(taken, why.reasons, plan_in(document.made))
    known = taken.get(content().checklist.roles.established) == "yes"
    st.session_state[DOOR] = "diagnosed" if known else "could"
    replace_notes(document.notes)
    read = reading()
    problems += [_at_its_question(one) for one in read.problems]
    changes = read_again(consideration(), document.made)
    return Loaded(len(read.answers), bool(document.notes), tuple(problems), changes)


def _at_its_question(problem: Problem) -> str:
    """What is said at a question, where the question is not before the reader's eyes."""
    labels = " and ".join(content().checklist.item(name).label for name in problem.items)
    says = " ".join((problem.plain or problem.says).split())
    return says if says.startswith(labels) else f"{labels}: {says}"
