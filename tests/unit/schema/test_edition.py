"""What a digest counts: of scheme 1 what always counted, of scheme 2 roles and meanings too."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.schema.edition import IN_PREPARATION, NEWEST_SCHEME
from tests.conftest import Copy

SCHEME_1 = ("edition.yaml", "digest_scheme: 2\n", "digest_scheme: 1\n")
LATER = [
    ("checklist.yaml", "  onset_months: symptom_duration_months\n", ""),
    ("checklist.yaml", "negative: normal, date: chest_ct_date", "negative: suspicious, date: x"),
    ("rules/suspicion.yaml", "tested_from: features_present", "tested_from: meets_criteria"),
    ("rules/suspicion.yaml", "met: meets_criteria", "met: strongly_suggestive"),
    ("rules/screening.yaml", "score: delta_p", "score: null   "),
    ("scores/delta_p.yaml", "key: bulbar", "key: early"),
    ("scores/delta_p.yaml", "option: sclc", "option: other"),
]


def test_the_shipped_edition_has_the_digest_it_is_stamped_and_released_with(
    content: Content,
) -> None:
    assert content.edition.digest_scheme == NEWEST_SCHEME
    assert content.digest == content.edition.digest
    released = {one.digest for one in content.editions}
    assert (content.digest in released) is (content.edition.released != IN_PREPARATION)


@pytest.mark.parametrize(("file", "old", "new"), LATER)
def test_a_digest_of_scheme_1_leaves_out_what_python_knew_then(
    copy: Copy, file: str, old: str, new: str
) -> None:
    before = copy.replace(*SCHEME_1).read().digest
    assert copy.replace(file, old, new).read().digest == before


@pytest.mark.parametrize(("file", "old", "new"), LATER)
def test_a_digest_of_scheme_2_counts_it(
    copy: Copy, content: Content, file: str, old: str, new: str
) -> None:
    assert copy.replace(file, old, new).read().digest != content.digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checklist.yaml", "told_in: imaging", "told_in: tests"),
        ("scores/delta_p.yaml", "short: DELTA-P", "short: DP"),
        ("edition.yaml", "names: [LEMS,", "names: [Lems,"),
    ],
)
def test_names_and_the_steps_of_a_lesson_count_in_neither(
    copy: Copy, content: Content, file: str, old: str, new: str
) -> None:
    assert copy.replace(file, old, new).read().digest == content.digest
    after = copy.replace(*SCHEME_1).read().digest
    assert copy.replace(file, new, old).read().digest == after


def test_an_edition_that_names_no_scheme_has_a_digest_of_the_first(copy: Copy) -> None:
    first = copy.replace(*SCHEME_1).read()
    unnamed = copy.replace("edition.yaml", "digest_scheme: 1\n", "").read()
    assert (first.edition.digest_scheme, first.digest) == (1, unnamed.digest)


def test_no_scheme_after_the_second_is_known(copy: Copy) -> None:
    copy.replace("edition.yaml", "digest_scheme: 2\n", "digest_scheme: 3\n")
    assert "digest_scheme: Input should be less than or equal to 2" in copy.refusal()
