"""The increment worksheet: a dialog, so that its fields cost nothing until it is opened."""

from __future__ import annotations

import streamlit as st

from lems_rules.logic.number import as_shown
from lems_rules.mechanism.increment import Recording, amplitude, largest
from lems_rules.schema.questions.item import AnswerError
from views.components.frame import plain
from views.state import session

WORDS = session.content().words
MUSCLES = (1, 2, 3)
MOST_TYPED = 40  # as in a field of the checklist


@st.dialog(WORDS["worksheet_title"], width="large")
def worksheet() -> None:
    """Amplitudes in, the largest increment out, and one button to take it over."""
    st.write(WORDS["worksheet_says"])
    recordings, refused = list[Recording](), list[str]()
    for number in MUSCLES:
        name, before, after = st.columns([2, 1, 1])
        muscle = name.text_input(
            WORDS["worksheet_muscle"],
            WORDS[f"worksheet_default_{number}"],
            max_chars=60,
            key=f"muscle_{number}",
        )
        with before:
            rest = _amplitude(WORDS["worksheet_before"], f"rest_{number}")
        with after:
            effort = _amplitude(WORDS["worksheet_after"], f"effort_{number}")
        told = [f"{muscle}, {one}" for one in (rest, effort) if isinstance(one, str)]
        for says in told:
            st.warning(plain(says))
        refused += told
        if isinstance(rest, float) and isinstance(effort, float):
            recordings.append(Recording(muscle, rest, effort))
    if refused:
        return  # the largest increment may be of an amplitude that could not be read
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


def _amplitude(label: str, key: str) -> float | str | None:
    """A field for an amplitude: what was typed, or what is to be said about it.

    A number field of the browser would make 1.25 of "1.250" without a word.
    """
    try:
        return amplitude(st.text_input(label, max_chars=MOST_TYPED, key=key))
    except AnswerError as error:
        return f"{label}: {error.plain}"


def _use(percent: float) -> None:
    answers = session.raw_answers()
    answers[session.content().checklist.roles.increment] = percent
    session.amend_answers(answers)
