"""The cases of this sitting: which one is open, how far it is worked, and a teacher's own.

All of it is in the memory of the session and in the browser's tab; nothing is written anywhere
else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import streamlit as st

from lems_rules.schema.case import Case
from lems_rules.schema.questions.item import Answers
from lems_rules.teaching import kept_case
from lems_rules.teaching.attempt import Attempt, Commitment
from lems_rules.teaching.debriefing import Calibration, Forecast, calibration, forecast
from lems_rules.teaching.kept_case import OwnCase, Writing
from lems_rules.teaching.own_case import OWN, Draft, Loaded, case_file, load_case
from lems_rules.teaching.sitting import Marks, Sitting, Work, as_plain, from_plain
from views.components import frame
from views.components.kept import keep, kept
from views.components.reported import mapping
from views.state import session

OPEN, WORKS, FORECASTS, OWN_CASE = "case", "works", "forecasts", "own_case"
OWN_FILE, DESK, MODE = "own_file", "author_desk", "cases_mode"
_ANSWERED = "tab_answered"


@dataclass
class Desk:
    """What is being written: the answers it rests on, the form as it was filled, what came of it.

    ``number`` sets the widgets of one draft apart from those of the next; ``now`` is the form as it
    stands, and ``of`` the one that ``checked`` and ``text`` are of.
    """

    answers: Answers
    draft: Draft
    today: date
    number: int
    steps: int
    now: Draft
    base: Case | None = None
    checked: Loaded | None = None
    of: Draft | None = None
    text: str = ""


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


def keep_own_case(case: Case, text: str) -> None:
    """Take a case into this sitting in the place of the last one; its work begins afresh."""
    st.session_state[OWN_CASE], st.session_state[OWN_FILE] = case, text
    _forget(OWN)


def desk() -> Desk | None:
    """The case that is being written."""
    found = st.session_state.get(DESK)
    return found if isinstance(found, Desk) else None


def put_on_desk(answers: Answers, draft: Draft, today: date, base: Case | None = None) -> Desk:
    """Begin to write a case, from answers or from a case that was loaded."""
    number = int(st.session_state.get("author_number", 0)) + 1
    st.session_state["author_number"] = number
    made = Desk(answers, draft, today, number, max(len(draft.steps), 2), draft, base)
    st.session_state[DESK] = made
    return made


def opened() -> Case | None:
    """The case that is open: the one in the address, else the one that was left open."""
    named = st.query_params.get(OPEN)
    known = cases()
    if named == OWN and OWN not in known and _is_fresh() and _ANSWERED not in st.session_state:
        return None  # the tab may have kept it
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
    """Let the tab keep the work and the case of one's own, and bring back what it has kept."""
    own = OwnCase(own_case(), str(st.session_state.get(OWN_FILE, "")), _writing())
    plain = as_plain(Sitting(_begun(), _forecasts())) | {"own": kept_case.as_plain(own)}
    keep(
        plain,
        sitting=session.mark(),
        fresh=_is_fresh(),
        awaited=st.query_params.get(OPEN) == OWN,
        on_kept=_bring_back,
    )


def _writing() -> Writing | None:
    if (held := desk()) is None:
        return None
    return Writing(
        held.answers,
        held.today,
        held.now,
        goes_on=held.base is not None,
        checked=held.checked is not None,
        before_us=st.session_state.get(MODE) == "author",
    )


def _begun() -> dict[str, Work]:
    return {name: work for name, work in works().items() if work.attempt.commitments}


def _is_fresh() -> bool:
    """Whether nothing was done here that something kept could take the place of."""
    return not _begun() and not _forecasts() and own_case() is None and desk() is None


def _bring_back() -> None:
    st.session_state[_ANSWERED] = True
    if not _is_fresh():
        return
    own = kept_case.from_plain(session.content(), mapping(kept()).get("own"))
    if own.case is not None:
        st.session_state[OWN_CASE], st.session_state[OWN_FILE] = own.case, own.text
    if own.writing is not None:
        _write_on(own.writing, own)
    found = from_plain(session.content(), cases(), kept())
    works().update(found.works)
    _forecasts().update(found.forecasts)


def _write_on(writing: Writing, own: OwnCase) -> None:
    base = own.case if writing.goes_on else None
    found = put_on_desk(writing.answers, writing.draft, writing.today, base)
    if writing.checked:
        made = case_file(session.content(), writing.draft, writing.answers, writing.today, base)
        found.checked = load_case(session.content(), made.encode())
        # The file as it was loaded, if it still says the same.
        found.text = own.text if own.case and found.checked.case == own.case else made
    if writing.before_us:
        st.session_state[MODE] = "author"


def _forecasts() -> dict[str, Forecast]:
    found: dict[str, Forecast] = st.session_state.setdefault(FORECASTS, {})
    return found


def _forget(name: str) -> None:
    works().pop(name, None)
    for key in [one for one in st.session_state if str(one).startswith(f"{name}_")]:
        del st.session_state[key]
