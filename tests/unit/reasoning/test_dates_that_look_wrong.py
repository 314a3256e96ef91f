"""A date from before the illness began is pointed out, with a month of grace."""

from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from tests.support.considered import consider


@pytest.mark.parametrize(
    ("months", "scanned", "pointed_out"),
    [
        (6, date(2026, 4, 22), True),
        (6, date(2026, 4, 23), False),
        (6, date(2026, 5, 22), False),
        (6.4, date(2026, 4, 22), True),
        (0.25, date(2026, 10, 22), True),
        (0.25, date(2026, 10, 23), False),
    ],
)
def test_a_scan_is_before_the_illness_when_it_is_more_than_a_month_older(
    content: Content, months: float, scanned: date, pointed_out: bool
) -> None:
    scan = {"chest_ct": "normal", "chest_ct_date": scanned.isoformat()}
    given = consider(content, symptom_duration_months=months, **scan)
    says = {"chest_ct_date": content.words["date_before_onset"]}
    assert given.today == date(2026, 11, 23)
    assert given.warnings() == (says if pointed_out else {})


def test_a_date_alone_is_before_nothing(content: Content) -> None:
    given = consider(content, chest_ct="normal", chest_ct_date="1999-12-31")
    assert given.warnings() == {}
