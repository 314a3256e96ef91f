"""The work of a sitting goes to the tab as plain data and comes back, or as much as can be used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lems_rules.knowledge.content import Content
from lems_rules.teaching.debriefing import Forecast
from lems_rules.teaching.sitting import Sitting, Work, as_plain, from_plain
from tests.support.examples import examples
from tests.support.lesson import attempt, case, commitment
from tests.support.shipped import CONTENT

CASES = {"case_900": case()}
FIRST = commitment(next_test="", marks={"dysphagia": "safety"})
DONE = attempt(FIRST, commitment(), commitment(leading=("lems",), delta_p=2), of=CASES["case_900"])


@pytest.mark.parametrize(
    ("work", "phase"),
    [
        (Work(attempt()), "step"),
        (Work(attempt(FIRST)), "read"),
        (Work(attempt(FIRST), passed=1), "step"),
        (Work(DONE, passed=2), "read"),
        (Work(DONE, passed=3), "compare"),
        (Work(DONE, passed=3, marks={}), "compared"),
        (Work(DONE, passed=3, marks={}, over=True), "end"),
    ],
)
def test_what_is_before_the_learner_follows_from_what_is_done(work: Work, phase: str) -> None:
    assert work.phase == phase


@pytest.mark.parametrize(
    "work",
    [
        Work(attempt(FIRST, of=CASES["case_900"])),
        Work(attempt(FIRST, of=CASES["case_900"]), passed=1),
        Work(DONE, passed=3),
        Work(DONE, passed=3, marks={"reflexes": ("lems", "myopathy")}),
        Work(DONE, passed=3, marks={}, over=True),
    ],
)
def test_a_sitting_comes_back_as_it_was(content: Content, work: Work) -> None:
    sitting = Sitting({"case_900": work}, {"case_900": Forecast(80, True)})
    kept = json.loads(json.dumps(as_plain(sitting)))
    assert from_plain(content, CASES, kept) == sitting


def test_the_tab_keeps_no_word_of_the_case() -> None:
    kept = json.dumps(as_plain(Sitting({"case_900": Work(DONE, 3, {}, over=True)})))
    assert "SECRET" not in kept
    assert "Stairs" not in kept


@pytest.mark.parametrize("raw", [None, [], "x", {}, {"format": 2, "works": {}}, {"format": 1}])
def test_what_is_no_sitting_is_an_empty_one(content: Content, raw: object) -> None:
    assert from_plain(content, CASES, raw) == Sitting()


def kept(**changes: Any) -> dict[str, Any]:
    """One finished work as kept, with entries of its first commitment changed."""
    plain = as_plain(Sitting({"case_900": Work(DONE, 3, {}, over=True)}))
    plain["works"]["case_900"]["commitments"][0].update(changes)
    return plain


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "certain"},
        {"level": ["certain"]},
        {"next_test": {}},
        {"leading": []},
        {"leading": ["lems"] * 5},
        {"leading": ["gout"]},
        {"leading": [["lems"]]},
        {"leading": "lems"},
        {"confidence": 55},
        {"confidence": "80"},
        {"delta_p": 7},
        {"delta_p": "2"},
        {"next_test": "chest_xray"},
    ],
)
def test_from_a_step_that_cannot_be_used_the_case_is_worked_again(
    content: Content, changes: dict[str, Any]
) -> None:
    work = from_plain(content, CASES, kept(**changes)).works["case_900"]
    assert work.attempt.commitments == ()
    assert work.phase == "step"


def test_marks_that_cannot_be_used_are_left_out(content: Content) -> None:
    plain = kept(marks={"dysphagia": "for", "dry_mouth": "for", "sex": "certainly"})
    plain["works"]["case_900"]["marks"] = {
        "reflexes": ["lems", "gout"],
        "shoe_size": ["lems"],
        "eyes": "lems",
        "cmap": [["lems"], {}],
    }
    work = from_plain(content, CASES, plain).works["case_900"]
    assert work.attempt.commitments[0].marks == {"dysphagia": "for"}
    assert work.marks == {"reflexes": ("lems",), "cmap": ()}


@pytest.mark.parametrize(
    ("changes", "phase"),
    [
        ({"passed": 99}, "end"),
        ({"passed": "3"}, "end"),
        ({"passed": 0}, "read"),
        ({"marks": None}, "compare"),
        ({"marks": 5}, "compare"),
        ({"over": False}, "compared"),
        ({"commitments": None}, "step"),
        ({"commitments": [None]}, "step"),
    ],
)
def test_a_place_that_cannot_be_right_is_put_right(
    content: Content, changes: dict[str, Any], phase: str
) -> None:
    plain = kept()
    plain["works"]["case_900"].update(changes)
    assert from_plain(content, CASES, plain).works["case_900"].phase == phase


def test_work_on_a_case_that_is_gone_is_left_out(content: Content) -> None:
    plain = kept()
    plain["works"]["case_901"] = plain["works"]["case_900"]
    plain["works"]["case_900"] = "x"
    plain["forecasts"] = {
        "case_901": {"confidence": 80, "right": True},
        "case_900": {"confidence": 81, "right": True},
    }
    assert from_plain(content, CASES, plain) == Sitting()


_LEAVES = st.none() | st.booleans() | st.integers(-3, 101) | st.text(max_size=5)
_WORDS = st.sampled_from(["format", "works", "case_900", "commitments", "passed", "marks", "over"])
_JSON = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=4)
)


@examples(200)
@given(raw=_JSON, work=_JSON)
def test_nothing_that_a_tab_can_say_breaks_the_sitting(raw: object, work: object) -> None:
    for one in (raw, {"format": 1, "works": {"case_900": work}, "forecasts": raw}):
        for found in from_plain(CONTENT, CASES, one).works.values():
            assert found.phase
