"""The summary as Markdown: complete, readable as Markdown, and nothing typed is read as markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lems_rules.exports.texts.markdown import as_typed, markdown
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.questions.item import Answer
from lems_rules.version import __version__
from lems_rules.wording.presenter import Presenter
from lems_rules.wording.summary.report import report
from tests.support.examples import examples
from tests.support.patients import EARLY, RICH, TODAY, considered
from tests.support.shipped import CONTENT
from tests.support.strategies import patients

ANYBODY = patients(CONTENT.checklist.items)
# HTML on, and the two extensions that GitHub and notes applications add: nothing may pass.
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- hidden -->",
    "*bold* _italic_ **both** ~~gone~~",
    "`code` and ```fence```",
    "[a link](https://example.org) and ![a picture](x.png)",
    "<https://example.org>",
    "# Heading\nHeading\n===\nHeading\n---",
    "- a list\n+ another\n* a third\n1. counted\n2) counted",
    "> a quotation",
    "| a | table |\n| --- | --- |\n| 1 | 2 |",
    "***\n---\n___",
    "&lt; &amp; &copy; &#35;",
    "a \\ backslash \\* and \\\\",
    "[ref]: https://example.org 'title'\n[ref]",
    "Müdigkeit 疲労 ضعف العضلات 💪🏽 naïve",
    "\u202eright to left\u202c and \u200bzero width",
    "    indented by four\n\tindented by a tab",
    "first\n\n    a block of code?\n\nlast",
    "trailing backslash \\",
    "ends with a space \nand goes on",
    "$E=mc^2$ @someone #7 http://example.org www.example.org a@example.org",
]


def summary(content: Content, answers: dict[str, Any], notes: str = "") -> str:
    return markdown(report(considered(content, answers), notes))


def flat(tokens: list[Token]) -> list[Token]:
    return [inner for token in tokens for inner in (token, *flat(token.children or []))]


def as_read(text: str) -> tuple[str, set[str]]:
    """What a reader sees of Markdown text, and every kind of markup in it."""
    tokens = flat(READER.parse(text))
    breaks = {"hardbreak": "\n", "softbreak": "\n", "paragraph_close": "\n"}
    seen = "".join(
        breaks.get(one.type, one.content if one.type == "text" else "") for one in tokens
    )
    return seen, {one.type for one in tokens}


PLAIN = {"paragraph_open", "paragraph_close", "inline", "text", "hardbreak"}


def squeezed(text: str) -> list[str]:
    """The lines of a text, without the white space that no Markdown reader shows."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


# Free text


