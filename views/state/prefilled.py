"""Answers that came from a record: taken into the sitting, and marked until they are changed."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from lems_rules.knowledge.content import Content
from views.components import frame
from views.door.owner import HEADER
from views.state import session
from views.state.handover import PARAMETER, Handover, taken

_TAKEN = "handover_taken"
MOST_EPOCH = 100_000_000


def receive() -> None:
    """Take over what the address has a ticket for, and take the ticket out of the address."""
    ticket = st.query_params.get(PARAMETER)
    if ticket is None:
        return
    st.query_params.pop(PARAMETER, None)
    if st.session_state.get(_TAKEN) == ticket:
        return  # back to the address that opened this sitting
    owner = st.context.headers.get(HEADER.decode()) or ""
    handover = taken(ticket, owner)
    if handover is None:
        frame.announce("warning", session.content().words["prefilled_gone"])
        return
    st.session_state[_TAKEN] = ticket
    _take_over(handover)


def _take_over(handover: Handover) -> None:
    content, found = session.content(), handover.found
    # Whatever this tab has kept of anybody is of another epoch, and does not come back.
    st.session_state["epoch"] = secrets.randbelow(MOST_EPOCH)
    marks = {
        name: {
            "value": found.answers[name],
            "mapping": mark.mapping.id,
            "on": mark.on.isoformat() if mark.on else "",
            "source": handover.source,
        }
        for name, mark in found.marks.items()
    }
    session.replace_answers(found.answers, marks=marks)
    session.replace_notes("")
    known = found.answers.get(content.checklist.roles.established) == "yes"
    st.session_state[session.DOOR] = "diagnosed" if known else "could"
    st.session_state[session.RECORD] = handover
    _announce(handover)


def _announce(handover: Handover) -> None:
    content, found = session.content(), handover.found
    words, count = content.words, len(found.answers)
    key = "prefilled_1" if count == 1 else "prefilled_more" if count else "prefilled_none"
    told = [words[key].format(count=count, source=handover.source)]
    if found.disagreed:
        asked = "; ".join(content.checklist.item(name).label for name in found.disagreed)
        told.append(words["prefilled_disagreed"].format(asked=asked))
    told += handover.says
    frame.announce("warning" if handover.says or found.disagreed else "success", " ".join(told))


def said_of_marks(
    content: Content, marks: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, str]:
    """What is said at each answer that still is what the record gave."""
    mappings = {one.id: one for one in content.record.mappings}
    said = {}
    for name, mark in marks.items():
        mapping = mappings.get(mark["mapping"])
        if mapping is None or mapping.item != name or answers.get(name) != mark["value"]:
            continue
        concepts = mapping.concepts[:1]
        what = content.record.concept(concepts[0]).title if concepts else ""
        on = _day(mark["on"])
        said[name] = content.words["prefilled_mark_dated" if on else "prefilled_mark"].format(
            source=mark["source"],
            what=f"{what}. " if what else "",
            day=on,
            limits=mapping.limits,
        )
    return said


def _day(text: str) -> str:
    """The day as it is shown; nothing where it is none."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""
