"""The checklist: two doors, all questions, and beside them what follows so far."""

from __future__ import annotations

import streamlit as st

from lems_rules.reasoning.assessment import Consideration
from views.components import frame
from views.components.panel import panel
from views.components.questions import exchange, questions
from views.parts.blank_form import blank_form
from views.parts.sections import Entered, now_view, questions_view
from views.parts.worksheet import worksheet
from views.state import prefilled, session
from views.state.now import tell

content, say = session.content(), session.presenter()
roles = content.checklist.roles
prefilled.receive()
# A sitting that began elsewhere, as after a reload there, knows nothing: the tab knows better.
if st.session_state.get("page") not in (None, "checklist") and "answers" in st.session_state:
    session.show_again()  # the browser forgot its copy when the page was left
st.session_state["page"] = "checklist"


def _through_the_door() -> None:
    """The second door is for patients who have the diagnosis; going back takes only that back."""
    answers = session.raw_answers()
    if st.session_state[session.DOOR] == "diagnosed":
        answers[roles.established] = "yes"
    else:
        answers.pop(roles.established, None)
    session.amend_answers(answers)


frame.disclaimer(content.words["checklist_title"])

if (record := session.record()) is not None and record.whose:
    said = content.words["smart_whose"].format(whose=record.whose, source=record.source)
    st.caption(frame.plain(said))

st.session_state.setdefault(session.DOOR, "could")
if roles.established:
    labels = {"could": content.words["door_could"], "diagnosed": content.words["door_diagnosed"]}
    st.segmented_control(
        content.words["door_question"],
        session.DOORS,
        format_func=labels.__getitem__,
        required=True,
        key=session.DOOR,
        on_change=_through_the_door,
        persist_state="session",
        label_visibility="collapsed",
        width="stretch",
    )


second_door = st.session_state[session.DOOR] == "diagnosed"


@st.fragment
def answering() -> None:
    """All that an answer reruns: two empty elements that carry the answers and what follows."""
    session.keep_sitting()
    reading = session.reading()
    given = Consideration(content, reading.answers, session.today())
    view = say.so_far(given, session.last_item(), reading.problems, session.reasons())
    answers = session.raw_answers()
    marks = prefilled.said_of_marks(content, session.raw_marks(), answers)
    entered = Entered(answers, session.typed_answers(), session.reasons(), marks)
    tell(now_view(content, given, reading, entered, view, second_door=second_door))
    exchange(
        session.base(),
        session.epoch(),
        key=session.ANSWERS,
        on_change=session.take_answers,
    )


# Two columns by the style sheet: each block that Streamlit lays out is drawn again at every click.
with st.container(key="desk"):
    questions(
        questions_view(content, say, second_door=second_door),
        key="questions",
    )
    panel(content.figure, session.written(), key="panel")
if roles.increment and st.button(content.words["worksheet_title"], key="worksheet"):
    worksheet()
blank_form()
answering()  # last, where the room that two empty elements take is not seen
