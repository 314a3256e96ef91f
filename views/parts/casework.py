"""Working one case: a step of the story, the commitment, our reading, and at the end all of it.

What is drawn follows the phase of the work alone: nothing that a learner must not know yet is
even asked for before it may be shown.
"""

from __future__ import annotations

import streamlit as st

from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import (
    CONFIDENCES,
    MARKS,
    MOST_LEADING,
    Commitment,
    StepTold,
    answers_after,
    asked,
    choices,
    step_told,
)
from lems_rules.teaching.comparison import illness_scripts
from lems_rules.teaching.debriefing import debriefing
from lems_rules.teaching.feedback import step_feedback
from lems_rules.teaching.sitting import Work
from views.components import frame
from views.components.arrival import arrive
from views.parts.onward import onward
from views.parts.template import draw
from views.state import room, session

content = session.content
_TARGETS = {
    "step": ".lesson.telling",
    "read": ".lesson.reading",
    "compare": ".lesson.comparison",
    "compared": ".lesson.comparison",
    "end": ".lesson.end",
}


def work(case: Case) -> None:
    """The page of one case, at the point that the learner has reached."""
    words, done = content().words, room.work_on(case)
    lesson = done.attempt.lesson
    with st.container(horizontal=True, key="case_ways_out"):
        st.button(words["cases_back"], on_click=room.close_case, key="back_to_shelf")
        if done.attempt.commitments:
            st.button(
                words["cases_start_over"], on_click=room.start_over, args=(case,), key="start_over"
            )
    st.title(frame.plain(lesson.title), anchor=False)
    _story_so_far(case, done)
    match done.phase:
        case "step":
            _step(case, done.passed)
        case "read":
            _read(case, done)
        case "compare" | "compared":
            _compare(case, done)
        case _:
            _end(case, done)
    arrive(case.id, f"{done.passed} {done.phase}", _TARGETS[done.phase])


def _story_so_far(case: Case, done: Work) -> None:
    """The steps left behind, each closed, with what was committed to and our reading."""
    for step in range(done.passed):
        told = step_told(content(), case, step)
        with st.expander(frame.plain(f"{told.number} · {told.part} · {told.title}")):
            draw("cases/step.html", told=told, heading=False)
            _our_reading(done, step)


def _step(case: Case, step: int) -> None:
    """One instalment of the story, and what the learner makes of it."""
    words, told = content().words, step_told(content(), case, step)
    draw("cases/step.html", told=told, heading=True)
    with st.form(_key(case, step, "form"), border=True):
        draw(
            "cases/commit.html", title=words["cases_commit_title"], says=words["cases_commit_says"]
        )
        _questions(case, step)
        _marks(case, step, told)
        st.form_submit_button(
            words["cases_commit"], type="primary", on_click=_commit, args=(case, step), key="commit"
        )
        # Beside the button, where the reader is.
        if missing := st.session_state.pop(_key(case, step, "missing"), None):
            st.error(words["cases_missing"].format(missing=missing))


def _questions(case: Case, step: int) -> None:
    words, titles = content().words, choices(content())
    left, right = st.columns([3, 2], gap="medium")
    left.multiselect(
        words["cases_leading"],
        list(titles.diagnoses),
        format_func=titles.diagnoses.__getitem__,
        max_selections=MOST_LEADING,
        placeholder=words["cases_leading_hint"],
        key=_key(case, step, "leading"),
        persist_state="session",
    )
    right.segmented_control(
        words["cases_confidence"],
        CONFIDENCES,
        format_func="{} %".format,
        wrap=True,
        key=_key(case, step, "confidence"),
        persist_state="session",
    )
    st.radio(
        words["cases_level"],
        list(titles.levels),
        index=None,
        format_func=titles.levels.__getitem__,
        key=_key(case, step, "level"),
        persist_state="session",
    )
    match asked(content(), case, step)[2:]:
        case ("next_test",):
            st.selectbox(
                words["cases_next_test"],
                list(titles.tests),
                index=None,
                format_func=titles.tests.__getitem__,
                placeholder=words["cases_next_test_hint"],
                key=_key(case, step, "next_test"),
                persist_state="session",
            )
        case ("score",):
            st.segmented_control(
                words["cases_score"].format(most=titles.scores[-1]),
                [str(score) for score in titles.scores],
                wrap=True,
                key=_key(case, step, "score"),
                persist_state="session",
            )


