"""The cases of this sitting: which one is open, how far it is worked, and a teacher's own.

All of it is in the memory of the session and in the browser's tab; nothing is written anywhere.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import Attempt, Commitment
from lems_rules.teaching.debriefing import Calibration, Forecast, calibration, forecast
from lems_rules.teaching.own_case import OWN
from lems_rules.teaching.sitting import Marks, Sitting, Work, as_plain, from_plain
from views.components import frame
from views.components.kept import keep, kept
from views.state import session

OPEN, WORKS, FORECASTS, OWN_CASE = "case", "works", "forecasts", "own_case"


def cases() -> dict[str, Case]:
    """The cases that can be worked, the teacher's own one included."""
    found = {name: one for name, one in session.content().cases.items() if one.lesson is not None}
    if (own := own_case()) is not None:
        found[OWN] = own
    return found


def own_case() -> Case | None:
    """The case that was written or loaded in this sitting."""
    own = st.session_state.get(OWN_CASE)
    return own if isinstance(own, Case) else None


def keep_own_case(case: Case) -> None:
    """Take a case into this sitting in the place of the last one; its work begins afresh."""
    st.session_state[OWN_CASE] = case
    _forget(OWN)


def opened() -> Case | None:
    """The case that is open: the one in the address, else the one that was left open."""
    named = st.query_params.get(OPEN)
    known = cases()
    if named is not None and named not in known:
        st.query_params.pop(OPEN, None)
        frame.announce("warning", session.content().words["cases_unknown"].format(id=named[:40]))
        named = None
    name = named or st.session_state.get(OPEN)
    if name not in known:
        return None
    open_case(name)
    return known[name]


def open_case(name: str) -> None:
    """Open a case; only its id goes into the address."""
    st.session_state[OPEN] = name
    st.query_params[OPEN] = name


def close_case() -> None:
    """Back to the shelf; what was committed to is kept."""
    st.session_state.pop(OPEN, None)
    st.query_params.pop(OPEN, None)


def works() -> dict[str, Work]:
    """The work on each case, in the order in which they were begun."""
    found: dict[str, Work] = st.session_state.setdefault(WORKS, {})
    return found


def work_on(case: Case) -> Work:
    """How far this case is worked."""
    work = works().get(case.id)
    if work is None or work.attempt.case is not case:
        work = works()[case.id] = Work(Attempt(case))
    return work


def commit(case: Case, commitment: Commitment) -> None:
    """Commit to the step that is before the learner."""
    work = work_on(case)
    if work.phase == "step":
        works()[case.id] = replace(work, attempt=work.attempt.commit(commitment))


def go_on(case: Case) -> None:
    """Leave the reading of a step behind."""
    work = work_on(case)
    if work.phase == "read":
        works()[case.id] = replace(work, passed=work.passed + 1)


def mark(case: Case, marks: Marks) -> None:
    """Commit to the comparison."""
    works()[case.id] = replace(work_on(case), marks=marks)


def finish(case: Case) -> None:
    """Show how the case turned out."""
    work = work_on(case)
    if not work.attempt.finished:
        return
    works()[case.id] = replace(work, over=True, marks=work.marks or {})
    if case.id != OWN:
        # Only the first time counts: afterwards the end is known.
        _forecasts().setdefault(case.id, forecast(work.attempt))


def start_over(case: Case) -> None:
    """Work the case again from its first step, with nothing filled in."""
    _forget(case.id)


def again(name: str) -> None:
    """Open a case that was worked before at its first step."""
    _forget(name)
    open_case(name)


def clear() -> None:
    """Forget all work of this sitting, here and in the tab."""
    for name in list(works()):
        _forget(name)
    _forecasts().clear()


def calibrated() -> Calibration | None:
    """Confidence against being right, over the cases finished in this sitting."""
    return calibration(session.content(), [*_forecasts().values()])


def keep_in_the_tab() -> None:
    """Let the tab keep the work, and bring back what it kept before a reload.

    A case of one's own is not kept there: it is a file.
    """
    held = {name: work for name, work in works().items() if name != OWN}
    begun = {name: work for name, work in held.items() if work.attempt.commitments}
    plain = as_plain(Sitting(begun, _forecasts()))
    keep(plain, fresh=not begun and not _forecasts(), on_kept=_bring_back)


def _bring_back() -> None:
    if any(work.attempt.commitments for work in works().values()):
        return
    found = from_plain(session.content(), session.content().cases, kept())
    works().update(found.works)
    _forecasts().update(found.forecasts)


def _forecasts() -> dict[str, Forecast]:
    found: dict[str, Forecast] = st.session_state.setdefault(FORECASTS, {})
    return found


def _forget(name: str) -> None:
    works().pop(name, None)
    for key in [one for one in st.session_state if str(one).startswith(f"{name}_")]:
        del st.session_state[key]
