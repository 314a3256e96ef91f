"""The whole result as one page to read, from safety to references."""

from __future__ import annotations

import streamlit as st

from lems_rules.exports.parts.plan_name import withdrawn
from lems_rules.wording.phrase import spelled
from lems_rules.wording.report import report
from views.components import frame
from views.components.restore import restore
from views.parts.charts import cohort_chart, timeline
from views.parts.take_away import take_away
from views.parts.template import draw
from views.parts.what_if import try_an_answer
from views.state import session

st.session_state["page"] = "result"
content, words = session.content(), session.content().words
given = session.consideration()
told = report(given, session.notes(), session.reading().problems, session.reasons())

frame.disclaimer()
st.title("Result", anchor=False)
if not told.answered:
    restore()
    st.write(words["nothing_answered"])
    st.page_link("views/pages/checklist.py", label=words["to_checklist"])
    frame.footer()
    frame.land("result")  # nothing after this line is run
    st.stop()

draw("result/top.html", report=told, none_yet=words["none_yet"])
with st.expander(words["trace_title"]):
    draw("result/trace.html", trace=told.trace)

st.header(words["requests_title"], anchor=False)
st.caption(words["requests_says"])
for request in told.requests:
    with st.expander(request.title):
        st.code(request.text, language=None, wrap_lines=True)

st.header(told.score.title, anchor=False)
if told.score.applies:
    count = spelled(content, told.score.most)
    draw("result/score.html", score=told.score, points=words["score_points"].format(count=count))
    if told.score.not_quoted:
        st.write(told.score.not_quoted)
    else:
        st.subheader(words["cohorts_title"], anchor=False)
    before_imaging = words["cohorts_before_imaging"]
    with st.expander(before_imaging) if told.score.not_quoted else st.container():
        st.altair_chart(
            cohort_chart(
                told.score,
                words["chart_total"].format(score=content.score_short),
                words["chart_cohorts_says"],
            ),
            width="stretch",
            key="cohort_chart",
        )
        st.caption(words["chart_cohorts_says"])
        draw("result/cohorts.html", score=told.score)
    draw("result/cautions.html", cautions=told.score.cautions)
else:
    st.write(told.score.reason)

st.header(words["plan_title"], anchor=False)
draw("result/plan.html", plan=told.plan, done=words["status_done"])
if told.plan.start_date:
    st.altair_chart(
        timeline(told.plan, told.today, frame.ink(), words["chart_timeline_says"]),
        width="stretch",
        key="timeline",
    )
    st.caption(words["chart_timeline_says"])
if told.plan.screens:
    draw("result/screens.html", plan=told.plan, first=words["t0"], offered=words["offered"])

st.header(words["change_title"], anchor=False)
draw(
    "result/robustness.html",
    plan=told.plan,
    questions=told.questions,
    lead=words["plan_open_branches"],
)

with st.expander(words["what_if_title"]):
    try_an_answer(given)

st.header(words["lookalikes_title"], anchor=False)
draw("result/lookalikes.html", lookalikes=told.lookalikes)

if told.notices:
    st.header(words["notices_title"], anchor=False)
    for text in told.notices:
        st.markdown(f"- {frame.plain(text)}")

st.header(words["missing_title"], anchor=False)
draw("result/missing.html", missing=told.missing)

take_away(told, back=bool(withdrawn(given)))

with st.expander(f"{words['references_title']} ({len(told.references)})"):
    draw("references.html", references=told.references)
