"""Several illnesses side by side, row by row, with this patient's marks and a learner's."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.compiled import Compiled
from lems_rules.logic.condition import Condition
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.rulebook.wiring import beside
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.view import Source

Fit = Literal["fits", "differs", ""]
_Key = tuple[str, str, Fit]  # row, column, and what it says of the patient


@dataclass(frozen=True, slots=True)
class ScriptCell:
    """One illness in one row. ``fit`` is our mark of the patient, empty where none is shown.

    ``agrees`` says whether the learner marked the cell as we do; None where there is no mark of
    ours, or where the learner left the whole row alone.
    """

    column: str
    title: str
    says: str
    sources: tuple[Source, ...]
    fit: Fit
    fit_says: str
    yours: bool
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """One row: what is known of the patient, and the illnesses of which a source says something."""

    id: str
    title: str
    patient: str
    cells: tuple[ScriptCell, ...]


@dataclass(frozen=True, slots=True)
class ScriptTable:
    """The whole comparison; ``marked`` says whether our marks are in it."""

    columns: tuple[tuple[str, str], ...]
    lines: tuple[ScriptLine, ...]
    marked: bool
    summary: str


def illness_scripts(
    content: Content, given: Consideration, marks: Mapping[str, Collection[str]] | None = None
) -> ScriptTable:
    """The comparison for one patient: the rows of which something is known, and what fills them.

    ``marks`` are the learner's, by row: the columns that the patient is like. Our own marks are
    worked out only once these are given.
    """
    say, words = Presenter(content), content.words
    held = _compiled(content).held(given.answers, given.conclusions.truths)
    lines, alike, judged = [], 0, 0
    for row in content.scripts.rows:
        known = [name for name in row.items if name in given.answers]
        if not known:
            continue
        tried = bool((marks or {}).get(row.id))
        cells = []
        for column in content.scripts.columns:
            picture = row.cells.get(column.id)
            if picture is None:
                continue
            fit: Fit = ""
            if marks is not None:
                fits: tuple[Fit, ...] = ("fits", "differs")
                fit = next((one for one in fits if (row.id, column.id, one) in held), "")
            yours = column.id in (marks or {}).get(row.id, ())
            agrees = yours == (fit == "fits") if fit and tried else None
            if agrees is not None:
                judged, alike = judged + 1, alike + agrees
            cells.append(
                ScriptCell(
                    column=column.id,
                    title=column.title,
                    says=picture.says,
                    sources=say.sources(picture.refs),
                    fit=fit,
                    fit_says=words[f"script_{fit}"] if fit else "",
                    yours=yours,
                    agrees=agrees,
                )
            )
        patient = say.answered_as(known, given.answers)
        lines.append(ScriptLine(row.id, row.title, patient, tuple(cells)))
    summary = words["script_summary"].format(alike=alike, judged=judged)
    return ScriptTable(
        columns=tuple((column.id, column.title) for column in content.scripts.columns),
        lines=tuple(lines),
        marked=marks is not None,
        summary=summary if marks else "",
    )


@once
def _compiled(content: Content) -> Compiled[_Key]:
    conditions: dict[_Key, Condition] = {}
    for row in content.scripts.rows:
        for column, picture in row.cells.items():
            if picture.fits is not None:
                conditions[row.id, column, "fits"] = picture.fits
            if picture.differs is not None:
                conditions[row.id, column, "differs"] = picture.differs
    return Compiled.of(conditions, beside(content).circuit)
