"""What comes after a case: how many are done, what was missed, the next one, and those again."""

from __future__ import annotations

import streamlit as st

from lems_rules.teaching.own_case import OWN
from lems_rules.teaching.progress import progress
from views.components import frame
from views.parts.template import draw
from views.state import room, session


def onward(opened: str = "") -> None:
    """How the sitting goes so far, and the ways on from here; ``opened`` is the case on the page.

    A case of one's own is no part of the shelf.
    """
    content, words = session.content(), session.content().words
    cases = {name: one for name, one in room.cases().items() if name != OWN}
    found = progress(content, cases, room.works(), opened)
    draw(
        "cases/progress.html",
        progress=found,
        title=words["progress_title"],
        missed=words["progress_missed"],
    )
    with st.container(horizontal=True, key="case_ways_on"):
        if found.next_id:
            st.button(
                frame.plain(words["progress_next"].format(title=found.next_title)),
                type="primary",
                on_click=room.open_case,
                args=(found.next_id,),
                key="next_case",
            )
        for one in found.missed:
            st.button(
                frame.plain(words["progress_again"].format(title=one.title)),
                on_click=room.again,
                args=(one.id,),
                key=f"again_{one.id}",
            )
    if (told := room.calibrated()) is not None:
        draw("cases/calibration.html", calibration=told, title=words["calibration_title"])
