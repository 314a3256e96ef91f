from __future__ import annotations

from datetime import date

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import assess
from lems_rules.reasoning.parts import LevelPart, Parts, ScorePart, parts_of

ANSWERS = {
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "dysphagia": "yes",
    "age_at_onset_years": 40,
    "lems_established": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2026-08-10",
}
TODAY = date(2026, 9, 1)


def test_a_result_has_the_same_parts_live_and_stored(content: Content) -> None:
    result = assess(content, ANSWERS, TODAY)
    assert parts_of(result) == parts_of(result.model_dump(mode="json"))


def test_the_parts_are_what_was_concluded(content: Content) -> None:
    result = assess(content, ANSWERS, TODAY)
    assert parts_of(result) == Parts(
        level=LevelPart(result.suspicion.id, result.suspicion.rule or ""),
        safety=result.safety,
        flags=result.counter_flags,
        score=ScorePart(True, result.delta_p.low, result.delta_p.high, result.delta_p.tier),
        workup=tuple(line.id for line in result.workup),
        schedule=result.schedule_rule,
        dates=tuple(one.due.isoformat() for one in result.schedule if one.due),
    )


def test_no_schedule_and_a_file_that_says_nothing_of_one_are_told_apart() -> None:
    assert parts_of({"schedule_rule": None}).schedule == ""
    assert parts_of({}).schedule is None
