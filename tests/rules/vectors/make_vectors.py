"""Writes the test vectors of the DELTA-P score: plain answers, and the total counted by hand.

It knows nothing of the rules under test. Run it to write both tables again:
``python tests/rules/vectors/make_vectors.py``. Each point is at its own limit: the answer that just
counts, the one that just does not, and an empty cell where it was not answered.
"""

from __future__ import annotations

import csv
import io
from itertools import product
from pathlib import Path

HERE = Path(__file__).parent
COUNTS_AND_NOT = {
    "early_bulbar_involvement": ("yes", "no"),
    "early_erectile_dysfunction": ("yes", "no"),
    "weight_loss_percent": ("5", "4.9"),
    "smoking_at_onset": ("yes", "no"),
    "age_at_onset_years": ("50", "49.9"),
    "karnofsky": ("69", "70"),
}
COLUMNS = (*COUNTS_AND_NOT, "low", "high", "tier")


def tier(total: int) -> str:
    """The schedule of a total: 0 and 1, 2, or 3 and more."""
    if total >= 3:
        return "T3"
    return "T2" if total == 2 else "T1"


def rows(with_missing: bool) -> list[list[str]]:
    """Every pattern of the six points: 64 complete ones, or 729 with missing answers."""
    states = "yn?" if with_missing else "yn"
    table = []
    for pattern in product(states, repeat=6):
        answers = [
            {"y": counts, "n": does_not, "?": ""}[state]
            for state, (counts, does_not) in zip(pattern, COUNTS_AND_NOT.values(), strict=True)
        ]
        low = pattern.count("y")
        high = 6 - pattern.count("n")
        table.append([*answers, str(low), str(high), tier(high)])
    return table


def text(with_missing: bool) -> str:
    """The table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(with_missing))
    return out.getvalue()


TABLES = {"delta_p_64.csv": False, "delta_p_729.csv": True}

if __name__ == "__main__":
    for name, with_missing in TABLES.items():
        (HERE / name).write_text(text(with_missing), "utf-8")
