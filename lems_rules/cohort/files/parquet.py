"""By what a Parquet file is known, and what is said of one that cannot be read."""

from __future__ import annotations

from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line

START = b"PAR1"


def unreadable(error: BaseException) -> AnswerError:
    """What is said of a file that begins as Parquet and is none."""
    why = one_line(str(error))[:200]
    return AnswerError(f"the file: Parquet that cannot be read ({why}); write it again")
