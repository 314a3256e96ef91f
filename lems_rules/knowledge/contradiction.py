"""Answers that cannot both be right."""

from __future__ import annotations

from lems_rules.knowledge.content import Content, once
from lems_rules.logic.compiled import Compiled
from lems_rules.schema.questions.item import Answers, Contradiction


def contradicted(content: Content, answers: Answers) -> tuple[Contradiction, ...]:
    """The contradictions among the answers for which they are refused."""
    held = _compiled(content).held(answers)
    return tuple(one for one in content.checklist.contradictions if one.refused and one.id in held)


@once
def _compiled(content: Content) -> Compiled[str]:
    return Compiled.of({one.id: one.when for one in content.checklist.contradictions})