@pytest.mark.parametrize("text", HOSTILE)
def test_free_text_is_never_read_as_markup(text: str) -> None:
    seen, kinds = as_read(as_typed(text))
    assert kinds <= PLAIN
    assert squeezed(seen) == squeezed(text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\t *_`#<>[]()")))
@example("    \n    *")
@example("\\\n")
@example("-\n-")
def test_whatever_is_typed_appears_as_typed(text: str) -> None:
    seen, kinds = as_read(as_typed(text))
    assert kinds <= PLAIN
    assert squeezed(seen) == squeezed(text)


@pytest.mark.parametrize("text", HOSTILE)
def test_notes_stand_under_their_heading_and_add_nothing_else(content: Content, text: str) -> None:
    without = summary(content, RICH)
    told = summary(content, RICH, text)
    before, _, rest = told.partition("## Notes\n\n")
    notes, _, after = rest.partition("\n\n## References\n")
    assert before + "## References\n" + after == without
    assert squeezed(as_read(notes)[0]) == squeezed(text)


def test_without_notes_there_is_no_heading_for_them(content: Content) -> None:
    assert "## Notes" not in summary(content, RICH)


# The Markdown summary


def test_every_unanswered_question_is_named(content: Content) -> None:
    given = considered(content, RICH)
    told = markdown(report(given))
    missing = told.partition("## Not answered\n")[2].partition("## References")[0]
    assert "Not answered is not no." in missing
    names = given.unanswered
    assert len(names) > 20
    for name in names:
        assert content.checklist.item(name).label in missing


def test_every_answer_is_named(content: Content) -> None:
    told = summary(content, RICH)
    part = told.partition("## Answers\n")[2].partition("## Not answered")[0]
    for name in RICH:
        assert f"{content.checklist.item(name).label}: " in part
    assert "Date of the chest CT: 2026-08-10" in part


def test_a_patient_without_answers_still_gets_a_summary(content: Content) -> None:
    told = summary(content, {})
    assert "**Not enough information** (level 0 of 4)" in told
    assert "Nothing was answered." in told
    assert content.edition.disclaimer in told


def test_the_summary_reads_from_safety_to_references(content: Content) -> None:
    told = summary(content, RICH, "a note")
    headings = [line[3:] for line in told.splitlines() if line.startswith("## ")]
    assert headings == [
        "Do now",
        "The patient",
        "Safety first",
        "Findings",
        "Points to consider against",
        "Results that do not fit together",
        "DELTA-P",
        "Plan and dates",
        "What would change this",
        "Look-alikes with an answer in their favour",
        "Request texts",
        "Notices",
        "Answers",
        "Not answered",
        "Notes",
        "References",
    ]


@pytest.mark.parametrize("answers", [{}, EARLY, RICH], ids=["nothing", "early", "rich"])
def test_what_to_do_now_follows_one_line_of_disclaimer(
    content: Content, answers: dict[str, object]
) -> None:
    told = report(considered(content, answers))
    title, disclaimer, heading, lines, *_ = markdown(told).split("\n\n")
    assert title == "# LEMS checklist summary, 2026-11-23"
    assert disclaimer == f"**{told.disclaimer}** {told.review}"
    assert heading == "## Do now"
    assert [line.partition("**")[2].partition(".**")[0] for line in lines.splitlines()] == [
        f"{one.soon}: {one.text}" for one in told.do_now.lines
    ]


def test_what_is_beyond_the_first_lines_stands_with_the_plan(content: Content) -> None:
    told = report(considered(content, RICH))
    assert told.do_now.further
    plan = markdown(told).partition("## Plan and dates\n")[2].partition("\n## ")[0]
    for one in told.do_now.further:
        assert f"- **{one.soon}: {one.text}.** {one.why}" in plan
    bare = replace(told, do_now=replace(told.do_now, further=(), more=""))
    assert told.words["do_now_further"] not in markdown(bare)


def test_once_lems_is_established_the_headline_stands_and_no_level(content: Content) -> None:
    told = report(considered(content, RICH))
    assert told.level.established
    text = markdown(told)
    assert f"## Findings\n\n**{told.level.headline}.**" in text
    for said in (told.level.title, "level 3 of 4", told.level.says, told.words["summary_level"]):
        assert said not in text


def test_the_summary_carries_disclaimer_edition_day_and_privacy(
    content: Content, say: Presenter
) -> None:
    told = summary(content, RICH)
    assert content.edition.disclaimer in told
    edition = f"content edition {say.edition()} ({content.digest})"
    assert f"App version {__version__}, {edition}, made on 2026-11-23." in told
    assert content.edition.privacy in told


def test_the_summary_gives_every_date_of_the_plan(content: Content) -> None:
    told = summary(content, RICH)
    for screen in considered(content, RICH).schedule:
        assert screen.due is not None
        assert f"| {screen.months} | {screen.due.isoformat()} |" in told


def test_the_tables_of_the_summary_are_tables_to_a_reader(content: Content) -> None:
    kinds = [token.type for token in READER.parse(summary(content, RICH))]
    assert kinds.count("table_open") == 2  # points and dates
    assert "html_block" not in kinds
    assert "code_block" not in kinds


def test_the_cohorts_are_quoted_before_a_scan_and_not_after_a_negative_one(
    content: Content,
) -> None:
    heading = "| Total | "
    assert heading in summary(content, EARLY)
    after = summary(content, RICH)
    assert heading not in after
    for cohort in content.scores["delta_p"].cohorts:
        assert f"**{cohort.title}.**" in after  # named, with its source


def test_what_there_is_nothing_to_say_about_has_no_heading(content: Content) -> None:
    told = report(considered(content, RICH))
    bare = replace(
        told,
        requests=(),
        notices=(),
        questions=(),
        lookalikes=(),
        plan=replace(told.plan, other_interval=None),
    )
    text = markdown(bare)
    assert "## Request texts" in markdown(told)
    assert "## Request texts" not in text
    assert "## Notices" not in text
    assert "## Plan and dates" in text


def test_a_look_alike_without_tests_has_no_line_for_them(content: Content) -> None:
    told = report(considered(content, RICH))
    first = told.lookalikes[0]
    assert f"\n- Tests: {', '.join(first.tests)}" in markdown(told)
    bare = replace(told, lookalikes=(replace(first, tests=()),))
    assert "\n- Tests: " not in markdown(bare)


def test_with_everything_answered_the_summary_says_so(content: Content) -> None:
    told = markdown(replace(report(considered(content, RICH)), missing=()))
    assert "## Not answered\n\nEvery question that applies was answered.\n" in told
    assert "Not answered is not no." not in told


def test_nothing_in_the_summary_is_html(content: Content) -> None:
    assert not as_read(summary(content, RICH, "<b>"))[1] & {"html_inline", "html_block"}


def test_no_sentence_is_left_with_two_full_stops(content: Content) -> None:
    for answers in ({}, RICH):
        told = summary(content, answers)
        assert [line for line in told.splitlines() if ".." in line.replace("...", "")] == []


@examples(40)
@given(ANYBODY)
def test_any_patient_gets_a_summary_that_names_what_is_missing(answers: dict[str, Answer]) -> None:
    given = Consideration(CONTENT, sort_out_answers(CONTENT, answers).answers, TODAY)
    told = markdown(report(given))
    for name in given.unanswered:
        assert CONTENT.checklist.item(name).label in told
    assert told == markdown(report(given))
