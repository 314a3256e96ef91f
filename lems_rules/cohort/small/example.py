"""A table of made-up patients, to see what a table leads to before one has a table.

No row is a person. Each mixes the answers of two teaching cases by chance, so that illnesses and
gaps of all kinds occur; in half of the rows LEMS is diagnosed, and the points of the score are
drawn too. A few cells are no answers, as happens to everybody. Whether a tumour was found is drawn
from the shares that the last published cohort reports: that the two then agree shows nothing. The
same content always gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterable, Mapping, Sequence

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.number import as_shown
from lems_rules.reasoning.assessment import sort_out_answers
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer, Answers, Item

SEED = 1927
ROWS = 240
WRONG = 6  # cells that are no answers
ASKED_OFTEN = 8  # cases that have to know an answer for its question to get a column
KEPT = 0.8  # of the answers of a case; the others are gaps
ANSWERED = 0.95  # of the points of the score, where LEMS is diagnosed
NAME = "made_up_patient"


def outcome_name(content: Content) -> str:
    """The column that says whether the score's tumour was found."""
    return f"{content.score.predicts.option if content.score else 'tumour'}_found"


@once
def example(content: Content) -> bytes:
    """The table as CSV."""
    chance = random.Random(SEED)
    items = _columns(content)
    pool = {item.id: _seen(content, item) for item in items}
    rows = [_new_row(content, chance, pool, diagnosed=number % 2 == 0) for number in range(ROWS)]
    cells = [{name: _written(value) for name, value in row.items()} for row in rows]
    _spoil(chance, items, cells)
    out = io.StringIO(newline="")
    names = [item.id for item in items]
    writer = csv.writer(out)
    writer.writerow([NAME, *names, outcome_name(content)])
    for number, (row, written) in enumerate(zip(rows, cells, strict=True), 1):
        found = _outcome(content, chance, row)
        writer.writerow([f"M{number:03}", *(written.get(name, "") for name in names), found])
    return out.getvalue().encode()


def _columns(content: Content) -> list[Item]:
    """The questions that many cases answer, and those that the score needs."""
    cases, roles = list(content.cases.values()), content.checklist.roles
    needed = {roles.established, *(name for one in content.points for name in one.deciders[:1])}
    return [
        item
        for item in content.checklist.items
        if item.kind != "date"
        and (item.id in needed or sum(item.id in one.answers for one in cases) >= ASKED_OFTEN)
        and not (content.score and item.id == content.score.predicts.item)
    ]


def _seen(content: Content, item: Item) -> Sequence[Answer]:
    """What an item is answered with in the cases, and whatever it may be answered with."""
    seen = [one.answers[item.id] for one in content.cases.values() if item.id in one.answers]
    return [*seen, *item.option_ids]


def _new_row(
    content: Content,
    chance: random.Random,
    pool: Mapping[str, Sequence[Answer]],
    *,
    diagnosed: bool,
) -> Answers:
    """The answers of one patient, which are no part of those of any case."""
    cases = [one.answers.items() for one in content.cases.values()]
    while True:
        row = _row(content, chance, pool, diagnosed=diagnosed)
        if not any(row.items() <= answers for answers in cases):
            return row


def _row(
    content: Content,
    chance: random.Random,
    pool: Mapping[str, Sequence[Answer]],
    *,
    diagnosed: bool,
) -> Answers:
    """The answers of one patient, all of which go together."""
    cases, roles = list(content.cases.values()), content.checklist.roles
    row: dict[str, Answer] = {}
    for donor in chance.sample(cases, 2):
        for name, value in donor.answers.items():
            if chance.random() < KEPT and name in pool:
                row.setdefault(name, value)
    row.pop(roles.established or "", None)
    if diagnosed and roles.established:
        row[roles.established] = "yes"
        for point in content.points:
            name = point.deciders[0]
            drawn = {**row, name: chance.choice(pool[name])}
            if chance.random() < ANSWERED and not sort_out_answers(content, drawn).problems:
                row = drawn
    return sort_out_answers(content, row).answers


def _spoil(chance: random.Random, items: Iterable[Item], cells: Sequence[dict[str, str]]) -> None:
    """Write into a few cells what is no answer there."""
    asked = list(items)
    for row in sorted(chance.sample(range(len(cells)), WRONG)):
        item = chance.choice(asked)
        cells[row][item.id] = "maybe" if item.most is None else as_shown(item.most + 1)


def _outcome(content: Content, chance: random.Random, row: Answers) -> str:
    """Yes or no by the share at the total, where one is reported; not known in every tenth row."""
    drawn, lost = chance.random(), chance.random() < 0.1
    if content.score is None or lost:
        return ""
    done = rulebook(content).conclude(sort_out_answers(content, row).answers)
    shares = {one.score: one.percent for one in content.score.cohorts[-1].risks}
    percent = shares.get(done.score().low)
    if percent is None or done.score_refusal() is not None:
        return ""
    return "yes" if drawn * 100 < percent else "no"


def _written(value: Answer) -> str:
    return as_shown(value) if isinstance(value, int | float) else str(value)
