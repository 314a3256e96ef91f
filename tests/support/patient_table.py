"""A table of patients as a person would save it: the template, filled in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date

from tests.support.shipped import CONTENT

TODAY = date(2026, 11, 23)
TRIAD = {"proximal_leg_weakness": "yes", "dry_mouth": "yes", "tendon_reflexes": "reduced"}
# The score applies, and no point of it is open: two of six.
SETTLED = {
    "lems_established": "yes",
    "sex": "male",
    "early_bulbar_involvement": "no",
    "early_erectile_dysfunction": "no",
    "weight_loss_percent": 0,
    "smoking_at_onset": "yes",
    "age_at_onset_years": 61,
    "karnofsky": 80,
}


def csv_of(rows: Iterable[Mapping[str, object]], separator: str = ",") -> bytes:
    """The rows as CSV, with a column for each name that occurs."""
    held = list(rows)
    names = list(dict.fromkeys(name for row in held for name in row))
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, delimiter=separator, restval="")
    writer.writeheader()
    writer.writerows(held)
    return out.getvalue().encode()


def filled_template() -> bytes:
    """The template with every shipped case in a row, by the order of their ids."""
    names = {item.id: "" for item in CONTENT.checklist.items}
    return csv_of({**names, **case.answers} for case in CONTENT.cases.values())
