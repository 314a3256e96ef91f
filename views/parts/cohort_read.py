"""The second step with a table of patients: what was read of it, and what could not be used."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lems_rules.cohort.files.file import assess_file
from lems_rules.cohort.small.table import Problem, Table
from lems_rules.exports.catalogue import dated
from views.parts.template import draw
from views.state import session, tables

MOST_KINDS = 25  # of problems that are named on the page
MOST_ROWS_NAMED = 12
MOST_SHOWN = 60  # characters of a cell


def read(held: tables.Held, key: str) -> None:
    """Rows, columns, and each kind of cell that is not used, with its rows."""
    words, table = session.content().words, held.table
    counts = {
        "rows": len(table.patients),
        "questions": len(table.questions),
        "others": len(table.others),
        "cells": table.cells_refused,
    }
    tiles = [
        {
            "title": words[f"cohort_{name}"],
            "count": f"{count:,}",
            "says": words[f"cohort_{name}_says"].format(all=len(session.content().checklist.items)),
        }
        for name, count in counts.items()
    ]
    draw("cohort/read.html", tiles=tiles)
    if not table.problems:
        st.write(words["cohort_problems_none"])
        return
    st.subheader(words["cohort_problems"], anchor=False)
    _problems(table)
    download("problems", held, key)


def _problems(table: Table) -> None:
    words = session.content().words
    more = len(table.problems) - MOST_KINDS
    draw(
        "cohort/problems.html",
        words=words,
        problems=[
            {
                "rows": _rows(one),
                "column": one.column[:MOST_SHOWN],
                "value": one.value[:MOST_SHOWN],
                "says": one.says,
            }
            for one in table.problems[:MOST_KINDS]
        ],
        more=words["cohort_problems_more"].format(count=f"{more:,}") if more > 0 else "",
    )


def _rows(one: Problem) -> str:
    words = session.content().words
    if not one.numbers:
        return words["cohort_problem_whole"]
    named = ", ".join(map(str, one.numbers[:MOST_ROWS_NAMED]))
    if (more := len(one.numbers) - MOST_ROWS_NAMED) > 0:
        return f"{named} {words['cohort_rows_more'].format(count=f'{more:,}')}"
    return named


def download(what: str, held: tables.Held, key: str) -> None:
    """A button for the ``result`` or the ``problems``, made at the click as the command does it."""
    st.download_button(
        session.content().words[f"cohort_download_{what}"],
        data=partial(_made, what, key),
        file_name=dated(f"cohort-{what}", held.table.today, "csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key=f"download_{what}",
    )


def _made(what: str, key: str) -> bytes:
    if (held := tables.held(key)) is None:
        raise LookupError("the table was forgotten")
    made = assess_file(session.content(), held.table.data, held.table.today)
    return made.problems if what == "problems" else made.table
