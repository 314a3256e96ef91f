"""The mechanism: the junction drawn large, step by step, with the articles."""

from __future__ import annotations

import re
from typing import cast

import streamlit as st

from views import frame, session
from views.junction import FigureView, State, junction
from views.restore import restore

content, say = session.content(), session.presenter()
st.session_state["page"] = "mechanism"
steps = {step.id: step for step in content.steps}
states = {name: content.figure[f"state_{name}"] for name in ("health", "lems", "effort")}

frame.disclaimer()
if not session.raw_answers():
    restore()
st.title("How LEMS weakens a muscle", anchor=False)
state = st.segmented_control(
    content.words["state_label"],
    list(states),
    format_func=states.__getitem__,
    default="lems",
    required=True,
    key="state",
    persist_state="session",
)
chosen = st.pills(
    content.words["step_label"],
    list(steps),
    format_func=lambda name: steps[name].title,
    default="gates",
    required=True,
    key="step",
    persist_state="session",
)
step = steps[chosen or "gates"]
junction(
    FigureView(step.id, cast("State", state), compact=False, words=content.figure), key="large"
)

left, right = st.columns([1, 1], gap="large")
with left:
    st.subheader(step.title, anchor=False)
    st.markdown(f"{step.plain} {step.in_lems}")
    st.markdown(step.evidence)
    st.caption(
        f"{content.words[f'certainty_{step.certainty}']}. "
        + "; ".join(source.label for source in say.sources(step.refs))
    )
article = content.articles[step.article]
with right:
    st.subheader(article.title, anchor=False)
    st.caption(f"{content.words[f'certainty_{article.certainty}']}. {article.certainty_says}")
    references = content.references
    st.markdown(
        re.sub(
            r"\[@([^\]]+)\]",
            lambda found: (
                " ("
                + "; ".join(
                    f"[{references[name.strip().lstrip('@')].short}]"
                    f"({references[name.strip().lstrip('@')].link})"
                    for name in found.group(1).split(";")
                )
                + ")"
            ),
            article.body,
        )
    )
