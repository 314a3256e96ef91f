from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lems_rules.assessment import Consideration, assess, read_answers, sort_out_answers
from lems_rules.checklist import Answer
from lems_rules.content import Content
from lems_rules.exports.json_document import answers_as_written, json_document
from lems_rules.exports.markdown import as_typed, markdown
from lems_rules.exports.rule_table import rule_table
from lems_rules.intake import read_document
from lems_rules.linking import load_content
from lems_rules.report import report
from tests.strategies import patients

TODAY = date(2026, 11, 23)
CONTENT = load_content()
ANYBODY = patients(CONTENT.checklist.items)
RICH: dict[str, object] = {
    "age_at_onset_years": 62,
    "sex": "male",
    "symptom_duration_months": 6,
    "lems_established": "yes",
    "proximal_leg_weakness": "yes",
    "dry_mouth": "yes",
    "tendon_reflexes": "absent",
    "dysphagia": "yes",
    "vgcc_pq_antibody": "positive",
    "cmap_increment_percent": 40,
    "sensory_loss": "yes",
    "chest_ct": "normal",
    "chest_ct_date": "2026-08-10",
}
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


def considered(content: Content, answers: dict[str, Any]) -> Consideration:
    return Consideration(content, read_answers(content, answers), TODAY)


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
    names = given.unanswered()
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
        "Safety first",
        "Level of suspicion",
        "Points to consider against",
        "Results that do not fit together",
        "DELTA-P",
        "Workup and plan",
        "What would change this",
        "Look-alikes with an answer in their favour",
        "Request texts",
        "Notices",
        "Answers",
        "Not answered",
        "Notes",
        "References",
    ]


def test_the_summary_carries_disclaimer_edition_day_and_privacy(content: Content) -> None:
    told = summary(content, RICH)
    assert content.edition.disclaimer in told
    assert f"Edition {content.edition.edition} (content {content.digest}), 2026-11-23." in told
    assert content.edition.privacy in told


def test_the_summary_gives_every_date_of_the_plan(content: Content) -> None:
    told = summary(content, RICH)
    for screen in considered(content, RICH).schedule():
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
    before = {name: value for name, value in RICH.items() if not name.startswith("chest_ct")}
    assert heading in summary(content, before)
    assert heading not in summary(content, RICH)


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
    assert "## Workup and plan" in text


def test_nothing_in_the_summary_is_html(content: Content) -> None:
    assert not as_read(summary(content, RICH, "<b>"))[1] & {"html_inline", "html_block"}


def test_no_sentence_is_left_with_two_full_stops(content: Content) -> None:
    for answers in ({}, RICH):
        told = summary(content, answers)
        assert [line for line in told.splitlines() if ".." in line.replace("...", "")] == []


@settings(max_examples=40)
@given(ANYBODY)
def test_any_patient_gets_a_summary_that_names_what_is_missing(answers: dict[str, Answer]) -> None:
    given = Consideration(CONTENT, sort_out_answers(CONTENT, answers).answers, TODAY)
    told = markdown(report(given))
    for name in given.unanswered():
        assert CONTENT.checklist.item(name).label in told
    assert told == markdown(report(given))


# The JSON document


def test_the_document_holds_answers_notes_what_was_set_aside_and_the_result(
    content: Content,
) -> None:
    text = json_document(considered(content, RICH), "<b>Größe</b>", {"karnofsky": "x"})
    found = json.loads(text)
    assert found["answers"] == RICH
    assert found["notes"] == "<b>Größe</b>"
    assert found["set_aside"] == {"karnofsky": "x"}
    assert found["edition"] == content.edition.edition
    assert found["result"] == json.loads(assess(content, RICH, TODAY).model_dump_json())
    assert "Größe" in text


@pytest.mark.parametrize(
    ("value", "written"),
    [(60.0, "60"), (4.5, "4.5"), (0.1, "0.1"), (0.0, "0"), (date(2026, 3, 1), '"2026-03-01"')],
)
def test_answers_are_written_as_a_person_would(value: Answer, written: str) -> None:
    assert json.dumps(answers_as_written({"item": value})["item"]) == written


@settings(max_examples=60)
@given(ANYBODY, st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_a_saved_patient_loads_as_the_same_patient(answers: dict[str, Answer], notes: str) -> None:
    given = Consideration(CONTENT, sort_out_answers(CONTENT, answers).answers, TODAY)
    text = json_document(given, notes)
    document = read_document(text.encode())
    again = Consideration(CONTENT, read_answers(CONTENT, document.answers), TODAY)
    assert again.answers == given.answers
    assert document.notes == notes
    assert again.result() == given.result()
    assert json_document(again, document.notes) == text


def test_the_same_patient_gives_the_same_bytes(content: Content) -> None:
    once, twice = (json_document(considered(content, RICH), "n").encode() for _ in range(2))
    assert once == twice
    backwards = dict(reversed(RICH.items()))
    assert (
        considered(content, RICH).result().model_dump_json()
        == considered(content, backwards).result().model_dump_json()
    )
    assert summary(content, RICH) == summary(content, backwards)


# The rule table


def test_the_table_has_a_row_for_every_finding_rule_and_point(content: Content) -> None:
    rows = rule_table(content).splitlines()[2:]
    ids = [row.split(" | ")[0].removeprefix("| ") for row in rows]
    assert ids == [
        *content.findings,
        *(rule.id for rule in content.rules),
        *(item.id for item in content.delta_p.items),
    ]


def test_every_row_has_four_filled_cells(content: Content) -> None:
    for row in rule_table(content).splitlines():
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 4, row
        assert all(cells), row


def test_a_row_says_its_condition_in_words_not_in_ids(content: Content) -> None:
    row = next(row for row in rule_table(content).splitlines() if row.startswith("| H3 "))
    assert "proximal_weakness" not in row
    assert "Leg weakness near the hip" in row
