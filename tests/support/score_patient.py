"""Patients for the score: its six points, and the one way in which their answers can clash."""

from __future__ import annotations

from collections.abc import Mapping

from lems_rules.schema.questions.item import Answer

# The item that settles each point whatever else is known: the answer without it, and with it.
POINTS: dict[str, tuple[Answer, Answer]] = {
    "early_bulbar_involvement": ("no", "yes"),
    "early_erectile_dysfunction": ("no", "yes"),
    "weight_loss_percent": (4.9, 5.0),
    "smoking_at_onset": ("no", "yes"),
    "age_at_onset_years": (49.9, 50.0),
    "karnofsky": (70.0, 69.0),
}
BULBAR = ("dysarthria", "dysphagia", "chewing_difficulty", "neck_weakness")


def overruled(answers: Mapping[str, Answer]) -> bool:
    """Whether "not early" was said of a symptom in an illness that is itself still early.

    There the dated symptom counts, so that answering the duration can turn the point to yes.
    """
    months = answers.get("symptom_duration_months")
    if not isinstance(months, float) or months > 3:
        return False
    bulbar = any(answers.get(name) == "yes" for name in BULBAR)
    erectile = answers.get("erectile_dysfunction") == "yes"
    return (bulbar and answers.get("early_bulbar_involvement") == "no") or (
        erectile and answers.get("early_erectile_dysfunction") == "no"
    )
