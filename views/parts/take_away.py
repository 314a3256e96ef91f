"""Taking the result along: notes to add, a note to copy, and a download for every format."""

from __future__ import annotations

import streamlit as st

from lems_rules.exports import note
from lems_rules.exports.catalogue import FORMATS, USES, Format
from lems_rules.wording.report import Report
from views.state import session

LENGTHS = {"note_one_line": note.one_line, "note_short": note.short, "note_full": note.full}
TALL = 360  # pixels: the full note scrolls in its own box


def take_away(told: Report, *, back: bool) -> None:
    """Draw the end of the result page; ``back``: a calendar file would take screens back."""
    words = told.words
    st.header(words["take_away_title"], anchor=False)
    st.text_area(
        words["notes_label"],
        key=session.NOTES,
        max_chars=4000,
        persist_state="session",
        help=None,
        placeholder=words["notes_placeholder"],
    )
    _note_to_copy(told)
    with st.container(key="downloads"):  # a name by which they are left out in print
        columns = st.columns(len(USES), gap="large")
    for column, use in zip(columns, USES, strict=True):
        with column:
            st.subheader(words[f"export_use_{use}"], anchor=False)
            for one in FORMATS.values():
                if one.use == use:
                    with st.container(gap="xxsmall"):
                        _download(one, told, back=back)


def _note_to_copy(told: Report) -> None:
    words = told.words
    st.subheader(words["note_copy_title"], anchor=False)
    length = st.segmented_control(
        words["note_copy_length"],
        list(LENGTHS),
        format_func=lambda name: words[name],
        default="note_short",
        required=True,
        key="note_length",
        persist_state="session",
        label_visibility="collapsed",
    )
    text = LENGTHS[length](told).rstrip()
    with st.container(height=TALL if length == "note_full" else "content", border=False):
        st.code(text, language=None, wrap_lines=True)


def _download(one: Format, told: Report, *, back: bool) -> None:
    """One button with what its file is for; while the file is made the button turns and waits."""
    words = told.words
    undated = one.id == "ics" and not told.plan.dates_ahead
    st.download_button(
        words[f"export_{one.id}"],
        data=session.download(session.in_format(one.id)),
        file_name=one.file_name,
        mime=one.mime,
        icon=":material/download:",
        on_click="ignore",
        disabled=undated and not back,
        width="stretch",
        key=f"download_{one.id}",
    )
    says = f"export_{one.id}_says"
    if undated:
        says = "export_ics_back" if back else "export_ics_none"
    st.caption(words[says])
