"""A cohort as Parquet: every other column is carried through with its type."""

from __future__ import annotations

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from lems_rules.cohort.files.csv_file import NO_QUESTION, NO_ROW
from lems_rules.cohort.files.sheet import Sheet
from lems_rules.schema.questions.checklist import Checklist
from lems_rules.schema.questions.item import AnswerError
from lems_rules.schema.quote import one_line

START = b"PAR1"


def read_parquet(checklist: Checklist, data: bytes) -> Sheet:
    """The rows of a Parquet file, counted from 1.

    Raises:
        AnswerError: it cannot be read, or is no table of patients.
    """
    try:
        table = pq.read_table(io.BytesIO(data))
        frame = table.to_pandas(types_mapper=pd.ArrowDtype, ignore_metadata=True)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(error) from None
    if not any(name in checklist for name in frame.columns):
        raise AnswerError(NO_QUESTION)
    if frame.empty:
        raise AnswerError(NO_ROW)
    return Sheet(frame, frame, tuple(range(1, len(frame) + 1)), (), ",", b"")


def unreadable(error: Exception) -> AnswerError:
    """What is said of a file that begins as Parquet and is none."""
    why = one_line(str(error))[:200]
    return AnswerError(f"the file: Parquet that cannot be read ({why}); write it again")


def parquet_of(frame: pd.DataFrame) -> bytes:
    """A table as Parquet.

    Raises:
        AnswerError: it holds what Parquet cannot, such as text that is not UTF-8.
    """
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        out = io.BytesIO()
        # Without what pandas notes of its types: it would not understand its note on a list.
        pq.write_table(table.replace_schema_metadata(None), out)
        return out.getvalue()
    except (pa.ArrowException, UnicodeError, ValueError) as error:
        why = one_line(str(error))[:200]
        raise AnswerError(f"the file: cannot be written as Parquet ({why}); write CSV") from None
