"""Where the content comes from: every citation, the digest, and the record of editions."""

from __future__ import annotations

import pytest

from lems_rules.knowledge.checks import problems_in
from lems_rules.knowledge.content import Content
from lems_rules.knowledge.provenance_checks import marks_in
from tests.conftest import Copy

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


def edition_problems(copy: Copy) -> list[str]:
    files = {"edition.yaml", RECORD, "CHANGELOG.md"}
    return [str(one) for one in problems_in(copy.read()) if one.file in files]


def digest_of(copy: Copy) -> str:
    return copy.read().digest


def renamed(copy: Copy) -> Copy:
    """The copy as an edition of its own, told in the changelog and still in preparation."""
    copy.replace("edition.yaml", '"2026.1"', '"2026.2"')
    copy.replace("edition.yaml", 'released: "2026-11-23"', "released: in preparation")
    return copy.replace(
        "CHANGELOG.md", "## Edition 2026.1", "## Edition 2026.2\n\nNew: this.\n\n## Edition 2026.1"
    )


def stamped(copy: Copy, content: Content) -> Copy:
    return copy.replace("edition.yaml", content.edition.digest, digest_of(copy))


def spoiled(copy: Copy) -> Copy:
    """The copy with a limit moved, so that results can change."""
    return copy.replace(SCORE, "age_at_onset_years >= 50", "age_at_onset_years >= 51")


def test_the_shipped_edition_is_sound(copy: Copy) -> None:
    assert edition_problems(copy) == []


def test_a_changed_limit_asks_for_a_new_edition_and_a_line_in_the_changelog(copy: Copy) -> None:
    (problem,) = edition_problems(spoiled(copy))
    assert problem == (
        "content/edition.yaml, digest: results can have changed since this edition was stamped. "
        f"Raise the edition, add a line to CHANGELOG.md and write digest: {digest_of(copy)!r}"
    )


def test_a_released_edition_cannot_be_stamped_again(copy: Copy, content: Content) -> None:
    (problem,) = edition_problems(stamped(spoiled(copy), content))
    assert problem == (
        f"content/edition.yaml, edition: 2026.1 was released with the digest "
        f"{content.digest!r} and keeps it. "
        "Give what is new an edition of its own; a line of editions.yaml never changes"
    )


def test_a_new_number_without_a_word_in_the_changelog_is_named(
    copy: Copy, content: Content
) -> None:
    stamped(renamed(spoiled(copy)), content)
    copy.replace("CHANGELOG.md", "## Edition 2026.2", "## Later")
    (problem,) = edition_problems(copy)
    assert problem == (
        "content/CHANGELOG.md, the file: says nothing of 2026.2. "
        "Add a section '## Edition 2026.2' that tells users what changed"
    )


def test_a_section_of_the_changelog_must_say_something(copy: Copy) -> None:
    copy.replace("CHANGELOG.md", "## Edition 2026.1", "## Edition 2026.1\n\n## Earlier")
    (problem,) = edition_problems(copy)
    assert "says nothing of 2026.1" in problem


@pytest.mark.parametrize("heading", ["## Edition 2026.11", "## Edition", "### Edition 2026.1"])
def test_a_heading_of_another_edition_does_not_count(copy: Copy, heading: str) -> None:
    (problem,) = edition_problems(copy.replace("CHANGELOG.md", "## Edition 2026.1", heading))
    assert "says nothing of 2026.1" in problem


def test_an_edition_in_preparation_may_be_stamped_as_often_as_needed(
    copy: Copy, content: Content
) -> None:
    assert edition_problems(stamped(renamed(spoiled(copy)), content)) == []


def test_a_new_edition_with_its_line_in_the_record_is_sound(copy: Copy, content: Content) -> None:
    stamped(renamed(spoiled(copy)), content)
    copy.replace("edition.yaml", "in preparation", '"2026-12-24"')
    line = f'- {{edition: "2026.2", released: 2026-12-24, digest: "{digest_of(copy)}"}}\n'
    assert edition_problems(copy.append(RECORD, line)) == []


def test_an_edition_with_a_day_of_release_stands_in_the_record(
    copy: Copy, content: Content
) -> None:
    stamped(renamed(spoiled(copy)), content)
    copy.replace("edition.yaml", "in preparation", '"2026-12-24"')
    (problem,) = edition_problems(copy)
    assert problem == (
        "content/editions.yaml, '2026.2': edition.yaml says it was released on 2026-12-24, "
        "the record does not. Add its line, or write `released: in preparation` in edition.yaml"
    )


@pytest.mark.parametrize("day", ['"2026-11-24"', "in preparation"])
def test_the_day_of_release_is_that_of_the_record(copy: Copy, day: str) -> None:
    (problem,) = edition_problems(copy.replace("edition.yaml", '"2026-11-23"', day))
    assert problem.startswith(
        "content/edition.yaml, released: is not 2026-11-23, the day in editions.yaml. "
    )


def test_an_edition_stands_in_the_record_once(copy: Copy, content: Content) -> None:
    line = f'- {{edition: "2026.1", released: 2026-11-23, digest: "{content.digest}"}}\n'
    (problem,) = edition_problems(copy.append(RECORD, line))
    assert problem.startswith("content/editions.yaml, the file: holds an edition twice. ")


def test_an_edition_of_the_past_stays_in_the_changelog(copy: Copy) -> None:
    line = '- {edition: "2025.9", released: 2025-11-23, digest: "0123456789ab"}\n'
    (problem,) = edition_problems(copy.append(RECORD, line))
    assert "says nothing of 2025.9" in problem


def test_a_digest_that_is_none_is_refused(copy: Copy, content: Content) -> None:
    message = copy.replace(RECORD, content.digest, "not a digest").refusal()
    assert message.startswith("content/editions.yaml, entry 1: digest: ")
