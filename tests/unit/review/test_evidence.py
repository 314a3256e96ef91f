from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType
from typing import get_args

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.review.evidence import entries_to_report, error_report, inspection
from lems_rules.review.evidence_view import Inspection, ReferenceEntry, narrowed
from lems_rules.review.rule_entries import in_words
from lems_rules.review.scorecard import Kind
from lems_rules.schema.citation import Reference
from lems_rules.schema.evidence import Area, Stands, Statement
from tests.support.editions import DAY, following, in_preparation, released


@pytest.fixture(scope="module")
def whole(content: Content) -> Inspection:
    return inspection(content)


@pytest.fixture(scope="module")
def references(whole: Inspection) -> Mapping[str, ReferenceEntry]:
    return {one.id: one for group in whole.references for one in group.entries}


def with_words(content: Content, **words: str | None) -> Content:
    """The content with other words; None takes one out."""
    kept = {key: text for key, text in {**content.words, **words}.items() if text is not None}
    return replace(content, words=MappingProxyType(kept))


# What is told of the whole


def test_the_same_content_is_laid_open_once(content: Content, whole: Inspection) -> None:
    assert inspection(content) is whole


def test_edition_fingerprint_and_review_stand_on_top(content: Content, whole: Inspection) -> None:
    assert (whole.edition, whole.digest) == (content.edition.edition, content.digest)
    named = f"Edition {content.edition.edition}, released {in_words(DAY)}"
    assert inspection(released(content)).edition_says == named
    assert whole.review == content.edition.review


def test_an_edition_in_preparation_is_called_so_and_has_no_day(content: Content) -> None:
    whole = inspection(in_preparation(content))
    assert whole.edition_says == f"Edition {following(content)}, in preparation"
    assert whole.edition == following(content)


def test_the_figures_on_top_count_what_is_below(content: Content, whole: Inspection) -> None:
    figures = {fact.title: fact.figure for fact in whole.facts}
    counts = whole.counts
    assert figures == {
        "rules and findings": str(counts["rules"]),
        "references": str(counts["references"]),
        "disagreements": str(counts["conflicts"]),
        "published cases": str(counts["cases"]),
    }
    assert counts["references"] == len(content.references)
    assert counts["statements"] == len(content.statements)
    assert counts["calculators"] == len(content.calculators)


def test_the_parts_of_a_figure_add_up(whole: Inspection) -> None:
    for fact in (whole.facts[0], whole.facts[1], whole.facts[3]):
        parts = [int(part.split()[0]) for part in fact.parts.split(", ")]
        assert sum(parts) == int(fact.figure), fact


# References


def test_references_stand_by_how_much_of_them_was_read(content: Content, whole: Inspection) -> None:
    groups = {group.id: {one.id for one in group.entries} for group in whole.references}
    assert list(groups) == ["abstract", "page", "second_hand", "case"]
    assert "lennon_1995" in groups["abstract"]
    assert "mdcalc_delta_p" in groups["page"]
    assert "japan_2022" in groups["second_hand"]
    assert "case_022_report" in groups["case"]
    for group in ("abstract", "page", "second_hand"):
        assert {content.references[name].seen for name in groups[group]} == {group}


def test_a_reference_says_what_was_checked_and_which_rules_rest_on_it(
    content: Content, references: Mapping[str, ReferenceEntry]
) -> None:
    lennon = references["lennon_1995"]
    assert lennon.text.startswith("Lennon VA, et al. Calcium-channel antibodies")
    assert lennon.checked == content.references["lennon_1995"].checked
    assert ("H2", "H2") in lennon.rules
    assert ("upper_motor_neuron", "Upper motor neuron signs") in lennon.rules
    assert "disagreements: 2" in lennon.uses


def test_every_reference_says_what_rests_on_it_or_that_nothing_does(
    references: Mapping[str, ReferenceEntry],
) -> None:
    assert [one.id for one in references.values() if not (one.rules or one.uses)] == []
    assert references["acs_2023"].uses == ("nothing yet, named as further reading",)


