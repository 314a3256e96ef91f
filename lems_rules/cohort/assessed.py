"""A table of patients with what follows for each: `assess_cohort`.

Row i has what `assess` says of row i alone. Level, rule, score, safety, schedule and what is
unanswered come of the circuit over all rows at once; whether the plan is settled, what to ask next
and what to do now are worked out as for one patient, once for each distinct set of answers.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from lems_rules.cohort.cell import shown
from lems_rules.cohort.column import CellProblem, Column, read_column
from lems_rules.cohort.concluding import Rows
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import Answer, AnswerError
from lems_rules.schema.quote import one_line, quoted

OURS = "lems_"
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
    day = today or date.today()
    cells = frame if usable is None else usable
    columns, problems = _read(content, cells, day, comma)
    rows = Rows(content, columns, len(frame))
    problems += _unusable_together(content, rows, cells)
    made = {**_concluded(content, rows), **({} if quick else _looked_ahead(content, rows, day))}
    named = [*_near_questions(content, frame)]
    ours = [OURS + name for name in made]
    names, renamed = _out_of_the_way(list(frame.columns), ours)
    named += [CellProblem(None, old, "", _renamed(new)) for old, new in renamed]
    table = pd.concat(
        [frame, pd.DataFrame(made).set_axis(frame.index)], axis="columns", ignore_index=True
    )
    # Names of a file may be no UTF-8, and then they fit no index of text.
    kind = frame.columns.dtype if frame.columns.dtype == "str" else object
    table.columns = pd.Index([*names, *ours], dtype=kind)
    order = {name: i for i, name in enumerate(columns)}
    problems.sort(key=lambda one: (one.row or 0, order[one.column]))
    return Cohort(table, (*named, *problems))


def _read(
    content: Content, frame: pd.DataFrame, day: date, comma: bool
) -> tuple[dict[str, Column], list[CellProblem]]:
    columns: dict[str, Column] = {}
    problems: list[CellProblem] = []
    for place, name in enumerate(frame.columns):
        if not isinstance(name, str) or name not in content.checklist:
            continue
        if name in columns:
            raise AnswerError(
                f"the table: two columns are called {quoted(name)}; rename or remove one of them"
            )
        item = content.checklist.item(name)
        columns[name], wrong = read_column(
            content.checklist, item, frame.iloc[:, place], day, comma
        )
        problems += [CellProblem(row, name, value, says) for row, value, says in wrong]
    return columns, problems


def _unusable_together(content: Content, rows: Rows, frame: pd.DataFrame) -> list[CellProblem]:
    """The answers that other answers of the same row leave without use."""
    problems = []
    for one in rows.set_aside:
        cells = frame[one.item]
        says = HIDDEN if one.contradiction is None else _contradiction(one.contradiction.says)
        for row in np.flatnonzero(one.rows):
            problems.append(CellProblem(int(row), one.item, shown(cells.iloc[row]), says))
    return problems


def _contradiction(says: str) -> str:
    return f"set aside: {' '.join(says.split())}"


def _concluded(content: Content, rows: Rows) -> dict[str, pd.Series]:
    """What the circuit says of all rows at once."""
    book, count = rows.book, rows.count
    suspicion = content.suspicion
    rule = np.zeros(count, np.intp)
    for i, (_, slot) in enumerate(book.winners, 1):
        rule[rows.mask(slot)] = i
    rules = [won for won, _ in book.winners]
    levels = [suspicion.level(name) for name in (suspicion.otherwise, *(r.level for r in rules))]
    schedule = np.zeros(count, np.intp)
    for i, (_, slot) in enumerate(book.schedules, 1):
        schedule[rows.mask(slot)] = i
    points = [part.slot for part in book.score.items]
    return {
        "level": pd.Series(np.array([level.rank for level in levels])[rule]),
        "level_id": _words([level.id for level in levels], rule),
        "rule": _words([None, *(one.id for one in rules)], rule),
        "delta_p_low": _counted([rows.mask(slot) for slot in points], count),
        "delta_p_high": _counted([rows.possible(slot) for slot in points], count),
        "safety": _safety(content, rows),
        "unanswered": _counted([*_unanswered(content, rows)], count),
        "schedule_rule": _words([None, *(one.id for one, _ in book.schedules)], schedule),
    }


def _safety(content: Content, rows: Rows) -> pd.Series:
    """The safety messages that fire, by id, with a space between."""
    fires = [rows.mask(rows.book.rules[message.id].fires) for message in content.safety]
    fired = np.array(fires, np.int32).reshape(len(fires), rows.count).T
    sets, inverse = _distinct_rows(fired)
    words = [
        " ".join(
            message.id for message, held in zip(content.safety, fired[row], strict=True) if held
        )
        for row in sets
    ]
    return _words(words, inverse)


def _unanswered(content: Content, rows: Rows) -> Iterator[npt.NDArray[np.bool_]]:
    """For each question the rows where it is open, leaving out those where it cannot apply."""
    book = rows.book
    for item in content.checklist.items:
        column = rows.columns.get(item.id)
        is_open = ~column.given if column else np.ones(rows.count, bool)
        if (hidden := book.hidden.get(item.id)) is not None:
            is_open &= ~rows.mask(hidden)
        if (asked := book.asked.get(item.id)) is not None:
            is_open &= rows.mask(asked)
        yield is_open


def _looked_ahead(content: Content, rows: Rows, day: date) -> dict[str, pd.Series]:
    """What is worked out as for one patient, once for each distinct set of answers."""
    columns = list(rows.columns.values())
    codes = [column.codes for column in columns] or [np.zeros(rows.count, np.int32)]
    sets, inverse = _distinct_rows(np.stack(codes, axis=1))
    settled, following, first = [], [], []
    for row in sets:
        answers: dict[str, Answer] = {
            column.item.id: column.answers[column.codes[row]]
            for column in columns
            if column.given[row]
        }
        one = Consideration(content, answers, day)
        settled.append(one.outlook.plan_settled)
        following.append(one.outlook.next_item)
        first.append(" ".join(line.id for line in one.to_do.lines))
    return {
        "plan_settled": pd.Series(np.array(settled, bool)[inverse]),
        "next_item": _words(following, inverse),
        "do_now": _words(first, inverse),
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


def _words(words: Sequence[str | None], codes: npt.NDArray[np.intp]) -> pd.Series:
    return pd.Series(np.array(words, object)[codes], dtype="str")


def _counted(masks: Sequence[npt.NDArray[np.bool_]], count: int) -> pd.Series:
    """In how many of the sets each row is."""
    total = np.zeros(count, np.int64)
    for mask in masks:
        total += mask
    return pd.Series(total)


def _out_of_the_way(
    entered: Sequence[Hashable], ours: Sequence[str]
) -> tuple[list[Hashable], list[tuple[str, str]]]:
    """The names of the columns; one that is called as one of ours gets another name."""
    taken = {*entered, *ours}
    names: list[Hashable] = []
    renamed = []
    for name in entered:
        new = name
        while new in ours or (new != name and new in taken):
            new = f"entered_{new}"
        if new != name:
            renamed.append((str(name), str(new)))
            taken.add(new)
        names.append(new)
    return names, renamed


def _renamed(new: str) -> str:
    return f"carried through as {quoted(new)}, because the result has a column of this name"


def _near_questions(content: Content, frame: pd.DataFrame) -> Iterator[CellProblem]:
    """The columns that are one slip of the keyboard away from a question."""
    for name in frame.columns:
        if not isinstance(name, str) or name in content.checklist:
            continue
        plain = "_".join(name.casefold().replace("-", " ").split())
        for item in content.checklist.items:
            if plain == item.id or _one_slip(name, item.id):
                says = f"not read as answers; if it is the question {item.id!r}, call it so"
                yield CellProblem(None, one_line(name), "", says)
                break


def _one_slip(name: str, other: str) -> bool:
    """Whether one letter more, less or another, or two in the wrong order, makes it the other."""
    if abs(len(name) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(name), len(other)) and name[same] == other[same]:
        same += 1
    rest, left = name[same:], other[same:]
    swapped = rest[:2] == left[1::-1] and rest[2:] == left[2:]
    return rest[1:] == left[1:] or rest[1:] == left or rest == left[1:] or swapped
