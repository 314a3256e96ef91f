"""The result: what to do on one screen, and all the rest one press away."""

from __future__ import annotations

import streamlit as st

from lems_rules.exports.parts.plan_name import withdrawn
from lems_rules.wording.summary.report import report
from views.components import frame
from views.components.restore import restore
from views.parts import folds
from views.parts.into_record import into_record
from views.state import session

st.session_state["page"] = "result"
content, words = session.content(), session.content().words
given = session.consideration()
told = report(given, session.notes(), session.reading().problems, session.reasons())

frame.disclaimer()
if not told.answered:
    st.title("Result", anchor=False)
    restore()
    st.write(words["nothing_answered"])
    st.page_link("views/pages/checklist.py", label=words["to_checklist"])
    frame.footer()
    frame.land("result")  # nothing after this line is run
    st.stop()

folds.answer(told)
with st.container(key="folds", gap="xsmall"):
    folds.why(told)
    folds.letters(told)
    folds.score(told, content)
    folds.plan(told)
    folds.lookalikes(told)
    folds.changes(told, given)
    folds.missing(told)
    folds.take(told, back=bool(withdrawn(given)))
    folds.references(told)
into_record()
