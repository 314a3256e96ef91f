"""The teacher's side of a case: everything about it, behind a switch that says what it does."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lems_rules.exports.guide.markdown import guide_markdown
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import shelf
from lems_rules.teaching.guide import SHARES, guide
from views.parts.open_room import open_room
from views.parts.template import draw
from views.state import room, session


def teach() -> None:
    """Choose a case, and open its guide deliberately."""
    content, words = session.content(), session.content().words
    known = room.cases()
    titles = {card.id: card.title for card in shelf(content, known.values())}
    st.write(words["teach_says"])
    chosen = st.selectbox(
        words["teach_case"],
        list(titles),
        index=None,
        format_func=titles.__getitem__,
        placeholder=words["teach_case_hint"],
        key="teach_case",
        persist_state="session",
    )
    open_room(known.get(chosen or ""))
    if chosen is None:
        return
    case = known[chosen]
    st.subheader(words["teach_alone"], anchor=False)
    if st.context.url and case is not room.own_case():
        st.caption(words["teach_link"])
        st.code(f"{st.context.url}?case={case.id}", language=None, wrap_lines=True)
    if st.toggle(words["teach_show"], key=f"teach_show_{case.id}"):
        _guide(case)


def _guide(case: Case) -> None:
    """The guide, and its two files; nothing of it is made before the switch is on."""
    content, words = session.content(), session.content().words
    told = guide(content, case)
    left, right, _ = st.columns([1, 1, 1])
    left.download_button(
        words["teach_pdf"],
        data=partial(_as_pdf, case),
        file_name=f"guide-{case.id}.pdf",
        mime="application/pdf",
        on_click="ignore",
        width="stretch",
        key="guide_pdf",
    )
    right.download_button(
        words["teach_md"],
        data=partial(_as_markdown, case),
        file_name=f"guide-{case.id}.md",
        mime="text/markdown",
        on_click="ignore",
        width="stretch",
        key="guide_md",
    )
    draw("guide/top.html", guide=told)
    minutes = st.segmented_control(
        words["teach_minutes"],
        list(SHARES),
        default=next(iter(SHARES)),
        format_func=lambda one: words["guide_plan"].format(minutes=one),
        required=True,
        key="guide_minutes",
    )
    draw("guide/plan.html", guide=told, plan=next(p for p in told.plans if p.minutes == minutes))
    draw("guide/rest.html", guide=told, most=len(content.points))
    draw("references.html", references=told.outcome.references)


def _as_markdown(case: Case) -> str:
    return guide_markdown(guide(session.content(), case))


def _as_pdf(case: Case) -> bytes:
    from lems_rules.exports.guide.pdf import guide_pdf  # its fonts are read when first used

    return guide_pdf(guide(session.content(), case))
