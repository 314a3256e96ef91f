"""Page configuration, navigation and the disclaimer on every page; nothing else."""

import streamlit as st

from views import frame

frame.configure()
page = st.navigation(
    [
        st.Page("views/checklist.py", title="Checklist", default=True),
        st.Page("views/result.py", title="Result", url_path="result"),
        st.Page("views/mechanism.py", title="Mechanism", url_path="mechanism"),
    ],
    position="top",
)
frame.sidebar()
page.run()
frame.footer()
