"""When the full plan stays open whatever becomes of the level."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.rulebook.wiring import rulebook
from lems_rules.schema.questions.item import Answer
from tests.conftest import Copy

FINDINGS = "rules/findings.yaml"
GATE = "when: {any_of: [lems_established, suspicion is strongly_suggestive or meets_criteria]}"
DIAGNOSED: dict[str, Answer] = {"lems_established": "yes"}
TRIAD: dict[str, Answer] = {
    "proximal_leg_weakness": "yes", "tendon_reflexes": "absent", "dry_mouth": "yes",
}  # fmt: skip
LIKELY = """\
- id: likely
  title: Likely
  when: suspicion is strongly_suggestive or meets_criteria
  strength: heuristic
  limits: Made up.
  refs: [{ref: titulaer_2011, at: abstract}]
"""


def open_at_any_level(content: Content, answers: dict[str, Answer]) -> bool:
    book = rulebook(content)
    done = book.conclude(answers)
    return done.holds(book.gate_at_any_level)


def open_now(content: Content, answers: dict[str, Answer]) -> bool:
    return rulebook(content).conclude(answers).finding("full_plan").value == "yes"


def test_a_diagnosis_opens_the_gate_at_any_level_and_a_level_does_not(content: Content) -> None:
    assert open_at_any_level(content, DIAGNOSED)
    assert open_now(content, TRIAD)
    assert not open_at_any_level(content, TRIAD)
    assert not open_at_any_level(content, {})


@pytest.mark.parametrize(
    ("gate", "diagnosed", "triad"),
    [
        ("when: lems_established", True, False),
        ("when: {any_of: [lems_established, likely]}", True, False),
        ("when: {all_of: [lems_established, suspicion is features_present]}", False, False),
        ("when: {any_of: [lems_established, weak_reflexes]}", True, True),
        ("when: {any_of: [lems_established, {not: likely}]}", True, False),
    ],
    ids=["no level", "through a finding", "both", "an examination", "a level denied"],
)
def test_it_does_not_matter_how_the_gate_is_written(
    copy: Copy, gate: str, diagnosed: bool, triad: bool
) -> None:
    copy.replace(FINDINGS, GATE, gate).append(FINDINGS, LIKELY)
    content = copy.read()
    assert open_at_any_level(content, DIAGNOSED) is diagnosed
    assert open_at_any_level(content, TRIAD) is triad