def test_a_place_without_a_word_of_its_own_is_another_place(content: Content) -> None:
    told = inspection(with_words(content, evidence_use_lookalikes=None))
    uses = {one.id: one.uses for group in told.references for one in group.entries}
    assert any(use.startswith("other places: ") for use in uses["adams_2020"])


def test_a_reference_is_found_by_author_identifier_and_rule(
    references: Mapping[str, ReferenceEntry],
) -> None:
    seek = references["titulaer_2011"].seek
    assert all(word in seek for word in (" titulaer", " 21245427", " 2011", " delta_p_age"))


# Conflicts, statements, calculators, this support


def test_conflicts_of_one_area_stand_together(whole: Inspection) -> None:
    areas = [conflict.area for conflict in whole.conflicts]
    changes = sum(one != other for one, other in pairwise(areas))
    assert changes == len(set(areas)) - 1


def test_every_side_of_a_conflict_has_its_source(whole: Inspection) -> None:
    assert all(sources for one in whole.conflicts for _, sources in one.sides)


def test_a_conflict_names_the_rules_that_settle_it(whole: Inspection) -> None:
    found = {one.id: one.rules for one in whole.conflicts}
    assert found["ocular_onset_of_lems"] == (("L4", "L4"), ("ocular_onset", "Ocular onset"))


def test_the_verdicts_on_the_first_text_are_counted(whole: Inspection) -> None:
    assert whole.statements_say.startswith("11 supported, 8 imprecise")
    assert len(whole.statements) == 22


def test_a_calculator_without_an_address_has_no_link(whole: Inspection) -> None:
    links = {one.id: one.link for one in whole.calculators}
    assert links["typescript_catalogue"] == ""
    assert links["mdcalc"].startswith("https://")


def test_the_score_is_defined_beside_the_calculators(whole: Inspection) -> None:
    assert "".join(letter for letter, _ in whole.score_items) == "DELTAP"
    assert whole.score_window == "at or within 3 months of onset"


def test_each_yardstick_is_laid_open_whole(content: Content, whole: Inspection) -> None:
    sizes = {one.id: sum(len(lines) for _, lines in one.groups) for one in whole.yardsticks}
    assert sizes == {"hti1_evidence": 13, "hti1_predictive": 31, "fda": 4, "guides": 16}
    for yardstick in whole.yardsticks:
        tally = sum(int(part.split()[0]) for part in yardstick.tally.split(", "))
        assert tally == sizes[yardstick.id]


def test_what_is_not_reported_is_printed_as_such(whole: Inspection) -> None:
    lines = {line.id: line for y in whole.yardsticks for _, group in y.groups for line in group}
    assert (lines["evidence_funding"].stands, lines["evidence_funding"].says) == (
        "Not reported", "",
    )  # fmt: skip
    assert lines["evidence_race"].says == "Not used and not asked."
    assert "Erectile dysfunction" in lines["evidence_sex"].says


# Published cases


BELOW = ("insufficient", "not_suggested")


def published(content: Content, *, lems: bool, below: bool) -> set[str]:
    """The published cases of LEMS, or of another illness, by the level read by hand."""
    return {
        case.id
        for case in content.cases.values()
        if case.kind == "published"
        and (case.diagnosis == "lems") is lems
        and (case.expect.level in BELOW) is below
    }


def test_misses_and_false_alarms_come_first_and_by_name(
    content: Content, whole: Inspection
) -> None:
    groups = [(group.id, {one.id for one in group.entries}) for group in whole.cases]
    assert groups == [
        ("missed", published(content, lems=True, below=True)),
        ("false_alarm", published(content, lems=False, below=False)),
        ("reached", published(content, lems=True, below=False)),
        ("left", published(content, lems=False, below=True)),
    ]
    assert {"case_030", "case_035"} <= groups[0][1]


def test_a_case_names_its_diagnosis_its_level_and_the_rule(
    content: Content, whole: Inspection
) -> None:
    for entry in (one for group in whole.cases for one in group.entries):
        expect = content.cases[entry.id].expect
        assert entry.level == content.suspicion.level(expect.level).title
        assert entry.rule_id == (expect.rule or "")
        assert entry.diagnosis
        assert entry.sources


