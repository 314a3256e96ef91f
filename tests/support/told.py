"""Patients put into words, for the tests of the formats that are documents."""

from __future__ import annotations

from datetime import date
from typing import Any

from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.wording.summary.report import Report, report
from tests.support.shipped import CONTENT

TODAY = date(2026, 11, 23)
# LEMS is diagnosed, nothing was scanned: the score is quoted from both cohorts.
DIAGNOSED: dict[str, Any] = {
    "age_at_onset_years": 62,
    "sex": "male",
    "symptom_duration_months": 3,
    "lems_established": "yes",
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "vgcc_pq_antibody": "positive",
    "sensory_loss": "yes",
    "cmap_increment_percent": 40,
    "karnofsky": 60,
}
# And with a dated first screen and one repeat: the plan has its dates.
SCREENED = DIAGNOSED | {
    "symptom_duration_months": 30,
    "early_bulbar_involvement": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2025-02-10",
    "fdg_pet": "normal",
    "fdg_pet_date": "2025-02-20",
    "latest_negative_screen_date": "2025-05-22",
}


def told(answers: dict[str, Any], notes: str = "", today: date = TODAY) -> Report:
    """The report on these answers."""
    return report(Consideration(CONTENT, read_answers(CONTENT, answers), today), notes)
