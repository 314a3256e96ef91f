"""Taking the result along: notes to add, a note to copy, and a download for every format."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from lems_rules.exports.catalogue import FORMATS, USES, Format
from lems_rules.exports.texts import note
from lems_rules.intake.document import MOST_NOTES
from lems_rules.wording.identifying import looks_like
from lems_rules.wording.summary.report import Report
from views.components import notes
from views.state import session

LENGTHS = {"note_one_line": note.one_line, "note_short": note.short, "note_full": note.full}
_TYPED = "notes_typed"
TALL = 360  # pixels: the full note scrolls in its own box


def take_away(told: Report, *, back: bool) -> None:
    """Draw the end of the result page; ``back``: a calendar file would take screens back."""
    words = told.words
    _notes_and_copy(told)
    with st.container(key="downloads"):  # a name by which they are left out in print
        columns = st.columns(len(USES), gap="large")
    for column, use in zip(columns, USES, strict=True):
        with column:
            st.subheader(words[f"export_use_{use}"], anchor=False)
            for one in FORMATS.values():
                if one.use == use:
                    with st.container(gap="xxsmall"):
                        _download(one, told, back=back)


@st.fragment
def _notes_and_copy(told: Report) -> None:
    """The notes and what shows them: all that is drawn again while they are typed."""
    words = told.words
    notes.field(
        session.written(),
        label=words["notes_label"],
        placeholder=words["notes_placeholder"],
        most=MOST_NOTES,
        key=_TYPED,
        on_change=lambda: session.take_notes(_TYPED),
    )
    if kinds := looks_like(session.notes()):
        what = ", ".join(words[f"notes_look_like_{kind}"] for kind in kinds)
        st.warning(words["notes_look_like"].format(what=what), icon=":material/person_alert:")
    _note_to_copy(replace(told, notes=session.notes()))


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
        file_name=one.file_name(session.today()),
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
