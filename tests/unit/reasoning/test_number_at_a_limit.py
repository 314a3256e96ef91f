"""A number is compared as it is shown, whatever it was reckoned from."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from lems_rules.exports.catalogue import FORMATS, export_of
from lems_rules.intake.document import read_document
from lems_rules.knowledge.content import Content
from lems_rules.mechanism.increment import Recording
from lems_rules.reasoning.assessment import (
    Consideration,
    assess,
    read_answers,
    sort_out_answers,
)
from lems_rules.schema.questions.item import AnswerError
from tests.support.patients import TODAY

# What people's programs hand over for what the reader sees as 60, 5, 10, 3 and 50.
RECKONED = (5.6 - 3.5) / 3.5 * 100
PRESYNAPTIC = {
    "proximal_leg_weakness": "yes",
    "tendon_reflexes": "absent",
    "dry_mouth": "yes",
    "vgcc_pq_antibody": "negative",
}


def test_a_reckoned_increment_of_60_percent_is_strongly_suggestive(content: Content) -> None:
    assert RECKONED == 59.999999999999986
    result = assess(content, {**PRESYNAPTIC, "cmap_increment_percent": RECKONED})
    exact = assess(content, {**PRESYNAPTIC, "cmap_increment_percent": 60})
    assert result.suspicion.level == 3
    assert result == exact


def test_every_increment_of_exactly_60_percent_counts_however_it_was_reckoned(
    content: Content,
) -> None:
    missed = []
    for tenths in range(5, 45):
        before, after = tenths / 10, tenths * 16 / 100
        raw = (after - before) / before * 100
        found = assess(content, {"cmap_increment_percent": raw}).findings["marked_increment"]
        worksheet = Recording("hand", before, after).increment_percent
        missed += [raw] if (found, worksheet) != ("yes", 60) else []
    assert missed == []


@pytest.mark.parametrize(
    ("item", "raw", "finding", "verdict", "shown"),
    [
        ("weight_loss_percent", 4.9999999999999964, "weight_lost", "yes", "5 %"),
        ("weight_loss_percent", 4.994, "weight_lost", "no", "4.99 %"),
        ("low_rate_decrement_percent", 9.999999999999998, "decrement", "yes", "10 %"),
        ("low_rate_decrement_percent", 9.9949, "decrement", "no", "9.99 %"),
        ("age_at_onset_years", 17.996, "under_18", "no", "18 years"),
        ("age_at_onset_years", 17.994, "under_18", "yes", "17.99 years"),
        ("age_at_onset_years", 0.995, "under_18", "yes", "1 year"),
        ("cmap_increment_percent", 9999.994, "marked_increment", "yes", "9999.99 %"),
    ],
)
def test_a_number_near_a_limit_is_compared_as_it_is_shown(
    content: Content, item: str, raw: float, finding: str, verdict: str, shown: str
) -> None:
    answers = read_answers(content, {item: raw})
    assert content.checklist.item(item).wording(answers[item]) == shown
    assert assess(content, {item: raw}).findings[finding] == verdict


@pytest.mark.parametrize(
    ("raw", "point", "verdict"),
    [
        ({"age_at_onset_years": 49.995}, "age", "yes"),
        ({"age_at_onset_years": 49.97}, "age", "no"),
        ({"dysphagia": "yes", "symptom_duration_months": 3.0000000000000004}, "bulbar", "yes"),
        ({"dysphagia": "yes", "symptom_duration_months": 3.004}, "bulbar", "yes"),
        ({"dysphagia": "yes", "symptom_duration_months": 3.005}, "bulbar", "unknown"),
    ],
)
def test_a_point_of_the_score_is_compared_as_it_is_shown(
    content: Content, raw: dict[str, object], point: str, verdict: str
) -> None:
    assert assess(content, {"lems_established": "yes", **raw}).delta_p.items[point] == verdict


@pytest.mark.parametrize(
    "raw",
    [
        {"weight_loss_percent": 4.9999999999999964, "reported_weight_loss": "yes"},
        {"cmap_increment_percent": RECKONED, "increment_reported": "yes"},
        {"low_rate_decrement_percent": 9.999999999999998, "decrement_reported": "yes"},
        {"ever_smoked": "no", "pack_years": 0.004},
    ],
    ids=str,
)
def test_a_number_agrees_with_the_yes_or_no_beside_it_as_it_is_shown(
    content: Content, raw: dict[str, object]
) -> None:
    read_answers(content, raw)  # not refused
    assert not [one for one in sort_out_answers(content, raw).problems if one.contradiction]


@pytest.mark.parametrize(
    "raw",
    [
        {"weight_loss_percent": 4.9999999999999964, "reported_weight_loss": "no"},
        {"cmap_increment_percent": RECKONED, "increment_reported": "no"},
        {"low_rate_decrement_percent": 9.999999999999998, "decrement_reported": "no"},
        {"ever_smoked": "no", "pack_years": 0.005},
    ],
    ids=str,
)
def test_a_number_contradicts_the_yes_or_no_beside_it_as_it_is_shown(
    content: Content, raw: dict[str, object]
) -> None:
    with pytest.raises(AnswerError, match=r"disagree|above 0"):
        read_answers(content, raw)


@pytest.mark.parametrize(
    ("item", "raw"),
    [
        ("karnofsky", 69.999999),
        ("karnofsky", 70.004),
        ("weight_loss_percent", 80.004),
        ("weight_loss_percent", -0.001),
        ("age_at_onset_years", 120.00000001),
    ],
)
def test_the_range_and_whole_are_checked_on_the_number_as_entered(
    content: Content, item: str, raw: float
) -> None:
    with pytest.raises(AnswerError, match=item):
        read_answers(content, {item: raw})


# The draft


def draft(content: Content, entered: Mapping[str, object]) -> bytes:
    given = Consideration(content, sort_out_answers(content, entered).answers, TODAY)
    return FORMATS["json"].build(export_of(given, entered=entered))


@pytest.mark.parametrize(
    ("entered", "kept", "said"),
    [
        ({"cmap_increment_percent": RECKONED}, 59.999999999999986, "CMAP increment: 60 %"),
        ({"weight_loss_percent": 4.9999999999999964}, 4.9999999999999964, "Weight loss: 5 %"),
        ({"cmap_increment_percent": -0.0}, 0, "CMAP increment: 0 %"),
        ({"cmap_increment_percent": -0.001}, -0.001, "CMAP increment: 0 %"),
        ({"age_at_onset_years": 1e-30}, 1e-30, "Age at first symptom: 0 years"),
        ({"karnofsky": 60}, 60, "Karnofsky performance: 60 points"),
    ],
    ids=str,
)
def test_the_draft_keeps_a_number_as_entered_says_it_as_compared_and_loads_byte_for_byte(
    content: Content, entered: dict[str, object], kept: float, said: str
) -> None:
    made = draft(content, entered)
    found = json.loads(made)
    assert list(found["answers"].values()) == [kept]
    assert said in json.dumps(found["summary"]["answered"])
    assert "-0 " not in made.decode()
    assert draft(content, read_document(made).answers) == made


def test_what_was_not_entered_as_a_number_goes_into_the_draft_as_it_was_read(
    content: Content,
) -> None:
    entered = {"ptosis": "no", "karnofsky": 500, "chest_ct_date": "2026-08-10"}
    assert json.loads(draft(content, entered))["answers"] == {
        "ptosis": "no",
        "chest_ct_date": "2026-08-10",
    }
