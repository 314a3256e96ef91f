"""The page Cohort under AppTest: three steps, rows that open, nothing lost and nothing kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.cohort.files.file import assess_file
from lems_rules.cohort.small.example import ROWS, WRONG
from tests.support.patient_table import SETTLED, TRIAD, csv_of, filled_template
from tests.support.screen import (
    DISCLAIMER,
    asked,
    go,
    held,
    marked_up,
    opened,
    sound,
    words,
    written,
)
from tests.support.shipped import CONTENT
from views.state import tables

COHORT = "views/pages/cohort.py"


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    """Every test here is of the same sitting to the server."""
    yield
    tables.forget_sitting("test session id")


def give(app: AppTest, data: bytes, name: str = "patients.csv") -> AppTest:
    """The app after this file was chosen on the page."""
    app = go(app, COHORT)
    (field,) = app.get("file_uploader")
    app.file_uploader(key=field.key).upload(name, data)
    return sound(app.run())


def keys(app: AppTest) -> set[str]:
    return {str(one.key) for one in app.button}


def rows_shown(app: AppTest) -> list[int]:
    """The numbers of the rows, in the order in which they stand on the page."""
    found = [key for key in (str(one.key) for one in app.button) if key.startswith("open_row_")]
    return [int(key.removeprefix("open_row_")) for key in found]


def plain(message: object) -> str:
    """A message less the marks that keep it from being read as markup."""
    return str(getattr(message, "value", "")).replace("\\", "")


def press(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=key).click().run())


# The file


def test_the_page_says_first_what_it_takes_and_that_it_keeps_nothing() -> None:
    app = go(opened(), COHORT)
    said = words(app)
    assert DISCLAIMER in said
    assert "Up to 1 MiB, 2,000 rows and 1,000 columns." in said
    assert "python -m lems_rules cohort patients.csv result.csv" in said
    assert "written nowhere" in said
    assert "What was read" not in said
    assert "clears nobody" in written(app)


def test_one_press_opens_the_example_and_every_part_of_the_page_shows() -> None:
    app = press(go(opened(), COHORT), "example")
    said = words(app)
    assert "These patients are made up." in said
    assert f"Rows {ROWS}" in said
    assert f"Cells not used {WRONG}" in said
    assert "What holds back most rows" in {one.value for one in app.subheader}
    assert "LEMS is diagnosed, as entered 120" in said
    assert "Few rows: at " in said
    assert "Prospective cohort, 2020" in said
    assert len(app.get("vega_lite_chart")) == 2
    assert {"download_result", "download_problems"} <= {
        str(one.key) for one in app.get("download_button")
    }


def test_every_picture_says_in_words_what_it_shows() -> None:
    app = press(go(opened(), COHORT), "example")
    for chart in app.get("vega_lite_chart"):
        assert "The table says the same." in chart.proto.spec


def test_the_published_cases_in_the_template_are_read_and_a_wrong_cell_is_found_by_its_row() -> (
    None
):
    rows = list(csv.DictReader(io.StringIO(filled_template().decode())))
    rows[37]["ptosis"] = "a bit"
    app = give(opened(), csv_of(rows))
    said = words(app)
    assert f"Rows {len(CONTENT.cases)}" in said
    assert "39 Ptosis a bit" not in said
    assert "39 ptosis a bit set aside: 'a bit' cannot be used here" in said
    assert "These patients are made up." not in said


def test_what_is_downloaded_is_what_the_command_writes() -> None:
    data = csv_of([{**TRIAD, "study": "=1+1"}, {**TRIAD, "ptosis": "maybe"}])
    app = give(opened(), data)
    key = app.session_state["cohort_table"]
    found = tables.held(key)
    assert found is not None

    def script(key: str) -> None:
        import streamlit as st

        from views.parts.cohort_read import _made

        st.session_state["made"] = [_made(what, key) for what in ("result", "problems")]

    made = assess_file(CONTENT, data, found.table.today)
    run = AppTest.from_function(script, default_timeout=60, kwargs={"key": key}).run()
    assert sound(run).session_state["made"] == [made.table, made.problems]


HOSTILE: dict[str, bytes] = {
    "a zip": b"PK\x03\x04" + b"\0" * 100,
    "NUL bytes": b"\0" * 10_000,
    "UTF-16": "ptosis\nno\n".encode("utf-16"),
    "a million columns": b"ptosis" + b"," * 900_000 + b"\n",
    "only names": b"ptosis\n",
    "empty": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_no_table_gets_one_sentence_and_the_next_one_is_read(data: bytes) -> None:
    app = give(opened(), data, "patients.csv")
    (error,) = app.error
    assert plain(error).startswith("The table was not read: the file")
    assert "cohort_table" not in app.session_state
    app = give(app, csv_of([TRIAD]))
    assert not app.error
    assert rows_shown(app) == [2]


NASTY = "<script>alert(1)</script> **bold** :red[x] $x$ [a](https://example.org)"


def test_whatever_stands_in_a_file_is_shown_as_plain_text() -> None:
    rows = [{**TRIAD, "ptosis": NASTY, NASTY: "yes"}]
    app = give(opened(), csv_of(rows), f"{NASTY}.csv")
    assert "alert(1)" in words(app)
    assert marked_up(app, "alert(1)") == []
    app = press(app, "open_row_2")
    assert marked_up(app, "alert(1)") == []


def test_bytes_of_another_encoding_break_nothing() -> None:
    app = give(
        opened(), b"gr\xfc\xdfe,ptosis,dry_mouth\r\nj\xe4,m\xe4ybe,yes\r\n", "tab\xe4lle.csv"
    )
    assert "not UTF-8" in words(app)
    app = press(app, "open_row_2")
    assert held(app)["dry_mouth"] == "yes"


# The rows


def test_the_rows_stand_in_the_order_that_is_chosen_and_a_few_at_once() -> None:
    rows = [{"ptosis": "no"}, TRIAD, {"dyspnoea": "yes"}, *[{"diplopia": "no"}] * 20]
    app = give(opened(), csv_of(rows))
    assert rows_shown(app)[0] == 4
    app.segmented_control(key="cohort_order").set_value("row").run()
    assert rows_shown(sound(app)) == list(range(2, 12))
    app = press(app, "rows_on")
    assert rows_shown(app) == list(range(12, 22))
    app = press(app, "rows_on")
    assert rows_shown(app) == [22, 23, 24]
    assert "rows_on" not in keys(app)
    app = press(app, "rows_back")
    assert rows_shown(app)[0] == 12
    app.segmented_control(key="cohort_order").set_value("level").run()
    assert rows_shown(sound(app))[0] == 3
    app = press(app, "rows_on")
    seen = rows_shown(app)
    assert rows_shown(go(go(app, "views/pages/evidence.py"), COHORT)) == seen


def test_the_undiagnosed_can_be_looked_at_alone() -> None:
    app = give(opened(), csv_of([SETTLED, TRIAD]))
    app.segmented_control(key="cohort_group").set_value("open").run()
    assert rows_shown(sound(app)) == [3]
    assert "cohort_group" not in {
        str(one.key) for one in give(opened(), csv_of([TRIAD])).get("button_group")
    }


def test_a_row_opens_in_the_checklist_with_what_was_entered_and_the_table_stays() -> None:
    app = press(give(opened(), csv_of([{**TRIAD, "ptosis": "maybe", "own": "x"}])), "open_row_2")
    assert held(app) == {**TRIAD, "ptosis": "maybe"}
    assert asked(app)["answers"] == held(app)
    assert "ptosis" in asked(app)["problems"]
    (warning,) = app.warning
    assert plain(warning).startswith(
        "Row 2 was opened: 3 answers are used. 1 value is not used: Drooping eyelid"
    )
    assert rows_shown(go(app, COHORT)) == [2]


def test_going_from_row_to_row_asks_nothing_until_something_was_changed() -> None:
    app = press(give(opened(), csv_of([TRIAD, SETTLED])), "open_row_2")
    app = press(go(app, COHORT), "open_row_3")
    assert held(app)["karnofsky"] == 80
    app.session_state["answers"] = {**held(app), "ptosis": "yes"}
    app = press(go(app, COHORT), "open_row_2")
    assert held(app)["ptosis"] == "yes"


@pytest.mark.parametrize("state", [{"answers": {"dyspnoea": "yes"}}, {"notes": "seen today"}])
def test_what_was_entered_before_is_replaced_only_once_somebody_says_so(
    state: dict[str, object],
) -> None:
    app = give(opened(**state), csv_of([TRIAD]))
    app = press(app, "open_row_2")
    for name, value in state.items():
        assert app.session_state[name] == value
    assert "save_before" in {str(one.key) for one in app.get("download_button")}
    app = press(app, "open_anyway")
    assert held(app) == TRIAD
    assert not app.session_state["notes"]


def test_a_row_without_an_answer_opens_as_an_empty_checklist() -> None:
    app = press(give(opened(), csv_of([TRIAD, {"own": "x"}])), "open_row_3")
    assert held(app) == {}
    (said,) = app.success
    assert plain(said) == "Row 3 was opened: 0 answers are used."


# Observed beside published


def test_without_a_column_of_outcomes_it_is_said_what_to_add() -> None:
    app = give(opened(), csv_of([SETTLED]))
    assert "No column of your own holds yes and no." in written(app)


def test_a_column_that_is_not_called_so_is_not_taken_for_the_outcome() -> None:
    rows = [{**SETTLED, "seen": "yes", "deceased": "no"}]
    app = give(opened(), csv_of(rows))
    assert app.selectbox(key="cohort_outcome").value is None
    app.selectbox(key="cohort_outcome").set_value("seen").run()
    said = words(sound(app))
    assert "1 rows are counted." in said
    assert "100 % * 21 to 100 %, 1 of 1" in said
    assert "A low share rules a tumour out in nobody." in said


def test_the_next_table_is_not_asked_for_a_column_of_the_last_one() -> None:
    app = give(opened(), csv_of([{**SETTLED, "seen": "yes"}]))
    app.selectbox(key="cohort_outcome").set_value("seen").run()
    app = give(press(app, "forget_table"), csv_of([{**SETTLED, "dead": "yes"}]))
    assert app.selectbox(key="cohort_outcome").value is None


def test_where_no_row_can_be_counted_it_says_why() -> None:
    app = give(opened(), csv_of([{**TRIAD, "sclc_found": "yes"}]))
    assert "No row can be counted yet." in written(app)
    assert "0 rows are counted." in written(app)


def test_where_the_score_applies_to_nobody_there_is_no_picture_of_it() -> None:
    app = give(opened(), csv_of([{"ptosis": "no"}]))
    assert "The score applies to no row." in written(app)
    assert app.get("vega_lite_chart") == []


# Nothing is kept


def test_forgetting_the_table_leaves_nothing_of_it() -> None:
    app = give(opened(), csv_of([TRIAD]))
    key = app.session_state["cohort_table"]
    app = press(app, "forget_table")
    assert tables.held(key) is None
    assert rows_shown(app) == []
    assert not app.warning


def test_a_table_that_went_with_its_connection_is_asked_for_again() -> None:
    app = give(opened(), csv_of([TRIAD]))
    tables.forget_sitting("test session id")
    app = sound(app.run())
    (said,) = app.warning
    assert "was forgotten" in str(said.value)
    assert rows_shown(app) == []
    assert not sound(app.run()).warning
