"""The evidence: every rule, source, conflict and case laid open, found by a word or by part."""

from __future__ import annotations

import streamlit as st

from lems_rules.review.evidence import entries_to_report, error_report, inspection
from lems_rules.review.evidence_view import narrowed
from views.components import frame
from views.components.restore import restore
from views.parts.template import draw
from views.state import session

PARTS = (
    "rules",
    "references",
    "conflicts",
    "statements",
    "calculators",
    "cases",
    "support",
    "changes",
    "report",
)
STRENGTHS = ("published", "consensus", "heuristic")

content = session.content()
words = content.words
whole = inspection(content)
st.session_state["page"] = "evidence"

frame.disclaimer()
if not session.raw_answers():
    restore()
st.title(words["evidence_title"], anchor=False)
draw("evidence/top.html", whole=whole, words=words)

# Part and search stand in the address, so that a rule can be sent to somebody; no answer does.
part = st.pills(
    words["evidence_part"],
    PARTS,
    format_func=lambda name: words[f"evidence_part_{name}"],
    default=PARTS[0],
    required=True,
    key="part",
    bind="query-params",
)
left, right = st.columns([3, 2])
query = left.text_input(
    words["evidence_find"],
    type="search",
    live=True,
    max_chars=60,
    placeholder=words["evidence_find_hint"],
    key="find",
    bind="query-params",
)
strengths = (
    right.pills(
        words["evidence_strength"],
        STRENGTHS,
        format_func=lambda name: words[f"strength_{name}"],
        selection_mode="multi",
        key="strength",
    )
    if part == "rules"
    else ()
)
shown = narrowed(whole, query or "", strengths or ())
searching = bool((query or "").strip())
if searching:
    draw("evidence/found.html", counts=shown.counts, words=words)

if part in ("changes", "report"):
    st.header(words[f"evidence_part_{part}"], anchor=False)
if part == "changes":
    for heading, body in whole.changes:
        st.subheader(heading, anchor=False)
        st.markdown(body)
elif part == "report":
    st.write(words["evidence_report_says"])
    entries = entries_to_report(shown, content)
    about = st.selectbox(words["evidence_report_about"], entries, key="report_about")
    st.code(error_report(whole, content, about), language=None, wrap_lines=True)
else:
    draw(
        f"evidence/{part}.html",
        shown=shown,
        words=words,
        searching=searching,
        opened=searching or bool(strengths),
        review=whole.review,
    )
