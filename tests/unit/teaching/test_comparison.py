"""Four illnesses side by side: our marks follow the answers, and only once the learner's are in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.citation import Reference
from lems_rules.schema.questions.item import Answers
from lems_rules.teaching.comparison import ScriptCell, ScriptTable, illness_scripts

Patient = Callable[..., Answers]


def cell(table: ScriptTable, row: str, column: str) -> ScriptCell:
    line = next(one for one in table.lines if one.id == row)
    return next(one for one in line.cells if one.column == column)


def test_without_the_learners_marks_there_are_none_of_ours(
    content: Content, patient: Patient
) -> None:
    given = Consideration(content, patient(tendon_reflexes="absent", dry_mouth="yes"))
    table = illness_scripts(content, given)
    assert not table.marked
    assert table.summary == ""
    assert {one.fit for line in table.lines for one in line.cells} == {""}
    assert {one.agrees for line in table.lines for one in line.cells} == {None}


@pytest.mark.parametrize(
    ("answers", "row", "column", "fit"),
    [
        ({"tendon_reflexes": "absent"}, "reflexes", "lems", "fits"),
        ({"tendon_reflexes": "absent"}, "reflexes", "myasthenia_gravis", "differs"),
        ({"tendon_reflexes": "normal"}, "reflexes", "lems", "differs"),
        ({"tendon_reflexes": "normal"}, "reflexes", "myopathy", "fits"),
        ({"first_site": "ocular"}, "onset_site", "myasthenia_gravis", "fits"),
        ({"first_site": "legs"}, "onset_site", "botulism", "differs"),
        ({"cmap_increment_percent": 30}, "effort_or_fast_stimulation", "botulism", "fits"),
        ({"cmap_increment_percent": 150}, "effort_or_fast_stimulation", "lems", "fits"),
        ({"cmap_increment_percent": 150}, "effort_or_fast_stimulation", "botulism", "fits"),
        ({"cmap_increment_percent": 19}, "effort_or_fast_stimulation", "botulism", ""),
        (
            {"cmap_increment_percent": 150},
            "effort_or_fast_stimulation",
            "myasthenia_gravis",
            "differs",
        ),
        ({"creatine_kinase": "raised"}, "muscle_enzymes", "myopathy", "fits"),
        ({"first_site": "arms"}, "onset_site", "botulism", ""),
    ],
)
def test_our_marks_follow_the_answers(
    content: Content,
    patient: Patient,
    answers: dict[str, object],
    row: str,
    column: str,
    fit: str,
) -> None:
    table = illness_scripts(content, Consideration(content, patient(**answers)), {})
    found = cell(table, row, column)
    assert found.fit == fit
    assert found.fit_says == (content.words[f"script_{fit}"] if fit else "")


def test_a_row_says_what_is_known_of_the_patient(content: Content, patient: Patient) -> None:
    given = Consideration(content, patient(ptosis="yes", diplopia="no"))
    lines = {line.id: line.patient for line in illness_scripts(content, given).lines}
    assert lines == {"eyes": "Drooping eyelid: yes; Double vision: no"}


def test_marks_agree_or_not_only_in_rows_that_the_learner_tried(
    content: Content, patient: Patient
) -> None:
    given = Consideration(content, patient(tendon_reflexes="absent", first_site="legs"))
    table = illness_scripts(content, given, {"reflexes": ("lems", "myasthenia_gravis")})
    assert cell(table, "reflexes", "lems").agrees is True
    assert cell(table, "reflexes", "myasthenia_gravis").agrees is False
    assert cell(table, "reflexes", "myopathy").agrees is None
    assert cell(table, "onset_site", "lems").agrees is None
    assert cell(table, "reflexes", "lems").yours
    assert "agrees in 1 of 2 cells" in table.summary


def test_only_cells_that_a_source_fills_are_shown(content: Content, patient: Patient) -> None:
    given = Consideration(content, patient(creatine_kinase="normal"))
    (line,) = illness_scripts(content, given).lines
    assert [one.column for one in line.cells] == ["myopathy"]
    assert all(one.says and one.sources for one in line.cells)


def test_every_cell_that_says_something_names_its_source(content: Content) -> None:
    rows = content.scripts.rows
    assert len(rows) >= 10
    cited = {one.ref for row in rows for one in row.refs}
    assert all(isinstance(content.references[name], Reference) for name in cited)
    assert [column.id for column in content.scripts.columns] == [
        "lems",
        "myasthenia_gravis",
        "botulism",
        "myopathy",
    ]
