"""What a frame of Polars is asked, and what is learnt of its spellings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from lems_rules.cohort.rows.asking import MOST_SPELLINGS, Asking
from lems_rules.cohort.rows.concluding import Answered, unpacked
from lems_rules.cohort.rows.told import Told
from lems_rules.knowledge.content import Content

TODAY = date(2026, 11, 23)


def asking(content: Content, frame: pl.DataFrame, *bits: str) -> Asking:
    columns = {name: name for name in frame.columns}
    return Asking(content, dict(frame.schema), columns, TODAY, False, lambda: frozenset(bits))


def answers(one: Asking, frame: pl.DataFrame) -> tuple[Answered, set[str], Told]:
    told = Told(frame.columns)
    questions = one.questions
    asked = frame.select(questions.asked)
    found, looked_at = one.answers(questions, asked, lambda name, n: frame[name].head(n), told)
    return found, set(looked_at), told


def given(found: Answered, name: str) -> list[bool]:
    return unpacked(found.given[name], found.rows).tolist()


def test_a_spelling_is_looked_at_once_and_asked_for_from_then_on(content: Content) -> None:
    frame = pl.DataFrame({"dry_mouth": [" Yes ", "n/a", "no", "perhaps"]})
    one = asking(content, frame)
    first, looked_at, told = answers(one, frame)
    assert given(first, "dry_mouth") == [True, False, True, False]
    assert looked_at == {"dry_mouth"}
    assert [problem.value for problem in told.kept] == ["perhaps"]
    again, looked_at, _ = answers(one, frame.head(3))
    assert given(again, "dry_mouth") == [True, False, True]
    assert looked_at == set()


def test_only_so_many_spellings_are_asked_for(content: Content) -> None:
    words = [" " * spaces + "yes" for spaces in range(1, 30)]
    frame = pl.DataFrame({"dry_mouth": words})
    one = asking(content, frame)
    for _ in range(2):
        found, looked_at, told = answers(one, frame)
        assert all(given(found, "dry_mouth"))
        assert (looked_at, told.count) == ({"dry_mouth"}, 0)
    assert len(one.questions.asked) == MOST_SPELLINGS


def test_a_word_that_could_be_run_is_looked_at_each_time(content: Content) -> None:
    frame = pl.DataFrame({"dry_mouth": ["\tyes"]})
    one = asking(content, frame)
    for _ in range(2):
        found, looked_at, _ = answers(one, frame)
        assert given(found, "dry_mouth") == [True]
        assert looked_at == {"dry_mouth"}


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("dry_mouth", [[1], None], pl.List(pl.Int64)),
        ("karnofsky", [date(2026, 1, 1), None], pl.Date()),
        ("chest_ct_date", [20260101, None], pl.Int64()),
        ("sex", [1, None], pl.Int64()),
        ("dry_mouth", [1, None], pl.Int64()),
        ("karnofsky", [Decimal("200.5"), None], pl.Decimal(4, 1)),
    ],
)
def test_a_column_of_a_type_that_answers_nothing_is_looked_at_cell_by_cell(
    content: Content, name: str, values: list[object], kind: pl.DataType
) -> None:
    frame = pl.DataFrame({name: pl.Series(values, dtype=kind, strict=False)})
    found, looked_at, told = answers(asking(content, frame), frame)
    assert given(found, name) == [False, False]
    assert looked_at == {name}
    assert [problem.row for problem in told.kept] == [0]


@pytest.mark.parametrize("kind", [pl.Int8(), pl.Float32(), pl.String()])
def test_ones_and_noughts_are_asked_for_where_they_are_yes_and_no(
    content: Content, kind: pl.DataType
) -> None:
    frame = pl.DataFrame({"dry_mouth": pl.Series([1, 0, None]).cast(kind)})
    found, _, told = answers(asking(content, frame, "dry_mouth"), frame)
    assert given(found, "dry_mouth") == [True, True, False]
    assert told.count == 0
