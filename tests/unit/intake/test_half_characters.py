"""Half a character (a lone surrogate) is valid JSON and can be written nowhere again."""

from __future__ import annotations

from datetime import date

import pytest

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import MOST_DEPTH, read_document
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.item import AnswerError


def refusal(text: str) -> str:
    with pytest.raises(AnswerError) as caught:
        read_document(text.encode())
    assert "\n" not in str(caught.value)
    str(caught.value).encode()
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (r'{"\ud800": "no"}', r"the file, '\ud800': holds half a character"),
        (r'{"ptosis": "\udfff"}', "the file, 'ptosis': holds"),
        (r'{"answers": {"\ud800": "no"}}', r"the file, 'answers', '\ud800': holds"),
        (r'{"answers": {}, "notes": "a\ud83d"}', "the file, 'notes': holds"),
        (r'{"answers": {}, "set_aside": {"karnofsky": "\ud800"}}', "'set_aside', 'karnofsky':"),
        (r'{"answers": {}, "set_aside": {"x": [[{"y": ["\ud800"]}]]}}', "'set_aside', 'x', 'y':"),
        (r'{"answers": {}, "reasons": {"ptosis": "\ud800"}}', "the file, 'reasons', 'ptosis':"),
        (r'{"answers": {}, "edition": "\ud800"}', "the file, 'edition': holds"),
        (r'{"answers": {}, "result": {"a": {"b": {"c": "\ud800"}}}}', "'result', 'b', 'c': holds"),
        (r'["\ud800"]', "the file: holds half a character"),
        (r'"\udc00\ud800"', "the file: holds half a character"),
    ],
)
def test_half_a_character_is_refused_wherever_it_stands(text: str, where: str) -> None:
    assert where in refusal(text)
    assert refusal(text).endswith("type it again")


def test_two_halves_that_belong_together_are_a_character() -> None:
    assert read_document(rb'{"answers": {}, "notes": "\ud83d\ude00"}').notes == "\U0001f600"


@pytest.mark.parametrize(("depth", "read"), [(MOST_DEPTH, True), (MOST_DEPTH + 1, False)])
def test_nesting_has_a_bound(depth: int, read: bool) -> None:
    text = '{"answers": {}, "x": ' + "[" * (depth - 1) + "1" + "]" * (depth - 1) + "}"
    if read:
        assert read_document(text.encode()).answers == {}
    else:
        assert "nested too deeply" in refusal(text)


@pytest.mark.parametrize("value", ["\ud800", "a\udfffb", "whole"])
def test_a_draft_of_a_sitting_that_held_half_a_character_can_be_saved_and_read(
    content: Content, value: str
) -> None:
    given = Consideration(content, {}, date(2026, 11, 28))
    made = FORMATS["json"].build(export_of(given, "", {"karnofsky": value}))
    shown = value.encode(errors="backslashreplace").decode()
    assert read_document(made).set_aside == {"karnofsky": shown}
