"""Where the content comes from: every citation, the digest, and the record of editions."""

from __future__ import annotations

import re

import pytest

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.provenance import marks_in
from lems_rules.schema.edition import IN_PREPARATION, Release
from tests.conftest import Copy
from tests.support.editions import DAY, after, released_in, write_edition, written

REFERENCES, SCORE = "references.yaml", "scores/delta_p.yaml"
RECORD = "editions.yaml"


def only_problem(copy: Copy, content: Content) -> str:
    problems = copy.new_problems(content)
    assert len(problems) == 1, problems
    return problems[0]


# References


def test_a_citation_of_an_unknown_reference_is_named_with_the_nearest(
    copy: Copy, content: Content
) -> None:
    copy.replace("rules/safety.yaml", "ref: sanders_2018", "ref: sanders_2081")
    problem = next(one for one in copy.new_problems(content) if "sanders_2081" in one)
    assert "'S2': no reference 'sanders_2081'" in problem
    assert "Did you mean 'sanders_2018'?" in problem


def test_a_citation_of_nothing_alike_says_where_to_add_it(copy: Copy, content: Content) -> None:
    copy.replace("rules/safety.yaml", "ref: sanders_2018", "ref: zzz")
    problem = next(one for one in copy.new_problems(content) if "'zzz'" in one)
    assert problem.endswith("Add it to references.yaml")


def test_an_unknown_reference_of_one_pointer_of_a_lookalike_is_found(
    copy: Copy, content: Content
) -> None:
    copy.replace("lookalikes.yaml", "refs: [{ref: wirtz_2002, at: abstract}]",
                 "refs: [{ref: wirtz_2020, at: abstract}]")  # fmt: skip
    assert any("no reference 'wirtz_2020'" in one for one in copy.new_problems(content))


NEW_REFERENCE = (
    "\n- id: brand_new\n  title: New\n  source: Journal\n  year: 2026\n  doi: 10.1000/new\n"
    "  kind: review\n  seen: abstract\n  read_on: 2026-11-23\n  checked: Everything.\n"
)


def test_a_reference_that_nothing_cites_is_named(copy: Copy, content: Content) -> None:
    problem = only_problem(copy.append(REFERENCES, NEW_REFERENCE), content)
    assert problem == (
        "content/references.yaml, 'brand_new': is cited nowhere. "
        "Cite it or mark it `further_reading: true`, not both"
    )


def test_a_reference_for_further_reading_may_stand_alone(copy: Copy, content: Content) -> None:
    copy.append(REFERENCES, NEW_REFERENCE + "  further_reading: true\n")
    assert copy.new_problems(content) == []


def test_a_cited_reference_is_not_further_reading(copy: Copy, content: Content) -> None:
    copy.replace(REFERENCES, "- id: oneill_1988\n", "- id: oneill_1988\n  further_reading: true\n")
    assert "'oneill_1988': is cited but marked further reading" in only_problem(copy, content)


def test_a_mark_in_an_article_that_its_front_matter_does_not_list_is_named(
    copy: Copy, content: Content
) -> None:
    problem = only_problem(
        copy.append("mechanism/tumour_link.md", "\nMore [@lennon_1995; @oneill_1988].\n"), content
    )
    assert problem.startswith("content/mechanism/tumour_link.md, body: cites 'oneill_1988'")
    assert problem.endswith("Add it to refs")


def test_one_mark_can_name_several_references() -> None:
    assert marks_in("So [@one_2001; @two_2002]. And [@three_2003], not [four].") == [
        "one_2001",
        "two_2002",
        "three_2003",
    ]


# The edition and its record


@pytest.fixture
def record(copy: Copy) -> Release:
    """The line of the shipped edition, in a copy in which it is released."""
    return released_in(copy)


def edition_problems(copy: Copy) -> list[str]:
    files = {"edition.yaml", RECORD, "CHANGELOG.md"}
    return [str(one) for one in problems_in(copy.read()) if one.file in files]


def digest_of(copy: Copy) -> str:
    return copy.read().digest


def renamed(copy: Copy, record: Release) -> Copy:
    """The copy as an edition of its own, told in the changelog and still in preparation."""
    name = after(record.edition)
    write_edition(copy, edition=name, released=IN_PREPARATION)
    return copy.replace("CHANGELOG.md", "\n## ", f"\n## Edition {name}\n\nNew: this.\n\n## ")


def stamped(copy: Copy) -> Copy:
    return write_edition(copy, digest=digest_of(copy))


def spoiled(copy: Copy) -> Copy:
    """The copy with a limit moved, so that results can change."""
    return copy.replace(SCORE, "age_at_onset_years >= 50", "age_at_onset_years >= 51")


def test_the_shipped_edition_is_sound(copy: Copy, record: Release) -> None:
    assert edition_problems(copy) == []


def test_a_changed_limit_asks_for_a_new_edition_and_a_line_in_the_changelog(
    copy: Copy, record: Release
) -> None:
    (problem,) = edition_problems(spoiled(copy))
    assert problem == (
        "content/edition.yaml, digest: results can have changed since this edition was stamped "
        f"(now {digest_of(copy)}). Raise edition, here and in CHANGELOG.md, from {record.edition} "
        "to the next; then run `python -m lems_rules check --stamp`"
    )


