from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.outline import Outline, outline
from tests.support.builders import condition


def lines(one: Outline) -> object:
    """The outline as nested lists: a line is its text, a heading the list of what it joins."""
    return [one.says, [lines(part) for part in one.parts]] if one.parts else one.says


@pytest.mark.parametrize(
    ("written", "laid_out"),
    [
        ("ptosis", "Drooping eyelid"),
        ({"not": "ptosis"}, "Drooping eyelid: no"),
        (
            {"all_of": ["ptosis", "diplopia"]},
            ["All of these", ["Drooping eyelid", "Double vision"]],
        ),
        (
            {"any_of": ["ptosis", "diplopia"]},
            ["Any of these", ["Drooping eyelid", "Double vision"]],
        ),
        (
            {"at_least": 2, "of": ["ptosis", "diplopia", "dyspnoea"]},
            ["At least 2 of these", ["Drooping eyelid", "Double vision", "Breathlessness"]],
        ),
        (
            {"first_known": ["karnofsky < 70", "needs_assistance"]},
            [
                "The first of these that is known",
                ["Karnofsky performance below 70 points", "Needed help with personal care"],
            ],
        ),
        (
            {"all_of": ["ptosis", {"any_of": ["diplopia", "dyspnoea"]}]},
            [
                "All of these",
                ["Drooping eyelid", ["Any of these", ["Double vision", "Breathlessness"]]],
            ],
        ),
    ],
)
def test_a_condition_is_laid_out_part_below_part(
    content: Content, written: object, laid_out: object
) -> None:
    assert lines(outline(content, condition(written))) == laid_out


def test_a_line_leads_to_the_finding_it_names_or_denies(content: Content) -> None:
    found = outline(content, condition({"all_of": ["entry", {"not": "pq_positive"}, "ptosis"]}))
    assert [part.finding for part in found.parts] == ["entry", "pq_positive", ""]


def test_the_words_of_an_outline_hold_those_of_every_part(content: Content) -> None:
    told = outline(content, condition({"any_of": ["ptosis", "entry"]})).words
    assert "Drooping eyelid" in told
    assert "entry" in told.split()
