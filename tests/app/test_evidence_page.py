"""The evidence page: its parts, its search, its addresses, and the report of an error."""

from __future__ import annotations

import re

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from lems_rules.review.evidence import inspection
from lems_rules.review.rule_entries import in_words
from tests.support.editions import following, in_preparation
from tests.support.screen import ROOT, drawn, go, opened, sound, words
from views.state import knowledge

PAGE = "views/pages/evidence.py"
PARTS = (
    "rules", "references", "conflicts", "statements", "calculators", "cases", "support", "changes",
    "report",
)  # fmt: skip


@pytest.fixture
def page() -> AppTest:
    return go(opened(), PAGE)


def turn_to(page: AppTest, part: str) -> AppTest:
    return sound(page.pills(key="part").set_value(part).run())


def find(page: AppTest, query: str) -> AppTest:
    return sound(page.text_input(key="find").set_value(query).run())


def anchors(page: AppTest) -> list[str]:
    return re.findall(r'id="((?:rule|finding|reference|conflict|case)-[^"]+)"', drawn(page))


def test_edition_and_review_state_stand_on_top(page: AppTest, content: Content) -> None:
    shown = words(page)
    assert f"Edition {content.edition.edition}" in shown
    assert content.digest in shown
    assert content.edition.review in shown


def forget() -> None:
    """The content, and what was made of it, is read anew."""
    knowledge.content.cache_clear()
    st.cache_resource.clear()


def test_an_edition_in_preparation_is_shown_and_called_so(
    content: Content, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(knowledge, "load_content", lambda: in_preparation(content))
        forget()
        shown = words(go(opened(), PAGE))
    forget()
    named = f"dition {following(content)}, in preparation"
    assert f"E{named}" in shown
    assert f"Content e{named} ({content.digest})" in shown


def test_every_rule_is_there_in_words(page: AppTest, content: Content) -> None:
    ids = {anchor.split("-", 1)[1] for anchor in anchors(page)}
    assert {*content.findings, *(rule.id for rule in content.rules)} <= ids
    shown = words(page)
    for rule in content.rules:
        assert " ".join(rule.limits.split()) in shown


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens(page: AppTest, content: Content, part: str) -> None:
    turn_to(page, part)
    assert page.pills(key="part").value == part


def test_every_reference_is_there_with_what_was_checked(page: AppTest, content: Content) -> None:
    turn_to(page, "references")
    assert {f"reference-{name}" for name in content.references} == set(anchors(page))
    shown = words(page)
    for one in content.references.values():
        assert " ".join(one.checked.split()) in shown


def test_every_side_of_every_conflict_is_there(page: AppTest, content: Content) -> None:
    shown = words(turn_to(page, "conflicts"))
    for conflict in content.conflicts:
        assert " ".join(conflict.we_do.split()) in shown
        assert all(" ".join(side.says.split()) in shown for side in conflict.sides)


def test_the_first_text_stands_beside_the_literature(page: AppTest, content: Content) -> None:
    shown = words(turn_to(page, "statements"))
    assert all(one.statement in shown for one in content.statements)
    assert "Wrong denominator" in shown


def test_calculators_are_dated(page: AppTest, content: Content) -> None:
    shown = words(turn_to(page, "calculators"))
    assert all(f"Read {in_words(one.read_on)}." in shown for one in content.calculators)


def test_misses_and_false_alarms_are_named_with_the_limits(page: AppTest, content: Content) -> None:
    shown = words(turn_to(page, "cases"))
    assert "This is no validation." in shown
    sizes = {group.title: len(group.entries) for group in inspection(content).cases}
    assert f"Misses {sizes['Misses']}" in shown
    assert f"False alarms {sizes['False alarms']}" in shown
    for case in content.cases.values():
        if case.kind == "published":
            assert " ".join(case.about.split()) in shown


def test_gaps_are_printed_as_not_reported(page: AppTest, content: Content) -> None:
    shown = words(turn_to(page, "support"))
    gaps = sum(one.stands == "not_reported" for one in content.support.attributes)
    # The lists are summed up as well, in small letters.
    assert shown.count("Not reported") == gaps


def test_the_changelog_is_told(page: AppTest, content: Content) -> None:
    turn_to(page, "changes")
    headings = [one.value for one in page.subheader]
    assert headings[0] == f"Edition {content.edition.edition}"


def test_the_id_of_a_rule_leaves_it_alone(page: AppTest) -> None:
    find(page, "h2")
    assert anchors(page) == ["rule-H2"]
    assert "Found: Rules 1" in words(page)


def test_a_search_goes_through_all_parts(page: AppTest) -> None:
    find(page, "ocular")
    assert len(anchors(page)) > 2
    turn_to(page, "conflicts")
    assert "conflict-ocular_onset_of_lems" in anchors(page)
    assert page.text_input(key="find").value == "ocular"


def test_a_search_without_a_hit_says_so(page: AppTest) -> None:
    find(page, "xylophone")
    assert anchors(page) == []
    assert "Nothing on this page has all of these words." in words(page)


def test_rules_can_be_narrowed_to_our_own_readings(page: AppTest, content: Content) -> None:
    sound(page.pills(key="strength").set_value(["heuristic"]).run())
    strengths = {rule.id: rule.strength for rule in content.rules}
    shown = [name.removeprefix("rule-") for name in anchors(page) if name.startswith("rule-")]
    assert {strengths.get(name) for name in shown} == {"heuristic"}


def test_a_rule_has_an_address(content: Content) -> None:
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    sound(app.run())
    app.switch_page(PAGE)
    app.query_params["find"] = "H2"
    assert anchors(sound(app.run())) == ["rule-H2"]


def test_markup_in_the_search_stays_text(page: AppTest) -> None:
    find(page, "<b>H2</b><script>")
    assert "<script>" not in drawn(page)


def test_a_report_of_an_error_names_edition_and_entry(page: AppTest, content: Content) -> None:
    find(page, "H2")
    turn_to(page, "report")
    entry = next(one for one in page.selectbox(key="report_about").options if one[:2] == "H2")
    sound(page.selectbox(key="report_about").set_value(entry).run())
    (text,) = (one.value for one in page.code)
    assert f"(fingerprint {content.digest})" in text
    assert f"Entry: {entry}" in text


def test_the_figures_on_the_page_are_those_of_the_inspection(
    page: AppTest, content: Content
) -> None:
    shown = words(page)
    for fact in inspection(content).facts:
        assert f"{fact.figure} {fact.title}" in shown


def test_the_trace_of_a_result_leads_to_each_rule() -> None:
    app = go(opened(answers={"proximal_leg_weakness": "yes"}), "views/pages/result.py")
    assert 'href="evidence?find=H2"' in drawn(app)
