"""The result page in parts: the answer at a glance, and the folds below it.

Open or closed is remembered in the tab, and printing opens them (views/components/frame/folds.js);
the line of a fold is true without opening it.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lems_rules.exports.texts import note
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.wording.phrase import spelled
from lems_rules.wording.summary.report import Report
from views.components import frame
from views.parts.charts import cohort_chart, timeline
from views.parts.glossary import draw_explained
from views.parts.take_away import take_away
from views.parts.what_if import try_an_answer
from views.state import session

MOST_CHANGES = 8
ALSO = 3  # look-alikes named beside the answer


def _draw(template: str, **values: object) -> None:
    """Put a part on the page, with what its technical words mean."""
    draw_explained(session.content(), template, **values)


def answer(told: Report) -> None:
    """The headline, what to do now, and what stands beside it; then the safety messages."""
    words, schedule = told.words, told.plan.schedule
    lines = (*told.do_now.lines, *told.do_now.further)
    _draw(
        "result/top.html",
        report=told,
        words=words,
        note=note.short(told).strip(),
        next=next((one.text for one in lines if schedule and one.rule == schedule.id), ""),
        alike=[one for one in told.lookalikes if not one.leads][:ALSO],
        known=_cards(told),
    )


def _cards(told: Report) -> frozenset[str]:
    """The rules and look-alikes that have a card on this page."""
    cards = (*told.safety, *told.plan.lines, *told.lookalikes)
    schedule = (told.plan.schedule,) if told.plan.schedule else ()
    return frozenset(one.id for one in (*cards, *schedule))


def _fold(words: Mapping[str, str], key: str, **values: object) -> DeltaGenerator:
    name = key.partition("_")[0]
    return st.expander(frame.plain(words[f"fold_{key}"].format(**values)), key=f"fold_{name}")


def why(told: Report) -> None:
    """Why this level: for, against, not known, every rule in order, and the notices."""
    words = told.words
    counts = {
        "for_": len(told.speaks_for),
        "against": len(told.speaks_against),
        "unknown": len(told.not_known),
    }
    with _fold(words, "why", **counts):
        _draw(
            "result/why.html",
            report=told,
            none_yet=words["none_yet"],
            notices=words["notices_title"],
        )
        st.caption(words["trace_title"])
        _draw("result/trace.html", trace=told.trace)


def letters(told: Report) -> None:
    """The requests to other departments, each ready to copy."""
    words = told.words
    if not told.requests:
        return
    with _fold(words, "letters", count=len(told.requests)):
        st.caption(words["requests_says"])
        for request in told.requests:
            _draw("result/letter.html", request=request)
            st.code(request.text, language=None, wrap_lines=True)


def score(told: Report, content: Content) -> None:
    """The score as a range, and the cohorts beside each other."""
    words, view = told.words, told.score
    key = "score" if view.applies else "score_waits"
    with _fold(words, key, title=view.title, total=view.total):
        if not view.applies:
            st.write(view.reason)
            return
        count = spelled(content, view.most)
        _draw("result/score.html", score=view, points=words["score_points"].format(count=count))
        if view.not_quoted:
            st.write(view.not_quoted)
            st.caption(words["cohorts_before_imaging"])
        says = words["chart_cohorts_says"]
        total = words["chart_total"].format(score=content.score_short)
        st.altair_chart(cohort_chart(view, total, says), width="stretch", key="cohort_chart")
        st.caption(says)
        _draw("result/cohorts.html", score=view)
        _draw("result/cautions.html", cautions=view.cautions)


def plan(told: Report) -> None:
    """The workup and the dated repeat screens."""
    words, view = told.words, told.plan
    with _fold(words, "plan", dates=_dates(told)):
        _draw("result/plan.html", plan=view, done=words["status_done"])
        if view.start_date:
            says = words["chart_timeline_says"]
            chart = timeline(view, told.today, frame.ink(), says)
            st.altair_chart(chart, width="stretch", key="timeline")
            st.caption(says)
        if view.screens:
            _draw("result/screens.html", plan=view, first=words["t0"], offered=words["offered"])


def _dates(told: Report) -> str:
    """The next date of the plan, in a few words."""
    words, plan = told.words, told.plan
    if plan.schedule is None:
        return words["fold_plan_none"]
    ahead = [one for one in plan.screens if one.status_id != "done"]
    if not ahead:
        return words["fold_plan_done"]
    if not ahead[0].due:
        return words["fold_plan_undated"]
    key = "fold_plan_overdue" if ahead[0].status_id == "overdue" else "fold_plan_next"
    return words[key].format(date=ahead[0].due)


def lookalikes(told: Report) -> None:
    """What else it could be, and the tests that separate it."""
    key = "alike" if told.lookalikes else "alike_none"
    with _fold(told.words, key, count=len(told.lookalikes)):
        _draw("result/lookalikes.html", lookalikes=told.lookalikes)


def changes(told: Report, given: Consideration) -> None:
    """What the missing answers would change, and one of them to try."""
    words = told.words
    count = len({line.item for change in told.changes for line in change.answers})
    with _fold(words, "change" if count else "change_none", count=count):
        more = words["change_more"].format(count=len(told.changes) - MOST_CHANGES)
        _draw(
            "result/changes.html",
            plan=told.plan,
            changes=told.changes,
            most=MOST_CHANGES,
            more=more,
            lead=words["plan_open_branches"],
        )
        st.caption(words["what_if_title"])
        try_an_answer(given)


def missing(told: Report) -> None:
    """Every question without an answer."""
    count = sum(len(section.items) for section in told.missing)
    with _fold(told.words, "missing", count=count):
        _draw("result/missing.html", missing=told.missing)


def take(told: Report, *, back: bool) -> None:
    """Notes, the note to copy, and the downloads; ``back``: a calendar file takes screens back."""
    with _fold(told.words, "take"):
        take_away(told, back=back)


def references(told: Report) -> None:
    """Everything cited on this page."""
    with _fold(told.words, "references", count=len(told.references)):
        _draw("references.html", references=told.references)