def test_the_cases_are_summed_up_in_counts_with_their_limits(
    content: Content, whole: Inspection
) -> None:
    missed, reached = (len(published(content, lems=True, below=below)) for below in (True, False))
    alarms, left = (len(published(content, lems=False, below=below)) for below in (False, True))
    lems, others, limits = whole.case_summary
    assert lems.startswith(f"Of {missed + reached} reports of LEMS, {reached} reach")
    assert f"and {missed} do not" in lems
    assert others.startswith(f"Of {alarms + left} reports of look-alikes, {alarms} reach")
    assert limits.startswith("This is no validation.")
    assert "%" not in lems + others + limits


# The changelog, and reporting an error


def test_the_changelog_is_told_edition_by_edition(content: Content) -> None:
    log = "# What changed\n\nFor users.\n\n## Edition 2\n\n- New.\n\n## Edition 1\n\nThe first.\n"
    told = inspection(replace(content, changelog=log))
    assert told.changes == (("Edition 2", "- New."), ("Edition 1", "The first."))


def test_a_report_carries_edition_and_fingerprint(content: Content, whole: Inspection) -> None:
    text = error_report(whole, content, "H2 · Weakness")
    assert f"Edition: {whole.edition} (fingerprint {whole.digest})" in text
    assert "Entry: H2 · Weakness" in text
    assert "name no patient" in text


def test_a_report_can_be_about_any_entry_that_is_shown(content: Content, whole: Inspection) -> None:
    every = entries_to_report(whole, content)
    assert every[0] == "Something else, or several entries"
    starts = {entry.split(" · ")[0] for entry in every}
    assert {"H2", "lennon_1995", "hla_b8", "s11", "mdcalc"} <= starts
    few = entries_to_report(narrowed(whole, "H2"), content)
    assert few[1].startswith("H2 · ")


# Searching


def test_an_id_leaves_that_rule_alone(whole: Inspection) -> None:
    shown = narrowed(whole, " h2 ")
    assert [one.id for group in shown.rules for one in group.entries] == ["H2"]
    assert shown.counts["references"] == len(
        [one for group in whole.references for one in group.entries if ("H2", "H2") in one.rules]
    )


def test_an_id_that_two_kinds_share_leaves_both(whole: Inspection) -> None:
    shown = narrowed(whole, "increment_equivocal")
    assert [group.id for group in shown.rules] == ["finding", "flag"]


def test_the_id_of_a_source_leaves_it_alone_and_the_rules_that_cite_it(whole: Inspection) -> None:
    shown = narrowed(whole, "lennon_1995")
    assert [one.id for group in shown.references for one in group.entries] == ["lennon_1995"]
    found = [one.id for group in shown.rules for one in group.entries]
    assert "H2" in found
    assert "L5" not in found


def test_every_word_must_be_found(whole: Inspection) -> None:
    assert narrowed(whole, "increment").counts["conflicts"] > 0
    assert set(narrowed(whole, "increment zzz").counts.values()) == {0}


def test_nothing_asked_leaves_everything(whole: Inspection) -> None:
    assert narrowed(whole, "").counts == whole.counts


def test_rules_can_be_narrowed_by_strength(whole: Inspection) -> None:
    shown = narrowed(whole, "", ["heuristic"])
    assert {one.strength for group in shown.rules for one in group.entries} == {"heuristic"}
    assert shown.counts["references"] == whole.counts["references"]
    assert narrowed(whole, "J1", ["heuristic"]).counts["rules"] < whole.counts["rules"]


# Words


@pytest.mark.parametrize(
    "key",
    [
        *(f"evidence_area_{area}" for area in get_args(Area)),
        *(f"evidence_stands_{stands}" for stands in get_args(Stands)),
        *(f"evidence_cases_{kind}{more}" for kind in get_args(Kind) for more in ("", "_says")),
        *(
            f"evidence_verdict_{verdict}"
            for verdict in get_args(Statement.model_fields["verdict"].annotation)
        ),
        *(
            f"evidence_{how}_{seen}"
            for how in ("seen", "by", "references")
            for seen in get_args(Reference.model_fields["seen"].annotation)
        ),
    ],
)
def test_every_kind_has_its_word(content: Content, key: str) -> None:
    assert content.words[key]
