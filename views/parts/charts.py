"""Two pictures for the result page; each stands beside a table that says the same."""

from __future__ import annotations

from typing import Any

import altair as alt

from lems_rules.wording.summary.report import PlanView, ScoreView

_LEGEND = alt.Legend(title=None, orient="top", columns=1, labelLimit=300)
_MONTHS = alt.Axis(
    format="%b %Y", grid=False, labelOverlap=True, tickCount=alt.TimeIntervalStep("month", 3)
)
_STATUS = alt.Legend(title=None, orient="bottom")


def cohort_chart(score: ScoreView, total: str, says: str) -> alt.LayerChart:
    """Both cohorts' shares at each total, with 95 % intervals where they are known.

    ``total`` is what the axis of the totals is called.
    """
    rows: list[dict[str, Any]] = [
        {
            "cohort": cohort.title,
            "total": row.score,
            "share": row.percent,
            "least": row.least,
            "most": row.most,
            "range": "in this patient's range" if row.within else "outside",
        }
        for cohort in score.cohorts
        for row in cohort.rows
        if row.percent is not None
    ]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("total:O", title=total, axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("cohort:N"),
        color=alt.Color("cohort:N", legend=_LEGEND),
        opacity=alt.condition("datum.range == 'outside'", alt.value(0.38), alt.value(1)),
        tooltip=[
            alt.Tooltip("cohort:N", title="Cohort"),
            alt.Tooltip("total:O", title="Total"),
            alt.Tooltip("share:Q", title="Share (%)"),
        ],
    )
    share = alt.Y(
        "least:Q",
        title="With small cell lung cancer (%)",
        scale=alt.Scale(domain=[0, 100]),
    )
    intervals = base.mark_rule(strokeWidth=3, strokeCap="round").encode(y=share, y2="most:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        y=alt.Y("share:Q"), shape=alt.Shape("cohort:N", legend=_LEGEND)
    )
    chart: alt.LayerChart = (intervals + points).properties(height=320, description=says)
    return chart


def timeline(plan: PlanView, today: str, ink: str, says: str) -> alt.LayerChart:
    """The dated screens on one line, with today; ``ink`` is the colour of text."""
    rows: list[dict[str, Any]] = [
        {
            "on": _local(plan.start_date),
            "label": "T0",
            "what": "Negative first screen",
            "status": "Done",
        }
    ]
    rows += [
        {
            "on": _local(one.due),
            "label": f"{one.months} mo",
            "what": f"{one.months} months" + (", offered" if one.offered else ""),
            "status": one.status + (", offered" if one.offered else ""),
        }
        for one in plan.screens
    ]
    marks = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("on:T", title=None, axis=_MONTHS),
        y=_level(0.2),
        tooltip=[
            alt.Tooltip("what:N", title="Screen"),
            alt.Tooltip("on:T", title="Date", format="%Y-%m-%d"),
            alt.Tooltip("status:N", title="Status"),
        ],
    )
    points = marks.mark_point(filled=True, size=190, opacity=1).encode(
        color=alt.Color("status:N", legend=_STATUS),
        shape=alt.Shape("status:N", legend=_STATUS),
    )
    labels = marks.mark_text(dy=-18, fontSize=12, color=ink).encode(text="label:N")
    now = alt.Chart(alt.Data(values=[{"on": _local(today), "text": "today"}]))
    # A hidden scale from 0 to 1 gives the line its height; without one Vega makes it 20 pixels.
    rule = now.mark_rule(strokeDash=[4, 3], strokeWidth=1.5, color=ink).encode(
        x="on:T", y=_level(0), y2=alt.datum(1)
    )
    word = now.mark_text(fontSize=12, align="left", dx=5, dy=5, color=ink).encode(
        x="on:T", y=_level(1), text="text:N"
    )
    chart: alt.LayerChart = (rule + points + labels + word).properties(height=190, description=says)
    return chart


def _level(height: float) -> alt.YDatum:
    """A place on the hidden scale of the timeline."""
    return alt.YDatum(height, scale=alt.Scale(domain=[0, 1]), axis=None)


def _local(day: str) -> str:
    """A date as midnight where the reader is: a bare date would be read as UTC and could shift."""
    return f"{day}T00:00:00"
