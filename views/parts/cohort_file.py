"""The first step with a table of patients: choose a file, or open the example."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lems_rules.cohort.files import codebook
from lems_rules.cohort.small import example
from lems_rules.cohort.small.table import MOST_COLUMNS, MOST_ROWS, read_table
from lems_rules.intake.document import MOST_BYTES
from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError
from views.components import frame
from views.parts import cohort_patients, cohort_totals
from views.parts.template import draw
from views.state import session, tables
from views.state.upload import taken

TABLE = "cohort_table"  # the key under which the table of this sitting is held
_WAITING, _COUNT = "cohort_waiting", "cohort_files"
MOST_NAMED = 80  # characters of a file's name
EXAMPLE_FILE = "made-up-patients.csv"


def held() -> tables.Held | None:
    """The table of this sitting; said once where it was forgotten."""
    key = st.session_state.get(TABLE)
    found = tables.held(key)
    if key is not None and found is None:
        del st.session_state[TABLE]
        st.warning(session.content().words["cohort_forgotten"])
    return found


def choose() -> None:
    """The field for a file, what may stand in it, and the example."""
    words = session.content().words
    upload, made_up = st.columns([1.7, 1], gap="large")
    with upload:
        st.write(words["cohort_file_says"])
        limit = words["cohort_limit"].format(
            size=MOST_BYTES >> 20, rows=f"{MOST_ROWS:,}", columns=f"{MOST_COLUMNS:,}"
        )
        draw("cohort/limits.html", words=words, limit=limit)
        key = f"cohort_file_{st.session_state.get(_COUNT, 0)}"
        st.file_uploader(
            words["cohort_file"],
            type=["csv", "tsv", "txt"],
            max_upload_size=MOST_BYTES >> 20,
            key=key,
            on_change=_take,
            args=(key,),
        )
        with st.container(horizontal=True):
            _download("cohort_template", "cohort-template.csv", codebook.template)
            _download("cohort_codebook", "cohort-codebook.csv", codebook.codebook_csv)
    with made_up, st.container(border=True, key="cohort_example_card"):
        st.subheader(words["cohort_example_title"], anchor=False)
        st.write(words["cohort_example_says"].format(rows=example.ROWS, seed=example.SEED))
        st.button(words["cohort_example"], type="primary", on_click=_take_example, key="example")
        st.download_button(
            words["cohort_example_download"],
            data=lambda: example.example(session.content()),
            file_name=EXAMPLE_FILE,
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            on_click="ignore",
            key="download_example",
        )


def _download(key: str, file_name: str, build: Callable[[Content], str]) -> None:
    st.download_button(
        session.content().words[key],
        data=lambda: build(session.content()),
        file_name=file_name,
        mime="text/csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key=f"download_{key}",
    )


def _take(key: str) -> None:
    name = getattr(st.session_state.get(key), "name", "")
    if (data := taken(key)) is not None:
        st.session_state[_WAITING] = (str(name)[-MOST_NAMED:], data)


def _take_example() -> None:
    name = session.content().words["cohort_example_name"]
    st.session_state[_WAITING] = (name, example.example(session.content()))


def read_what_waits() -> None:
    """Read the file that was just chosen, saying how far it is; then the page begins again."""
    if (waiting := st.session_state.pop(_WAITING, None)) is None:
        return
    words, (name, data) = session.content().words, waiting
    bar = st.progress(0.0, words["cohort_reading"])

    def told(done: int, rows: int) -> None:
        if done % max(1, rows // 40) == 0:
            says = words["cohort_considering"].format(done=f"{done:,}", rows=f"{rows:,}")
            bar.progress(done / rows, says)

    # A field of its own for the next file: this one shows what it was given.
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    try:
        table = read_table(session.content(), data, session.today(), told)
    except AnswerError as error:
        frame.announce("error", words["cohort_refused"].format(error=error))
    else:
        for of_the_last in (cohort_patients.FROM, cohort_totals.OUTCOME):
            st.session_state.pop(of_the_last, None)
        st.session_state[TABLE] = tables.hold(table, name, _sitting())
    st.rerun()


def _sitting() -> str:
    run = get_script_run_ctx()
    return run.session_id if run is not None else ""


def forget() -> None:
    """Forget the table of this sitting."""
    tables.forget(st.session_state.pop(TABLE, None))


def chosen(held: tables.Held) -> None:
    """Which table is before us, and the way to another."""
    words = session.content().words
    with st.container(horizontal=True, vertical_alignment="center", key="cohort_chosen"):
        draw(
            "cohort/chosen.html",
            says=words["cohort_held"].format(name=held.name, today=held.table.today),
            made_up=words["cohort_made_up"] if _is_example(held) else "",
            kept=words["cohort_kept"],
        )
        st.button(words["cohort_forget"], on_click=forget, key="forget_table")


def _is_example(held: tables.Held) -> bool:
    return held.table.data == example.example(session.content())
