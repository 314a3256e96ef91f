"""The summary stored in the record that opened the checklist, after a press that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from lems_rules.exports.catalogue import FORMATS
from views.components import frame
from views.state import session
from views.state.handover import Handover

if TYPE_CHECKING:
    from views.door.smart.record import Link  # Authlib is read where a record is


def into_record() -> None:
    """Offer it, in a sitting that a record has opened and may write into; elsewhere nothing."""
    record = session.record()
    if record is None or record.link is None:
        return
    from views.door.smart.record import Link

    if not isinstance(record.link, Link) or not record.link.may_store:
        return
    words = session.content().words
    whose = record.whose or words["smart_nameless"]
    with st.container(key="into_record", border=True):
        st.subheader(words["smart_store_title"], anchor=False)
        says = words["smart_store_says"].format(source=record.source, whose=whose)
        st.write(frame.plain(says))
        st.button(
            words["smart_store"], on_click=_store, args=(record, record.link), key="store_summary"
        )


def _store(record: Handover, link: Link) -> None:
    from views.door.smart.record import RecordError

    words, sitting = session.content().words, session.keep_sitting()
    form = FORMATS["pdf"]
    try:
        file = session.in_format("pdf")(sitting)
        link.store(file, words["smart_document"], form.mime, session.today())
    except RecordError as error:
        not_stored = words["smart_not_stored"].format(why=words[error.key])
        says = words["smart_perhaps_stored"] if error.key == "smart_down" else not_stored
        frame.announce("error", says)
        return
    frame.announce("success", words["smart_stored"].format(source=record.source))
