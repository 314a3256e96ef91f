"""What must not wait is told first at each step, and what the learner did not mark before it."""

from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import Mark
from lems_rules.teaching.feedback import step_feedback
from tests.support.lesson import attempt, commitment, source

ILL = source()
ILL["answers"]["dyspnoea"] = "yes"
ILL["lesson"]["stages"][0]["reveals"].append("dyspnoea")
BREATHLESS = Case.model_validate(ILL)


def urgent(content: Content, *marks: dict[str, Mark]) -> list[tuple[str, bool]]:
    """What must not wait after as many steps as marks are given, and whether it was marked."""
    made = attempt(*[commitment(marks=one) for one in marks], of=BREATHLESS)
    told = step_feedback(content, made, len(marks) - 1)
    return [(one.says, one.seen) for one in told.urgent]


def test_what_must_not_wait_and_was_not_marked_comes_first(content: Content) -> None:
    missed = (content.words["teach_urgent_missed"], False)
    seen = (content.words["teach_urgent_seen"], True)
    none = urgent(content, {})
    assert none
    assert set(none) == {missed}
    assert urgent(content, {"dyspnoea": "for"}) == none
    one = urgent(content, {"dyspnoea": "safety"})
    assert seen in one
    assert one == sorted(one, key=lambda entry: entry[1])


def test_a_mark_of_an_earlier_step_counts_at_the_later_ones(content: Content) -> None:
    first = urgent(content, {"dyspnoea": "safety"})
    assert urgent(content, {"dyspnoea": "safety"}, {})[-1] == first[-1]


def test_a_safety_message_is_told_once_as_urgent_or_as_one_that_can_wait(content: Content) -> None:
    for one in content.cases.values():
        if one.lesson is None:
            continue
        told = step_feedback(content, attempt(commitment(), of=one), 0)
        titles = [*(each.title for each in told.urgent), *told.safety]
        assert sorted(titles) == sorted(card.title for card in told.reading.safety)
