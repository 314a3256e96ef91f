"""The web page: one file that fetches nothing, runs nothing and prints."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from lems_rules.exports.web_page import html
from lems_rules.knowledge.content import Content
from lems_rules.wording.summary.report import report
from tests.support.patients import EARLY, RICH, Page, considered, exported

# The same, and nobody has said that LEMS is diagnosed.
SUSPECTED = {name: value for name, value in EARLY.items() if name != "lems_established"}


@pytest.fixture(scope="module", params=[{}, RICH, EARLY], ids=["nothing", "rich", "early"])
def source(request: pytest.FixtureRequest, content: Content) -> str:
    return html(exported(content, request.param, "a note").told)


def test_the_page_is_one_file_without_script_that_fetches_nothing(source: str) -> None:
    page = Page(source)
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form"}
    for tag, attributes in page.tags:
        assert not {name for name in attributes if name.startswith("on") or name == "src"}
        assert ("href" in attributes) <= (tag == "a")
    assert "url(" not in source
    assert "@import" not in source
    policies = [a.get("content") for tag, a in page.tags if a.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_page_says_its_language_and_has_one_heading_of_the_first_rank(source: str) -> None:
    page = Page(source)
    assert ("html", {"lang": "en-GB"}) in page.tags
    assert [tag for tag, _ in page.tags].count("h1") == 1
    ranks = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(ranks))


def test_every_tag_that_is_opened_is_closed(source: str) -> None:
    body = source.partition("<body>")[2]
    for tag in ("div", "section", "table", "tr", "td", "th", "ul", "ol", "li", "p", "dl", "span"):
        assert len(re.findall(rf"<{tag}[ >]", body)) == body.count(f"</{tag}>"), tag


def test_printed_pages_carry_the_disclaimer_at_their_foot(content: Content, source: str) -> None:
    (escaped,) = re.findall(r'@bottom-left \{ content: "([^"]*)"', source)
    read = re.sub(r"\\([0-9a-f]+) ", lambda found: chr(int(found[1], 16)), escaped)
    assert read == content.edition.disclaimer
    assert "counter(page)" in source


@pytest.mark.parametrize(("answers", "level"), [(RICH, "findings"), (SUSPECTED, "level")])
def test_it_reads_from_what_to_do_now_to_the_references(
    content: Content, answers: dict[str, object], level: str
) -> None:
    text = Page(html(exported(content, answers).told)).text
    keys = ("patient", "safety", level, "score", "plan", "answers", "missing", "references")
    headings = [content.words["do_now_title"], *(content.words[f"summary_{key}"] for key in keys)]
    places = [text.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)


def test_what_to_do_now_stands_in_a_list_with_its_reasons_and_the_rest_with_the_plan(
    content: Content,
) -> None:
    told = exported(content, RICH).told
    source = html(told)
    first, _, rest = source.partition("</ol>")
    assert first.partition("<ol>")[2].count("<li>") == len(told.do_now.lines) == 5
    assert told.do_now.further
    plan = Page(rest).text
    for one in told.do_now.further:
        assert f"{one.soon}: {one.text}. {one.why}" in plan
    assert told.do_now.more in plan


def test_once_lems_is_established_the_headline_stands_and_no_level(content: Content) -> None:
    told = exported(content, RICH).told
    text = Page(html(told)).text
    assert told.level.headline in text
    for said in (told.level.title, "level 3 of 4", told.level.says):
        assert said not in text


def test_the_cohorts_are_drawn_before_a_scan_and_named_only_after_a_negative_one(
    content: Content,
) -> None:
    before, after = (html(exported(content, answers).told) for answers in (EARLY, RICH))
    assert before.count('<td class="bar" aria-hidden="true">') == 14
    assert '<td class="bar"' not in after
    assert content.words["summary_cohorts_unquoted"] in after
    for cohort in content.scores["delta_p"].cohorts:
        assert cohort.title in after


def test_a_total_in_the_range_is_marked_by_more_than_colour(content: Content) -> None:
    source = html(exported(content, EARLY).told)
    assert source.count('<tr class="within">') == source.count(" ◂</th>") == 12


def test_there_is_no_heading_for_what_there_is_nothing_to_say_about(content: Content) -> None:
    told = report(considered(content, {}))
    text = Page(html(told)).text
    for key in ("safety", "flags", "discordances", "lookalikes", "notes", "not_used"):
        assert f"\n{content.words[f'summary_{key}']}\n" not in text
    assert content.words["summary_no_answers"] in text
