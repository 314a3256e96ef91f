"""One row of a table as one patient: what was entered, and what follows as for anybody else."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from lems_rules.cohort.rows.cell import MOST, answer_in, as_bits, is_missing
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.reasoning.do_now import Line
from lems_rules.schema.decisions.do_now import URGENCIES
from lems_rules.schema.decisions.rules import Level
from lems_rules.schema.quote import one_line


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from the answers of one patient, as `assess` says it.

    ``lines`` are the first of what to do now and ``more`` how many there are beyond; ``low`` and
    ``high`` are the range of the score, of which ``scored`` says whether it applies; ``open_items``
    are the questions whose answer alone would change something, and ``next_item`` the one to ask.
    """

    level: Level
    established: bool
    headline: str
    safety: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int
    scored: bool
    low: int
    high: int
    next_item: str | None
    open_items: frozenset[str]


@dataclass(frozen=True, slots=True)
class Patient:
    """A row: its number in the file, what was entered in it, and what follows.

    A cell that is no answer is among what was entered, as it stands there.
    """

    number: int
    entered: Mapping[str, object]
    follows: Follows

    @property
    def urgency(self) -> int:
        """The place of the most urgent line among `URGENCIES`."""
        return URGENCIES.index(self.follows.lines[0].urgency)

    @property
    def draft(self) -> dict[str, object]:
        """What was entered as a draft of one patient holds it; text that is no answer is cut."""
        return {
            name: one_line(value)[:MOST] if isinstance(value, str) else value
            for name, value in self.entered.items()
        }


def patients(
    content: Content, cells: pd.DataFrame, numbers: tuple[int, ...], comma: bool, today: date
) -> Iterator[Patient]:
    """Each row as a patient, one after the other; equal rows are considered once.

    ``cells`` are the text of the cells and ``comma`` is as in `answer_in`.
    """
    known: dict[Hashable, Follows] = {}
    for number, entered in zip(numbers, entered_in(content, cells, comma), strict=True):
        key = tuple(entered.items())
        if key not in known:
            known[key] = follows(content, entered, today)
        yield Patient(number, entered, known[key])


def entered_in(content: Content, cells: pd.DataFrame, comma: bool) -> list[dict[str, object]]:
    """By row what was entered for each question, less the missing cells."""
    rows: list[dict[str, object]] = [{} for _ in range(len(cells))]
    for name in cells.columns:
        if name not in content.checklist:
            continue
        item, column = content.checklist.item(name), cells[name].tolist()
        bits = as_bits(item, column)
        for row, cell in zip(rows, column, strict=True):
            if not is_missing(item, cell):
                row[name] = answer_in(item, cell, bits, comma)
    return rows


def follows(content: Content, entered: Mapping[str, object], today: date) -> Follows:
    """What follows from what was entered; what cannot be used is left out, as in a cohort."""
    given = Consideration(content, sort_out_answers(content, entered, today).answers, today)
    done, reach = given.conclusions, given.conclusions.score()
    return Follows(
        level=done.level(),
        established=given.established,
        headline=content.words["established"].rstrip(".") if given.established else given.headline,
        safety=tuple(one.title for one in content.safety if done.fires(one.id)),
        lines=given.to_do.lines,
        more=given.to_do.more,
        scored=done.score_refusal() is None,
        low=reach.low,
        high=reach.high,
        next_item=given.outlook.next_item,
        open_items=frozenset(question.item for question in given.outlook.questions),
    )
