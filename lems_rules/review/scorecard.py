"""The rules laid beside the published cases: what they reach, miss and raise falsely, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lems_rules.knowledge.content import Content
from lems_rules.logic.program import Verdict
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case
from lems_rules.schema.decisions.rules import Level, LevelRule

Kind = Literal["missed", "false_alarm", "reached", "left"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One published case: what it was, the level the rules give, and what that amounts to.

    ``searched`` says whether the level opens the search for a tumour.
    """

    case: Case
    level: Level
    rule: LevelRule | None
    kind: Kind
    searched: bool


def scorecard(content: Content) -> tuple[Outcome, ...]:
    """The outcome of every published case, in the order of the cases.

    A case of the illness is reached from the level that suggests testing for it upwards, and missed
    below. A look-alike is a false alarm from that same level upwards, and left alone below.
    """
    return tuple(
        _outcome(content, case) for case in content.cases.values() if case.kind == "published"
    )


def _outcome(content: Content, case: Case) -> Outcome:
    given = Consideration(content, read_answers(content, case.answers), case.today)
    level = given.conclusions.level()
    tested = content.suspicion.tests(level)
    kind: Kind
    if case.diagnosis == content.edition.disease.id:
        kind = "reached" if tested else "missed"
    else:
        kind = "false_alarm" if tested else "left"
    searched = given.conclusions.finding(content.screening.gate) is Verdict.YES
    return Outcome(case, level, given.conclusions.level_rule(), kind, searched)
