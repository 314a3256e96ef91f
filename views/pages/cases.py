"""The teaching cases: the shelf, a case to work, the teacher's view, and a case of one's own."""

from __future__ import annotations

import streamlit as st

from lems_rules.knowledge.content import known_topics
from lems_rules.teaching.attempt import DIFFICULTIES, ShelfCard, shelf
from views.components import frame
from views.components.arrival import arrive
from views.components.restore import restore
from views.parts.casework import work
from views.parts.guide import teach
from views.parts.onward import onward
from views.parts.own_case import author
from views.parts.template import draw
from views.state import room, session

st.session_state["page"] = "cases"
content = session.content()
words = content.words
MODES = ("work", "teach", "author")
KINDS = ("published", "composite")


def _shelf() -> None:
    """All cases that fit the filters, with nothing that tells what they turned out to be."""
    held = room.cases()
    used = {name for case in held.values() if case.lesson for name in case.lesson.topics}
    topics = {name: text for name, text in known_topics(content).items() if name in used}
    left, middle, right = st.columns([2, 1.4, 1.6], gap="medium")
    chosen = left.multiselect(
        words["cases_filter_topic"],
        list(topics),
        format_func=topics.__getitem__,
        placeholder=words["cases_filter_topic_hint"],
        key="cases_topics",
        persist_state="session",
    )
    hard = middle.pills(
        words["cases_filter_difficulty"],
        DIFFICULTIES,
        format_func=lambda one: words[f"teach_difficulty_{one}"],
        selection_mode="multi",
        wrap=True,
        key="cases_difficulty",
        persist_state="session",
    )
    kinds = right.pills(
        words["cases_filter_kind"],
        KINDS,
        format_func=lambda one: words[f"cases_kind_{one}"],
        selection_mode="multi",
        wrap=True,
        key="cases_kind",
        persist_state="session",
    )
    cards = shelf(content, held.values(), chosen, hard, kinds)
    st.caption(words["cases_count"].format(shown=len(cards), all=len(held)))
    if not cards:
        st.write(words["cases_none"])
    for start in range(0, len(cards), 3):
        for column, card in zip(st.columns(3, gap="small"), cards[start : start + 3], strict=False):
            with column, st.container(border=True, key=f"card_{card.id}", height="stretch"):
                _card(card)
    if any(work.over for work in room.works().values()):
        onward()
    if any(work.attempt.commitments for work in room.works().values()):
        st.button(words["cases_clear"], on_click=room.clear, key="clear_cases")


def _card(card: ShelfCard) -> None:
    done, state, label = room.works().get(card.id), "", words["cases_open"]
    if done is not None and done.over:
        state, label = words["cases_state_over"], words["cases_see"]
    elif done is not None and done.attempt.commitments:
        count, of = len(done.attempt.commitments), len(done.attempt.lesson.stages)
        state = words["cases_state_begun"].format(count=count, of=of)
        label = words["cases_resume"]
    draw("cases/shelf_card.html", card=card, state=state)
    st.button(label, on_click=room.open_case, args=(card.id,), key=f"open_{card.id}")


opened = room.opened()
frame.disclaimer()
if not session.raw_answers():
    restore()
if opened is not None:
    work(opened)
else:
    st.title(words["cases_title"], anchor=False)
    st.write(words["cases_says"])
    mode = st.segmented_control(
        words["cases_mode"],
        MODES,
        default=MODES[0],
        format_func=lambda one: words[f"cases_mode_{one}"],
        required=True,
        key=room.MODE,
        persist_state="session",
        label_visibility="collapsed",
        wrap=True,
    )
    match mode:
        case "teach":
            teach()
        case "author":
            author()
        case _:
            _shelf()
    arrive("")
room.keep_in_the_tab()
