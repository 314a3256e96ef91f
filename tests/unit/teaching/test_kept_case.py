"""A case of one's own goes to the tab as plain data and comes back, or as much as can be used."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.teaching.kept_case import OwnCase, Writing, as_plain, from_plain
from lems_rules.teaching.own_case import (
    Draft,
    StepDraft,
    case_file,
    draft_of,
    load_case,
)
from tests.support.examples import examples
from tests.support.lesson import source
from tests.support.shipped import CONTENT

ANSWERS: dict[str, Any] = {
    "age_at_onset_years": 63.5,
    "dry_mouth": "yes",
    "chest_ct": "normal",
    "chest_ct_date": date(2026, 5, 4),
}
DAY = date(2026, 11, 23)
TEXT = yaml.safe_dump(source(), allow_unicode=True)
CASE = load_case(CONTENT, TEXT.encode()).case
assert CASE is not None
DRAFTS = [
    Draft(steps=(StepDraft(), StepDraft()), weights={}),
    Draft(
        title="Stairs → thirst",
        about="A man\nof 63",
        difficulty=3,
        topics=("weak_legs",),
        steps=(StepDraft("tests", "A", "B\n\nC", ("chest_ct",), "Why? -> So."),) * 6,
        weights={"dry_mouth": ("decisive", "Because")},
        errors="One\nTwo",
    ),
    draft_of(CASE),
]


def kept(own: OwnCase) -> dict[str, Any]:
    """The case as the tab has it."""
    return dict(json.loads(json.dumps(as_plain(own))))


def back(own: OwnCase) -> OwnCase:
    return from_plain(CONTENT, kept(own))


@pytest.mark.parametrize("draft", DRAFTS)
@pytest.mark.parametrize("marks", [(), ("checked",), ("goes_on", "before_us")])
def test_a_case_comes_back_as_it_was(draft: Draft, marks: tuple[str, ...]) -> None:
    draft = replace(draft, weights={k: v for k, v in (draft.weights or {}).items() if k in ANSWERS})
    own = OwnCase(CASE, TEXT, Writing(ANSWERS, DAY, draft, **dict.fromkeys(marks, True)))
    assert back(own) == own


def test_without_a_case_nothing_comes_back() -> None:
    assert back(OwnCase()) == OwnCase()


def test_what_came_back_makes_the_same_file(content: Content) -> None:
    own = OwnCase(CASE, TEXT, Writing(ANSWERS, DAY, DRAFTS[1], goes_on=True))
    found = back(own)
    assert found.writing is not None
    made = [
        case_file(content, one.writing.draft, one.writing.answers, one.writing.today, one.case)
        for one in (own, found)
        if one.writing is not None
    ]
    assert made[0] == made[1]


@pytest.mark.parametrize("text", ["", "lesson: [", "\ud800", 5, None, ["x"], "x" * 200_000])
def test_a_file_that_cannot_be_used_is_left_out_and_what_went_on_from_it_stands_alone(
    content: Content, text: object
) -> None:
    plain = kept(OwnCase(CASE, TEXT, Writing(ANSWERS, DAY, DRAFTS[0], goes_on=True)))
    found = from_plain(content, {**plain, "text": text})
    assert (found.case, found.text) == (None, "")
    assert found.writing == Writing(ANSWERS, DAY, DRAFTS[0])


@pytest.mark.parametrize(
    "changes",
    [
        {"draft": None},
        {"draft": "x"},
        {"today": None},
        {"today": "2026-02-30"},
        {"today": "9999-12-31"},
        {"today": 20261123},
    ],
)
def test_a_form_without_a_draft_or_a_day_is_left_out(
    content: Content, changes: dict[str, Any]
) -> None:
    plain = kept(OwnCase(None, "", Writing(ANSWERS, DAY, DRAFTS[0])))
    plain["writing"].update(changes)
    assert from_plain(content, plain) == OwnCase()


def test_answers_that_cannot_be_used_are_left_out(content: Content) -> None:
    plain = kept(OwnCase(None, "", Writing({}, DAY, DRAFTS[0])))
    plain["writing"]["answers"] = {"dry_mouth": "perhaps", "karnofsky": 60, "shoe_size": [4]}
    found = from_plain(content, plain).writing
    assert found is not None
    assert found.answers == {"karnofsky": 60.0}


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("title", 5, ""),
        ("title", "half \ud800", "half "),
        ("difficulty", 9, 1),
        ("difficulty", "2", 1),
        ("difficulty", 2, 2),
        ("topics", "weak_legs", ()),
        ("topics", ["weak_legs", 5], ("weak_legs", "")),
        ("steps", None, ()),
        ("steps", [None], (StepDraft(part=""),)),
        ("steps", [{"title": "x", "part": "tests"}] * 9, (StepDraft("tests", "x"),) * 6),
        ("weights", ["dry_mouth"], {}),
        ("weights", {"dry_mouth": ["decisive"], "sex": ["decisive", ""]}, {}),
        ("weights", {"dry_mouth": [["decisive"], ""]}, {}),
        ("weights", {"dry_mouth": ["heavy", ""]}, {}),
        ("weights", {"dry_mouth": ["decisive", 5]}, {"dry_mouth": ("decisive", "")}),
    ],
)
def test_an_entry_of_the_form_is_read_as_what_it_may_be(
    content: Content, name: str, value: object, read: object
) -> None:
    plain = kept(OwnCase(None, "", Writing(ANSWERS, DAY, DRAFTS[0])))
    plain["writing"]["draft"][name] = value
    found = from_plain(content, plain).writing
    assert found is not None
    assert getattr(found.draft, name) == read


_LEAVES = st.none() | st.booleans() | st.integers(-3, 101) | st.text(max_size=5)
_WORDS = st.sampled_from(
    ["text", "writing", "answers", "today", "draft", "steps", "weights", "dry_mouth", "topics"]
)
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4)
)


@pytest.mark.slow
@examples(200)
@given(raw=_JSON, draft=st.dictionaries(_WORDS, _JSON, max_size=4), answers=_JSON)
def test_nothing_that_a_tab_can_say_breaks_the_case(
    raw: object, draft: dict[str, object], answers: object
) -> None:
    writing = {"draft": draft, "today": "2026-11-23", "answers": answers}
    for one in (raw, {"writing": raw}, {"writing": writing}):
        if (found := from_plain(CONTENT, one).writing) is not None:
            made = case_file(CONTENT, found.draft, found.answers, found.today)
            assert load_case(CONTENT, made.encode()).case is None
