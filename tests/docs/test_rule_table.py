from __future__ import annotations

from pathlib import Path

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.rule_table import rule_table

TABLE = Path(__file__).parents[2] / "docs" / "rule_table.md"


@pytest.mark.skipif(not TABLE.exists(), reason="the rules are not kept as a file")
def test_the_rule_table_is_current(content: Content) -> None:
    written = TABLE.read_text("utf-8").splitlines()
    current = rule_table(content).splitlines()
    remedy = "run `python -m lems_rules rules` and put its table into docs/rule_table.md"
    assert [line for line in written if line.startswith("|")] == current, remedy
