"""The increment worksheet: a dialog, so that its fields cost nothing until it is opened."""

from __future__ import annotations

import streamlit as st

from lems_rules.logic.number import as_shown
from lems_rules.mechanism.increment import Recording, largest
from lems_rules.schema.checklist import AnswerError
from views.state import session

WORDS = session.content().words
MUSCLES = (1, 2, 3)


@st.dialog(WORDS["worksheet_title"], width="large")
def worksheet() -> None:
    """Amplitudes in, the largest increment out, and one button to take it over."""
    st.write(WORDS["worksheet_says"])
    recordings = []
    for number in MUSCLES:
        name, before, after = st.columns([2, 1, 1])
        muscle = name.text_input(
            WORDS["worksheet_muscle"],
            WORDS[f"worksheet_default_{number}"],
            max_chars=60,
            key=f"muscle_{number}",
        )
        rest = before.number_input(
            WORDS["worksheet_before"], 0.0, 100.0, None, format="%g", key=f"rest_{number}"
        )
        effort = after.number_input(
            WORDS["worksheet_after"], 0.0, 100.0, None, format="%g", key=f"effort_{number}"
        )
        if rest is not None and effort is not None:
            recordings.append(Recording(muscle, rest, effort))
    found = largest(recordings)
    if found is None:
        st.caption(WORDS["worksheet_empty"])
        return
    percent = found.increment_percent
    shown = as_shown(percent)
    checklist = session.content().checklist
    try:
        checklist.item(checklist.roles.increment).read(percent)
    except AnswerError:
        st.text(WORDS["worksheet_refused"].format(muscle=found.muscle, percent=shown))
        return
    st.text(WORDS["worksheet_result"].format(muscle=found.muscle, percent=shown))
    label = WORDS["worksheet_use"].format(percent=shown)
    if st.button(label, type="primary", key="use_increment"):
        _use(percent)
        st.rerun()  # a dialog redraws only itself; this closes it and shows the answer


def _use(percent: float) -> None:
    answers = session.raw_answers()
    answers[session.content().checklist.roles.increment] = percent
    session.amend_answers(answers)
