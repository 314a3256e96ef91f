from __future__ import annotations

import gc
import weakref
from dataclasses import replace

from lems_rules.knowledge.content import Content, once
from lems_rules.reasoning.rulebook.wiring import rulebook


def test_it_is_worked_out_once_for_each_content(content: Content) -> None:
    asked = []

    @once
    def edition(given: Content) -> str:
        asked.append(given)
        return given.edition.edition

    other = replace(content)
    assert [edition(one) for one in (content, other, content)] == [content.edition.edition] * 3
    assert asked == [content, other]


def test_what_was_worked_out_goes_with_the_content(content: Content) -> None:
    other = replace(content)
    rules = weakref.ref(rulebook(other))
    assert rules() is rulebook(other)
    del other
    gc.collect()
    assert rules() is None
