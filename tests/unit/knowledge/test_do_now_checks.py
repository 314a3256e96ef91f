"""What to do now, spoiled: every rule asks for something or says that it does not."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from tests.conftest import Copy

FILE = "rules/do_now.yaml"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("rules: [S2]", "rules: [S99]", "'swallow': rules: no 'S99'. Choose from S1, S10"),
        ("letters: [neurophysiology]", "letters: [nobody]", "'both_tests': letters: no 'nobody'"),
        ("open: [sox1_antibody]", "open: [sox9]", "'sox1': open: no item or finding 'sox9'"),
        ("yields_to: [S3]", "yields_to: [S33]", "'two_causes': yields_to: no safety message"),
        ("untold: [G3,", "untold: [", "'G3': has no line. Give it a line under `acts`"),
        ("untold: [G3,", "untold: [W1, G3,", "'W1': has a line and is `untold`"),
        ("untold: [G3,", "untold: [G33, G3,", "'untold': untold: no 'G33'"),
        ("  else: Next", "  none: Next", "undated: has no `else`"),
        ('otherwise: "Next question: {label}"\n', "", "otherwise: is missing"),
        ("at_last: Look again when something new appears\n", "", "at_last: is missing"),
    ],
)
def test_a_name_that_leads_nowhere_is_told(
    copy: Copy, content: Content, old: str, new: str, says: str
) -> None:
    problems = copy.replace(FILE, old, new).new_problems(content)
    assert any(says in problem and problem.startswith(f"content/{FILE}") for problem in problems)


def test_the_act_of_a_look_alike_is_checked_too(copy: Copy, content: Content) -> None:
    copy.replace("lookalikes.yaml", "open: [musk_antibody]", "open: [mosk]")
    (problem,) = copy.new_problems(content)
    assert "content/lookalikes.yaml, 'musk_myasthenia': open: no item or finding 'mosk'" in problem


def test_an_edition_without_the_file_is_complete_without_it(copy: Copy, content: Content) -> None:
    copy.write(FILE, "most: 5\n")
    assert copy.new_problems(content) == []
