"""What a table of patients amounts to: levels, scores, what is missing, what was observed."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lems_rules.cohort.small.summary import (
    FEW,
    Observed,
    Share,
    held_back,
    levels,
    observed,
    scores,
)
from lems_rules.cohort.small.table import Table
from views.parts.cohort_charts import observed_chart, score_chart
from views.parts.template import draw
from views.state import session

MOST_MISSING = 6
OUTCOME = "cohort_outcome"
# The accent, and the same faded: what is settled, and what is only possible.
_ON_LIGHT, _ON_DARK = ("#0b4f60", "#78939c"), ("#84cbd8", "#4f7480")


def by_level(table: Table) -> None:
    """The rows by level."""
    st.subheader(session.content().words["cohort_levels"], anchor=False)
    counts = levels(session.content(), table.patients)
    most = max(1, *(one.rows for one in counts))
    draw("cohort/levels.html", words=session.content().words, levels=counts, most=most)


def by_score(table: Table) -> None:
    """The rows by total of the score, of those to which it applies."""
    content, words = session.content(), session.content().words
    st.subheader(words["cohort_scores"], anchor=False)
    scored = sum(one.follows.scored for one in table.patients)
    if not scored:
        st.write(words["cohort_scores_none"])
        return
    counts = scores(content, table.patients)
    settled = sum(one.settled for one in counts)
    rows = len(table.patients)
    st.write(words["cohort_scores_says"].format(scored=scored, rows=rows, settled=settled))
    told = "; ".join(
        words["cohort_scores_told"].format(
            total=one.total, settled=one.settled, possible=one.possible
        )
        for one in counts
    )
    names = ("settled", "possible", "rows", "total")
    st.altair_chart(
        score_chart(
            counts,
            {name: words[f"cohort_scores_{name}"] for name in names},
            words["cohort_scores_chart"].format(told=told),
            _ON_DARK if st.context.theme.type == "dark" else _ON_LIGHT,
        ),
        width="stretch",
        key="cohort_scores_chart",
    )
    draw("cohort/scores.html", words=words, scores=counts)


def missing(table: Table) -> None:
    """The missing answers that most rows wait for."""
    words, rows = session.content().words, len(table.patients)
    st.subheader(words["cohort_missing"], anchor=False)
    found = held_back(session.content(), table.patients, table.questions)
    says = ""
    if found:
        first = found[0]
        says = words["cohort_missing_says"].format(label=first.label, first=first.first, rows=rows)
    draw("cohort/missing.html", words=words, missing=found[:MOST_MISSING], says=says, rows=rows)


@st.fragment
def against_published(table: Table) -> None:
    """With a column of outcomes, the share at each total beside the published ones."""
    content, words = session.content(), session.content().words
    if not table.outcomes:
        st.write(words["cohort_observed_none"])
        return
    st.write(words["cohort_observed_says"])
    columns = list(table.outcomes)
    outcome = content.score.predicts.option if content.score else None
    likely = next(
        (i for i, name in enumerate(columns) if outcome and outcome in name.lower()), None
    )
    chosen = st.selectbox(
        words["cohort_outcome"],
        columns,
        index=likely,
        placeholder=words["cohort_outcome_hint"],
        key=OUTCOME,
        persist_state="session",
    )
    if chosen is None:
        return
    found = observed(content, table.patients, table.outcomes[chosen])
    counted = words["cohort_observed_counted"].format(
        counted=found.counted,
        unscored=found.unscored,
        unsettled=found.unsettled,
        unknown=found.unknown,
    )
    if not found.counted:
        st.write(words["cohort_observed_nobody"])
        st.caption(counted)
        return
    names = ("here", "total", "axis")
    st.altair_chart(
        observed_chart(
            found,
            {name: words[f"cohort_observed_{name}"] for name in names},
            words["cohort_observed_chart"],
        ),
        width="stretch",
        key="cohort_observed_chart",
    )
    few = words["cohort_observed_few"].format(
        few=found.few, totals=sum(one.rows > 0 for one in found.shares), least=FEW
    )
    draw(
        "cohort/observed.html",
        words=words,
        counted=counted,
        few=few if found.few else "",
        published=found.published,
        rows=[_row(found, share) for share in found.shares],
        cautions=content.score.always_say if content.score else (),
    )


def _row(found: Observed, share: Share) -> dict[str, Any]:
    words = session.content().words
    told: dict[str, Any] = {"total": share.total, "few": share.few, "share": ""}
    if share.percent is not None and share.least is not None and share.most is not None:
        told["share"] = words["cohort_observed_share"].format(percent=f"{share.percent:.0f}")
        told["interval"] = words["cohort_observed_interval"].format(
            least=f"{share.least:.0f}", most=f"{share.most:.0f}"
        )
        told["of"] = words["cohort_observed_of"].format(yes=share.with_outcome, rows=share.rows)
    told["published"] = [
        {
            "title": one.title,
            "risk": row.risk,
            "interval": row.interval,
            "patients": row.patients,
        }
        for one in found.published
        for row in one.rows
        if row.score == share.total
    ]
    return told
