"""A teaching case made up for the tests, small enough to be reckoned by hand."""

from __future__ import annotations

import copy
from typing import Any

from lems_rules.schema.case import Case
from lems_rules.teaching.attempt import Attempt, Commitment

SOURCE: dict[str, Any] = {
    "id": "case_900",
    "kind": "composite",
    "about": "SECRET-ABOUT a man with LEMS",
    "diagnosis": "lems",
    "today": "2026-11-23",
    "answers": {
        "age_at_onset_years": 63,
        "sex": "male",
        "proximal_leg_weakness": "yes",
        "dysphagia": "yes",
        "dry_mouth": "yes",
        "tendon_reflexes": "absent",
        "chest_ct": "normal",
        "creatine_kinase": "normal",
    },
    "coding": "SECRET-CODING none.",
    "expect": {
        "level": "strongly_suggestive",
        "rule": "H3",
        "delta_p_applies": True,
        "delta_p": [1, 6],
        "safety": ["S2", "S5"],
    },
    "lesson": {
        "title": "Stairs and thirst",
        "topics": ["weak_legs", "autonomic_symptoms"],
        "difficulty": 2,
        "objectives": ["SECRET-OBJECTIVE look at the reflexes"],
        "stages": [
            {
                "part": "history",
                "title": "On the stairs",
                "story": "He cannot climb stairs.",
                "reveals": ["age_at_onset_years", "sex", "proximal_leg_weakness", "dysphagia"],
                "prompts": [
                    {"ask": "SECRET-ASK what next?", "expect": "SECRET-EXPECT the mouth"},
                    {"ask": "And then?", "expect": "The reflexes"},
                ],
            },
            {
                "part": "examination",
                "title": "Hammer in hand",
                "story": "LATER-STORY His mouth is dry.",
                "reveals": ["dry_mouth", "tendon_reflexes"],
                "prompts": [{"ask": "Why absent?", "expect": "Too little release"}],
            },
            {
                "part": "tests",
                "title": "Two results",
                "story": "LAST-STORY The scan is clear.",
                "reveals": ["chest_ct", "creatine_kinase"],
                "prompts": [{"ask": "Is that the end?", "expect": "No"}],
            },
        ],
        "alternatives": ["myasthenia_gravis", "inflammatory_myopathy"],
        "also_right": ["myasthenia_lems_overlap"],
        "next_tests": ["vgcc_antibody", "exercise_or_high_rate_increment"],
        "feedback": [
            {"item": "tendon_reflexes", "weight": "decisive", "says": "SECRET-SAYS they settle it"},
            {
                "item": "dry_mouth",
                "weight": "supports",
                "says": "Often present",
                "refs": [{"ref": "oneill_1988", "at": "abstract"}],
            },
            {"item": "creatine_kinase", "weight": "against", "says": "Against a myopathy"},
            {"item": "age_at_onset_years", "weight": "distracts", "says": "No help"},
            {"item": "dysphagia", "weight": "safety", "says": "Today"},
        ],
        "turned_out": "SECRET-OUTCOME it was LEMS.",
        "published": "SECRET-PUBLISHED nothing.",
        "ours": "SECRET-OURS all of it.",
        "errors": ["SECRET-ERROR stopping early"],
    },
}

SECRETS = (
    "SECRET-ABOUT",
    "SECRET-CODING",
    "SECRET-OBJECTIVE",
    "SECRET-ASK",
    "SECRET-EXPECT",
    "SECRET-SAYS",
    "SECRET-OUTCOME",
    "SECRET-PUBLISHED",
    "SECRET-OURS",
    "SECRET-ERROR",
)


def source(**changes: Any) -> dict[str, Any]:
    """The case as plain data with some entries changed; ``lesson`` is changed entry by entry."""
    made = copy.deepcopy(SOURCE)
    made["lesson"].update(changes.pop("lesson", {}))
    return {**made, **changes}


def case(**changes: Any) -> Case:
    """The case with some entries changed."""
    return Case.model_validate(source(**changes))


def commitment(**changes: Any) -> Commitment:
    """What a learner may commit to."""
    given: dict[str, Any] = {
        "level": "features_present",
        "leading": ("myasthenia_gravis", "lems"),
        "confidence": 60,
        "delta_p": None,
        "next_test": "vgcc_antibody",
        **changes,
    }
    return Commitment(**given)


def attempt(*commitments: Commitment, of: Case | None = None) -> Attempt:
    """The work on the case after these commitments."""
    made = Attempt(of or case())
    for one in commitments:
        made = made.commit(one)
    return made