def test_a_changed_limit_of_an_edition_in_preparation_only_asks_for_a_stamp(
    copy: Copy, record: Release
) -> None:
    (problem,) = edition_problems(spoiled(renamed(copy, record)))
    assert problem == (
        "content/edition.yaml, digest: results can have changed since this edition was stamped "
        f"(now {digest_of(copy)}). Run `python -m lems_rules check --stamp`"
    )


def test_a_released_edition_cannot_be_stamped_again(copy: Copy, record: Release) -> None:
    (problem,) = edition_problems(stamped(spoiled(copy)))
    assert problem == (
        f"content/edition.yaml, edition: {record.edition} was released with the digest "
        f"{record.digest!r} and keeps it. "
        "Give what is new an edition of its own; a line of editions.yaml never changes"
    )


def test_a_new_number_without_a_word_in_the_changelog_is_named(copy: Copy, record: Release) -> None:
    stamped(renamed(spoiled(copy), record))
    name = after(record.edition)
    copy.replace("CHANGELOG.md", f"## Edition {name}", "## Later")
    (problem,) = edition_problems(copy)
    assert problem == (
        f"content/CHANGELOG.md, the file: says nothing of {name}. "
        f"Add a section '## Edition {name}' that tells users what changed"
    )


def test_a_section_of_the_changelog_must_say_something(copy: Copy, record: Release) -> None:
    heading = f"## Edition {record.edition}"
    copy.replace("CHANGELOG.md", heading, f"{heading}\n\n## Earlier")
    (problem,) = edition_problems(copy)
    assert f"says nothing of {record.edition}" in problem


@pytest.mark.parametrize("heading", ["## Edition {}1", "## Edition", "### Edition {}"])
def test_a_heading_of_another_edition_does_not_count(
    copy: Copy, record: Release, heading: str
) -> None:
    other = heading.format(record.edition)
    copy.replace("CHANGELOG.md", f"## Edition {record.edition}", other)
    (problem,) = edition_problems(copy)
    assert f"says nothing of {record.edition}" in problem


def test_an_edition_in_preparation_may_be_stamped_as_often_as_needed(
    copy: Copy, record: Release
) -> None:
    assert edition_problems(stamped(renamed(spoiled(copy), record))) == []


def test_a_new_edition_with_its_line_in_the_record_is_sound(copy: Copy, record: Release) -> None:
    stamped(renamed(spoiled(copy), record))
    new = Release(edition=after(record.edition), released=DAY, digest=digest_of(copy))
    write_edition(copy, released=DAY).append(RECORD, written(new))
    assert edition_problems(copy) == []


def test_an_edition_with_a_day_of_release_stands_in_the_record(copy: Copy, record: Release) -> None:
    write_edition(stamped(renamed(spoiled(copy), record)), released=DAY)
    (problem,) = edition_problems(copy)
    name = after(record.edition)
    assert problem == (
        f"content/editions.yaml, {name!r}: edition.yaml says it was released on {DAY}, the record "
        "does not. Run `python -m lems_rules check --stamp`: it is in preparation until "
        "`python -m lems_rules release` releases it"
    )


@pytest.mark.parametrize("day", ["2026-11-22", IN_PREPARATION])
def test_the_day_of_release_is_that_of_the_record(copy: Copy, record: Release, day: str) -> None:
    (problem,) = edition_problems(write_edition(copy, released=day))
    assert problem.startswith(
        f"content/edition.yaml, released: is not {record.released}, the day in editions.yaml. "
    )


def test_an_edition_stands_in_the_record_once(copy: Copy, record: Release) -> None:
    (problem,) = edition_problems(copy.append(RECORD, written(record)))
    assert problem.startswith("content/editions.yaml, the file: holds an edition twice. ")


def test_an_edition_of_the_past_stays_in_the_changelog(copy: Copy, record: Release) -> None:
    past = record.model_copy(update={"edition": "2025.9"})
    (problem,) = edition_problems(copy.append(RECORD, written(past)))
    assert "says nothing of 2025.9" in problem


def test_a_digest_that_is_none_is_refused(copy: Copy, record: Release) -> None:
    message = copy.replace(RECORD, record.digest, "not a digest").refusal()
    assert message.startswith("content/editions.yaml, entry ")
    assert ": digest: " in message


@pytest.mark.parametrize("name", ["2026", "2026.0", "2026.1 beta", "first"])
def test_an_edition_is_named_by_its_year_and_a_count(copy: Copy, name: str) -> None:
    message = write_edition(copy, edition=name).refusal()
    assert message.startswith("content/edition.yaml, the file: edition: ")


def test_the_name_of_an_edition_is_no_number(copy: Copy) -> None:
    text = (copy.folder / "edition.yaml").read_text("utf-8")
    copy.write("edition.yaml", re.sub(r"^edition:.*", "edition: 2026.10", text))
    assert "write it in quotes: as numbers, 2026.1 and 2026.10 are the same" in copy.refusal()


def test_what_is_neither_a_day_nor_in_preparation_is_refused(copy: Copy) -> None:
    message = write_edition(copy, released="soon").refusal()
    assert "released.date: " in message
    assert "'in preparation'" in message
