"""A file that somebody uploads is read once, when it comes, and its memory given back."""

from __future__ import annotations

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile


def taken(key: str) -> bytes | None:
    """What this uploader has just received; None if nothing, or if it was taken before."""
    upload = st.session_state.get(key)
    if not isinstance(upload, UploadedFile):
        return None
    data = upload.getvalue()
    if (run := get_script_run_ctx()) is not None:
        run.uploaded_file_mgr.remove_session_files(run.session_id)
    return data
