"""The cohort: a table of patients, what was read of it, and what follows for its rows."""

from __future__ import annotations

import streamlit as st

from views.components import frame
from views.components.restore import restore
from views.parts import cohort_file, cohort_patients, cohort_read, cohort_totals
from views.parts.template import draw
from views.state import session

st.session_state["page"] = "cohort"
words = session.content().words


def _step(number: int, name: str) -> None:
    draw("cohort/step.html", number=number, title=words[f"cohort_step_{name}"])


frame.disclaimer(words["cohort_title"])
if not session.raw_answers():
    restore()
held = cohort_file.held()
if held is not None:
    cohort_patients.open_what_was_asked(held.table)
st.write(words["cohort_says"])

_step(1, "file")
cohort_file.read_what_waits()
if held is None:
    cohort_file.choose()
else:
    key = st.session_state[cohort_file.TABLE]
    cohort_file.chosen(held)
    _step(2, "read")
    cohort_read.read(held, key)
    _step(3, "follows")
    st.subheader(words["cohort_first"], anchor=False)
    st.write(words["cohort_first_says"])
    cohort_patients.to_look_at_first(held.table)
    left, right = st.columns(2, gap="large")
    with left:
        cohort_totals.by_level(held.table)
        cohort_totals.missing(held.table)
    with right:
        cohort_totals.by_score(held.table)
    st.subheader(words["cohort_observed"], anchor=False)
    cohort_totals.against_published(held.table)
    st.subheader(words["cohort_download"], anchor=False)
    st.write(words["cohort_download_says"])
    cohort_read.download("result", held, key)
