"""What stands around every page: its configuration, the sidebar, the disclaimer."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from lems_rules.checklist import AnswerError
from views import session

_HERE = Path(__file__).parent


def configure() -> None:
    """Set the page up; must come before navigation, whose icons would be fetched from outside."""
    st.set_page_config(
        page_title="LEMS checklist",
        page_icon=(_HERE / "frame" / "icon.svg").read_text("utf-8"),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    st.html(_HERE / "frame" / "frame.css")


def sidebar() -> None:
    """Start again, save a draft, load a draft."""
    with st.sidebar:
        st.subheader("This sitting", anchor=False)
        st.caption(
            "Kept in this browser tab only. Save a draft before you close it, to load it again."
        )
        st.download_button(
            "Save draft",
            data=session.download(session.as_json),
            file_name="lems-checklist.json",
            mime="application/json",
            on_click="ignore",
            width="stretch",
            key="save_draft",
        )
        st.file_uploader(
            "Load draft",
            type=["json"],
            max_upload_size=1,
            key="draft",
            on_change=_load,
            help=None,
        )
        with st.popover("Start again", width="stretch"):
            st.write("This clears every answer in this tab. Save a draft first if you need it.")
            st.button("Clear all answers", on_click=_start_again, key="start_again")
    message = st.session_state.pop("draft_message", None)
    if message:
        kind, text = message
        {"error": st.error, "warning": st.warning, "success": st.success}[kind](text)


def disclaimer() -> None:
    """The sentence that stands on every page, above everything else."""
    edition = session.content().edition
    with st.container(key="disclaimer"):
        st.markdown(f"**{edition.disclaimer}** {edition.privacy}")


def footer() -> None:
    """Which edition this is, and who has reviewed it."""
    content = session.content()
    edition = content.edition
    with st.container(key="footer"):
        st.caption(
            f"{edition.disclaimer} Content edition {edition.edition} ({content.digest}). "
            f"{edition.review} {edition.privacy}"
        )


def _load() -> None:
    upload = st.session_state.get("draft")
    if upload is None:
        return
    try:
        problems = session.load_draft(upload.getvalue())
    except AnswerError as error:
        st.session_state["draft_message"] = ("error", plain(f"The draft was not loaded: {error}"))
        return
    if problems:
        listed = "; ".join(problems[:5])
        text = f"The draft was loaded without what is named here: {listed}"
        st.session_state["draft_message"] = ("warning", plain(text))
    else:
        st.session_state["draft_message"] = ("success", "The draft was loaded.")


def _start_again() -> None:
    session.replace_answers({})
    st.session_state[session.NOTES] = ""
    st.session_state[session.DOOR] = "could"


def ink() -> str:
    """The colour of text in the scheme in use, for pictures that cannot ask the page."""
    return "#e6edf1" if st.context.theme.type == "dark" else "#0b151c"


def plain(text: str) -> str:
    """Text from outside, so that nothing in it is read as markup."""
    marks = "\\`*_{}[]()<>#+-.!|~$:&"
    return "".join(f"\\{char}" if char in marks else char for char in text)
