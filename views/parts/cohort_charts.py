"""Two pictures for a table of patients; each stands beside a table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from lems_rules.cohort.small.summary import Observed, ScoreCount

_LEGEND = alt.Legend(title=None, orient="top", columns=1, labelLimit=300)


def score_chart(
    counts: Sequence[ScoreCount], names: Mapping[str, str], says: str, colours: tuple[str, str]
) -> alt.Chart:
    """By total, the rows that are settled there, and on top those for which it is possible."""
    kinds = [names["settled"], names["possible"]]
    rows: list[dict[str, Any]] = [
        {"total": one.total, "kind": kind, "rows": rows, "place": place}
        for one in counts
        for place, (kind, rows) in enumerate(zip(kinds, (one.settled, one.possible), strict=True))
    ]
    chart: alt.Chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_bar(cornerRadius=2)
        .encode(
            x=alt.X("total:O", title=names["total"], axis=alt.Axis(labelAngle=0)),
            y=alt.Y("rows:Q", title=names["rows"], axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "kind:N", legend=_LEGEND, scale=alt.Scale(domain=kinds, range=[*colours])
            ),
            order=alt.Order("place:Q"),
            tooltip=[
                alt.Tooltip("total:O", title=names["total"]),
                alt.Tooltip("kind:N", title=names["rows"]),
                alt.Tooltip("rows:Q", title=names["rows"]),
            ],
        )
        .properties(height=320, description=says)
    )
    return chart


def observed_chart(found: Observed, names: Mapping[str, str], says: str) -> alt.LayerChart:
    """This table's share at each total beside the published ones, with their intervals."""
    rows: list[dict[str, Any]] = [
        {
            "which": names["here"],
            "total": one.total,
            "share": round(one.percent, 1),
            "least": one.least,
            "most": one.most,
        }
        for one in found.shares
        if one.percent is not None
    ]
    rows += [
        {
            "which": cohort.title,
            "total": row.score,
            "share": row.percent,
            "least": row.least,
            "most": row.most,
        }
        for cohort in found.published
        for row in cohort.rows
        if row.percent is not None
    ]
    cohorts = [names["here"], *(cohort.title for cohort in found.published)]
    base = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("total:O", title=names["total"], axis=alt.Axis(labelAngle=0)),
        xOffset=alt.XOffset("which:N", sort=cohorts),
        color=alt.Color("which:N", legend=_LEGEND, sort=cohorts),
        tooltip=[
            alt.Tooltip("which:N", title=" "),
            alt.Tooltip("total:O", title=names["total"]),
            alt.Tooltip("share:Q", title=names["axis"]),
        ],
    )
    share = alt.Y("least:Q", title=names["axis"], scale=alt.Scale(domain=[0, 100]))
    intervals = base.mark_rule(strokeWidth=3, strokeCap="round").encode(y=share, y2="most:Q")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        y=alt.Y("share:Q"), shape=alt.Shape("which:N", legend=_LEGEND, sort=cohorts)
    )
    chart: alt.LayerChart = (intervals + points).properties(height=420, description=says)
    return chart
