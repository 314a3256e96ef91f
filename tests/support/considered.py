"""A patient with few answers, considered on a fixed day."""

from __future__ import annotations

from datetime import date

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers

TODAY = date(2026, 11, 23)
TRIAD = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "tendon_reflexes": "reduced"}


def consider(content: Content, **answers: object) -> Consideration:
    """What follows from these answers; one that cannot be used is set aside, as in the app."""
    return Consideration(content, sort_out_answers(content, answers).answers, TODAY)
