"""A case of one's own: from the answers of this sitting or from a file, to a file."""

from __future__ import annotations

from typing import Any, get_args

import streamlit as st

from lems_rules.knowledge.content import known_topics
from lems_rules.knowledge.problems.cases import MOST_STAGES
from lems_rules.reasoning.assessment import read_answers
from lems_rules.schema.case import Weight
from lems_rules.schema.questions.item import Part
from lems_rules.teaching.attempt import DIFFICULTIES, choices
from lems_rules.teaching.kept_case import WEIGHTS
from lems_rules.teaching.own_case import (
    OWN,
    Draft,
    Loaded,
    StepDraft,
    case_file,
    draft_of,
    first_draft,
    load_case,
)
from views.parts.template import draw
from views.state import room, session
from views.state.room import Desk
from views.state.upload import taken

UPLOAD = "author_upload"
PARTS: tuple[Part, ...] = get_args(Part)
content = session.content


def author() -> None:
    """Start from the answers or from a file; fill the form in; check; take the file."""
    words = content().words
    st.write(words["author_says"])
    left, right = st.columns(2, gap="large")
    with left:
        st.header(words["author_start_title"], anchor=False)
        if session.reading().answers:
            st.write(words["author_start_says"].format(count=len(session.reading().answers)))
            st.button(words["author_start"], on_click=_start, key="author_start")
        else:
            st.write(words["author_no_answers"])
            st.page_link("views/pages/checklist.py", label=words["to_checklist"])
    with right:
        st.header(words["author_load_title"], anchor=False)
        st.write(words["author_load_says"])
        st.file_uploader(
            words["author_load_title"],
            type=["yaml", "yml"],
            max_upload_size=1,
            key=UPLOAD,
            on_change=_load,
            label_visibility="collapsed",
        )
    if refused := st.session_state.get("author_refused"):
        draw("cases/own_problems.html", title=words["author_refused"], problems=refused)
    if (desk := room.desk()) is not None:
        _form(desk)


def _start() -> None:
    answers = session.reading().answers
    st.session_state.pop("author_refused", None)
    room.put_on_desk(answers, first_draft(content(), answers), session.today())


def _load() -> None:
    data = taken(UPLOAD)
    if data is None:
        return
    loaded = load_case(content(), data)
    if loaded.case is None:
        st.session_state["author_refused"] = loaded.problems
        return
    st.session_state.pop("author_refused", None)
    case, text = loaded.case, data.decode("utf-8-sig")
    room.keep_own_case(case, text)
    answers = read_answers(content(), case.answers)
    desk = room.put_on_desk(answers, draft_of(case), case.today, case)
    desk.checked, desk.text = loaded, text


def _form(desk: Desk) -> None:
    words = content().words
    st.header(words["author_form_title"], anchor=False)
    draft = Draft(
        **_about_the_case(desk),
        steps=tuple(_steps(desk)),
        weights=_weights(desk),
        **_about_the_end(desk),
    )
    desk.now = draft
    if desk.of is None and desk.checked is not None:
        desk.of = draft  # a case just loaded, before anything was typed
    # In the run itself, not in a callback: a text that the click has just left must be in it.
    # Once checked, what is offered follows what is typed.
    pressed = st.button(words["author_check"], type="primary", key="check")
    if pressed or (desk.checked is not None and desk.of != draft):
        _check(desk, draft)
    if desk.checked is not None:
        _outcome(desk, desk.checked)


def _about_the_case(desk: Desk) -> dict[str, Any]:
    words, given, titles = content().words, desk.draft, choices(content())
    topics = known_topics(content())
    left, right = st.columns([3, 2], gap="medium")
    title = _line(desk, "title", given.title, where=left)
    difficulty = right.segmented_control(
        words["cases_filter_difficulty"],
        DIFFICULTIES,
        default=given.difficulty,
        format_func=lambda one: words[f"teach_difficulty_{one}"],
        required=True,
        key=_key(desk, "difficulty"),
        persist_state="session",
        wrap=True,
    )
    left, right = st.columns(2, gap="medium")
    return {
        "title": title,
        "difficulty": difficulty,
        "topics": _several(desk, "topics", topics, given.topics, left),
        "diagnosis": _one_of(desk, "diagnosis", titles.diagnoses, given.diagnosis, right),
        "about": _line(desk, "about", given.about),
        "objectives": _lines(desk, "objectives", given.objectives),
    }


