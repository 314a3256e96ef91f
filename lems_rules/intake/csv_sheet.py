"""Takes the answers out of our own CSV, and keeps its cells from being run as formulas.

The file has one row for each thing that is said about a patient; see `HEAD` for its columns. Only
the rows of questions, the notes and what the file was made with are read back: everything else is
worked out again. A row that is of no known kind is named, since it may be an answer.

A spreadsheet set to another language writes the file back in its own way. Where it puts ``;``
between the columns, ``2,5`` and ``2.5`` are the same number and 31.08.2026 is a date, day first
wherever dots are written. What could be two numbers is asked about, and never guessed.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from lems_rules.logic.number import could_be_two
from lems_rules.reasoning.result import SCORE
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import quoted

HEAD = ("part", "id", "title", "value", "says", "strength", "sources")
ANSWER, OPEN, NOTES, ABOUT = "answer", "not_answered", "notes", "about"
# The kinds of row that are worked out again, and so are not read.
WORKED_OUT = frozenset(
    (
        "do_now",
        "safety",
        "headline",
        "level",
        "rule",
        "for",
        "against",
        "not_known",
        "counter_flag",
        "discordance",
        SCORE,
        f"{SCORE}_point",
        "would_change",
        "lookalike",
        "request",
        "notice",
        "cohort",
        "cohort_total",
        "finding",
        "not_asked",
        "not_used",
        "plan",
        "reference",
        "schedule",
        "screen",
        "workup",
    )
)
# A cell that begins so can be run by a spreadsheet; the wide forms count in some locales. The
# apostrophe that makes a cell safe is itself guarded, so that it can be taken away again.
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_WITH_COMMA = re.compile(r"-?\d+,\d+([eE][+-]?\d+)?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_SEPARATORS = ",;\t"


def guarded(text: str) -> str:
    """The text for a cell, so that no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(RUNS) and not NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made this cell of."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RUNS) else cell


def separator_of(text: str) -> str | None:
    """What stands between the columns, if this text is our own CSV; spreadsheets may change it."""
    first = text.partition("\n")[0].rstrip("\r").replace('"', "")
    return next((one for one in _SEPARATORS if first.rstrip(one) == one.join(HEAD)), None)


def answers_in_sheet(text: str, separator: str) -> dict[str, Any]:
    """Answers and reasons as written, not yet checked, notes, and what the file was made with.

    Raises:
        AnswerError: a row is broken or an answer stands there twice; says which line.
    """
    found = _Found(as_in_other_languages if separator == ";" else as_written)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        next(reader)  # the head
        for cells in reader:
            found.take(f"line {reader.line_num}", [unguarded(one) for one in cells])
    except csv.Error as error:
        raise AnswerError(
            f"the file, line {reader.line_num}: not a readable row ({error}); export it again"
        ) from None
    return {
        **found.about,
        "answers": found.answers,
        "reasons": found.reasons,
        "notes": found.notes or "",
    }


class _Found:
    """What was read so far; ``read`` takes a cell for what it says."""

    def __init__(self, read: Callable[[str], str | float | None]) -> None:
        self.read = read
        self.answers: dict[str, Any] = {}
        self.reasons: dict[str, str] = {}
        self.about: dict[str, str] = {}
        self.notes: str | None = None

    def take(self, line: str, cells: list[str]) -> None:
        part, name, _, value, says, *beyond = [*cells, *[""] * len(HEAD)]
        if part not in WORKED_OUT and any(beyond):
            raise AnswerError(
                f"the file, {line}: text in columns that are empty in such a row; a number with a "
                "comma, and a text with a separator in it, stand in double quotes"
            )
        if part == ANSWER and name:
            self._once(line, name, name in self.answers)
            self.answers[name] = self.read(value)
        elif part == OPEN and name:
            self._once(line, name, name in self.reasons)
            if value:
                self.reasons[name] = value
        elif part == NOTES:
            self._once(line, part, self.notes is not None)
            self.notes = says
        elif part == ABOUT:
            self.about[name] = value
        elif any(cells) and part not in WORKED_OUT:
            # Handed on as an answer to a question that nobody asks: it is named, not lost.
            self.answers[f"{part} in {line}"] = "".join(cells[1:])

    def _once(self, line: str, name: str, again: bool) -> None:
        if again:
            raise AnswerError(
                f"the file, {line}, {quoted(name)}: answered twice; keep one of the two"
            )


def as_written(cell: str) -> str | float | None:
    """A cell as JSON would have it: a number where it is one, nothing where it is empty."""
    if NUMBER.fullmatch(cell):
        return float(cell) if re.search(r"[.eE]", cell) else _whole(cell)
    return cell or None


def as_in_other_languages(cell: str) -> str | float | None:
    """The same where a comma may be a point, and a date may be written with dots."""
    if could_be_two(cell):
        return cell  # no number: the checklist asks which one it is
    if _WITH_COMMA.fullmatch(cell):
        return float(cell.replace(",", "."))
    with contextlib.suppress(ValueError):  # no such day: the checklist refuses it as it stands
        if day := _DAY_FIRST.fullmatch(cell):
            return date(int(day[3]), int(day[2]), int(day[1])).isoformat()
    return as_written(cell)


def _whole(cell: str) -> float:
    try:
        return int(cell)
    except ValueError:  # Python refuses to read an integer of thousands of digits
        return float(cell)
