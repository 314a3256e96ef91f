"""The forms of what to do now refuse what cannot be meant."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from lems_rules.schema.decisions.do_now import Act, Imperative


def test_ten_words_are_one_too_many() -> None:
    nine = "one two three four five six seven eight nine"
    assert Imperative(text=nine, urgency="now").text == nine
    with pytest.raises(ValidationError, match="has 10 words; say it in 9 or fewer"):
        Imperative(text=f"{nine} ten", urgency="now")


def test_an_act_is_of_rules_or_has_a_place() -> None:
    with pytest.raises(ValidationError, match="either `rules` or `place`"):
        Act(id="x", text="Do it", urgency="now")
    with pytest.raises(ValidationError, match="either `rules` or `place`"):
        Act(id="x", text="Do it", urgency="now", rules=("S1",), place="next_screen")


def test_only_the_line_of_a_look_alike_has_its_text_elsewhere() -> None:
    assert Act(id="x", urgency="now", place="look_alike").text == ""
    with pytest.raises(ValidationError, match="write a `text`"):
        Act(id="x", urgency="now", rules=("S1",))
    with pytest.raises(ValidationError, match="write a `text`"):
        Act(id="x", text="Do it", urgency="now", place="look_alike")
