"""Every rule as a Markdown table: id, condition in words, strength, sources."""

from __future__ import annotations

from lems_rules.knowledge.content import Content
from lems_rules.wording.presenter import Presenter


def rule_table(content: Content) -> str:
    """The table that ``python -m lems_rules rules`` prints."""
    say = Presenter(content)
    lines = ["| id | condition in words | strength | sources |", "| --- | --- | --- | --- |"]

    def row(entry_id: str, words: str, strength: str, sources: str) -> None:
        cells = (entry_id, words, strength, sources)
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")

    for finding in content.findings.values():
        basis = say.basis(finding)
        labels = "; ".join(source.label for source in basis.sources)
        row(finding.id, f"{finding.title}: {say.words.finding(finding)}", finding.strength, labels)
    for rule in content.rules:
        labels = "; ".join(source.label for source in say.basis(rule).sources)
        row(rule.id, f"{rule.title}: {say.words.rule(rule)}", rule.strength, labels)
    for item in (item for score in content.scores.values() for item in score.items):
        labels = "; ".join(source.label for source in say.basis(item).sources)
        row(item.id, f"{item.title}: {say.words.finding(item)}", item.strength, labels)
    return "\n".join(lines) + "\n"
