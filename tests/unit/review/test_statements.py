from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from lems_rules.knowledge.content import Content
from lems_rules.schema.evidence import Attribute, Conflict, Support
from tests.conftest import Copy

REFS = [{"ref": "oh_2005", "at": "abstract"}]
YARDSTICK = {"id": "list", "title": "A list", "asks": 2, "says": "Two lines.", "refs": REFS}


def attribute(name: str, **changes: Any) -> dict[str, Any]:
    """A line of the yardstick, as content writes it."""
    line = {"id": name, "yardstick": "list", "group": "G", "title": "T", "stands": "not_reported"}
    return {**line, **changes}


def support(*attributes: dict[str, Any]) -> Support:
    return Support.model_validate({"yardsticks": [YARDSTICK], "attributes": list(attributes)})


def test_only_what_is_not_reported_may_say_nothing() -> None:
    assert Attribute.model_validate(attribute("funding")).says is None
    with pytest.raises(ValidationError, match="only what is not reported"):
        Attribute.model_validate(attribute("funding", stands="met"))
    assert Attribute.model_validate(attribute("funding", stands="met", says="Yes.")).says == "Yes."


def test_a_yardstick_is_filled_in_whole() -> None:
    assert len(support(attribute("a"), attribute("b")).attributes) == 2
    with pytest.raises(ValidationError, match="not filled in whole, or no yardstick: list"):
        support(attribute("a"))
    with pytest.raises(ValidationError, match="not filled in whole, or no yardstick: other"):
        support(attribute("a"), attribute("b"), attribute("c", yardstick="other"))


def test_no_line_of_a_yardstick_stands_twice() -> None:
    with pytest.raises(ValidationError, match="attributes that stand twice: a"):
        support(attribute("a"), attribute("a"))


def test_a_conflict_has_two_sides_and_the_citations_of_both() -> None:
    side = {"says": "One thing.", "refs": REFS}
    other = {"says": "Another.", "refs": [{"ref": "lipka_2020_increment", "at": "abstract"}]}
    conflict = {"id": "c", "area": "tests", "title": "T", "we_do": "Both are shown."}
    told = Conflict.model_validate({**conflict, "sides": [side, other]})
    assert [citation.ref for citation in told.refs] == ["oh_2005", "lipka_2020_increment"]
    with pytest.raises(ValidationError, match="at least 2 items"):
        Conflict.model_validate({**conflict, "sides": [side]})


def test_a_conflict_names_rules_that_exist(copy: Copy, content: Content) -> None:
    copy.replace("evidence/conflicts.yaml", "rules: [L4, ocular_onset]", "rules: [L9]")
    assert copy.new_problems(content) == [
        "content/evidence/conflicts.yaml, 'ocular_onset_of_lems': "
        "no rule, finding or point 'L9'. Use the id of one"
    ]
