"""Drafts: save the answers of this tab as a file, load them again, or start again."""

from __future__ import annotations

import streamlit as st

from lems_rules.exports.catalogue import FORMATS
from lems_rules.schema.questions.item import AnswerError
from views.components import frame
from views.components.restore import restore
from views.parts.loaded import what_was_loaded, what_was_not
from views.state import session
from views.state.upload import taken

words = session.content().words
LEAVE = "leave_drafts"
if st.session_state.pop(LEAVE, False):
    # The questions must take over what was loaded, so that the tab keeps it and a reload finds it.
    st.switch_page("views/pages/checklist.py")
st.session_state["page"] = "drafts"


def _load() -> None:
    data = taken("draft")
    if data is None:
        return
    try:
        loaded = session.load_draft(data)
    except AnswerError as error:
        frame.announce("error", words["draft_refused"].format(error=error))
        return
    quiet = not loaded.problems and not loaded.changes
    said = words["draft_loaded"].format(loaded=what_was_loaded(loaded))
    told = (said, *what_was_not(loaded), *loaded.changes)
    frame.announce("success" if quiet else "warning", " ".join(told))
    st.session_state[LEAVE] = True


def _start_again() -> None:
    session.replace_answers({})
    session.replace_notes("")
    st.session_state[session.DOOR] = "could"
    frame.announce("success", words["cleared"])
    st.session_state[LEAVE] = True


frame.disclaimer()
if not session.raw_answers():
    restore()
st.title(words["drafts_title"], anchor=False)
st.write(words["drafts_says"])

save, load, clear = st.columns(3, gap="medium")
with save:
    st.header(words["draft_save_title"], anchor=False)
    st.write(words["draft_save_says"])
    st.download_button(
        words["draft_save"],
        data=session.download(session.as_json),
        file_name=FORMATS["json"].file_name(session.today()),
        mime="application/json",
        on_click="ignore",
        width="stretch",
        key="save_draft",
    )
with load:
    st.header(words["draft_load_title"], anchor=False)
    st.write(words["draft_load_says"])
    st.file_uploader(
        words["draft_load"],
        type=["json", "csv"],
        max_upload_size=1,
        key="draft",
        on_change=_load,
        help=None,
        label_visibility="collapsed",
    )
with clear:
    st.header(words["clear_title"], anchor=False)
    st.write(words["clear_says"])
    with st.popover(words["clear_title"], width="stretch"):
        st.write(words["clear_sure"])
        st.button(words["clear_do"], on_click=_start_again, key="start_again")
