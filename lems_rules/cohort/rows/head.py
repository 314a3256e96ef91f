"""The names of a table's columns: which are questions, which are ours, and what is a slip."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from lems_rules.cohort.rows.column import CellProblem
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line, quoted


@dataclass(frozen=True)
class Head:
    """The names under which columns are written, ours after those that were entered.

    ``places`` are the columns of the questions; ``problems`` what a reader should know of the
    names.
    """

    names: tuple[Hashable, ...]
    places: dict[str, int]
    problems: tuple[CellProblem, ...]


def read_head(checklist: Checklist, entered: Sequence[Hashable], ours: Sequence[str]) -> Head:
    """The names of the columns; one that is called as one of ours gets another name.

    Raises:
        AnswerError: two columns are called by the same question.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(entered):
        if not isinstance(name, str) or name not in checklist:
            continue
        if name in places:
            raise AnswerError(
                f"the table: two columns are called {quoted(name)}; rename or remove one of them"
            )
        places[name] = place
    names, renamed = _out_of_the_way(entered, ours)
    said = [*_near_questions(checklist, entered)]
    said += [CellProblem(None, old, "", _renamed(new)) for old, new in renamed]
    return Head((*names, *ours), places, tuple(said))


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


def _near_questions(checklist: Checklist, entered: Sequence[Hashable]) -> Iterator[CellProblem]:
    """The columns that are one slip of the keyboard away from a question."""
    for name in entered:
        if not isinstance(name, str) or name in checklist:
            continue
        plain = "_".join(name.casefold().replace("-", " ").split())
        for item in checklist.items:
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
