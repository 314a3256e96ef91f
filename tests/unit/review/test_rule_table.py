from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.review.rule_table import rule_table


def test_the_table_has_a_row_for_every_finding_rule_and_point(content: Content) -> None:
    rows = rule_table(content).splitlines()[2:]
    ids = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    assert ids == [
        *content.findings,
        *(rule.id for rule in content.rules),
        *(item.id for item in content.scores["delta_p"].items),
    ]


def test_every_row_has_four_filled_cells(content: Content) -> None:
    for row in rule_table(content).splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row


def test_a_row_says_its_condition_in_words_not_in_ids(content: Content) -> None:
    row = next(row for row in rule_table(content).splitlines() if row.startswith("| H3 "))
    assert "proximal_weakness" not in row
    assert "Leg weakness near the hip" in row