def _marks(case: Case, step: int, told: StepTold) -> None:
    words = content().words
    with st.expander(words["cases_marks_fold"]), st.container(key="case_marks"):
        st.caption(words["cases_marks"])
        for finding in told.findings:
            st.segmented_control(
                frame.plain(f"{finding.label}: {finding.answer}"),
                MARKS,
                format_func=lambda one: words[f"teach_mark_{one}"],
                key=_key(case, step, f"mark_{finding.item}"),
                persist_state="session",
                width="stretch",
            )


def _commit(case: Case, step: int) -> None:
    """Take the form's answers over, or say what is missing."""
    held, words = st.session_state, content().words
    wanted = [*asked(content(), case, step), "confidence"]
    given = {name: held.get(_key(case, step, name)) for name in wanted}
    missing = [words[f"cases_{name}_short"] for name, value in given.items() if not value]
    if missing:
        held[_key(case, step, "missing")] = ", ".join(missing)
        return
    told = step_told(content(), case, step)
    marks = {one.item: held.get(_key(case, step, f"mark_{one.item}")) for one in told.findings}
    commitment = Commitment(
        level=str(given["level"]),
        leading=tuple(given["leading"] or ()),
        confidence=int(given["confidence"] or 0),
        next_test=str(given.get("next_test", "")),
        delta_p=int(given["score"] or 0) if "score" in given else None,
        marks={name: one for name, one in marks.items() if one in MARKS},
    )
    room.commit(case, commitment)


def _read(case: Case, done: Work) -> None:
    """The step just committed to, with our reading beside the learner's."""
    words, step = content().words, done.passed
    draw("cases/step.html", told=step_told(content(), case, step), heading=True)
    _our_reading(done, step)
    last = step + 1 == len(done.attempt.lesson.stages)
    st.button(
        words["cases_to_comparison" if last else "cases_next_step"],
        type="primary",
        on_click=room.go_on,
        args=(case,),
        key="go_on",
    )


def _our_reading(done: Work, step: int) -> None:
    words = content().words
    feedback = step_feedback(content(), done.attempt, step)
    draw(
        "cases/reading.html",
        feedback=feedback,
        estimate=done.attempt.commitments[step].delta_p,
        most=len(content().points),
        words=words,
    )


def _compare(case: Case, done: Work) -> None:
    """Four illnesses side by side: the learner's marks first, then ours."""
    words, steps = content().words, len(done.attempt.lesson.stages)
    given = Consideration(content(), answers_after(content(), case, steps), case.today)
    table = illness_scripts(content(), given, done.marks)
    draw("cases/comparison.html", words=words, summary=table.summary)
    if done.phase == "compared":
        draw("cases/script.html", table=table, words=words)
    else:
        columns = dict(table.columns)
        with st.form("script", border=True):
            st.caption(words["script_ask"])
            for line in table.lines:
                draw("cases/script_row.html", line=line, words=words)
                st.pills(
                    words["script_like"].format(row=line.title),
                    [cell.column for cell in line.cells],
                    label_visibility="collapsed",
                    wrap=True,
                    format_func=columns.__getitem__,
                    selection_mode="multi",
                    key=_key(case, steps, f"script_{line.id}"),
                    persist_state="session",
                )
            st.form_submit_button(
                words["script_commit"],
                type="primary",
                on_click=_mark,
                args=(case, steps, tuple(line.id for line in table.lines)),
                key="script_commit",
            )
    st.button(
        words["cases_to_end"],
        type="primary" if done.phase == "compared" else "secondary",
        on_click=room.finish,
        args=(case,),
        key="to_end",
    )


def _mark(case: Case, steps: int, rows: tuple[str, ...]) -> None:
    held = {row: st.session_state.get(_key(case, steps, f"script_{row}")) for row in rows}
    room.mark(case, {row: tuple(chosen) for row, chosen in held.items() if chosen})


def _end(case: Case, done: Work) -> None:
    """What the case turned out to be, item by item, and how the sitting goes so far."""
    words = content().words
    told = debriefing(content(), done.attempt)
    draw(
        "cases/end.html",
        told=told,
        most=len(content().points),
        score=content().score_short,
        words=words,
    )
    onward(case.id)
    steps = len(done.attempt.lesson.stages)
    given = Consideration(content(), answers_after(content(), case, steps), case.today)
    with st.expander(words["script_title"]):
        table = illness_scripts(content(), given, done.marks)
        draw("cases/script.html", table=table, words=words)
    draw("references.html", references=told.outcome.references)


def _key(case: Case, step: int, name: str) -> str:
    return f"{case.id}_{step}_{name}"
