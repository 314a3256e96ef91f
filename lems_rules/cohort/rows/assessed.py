"""A table of patients with what follows for each: `assess_cohort`.

Row i has what `assess` says of row i alone. Level, rule, score, safety, schedule and what is
unanswered come of the circuit over all rows at once; whether the plan is settled, what to ask next
and what to do now are worked out as for one patient, once for each distinct set of answers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from lems_rules.cohort.rows.cell import shown
from lems_rules.cohort.rows.column import UNANSWERED, CellProblem, Column, read_column
from lems_rules.cohort.rows.concluding import Answered, Rows, packed, unpacked
from lems_rules.cohort.rows.head import read_head
from lems_rules.cohort.rows.naming import COUNTED, LOOKED_AHEAD, MADE_OF, columns_of, names
from lems_rules.cohort.rows.naming import OURS as OURS
from lems_rules.cohort.rows.told import Places, Tell, Told
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Leaf, holds_for
from lems_rules.reasoning.assessment import Consideration
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer

HIDDEN = "set aside, because other answers leave nothing to ask here; leave it out or mend those"


@dataclass(frozen=True)
class Cohort:
    """A table with its conclusions, and what of it could not be used.

    ``frame`` is the table as it was entered with the columns of the result after it. A row's
    number in ``problems`` is its position, from 0.
    """

    frame: pd.DataFrame
    problems: tuple[CellProblem, ...]


def assess_cohort(
    content: Content, frame: pd.DataFrame, today: date | None = None, quick: bool = False
) -> pd.DataFrame:
    """The table with what follows for each row; see `consider_cohort`, which also has the problems.

    Raises:
        AnswerError: two columns are called by the same question.
    """
    return consider_cohort(content, frame, today, quick).frame


def consider_cohort(
    content: Content,
    frame: pd.DataFrame,
    today: date | None = None,
    quick: bool = False,
    usable: pd.DataFrame | None = None,
    comma: bool = False,
) -> Cohort:
    """The table with what follows for each row, and every cell that could not be used.

    A column that is called by a question's id holds its answers; every other one is carried
    through. A missing cell is unanswered; one that is no answer is set aside and named, and so are
    answers that contradict or hide each other. ``quick`` leaves out the three columns that are
    worked out patient by patient. ``usable`` are the cells to read, where not all of ``frame`` are;
    with ``comma`` a comma may be a decimal point (`answer_in`).

    Raises:
        AnswerError: two columns are called by the same question.
    """
    head = read_head(content.checklist, list(frame.columns), columns_of(quick))
    cells = frame if usable is None else usable
    questions = {name: cells.iloc[:, place] for name, place in head.places.items()}
    made, told = consider_rows(content, questions, len(frame), today or date.today(), quick, comma)
    table = pd.concat([frame, made.set_axis(frame.index)], axis="columns", ignore_index=True)
    # Names of a file may be no UTF-8, and then they fit no index of text.
    kind = frame.columns.dtype if frame.columns.dtype == "str" else object
    table.columns = pd.Index(head.names, dtype=kind)
    return Cohort(table, (*head.problems, *told.kept))


def consider_rows(
    content: Content,
    cells: Mapping[str, pd.Series],
    count: int,
    day: date,
    quick: bool,
    comma: bool = False,
    bits: frozenset[str] | None = None,
    most: int = sys.maxsize,
) -> tuple[pd.DataFrame, Told]:
    """The columns of the result for rows whose answers stand in these cells, by question.

    ``bits`` are the questions in whose columns 1 and 0 are yes and no; None: what these cells say
    themselves (`as_bits`). At most ``most`` problems are kept.
    """
    columns: dict[str, Column] = {}
    told = Told(tuple(cells), most)
    for name, column in cells.items():
        item = content.checklist.item(name)
        known = None if bits is None else name in bits
        columns[name], wrong = read_column(content.checklist, item, column, day, comma, known)
        told.say_of(name, wrong.places, wrong.first)

    def fits(leaf: Leaf) -> npt.NDArray[np.uint64]:
        if (column := columns.get(leaf.name)) is None:
            return packed(np.zeros(count, np.bool_))
        return packed(column.where(lambda value: holds_for(leaf, value)))

    given = {name: packed(column.given) for name, column in columns.items()}
    leaves = rulebook(content).program.leaves
    rows = Rows(content, Answered(given, [fits(leaf) for leaf in leaves], count))
    tell_aside(rows, told, lambda name, places: cells[name].iloc[places])
    made = _concluded(content, rows)
    if not quick:
        left = [
            column.without(~unpacked(rows.given[name], count)) for name, column in columns.items()
        ]
        made |= _looked_ahead(content, left, count, day)
    return pd.DataFrame(made).add_prefix(OURS), told


def tell_aside(rows: Rows, told: Told, cells_of: Callable[[str, Places], Iterable[object]]) -> None:
    """Say of each answer that was set aside beside others what stands there, why, what to do."""
    for one in rows.set_aside:
        if not told.most:
            told.say((), int(np.bitwise_count(one.rows).sum()))
            continue
        places = np.flatnonzero(unpacked(one.rows, rows.rows))
        says = HIDDEN
        if one.contradiction is not None:
            says = f"set aside: {' '.join(one.contradiction.says.split())}"
        told.say_of(one.item, places, _telling(one.item, places, says, cells_of))


def _telling(
    item: str, places: Places, says: str, cells_of: Callable[[str, Places], Iterable[object]]
) -> Tell:
    return lambda first: [(shown(cell), says) for cell in cells_of(item, places[:first])]


def _concluded(content: Content, rows: Rows) -> dict[str, pd.Series]:
    """What the circuit says of all rows at once."""
    codes, named = rows.codes(), names(content)
    return {
        "level": pd.Series(named.ranks[codes["rule"]]),
        **{name: _words(named.texts[name], codes[MADE_OF[name]]) for name in ("level_id", "rule")},
        **{
            name: pd.Series(codes[COUNTED[name]].astype(np.int64))
            for name in ("delta_p_low", "delta_p_high")
        },
        "safety": _words(named.texts["safety"], codes["safety"]),
        "unanswered": pd.Series(codes["unanswered"].astype(np.int64)),
        "schedule_rule": _words(named.texts["schedule_rule"], codes["schedule"]),
    }


def _looked_ahead(
    content: Content, columns: Sequence[Column], count: int, day: date
) -> dict[str, pd.Series]:
    """What is worked out as for one patient, once for each distinct set of answers."""
    codes = [column.codes for column in columns] or [np.zeros(count, np.int32)]
    sets, inverse = _distinct_rows(np.stack(codes, axis=1))
    found: dict[str, list[str | bool | None]] = {name: [] for name in LOOKED_AHEAD}
    for row in sets:
        answers: dict[str, Answer] = {
            column.item.id: column.answers[place]
            for column in columns
            if (place := column.codes[row]) != UNANSWERED
        }
        one = Consideration(content, answers, day)
        found["plan_settled"].append(one.outlook.plan_settled)
        found["next_item"].append(one.outlook.next_item)
        found["do_now"].append(" ".join(line.id for line in one.to_do.lines))
    return {
        "plan_settled": pd.Series(np.array(found["plan_settled"], bool)[inverse]),
        "next_item": _words(found["next_item"], inverse),
        "do_now": _words(found["do_now"], inverse),
    }


def _distinct_rows(
    table: npt.NDArray[np.int32],
) -> tuple[list[int], npt.NDArray[np.intp]]:
    """The first row of each kind, and for each row which kind it is."""
    kinds: dict[bytes, int] = {}
    firsts: list[int] = []
    inverse = np.empty(len(table), np.intp)
    for row, line in enumerate(table):
        kind = inverse[row] = kinds.setdefault(line.tobytes(), len(firsts))
        if kind == len(firsts):
            firsts.append(row)
    return firsts, inverse


def _words(words: Sequence[str | bool | None], codes: npt.NDArray[np.integer]) -> pd.Series:
    return pd.Series(np.array(words, object)[codes], dtype="str")
