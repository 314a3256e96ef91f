"""The blank form: every question on a page to print, for whoever asks on paper."""

from __future__ import annotations

import streamlit as st

from lems_rules.exports.catalogue import dated
from views.state import session


def blank_form() -> None:
    """Draw the button that downloads the form; it is made at the click."""
    st.download_button(
        session.content().words["form_download"],
        data=session.download(session.blank_form),
        file_name=dated("form", session.today(), "pdf"),
        mime="application/pdf",
        icon=":material/print:",
        type="tertiary",
        on_click="ignore",
        key="download_form",
    )
