from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content
from lems_rules.schema.edition import IN_PREPARATION
from lems_rules.version import __version__
from tests.conftest import Copy

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def test_the_shipped_content_hangs_together(content: Content) -> None:
    assert "\n".join(str(problem) for problem in problems_in(content)) == ""


def test_the_app_bears_the_name_of_the_edition_released_last(content: Content) -> None:
    assert __version__.rsplit(".", 1)[0] == content.editions[-1].edition


def test_the_version_has_one_home() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert "version" not in project
    assert "version" in project["dynamic"]


def test_the_newest_section_of_the_changelog_is_this_edition(content: Content) -> None:
    headings = [line for line in content.changelog.splitlines() if line.startswith("## ")]
    assert headings[0].startswith(f"## Edition {content.edition.edition}")


# Digests with which editions were released. A line may be added and is never changed.
RELEASED = {"2026.1": "7c14b4fff4e4"}


def test_no_released_edition_was_given_another_digest(content: Content) -> None:
    assert RELEASED.items() <= {one.edition: one.digest for one in content.editions}.items()


def test_every_edition_before_this_one_stands_in_the_record(content: Content) -> None:
    told = re.findall(r"^## Edition (\S+)", content.changelog, flags=re.MULTILINE)
    assert told[0] == content.edition.edition
    assert set(told[1:]) <= {one.edition for one in content.editions}


def test_editions_are_recorded_in_the_order_of_their_release(content: Content) -> None:
    days = [one.released for one in content.editions]
    assert days == sorted(days)


def test_the_edition_was_released_after_its_sources_were_read(content: Content) -> None:
    released = content.edition.released
    day = date.today() if released == IN_PREPARATION else released
    assert [one.id for one in content.references.values() if one.read_on > day] == []


# Whatever can change a result changes the digest, and nothing else does.


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rules/findings.yaml", "_decrement_percent >= 10", "_decrement_percent > 10"),
        ("rules/suspicion.yaml", "    unless: [upper_motor_neuron", "    unless: [normal_jitter"),
        ("rules/suspicion.yaml", "    level: meets_criteria", "    level: strongly_suggestive"),
        ("rules/counter_flags.yaml", "when: asymmetric_weakness", "when: distal_weakness"),
        ("rules/safety.yaml", "also_when: planned_anaesthesia", "also_when: dyspnoea"),
        ("rules/notices.yaml", "symptom_duration_months <= 3", "symptom_duration_months <= 4"),
        ("rules/screening.yaml", "early_days: 28", "early_days: 27"),
        ("rules/screening.yaml", "offer_months: [12, 18, 24]", "offer_months: [12, 24]"),
        ("rules/screening.yaml", "gate: full_plan", "gate: red_flag"),
        ("rules/screening.yaml", "    done_when: chest_ct is normal or suspicious",
         "    done_when: chest_ct is normal"),
        ("scores/delta_p.yaml", "karnofsky < 70", "karnofsky <= 70"),
        ("scores/delta_p.yaml", "when: known_cancer is other", "when: known_cancer is none"),
        ("scores/delta_p.yaml", "least: 2, most: 2,", "least: 2, most: 3,"),
        ("checklist.yaml", "hidden_when: sex is female", "hidden_when: sex is male"),
        ("checklist.yaml", "    least: -100", "    least: -90"),
        ("checklist.yaml", "ever_smoked}, smoking_at_onset]", "ever_smoked}, pack_years > 0]"),
        ("checklist.yaml", "first_questions: [proximal_leg_weakness, ", "first_questions: ["),
    ],
)  # fmt: skip
def test_a_change_that_can_change_a_result_fails_the_check(
    copy: Copy, file: str, old: str, new: str
) -> None:
    spoiled = copy.replace(file, old, new).read()
    problems = [one for one in problems_in(spoiled) if one.file == "edition.yaml"]
    assert [one.entry for one in problems] == ["digest"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checklist.yaml", "ask: Does one eyelid droop", "ask: Does an eyelid droop"),
        ("rules/findings.yaml", "limits: Common later in LEMS", "limits: Frequent later in LEMS"),
        ("rules/safety.yaml", "  title: Trouble swallowing", "  title: Difficulty swallowing"),
        ("rules/safety.yaml", "- id: S5\n", "- id: S5\n  urgent: false\n"),
        ("rules/screening.yaml", "says: Refer now.", "says: Refer today."),
        ("scores/delta_p.yaml", "    short: D", "    short: B"),
        ("scores/delta_p.yaml", "percent: 18.8", "percent: 18.9"),
        ("mechanism/treatment.md", "**The tumour first**", "**First the tumour**"),
        ("requests.yaml", "title: Request to radiology", "title: To radiology"),
    ],
)
def test_a_change_that_cannot_change_a_result_needs_no_new_edition(
    copy: Copy, file: str, old: str, new: str
) -> None:
    spoiled = copy.replace(file, old, new).read()
    assert [one for one in problems_in(spoiled) if one.file == "edition.yaml"] == []


def test_the_disclaimer_says_what_this_is_not(content: Content) -> None:
    assert content.edition.disclaimer.startswith("Educational only")
    assert "Not a medical device" in content.edition.disclaimer
    assert "not a diagnosis" in content.edition.disclaimer
