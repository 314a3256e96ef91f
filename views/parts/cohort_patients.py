"""The patients of a table in an order, each a line that opens in the checklist."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from lems_rules.cohort.small.patient import Patient
from lems_rules.cohort.small.summary import GROUPS, ORDERS, Group, groups, of_group, ordered
from lems_rules.cohort.small.table import Table
from lems_rules.exports.catalogue import FORMATS
from lems_rules.schema.questions.item import AnswerError
from views.components import frame
from views.components.arrival import arrive
from views.parts.loaded import what_was_loaded, what_was_not
from views.parts.template import draw
from views.state import session

AT_ONCE = 10
MOST_LINES = 2  # of safety and of Do now
_ORDER, _GROUP, FROM = "cohort_order", "cohort_group", "cohort_from"
_ASKED, _GO, _PLACE = "cohort_asked", "cohort_go", "cohort_place"
_OPENED = "cohort_opened"  # the answers as they were when a row was opened


def open_what_was_asked(table: Table) -> None:
    """Open the row that was pressed, unless something would be lost: then ask first."""
    sure, asked = st.session_state.pop(_GO, None), st.session_state.pop(_ASKED, None)
    rows = {one.number: one for one in table.patients}
    if sure in rows or (asked in rows and not _would_lose()):
        _open(rows[sure if sure in rows else asked])
        st.switch_page("views/pages/checklist.py")
    if asked in rows:
        _ask(asked)


def _would_lose() -> bool:
    """Whether the checklist holds something that is not just the last row as it was opened."""
    if session.notes():
        return True
    now = session.raw_answers()
    return bool(now) and now != st.session_state.get(_OPENED)


def _open(patient: Patient) -> None:
    words = session.content().words
    try:
        loaded = session.load_draft(json.dumps(patient.draft).encode())
    except AnswerError as error:
        frame.announce("error", words["draft_refused"].format(error=error))
        return
    st.session_state[_OPENED] = session.raw_answers()
    _come_to(f"patient_{patient.number}")  # back from a patient, the list is where it was left
    said = words["cohort_opened"].format(row=patient.number, loaded=what_was_loaded(loaded))
    told = (said, *what_was_not(loaded))
    frame.announce("warning" if loaded.problems else "success", " ".join(told))


@st.dialog(session.content().words["cohort_ask_title"])
def _ask(number: int) -> None:
    if _GO in st.session_state:
        st.rerun()  # a dialog redraws only itself
    words, count = session.content().words, len(session.raw_answers())
    counted = words["cohort_ask_answers_1" if count == 1 else "cohort_ask_answers_more"]
    st.write(words["cohort_ask_says"].format(count=counted.format(count=count), row=number))
    st.download_button(
        words["draft_save"],
        data=session.download(session.as_json),
        file_name=FORMATS["json"].file_name(session.today()),
        mime="application/json",
        icon=":material/download:",
        on_click="ignore",
        key="save_before",
    )
    st.button(
        words["cohort_open"].format(row=number),
        type="primary",
        on_click=_be_sure,
        args=(number,),
        key="open_anyway",
    )


@st.fragment
def to_look_at_first(table: Table) -> None:
    """The patients, those to look at first in front, and an order to choose."""
    if st.session_state.get(_ASKED) is not None:
        st.rerun()  # what was pressed here is for the whole page
    words = session.content().words
    group: Group = GROUPS[0]
    with st.container(horizontal=True, gap="medium"):
        order = _chosen("order", ORDERS, _ORDER)
        if choice := groups(table.patients):
            group = _chosen("group", choice, _GROUP)
    shown = ordered(of_group(table.patients, group), order)
    count = len(shown)
    start = min(st.session_state.get(FROM, 0), count - 1)
    end = min(start + AT_ONCE, count)
    with st.container(key="cohort_patients"):
        for one in shown[start:end]:
            _patient(one)
    with st.container(horizontal=True, vertical_alignment="center", key="cohort_ways"):
        st.caption(
            words["cohort_shown"].format(from_=start + 1, to=end, all=count), width="content"
        )
        if start:
            st.button(words["cohort_back"], on_click=_go, args=(start - AT_ONCE,), key="rows_back")
        if end < count:
            st.button(words["cohort_on"], on_click=_go, args=(end,), key="rows_on")
    moves, target = st.session_state.get(_PLACE, (0, "cohort_patients"))
    arrive("cohort", str(moves), f".st-key-{target}", "cohort")


Option = TypeVar("Option", bound=str)


def _chosen(what: str, options: Sequence[Option], key: str) -> Option:
    """What is chosen of these; another choice shows the first rows."""
    words = session.content().words
    return st.segmented_control(
        words[f"cohort_{what}"],
        options,
        format_func=lambda name: words[f"cohort_{what}_{name}"],
        default=options[0],
        required=True,
        on_change=_go,
        args=(0,),
        wrap=True,
        width="content",
        key=key,
        persist_state="session",
    )


def _go(start: int) -> None:
    st.session_state[FROM] = max(0, start)
    _come_to("cohort_patients")


def _come_to(target: str) -> None:
    moves, _ = st.session_state.get(_PLACE, (0, ""))
    st.session_state[_PLACE] = (moves + 1, target)


def _patient(one: Patient) -> None:
    content, say, told = session.content(), session.presenter(), one.follows
    score = f"{content.score_short} {say.span(told.low, told.high)}" if told.scored else ""
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", key=f"patient_{one.number}"
    ):
        draw(
            "cohort/patient.html",
            words=content.words,
            title=content.words["cohort_row"].format(row=one.number),
            follows=told,
            level={"rank": told.level.rank, "of": len(content.suspicion.levels) - 1},
            score=score,
            most=MOST_LINES,
            more=len(told.lines[MOST_LINES:]) + told.more,
        )
        st.button(
            content.words["cohort_open"].format(row=one.number),
            on_click=_press,
            args=(one.number,),
            key=f"open_row_{one.number}",
        )


def _press(number: int) -> None:
    st.session_state[_ASKED] = number


def _be_sure(number: int) -> None:
    st.session_state[_GO] = number