def _steps(desk: Desk) -> list[StepDraft]:
    words, checklist = content().words, content().checklist
    labels = {name: checklist.item(name).label for name in desk.answers}
    found = []
    for number in range(desk.steps):
        given = desk.draft.steps[number] if number < len(desk.draft.steps) else StepDraft()
        with st.container(border=True):
            st.subheader(words["teach_step_short"].format(number=number + 1), anchor=False)
            left, right = st.columns([1, 3], gap="medium")
            name = f"step_{number}_"
            parts = {one: words[f"teach_part_{one}"] for one in PARTS}
            found.append(
                StepDraft(
                    part=_one_of(desk, f"{name}part", parts, given.part, left),
                    title=_line(desk, f"{name}title", given.title, where=right),
                    story=_lines(desk, f"{name}story", given.story),
                    reveals=_several(desk, f"{name}reveals", labels, given.reveals),
                    questions=_lines(desk, f"{name}questions", given.questions),
                )
            )
    with st.container(horizontal=True):
        more, fewer = words["author_more_steps"], words["author_fewer_steps"]
        full, least = desk.steps >= MOST_STAGES, desk.steps <= 2
        st.button(more, on_click=_steps_by, args=(desk, 1), disabled=full, key="more_steps")
        st.button(fewer, on_click=_steps_by, args=(desk, -1), disabled=least, key="fewer_steps")
    return found


def _steps_by(desk: Desk, change: int) -> None:
    desk.steps = min(max(desk.steps + change, 2), MOST_STAGES)


def _weights(desk: Desk) -> dict[str, tuple[Weight, str]]:
    words, checklist = content().words, content().checklist
    labels = {name: checklist.item(name).label for name in desk.answers}
    given = desk.draft.weights or {}
    found = {}
    with st.container(border=True):
        for name in _several(desk, "weights", labels, tuple(given)):
            left, right = st.columns([1, 3], gap="medium")
            weight, says = given.get(name, ("supports", ""))
            kinds = {one: words[f"teach_weight_{one}"] for one in WEIGHTS}
            chosen = left.selectbox(
                labels[name],
                WEIGHTS,
                index=WEIGHTS.index(weight),
                format_func=kinds.__getitem__,
                key=_key(desk, f"weight_{name}"),
                persist_state="session",
            )
            found[name] = (chosen, _line(desk, f"says_{name}", says, right, "author_why"))
    return found


def _about_the_end(desk: Desk) -> dict[str, Any]:
    given, titles = desk.draft, choices(content())
    left, right = st.columns(2, gap="medium")
    found: dict[str, Any] = {
        "alternatives": _several(desk, "alternatives", titles.diagnoses, given.alternatives, left),
        "next_tests": _several(desk, "next_tests", titles.tests, given.next_tests, right),
    }
    for name in ("turned_out", "published", "ours", "errors"):
        found[name] = _lines(desk, name, getattr(given, name))
    return found


def _check(desk: Desk, draft: Draft) -> None:
    desk.text = case_file(content(), draft, desk.answers, desk.today, desk.base)
    desk.checked, desk.of = load_case(content(), desk.text.encode()), draft
    if desk.checked.case is not None:
        room.keep_own_case(desk.checked.case, desk.text)


def _outcome(desk: Desk, checked: Loaded) -> None:
    words = content().words
    if checked.case is None:
        draw("cases/own_problems.html", title=words["author_problems"], problems=checked.problems)
        return
    st.success(words["author_ready"])
    for note in checked.notes:
        st.warning(note)
    with st.container(horizontal=True):
        st.download_button(
            words["author_download"],
            data=lambda: desk.text,
            file_name="lems-case.yaml",
            mime="application/yaml",
            on_click="ignore",
            key="author_download",
        )
        st.button(words["author_work"], on_click=room.open_case, args=(OWN,), key="author_work")


# The fields, each with its label and its hint from words.yaml.


def _key(desk: Desk, name: str) -> str:
    return f"author_{desk.number}_{name}"


def _label(name: str) -> str:
    kind = name.split("_", 2)[-1] if name.startswith("step_") else name
    return content().words[f"author_{kind}"]


def _line(desk: Desk, name: str, value: str, where: Any = st, label: str = "") -> str:
    return str(
        where.text_input(
            content().words[label] if label else _label(name),
            value,
            max_chars=300,
            key=_key(desk, name),
            persist_state="session",
        )
    )


def _lines(desk: Desk, name: str, value: str) -> str:
    return str(
        st.text_area(
            _label(name),
            value,
            height="content",
            max_chars=4000,
            key=_key(desk, name),
            persist_state="session",
        )
    )


def _several(
    desk: Desk, name: str, titles: Any, given: tuple[str, ...], where: Any = st
) -> tuple[str, ...]:
    return tuple(
        where.multiselect(
            _label(name),
            list(titles),
            default=[one for one in given if one in titles],
            format_func=titles.__getitem__,
            placeholder="",
            key=_key(desk, name),
            persist_state="session",
        )
    )


def _one_of(desk: Desk, name: str, titles: Any, given: str, where: Any) -> Any:
    return (
        where.selectbox(
            _label(name),
            list(titles),
            index=list(titles).index(given) if given in titles else None,
            format_func=titles.__getitem__,
            placeholder="",
            key=_key(desk, name),
            persist_state="session",
        )
        or ""
    )
