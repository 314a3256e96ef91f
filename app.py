"""Page configuration, navigation and the disclaimer on every page; nothing else."""

import streamlit as st

from views.components import frame

frame.configure()
page = st.navigation(
    [
        st.Page("views/pages/checklist.py", title="Checklist", default=True),
        st.Page("views/pages/result.py", title="Result", url_path="result"),
        st.Page("views/pages/mechanism.py", title="Mechanism", url_path="mechanism"),
        st.Page("views/pages/cases.py", title="Cases", url_path="cases"),
        st.Page("views/pages/evidence.py", title="Evidence", url_path="evidence"),
        st.Page("views/pages/drafts.py", title="Drafts", url_path="drafts"),
    ],
    position="top",
)
page.run()
frame.footer()
frame.land(page.url_path)
