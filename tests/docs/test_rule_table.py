from __future__ import annotations

from pathlib import Path

from lems_rules.knowledge.content import Content
from lems_rules.review.rule_table import rule_table

TABLE = Path(__file__).parents[2] / "docs" / "rule_table.md"


def test_the_rule_table_is_current(content: Content) -> None:
    remedy = "run `python -m lems_rules rules --write`"
    assert TABLE.read_text("utf-8") == rule_table(content), remedy
