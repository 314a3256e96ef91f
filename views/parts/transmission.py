"""The model behind the drawing: take gates away, make an effort, see what a test would show."""

from __future__ import annotations

from typing import Any

import altair as alt
import streamlit as st

from lems_rules.mechanism.transmission import (
    MOST_LOST,
    Curve,
    Demonstration,
    Transmission,
    demonstrate,
)
from views.parts.template import draw
from views.state import session

content = session.content()
words = {
    name.removeprefix("transmission_"): text
    for name, text in content.words.items()
    if name.startswith("transmission_")
}


@st.cache_resource
def _model() -> Transmission:
    return Transmission(content.parameters)


@st.fragment
def transmission_panel() -> None:
    """Two sliders, what follows from them in words, and two charts that say the same."""
    st.subheader(words["title"], anchor=False)
    st.caption(words["says"])
    left, right = st.columns(2, gap="medium")
    lost = left.slider(words["lost"], 0, MOST_LOST, 70, 5, key="gates_lost")
    longest = content.parameters["longest_effort"]
    seconds = right.slider(words["effort"], 0, int(longest.value), 10, 5, key="effort_seconds")
    shown = demonstrate(_model(), lost, seconds)
    five, ten = (round(demonstrate(_model(), lost, effort).increment) for effort in (5, 10))
    draw(
        "mechanism/transmission.html",
        words=words,
        shown=shown,
        seconds=seconds,
        after_title=words["after"].format(seconds=seconds),
        measured=longest.says,
        measured_in=session.presenter().sources(longest.refs),
        model=words["beside"].format(lost=lost, five=five, ten=ten),
    )
    says = words["chart_says"].format(
        lost=lost,
        rest=round(shown.rest),
        slow=round(shown.decrement),
        after=round(shown.after_effort),
    )
    left, right = st.columns(2, gap="medium")
    for place, key, title, axis, curve in (
        (left, "slow", words["chart_slow"], words["axis_impulse"], shown.slow),
        (right, "effort", words["chart_effort"], words["axis_wait"], shown.effort),
    ):
        place.markdown(f"**{title}**")
        place.altair_chart(
            _chart(curve, shown, axis, says, bars=key == "slow"),
            width="stretch",
            key=f"transmission_{key}",
        )
    with st.expander(words["table"]):
        draw(
            "mechanism/transmission_numbers.html",
            words=words,
            parameters=[
                (one, session.presenter().sources(one.refs)) for one in content.parameters.values()
            ],
        )


def _chart(
    curve: Curve, shown: Demonstration, axis: str, says: str, *, bars: bool
) -> alt.LayerChart:
    """The response along the curve, with the healthy one as a line at 100 and the resting one."""
    rows: list[dict[str, Any]] = [
        {"along": along, "response": round(percent, 1), "which": words["this"]}
        for along, percent in zip(curve.along, curve.percent, strict=True)
    ]
    x = (
        alt.X("along:O", title=axis, axis=alt.Axis(labelAngle=0))
        if bars
        else alt.X("along:Q", title=axis, scale=alt.Scale(domain=[0, max(curve.along)]))
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=x,
        y=alt.Y("response:Q", title=words["axis_response"], scale=alt.Scale(domain=[0, 110])),
        tooltip=[alt.Tooltip("along:Q", title=axis), alt.Tooltip("response:Q")],
    )
    line = base.mark_bar(size=14) if bars else base.mark_line(strokeWidth=3)
    marks = [{"at": 100, "name": words["healthy"]}]
    if not bars:
        marks.append({"at": round(shown.rest, 1), "name": words["rest"].lower()})
    rules = alt.Chart(alt.Data(values=marks)).encode(y="at:Q")
    rule = rules.mark_rule(strokeDash=[5, 4], color="gray")
    label = rules.mark_text(align="left", dx=4, dy=-7, color="gray", fontSize=12).encode(
        x=alt.value(0), text="name:N"
    )
    chart: alt.LayerChart = (line + rule + label).properties(height=240, description=says)
    return chart
