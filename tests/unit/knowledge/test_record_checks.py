"""What a record answers, spoiled: every name leads somewhere, and every answer can be given."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.reader import read_content
from lems_rules.schema.record import Record
from tests.conftest import Copy

FILE = "record.yaml"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("  - id: potassium\n", "  - id: sodium\n", "'sodium': stands twice. Give each entry"),
        ("system: snomed", "system: snomad", "'lems': no system 'snomad'. Choose from loinc"),
        ("concepts: [lems]", "concepts: [lams]", "'lems': no concept 'lams'. Choose from lems"),
        ("item: sex\n", "item: gender\n", "'gender': no item 'gender'. Choose from age_at"),
        ("item: age_at_onset_years", "item: sex", "'onset': reads onset_age, which gives a number"),
        ("{low: low, high", "{lower: low, high", "'free_thyroxine': no finding 'lower'"),
        ("{has_smoked:", "{smokes:", "'smoking': no finding 'smokes'. Choose from lems"),
        ("{present: sclc}", "{present: small}", "'small_cell': no answer 'small'. Choose from"),
        ("id: aminoglycoside, m", "id: amino, m", "'amino': no concept 'amino'. Choose from"),
        ("message: S5", "message: S55", "no safety message 'S55'. Choose from S1"),
    ],
)
def test_a_name_that_leads_nowhere_is_told(
    copy: Copy, content: Content, old: str, new: str, says: str
) -> None:
    problems = copy.replace(FILE, old, new).new_problems(content)
    assert any(says in problem and problem.startswith(f"content/{FILE}") for problem in problems)


def test_a_code_without_a_page_that_shows_it_is_refused(copy: Copy) -> None:
    copy.replace(FILE, "source: https://hccbuddy.com/icd10/G70.80", "source: from memory")
    assert "source: String should match pattern" in copy.refusal()


def test_an_older_edition_knows_no_record(copy: Copy) -> None:
    (copy.folder / FILE).unlink()
    assert read_content(copy.folder, older=True).record == Record()
