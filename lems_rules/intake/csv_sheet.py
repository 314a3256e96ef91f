"""Takes the answers out of our own CSV, and keeps its cells from being run as formulas.

The file has one row for each thing that is said about a patient; see `HEAD` for its columns. Only
the rows of questions, the notes and what the file was made with are read back: everything else is
worked out again.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from lems_rules.schema.checklist import AnswerError

HEAD = ("part", "id", "title", "value", "says", "strength", "sources")
ANSWER, OPEN, NOTES, ABOUT = "answer", "not_answered", "notes", "about"
# A cell that begins so can be run by a spreadsheet; the wide forms count in some locales. The
# apostrophe that makes a cell safe is itself guarded, so that it can be taken away again.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_SEPARATORS = ",;\t"


def guarded(text: str) -> str:
    """The text for a cell, so that no spreadsheet takes it for a formula; numbers stay numbers."""
    return f"'{text}" if text.startswith(_RUNS) and not _NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text that `guarded` made this cell of."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_RUNS) else cell


def separator_of(text: str) -> str | None:
    """What stands between the columns, if this text is our own CSV; spreadsheets may change it."""
    first = text.partition("\n")[0].rstrip("\r").replace('"', "")
    return next((one for one in _SEPARATORS if first.rstrip(one) == one.join(HEAD)), None)


def answers_in_sheet(text: str, separator: str) -> dict[str, Any]:
    """Answers and reasons as written, not yet checked, notes, and what the file was made with.

    Raises:
        AnswerError: a row is broken or an answer stands there twice; says which line.
    """
    answers: dict[str, Any] = {}
    reasons: dict[str, str] = {}
    about: dict[str, str] = {}
    notes = ""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for cells in reader:
            part, name, _, value, says, *_ = [unguarded(one) for one in cells] + [""] * len(HEAD)
            if part == ANSWER:
                if name in answers:
                    raise AnswerError(
                        f"the file, line {reader.line_num}, {name[:60]!r}: answered twice; "
                        "keep one of the two"
                    )
                answers[name] = _as_written(value)
            elif part == OPEN and value:
                reasons[name] = value
            elif part == NOTES:
                notes = says
            elif part == ABOUT:
                about[name] = value
    except csv.Error as error:
        raise AnswerError(
            f"the file, line {reader.line_num}: not a readable row ({error}); export it again"
        ) from None
    return {**about, "answers": answers, "reasons": reasons, "notes": notes}


def _as_written(cell: str) -> str | float | None:
    """A cell as JSON would have it: a number where it is one, nothing where it is empty."""
    if _NUMBER.fullmatch(cell):
        return float(cell) if re.search(r"[.eE]", cell) else _whole(cell)
    return cell or None


def _whole(cell: str) -> float:
    try:
        return int(cell)
    except ValueError:  # Python refuses to read an integer of thousands of digits
        return float(cell)
