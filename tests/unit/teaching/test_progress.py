"""How far a learner has come: the cases done, the next one, and what was missed in them."""

from __future__ import annotations

from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.teaching.progress import progress
from lems_rules.teaching.sitting import Work
from tests.support.lesson import attempt, case, commitment, source

EASY = case(id="case_901", lesson={"title": "Easy", "difficulty": 1})
ILL = source(id="case_902", lesson={"title": "Hard", "difficulty": 3})
ILL["answers"]["dyspnoea"] = "yes"
ILL["lesson"]["stages"][0]["reveals"].append("dyspnoea")
HARD = Case.model_validate(ILL)
CASES = {"case_902": HARD, "case_901": EASY}


def over(of: Case, **last: Any) -> Work:
    """A case worked to its end, with this last commitment."""
    final = commitment(**{"leading": ("lems",), **last})
    return Work(attempt(commitment(), commitment(), final, of=of), 3, {}, over=True)


def test_at_first_the_easiest_case_is_next_and_nothing_is_missed(content: Content) -> None:
    found = progress(content, CASES, {})
    assert found.says.startswith("0 of 2 cases")
    assert (found.next_id, found.next_title) == ("case_901", "Easy")
    assert found.missed == ()


def test_a_case_counts_once_its_end_was_seen_and_the_next_is_one_not_yet_worked(
    content: Content,
) -> None:
    begun = Work(attempt(commitment(), of=EASY))
    assert progress(content, CASES, {"case_901": begun}).says.startswith("0 of 2")
    found = progress(content, CASES, {"case_901": over(EASY)})
    assert found.says.startswith("1 of 2")
    assert found.next_id == "case_902"


def test_the_case_on_the_page_is_never_the_next_one(content: Content) -> None:
    assert progress(content, CASES, {}, "case_901").next_id == "case_902"
    both = {"case_901": over(EASY), "case_902": over(HARD)}
    assert progress(content, CASES, both).next_id == ""


def test_a_case_without_a_miss_is_not_listed(content: Content) -> None:
    mild = over(EASY, marks={"dysphagia": "safety"})
    assert progress(content, CASES, {"case_901": mild}).missed == ()


def test_a_missed_urgent_action_comes_before_a_missed_diagnosis(content: Content) -> None:
    wrong = over(HARD, leading=("myasthenia_gravis",))
    (missed,) = progress(content, CASES, {"case_902": wrong}).missed
    assert (missed.id, missed.title) == ("case_902", "Hard")
    assert len(missed.what) > 1
    assert all(one.startswith("Not marked as urgent: ") for one in missed.what[:-1])
    assert missed.what[-1] == (
        "Not the first diagnosis at the end: Lambert-Eaton myasthenic syndrome"
    )


def test_work_on_a_case_that_is_not_on_the_shelf_counts_for_nothing(content: Content) -> None:
    found = progress(content, {"case_902": HARD}, {"case_901": over(EASY)})
    assert found.says.startswith("0 of 1")
    assert found.missed == ()
