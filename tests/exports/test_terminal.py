"""Text for a terminal: two screens of the result, or everything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.exports.texts.terminal import in_full, in_short
from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from tests.support.cases import CASES, each_case
from tests.support.patients import EARLY, HOSTILE, RICH, exported
from tests.support.printed import squeezed
from tests.support.told import told

SCREENS = 80  # lines that two screens have
PATIENTS = [{}, RICH, EARLY]
IDS = ["nothing", "rich", "early"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_result_of_every_case_is_two_screens(case: Case) -> None:
    lines = in_short(told(case.answers)).splitlines()
    assert len(lines) <= SCREENS
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_after_one_line_of_disclaimer_it_says_what_to_do_now(
    content: Content, answers: dict[str, object]
) -> None:
    one = exported(content, answers).told
    head, to_do, headline, *_ = in_short(one).split("\n\n")
    assert squeezed(head) == squeezed(
        f"{one.words['summary_title']}, {one.today} {one.disclaimer} {one.review}"
    )
    lines = [
        f"{number}. {line.soon}: {line.text}. {line.why}"
        for number, line in enumerate(one.do_now.lines, 1)
    ]
    assert squeezed(to_do).startswith(squeezed(f"DO NOW {lines[0]}"))
    assert [line for line in lines if squeezed(line) not in squeezed(to_do)] == []
    assert headline.startswith(one.level.headline)


@each_case
def test_it_names_every_part_of_the_result(case: Case) -> None:
    one = told(case.answers)
    text = squeezed(in_short(one))
    wanted = [
        one.level.headline,
        one.score.total if one.score.applies else one.score.reason,
        one.made,
        one.plan.robustness,
        "--full",
        *(card.title for card in (*one.safety, *one.plan.lines)),
        *(line.text for line in (*one.do_now.lines, *one.do_now.further)),
        *(line.title for line in (*one.speaks_for, *one.speaks_against, *one.not_known)),
        *(screen.due or screen.when for screen in one.plan.screens),
        *(question.label for question in one.questions[:8]),
        *(alike.title for alike in one.lookalikes),
        *one.notices,
    ]
    assert [part for part in wanted if squeezed(part) not in text] == []


def test_questions_beyond_the_first_eight_are_counted(content: Content) -> None:
    one = exported(content, {}).told
    assert len(one.questions) > 8
    assert f"and {len(one.questions) - 8} more" in " ".join(in_short(one).split())
    few = replace(one, questions=one.questions[:8])
    assert " more" not in in_short(few).partition("WHAT WOULD CHANGE THIS")[2].partition("\n\n")[0]


def test_once_lems_is_established_no_level_is_worded(content: Content) -> None:
    one = exported(content, RICH).told
    for text in (in_short(one), in_full(one)):
        assert one.level.headline in text
        assert one.level.title not in text


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_neither_length_has_markup(content: Content, answers: dict[str, object]) -> None:
    one = exported(content, answers).told
    for text in (in_short(one), in_full(one)):
        assert not [mark for mark in ("**", "##", "| ", "<http", "\\") if mark in text]


def test_the_full_text_is_the_whole_report_in_lines_that_fit(content: Content) -> None:
    one = exported(content, RICH).told
    text = in_full(one)
    for card in (*one.safety, *one.plan.lines):
        assert squeezed(card.says) in squeezed(text)
    for reference in one.references:
        assert reference.link in text
    assert [line for line in text.splitlines() if len(line) > 80 and "http" not in line] == []


def test_what_was_typed_stands_as_typed_and_moves_no_cursor(content: Content) -> None:
    text = in_full(exported(content, RICH, f"{HOSTILE}\n\x1b[2J{'x' * 200}").told)
    assert f"\nNOTES\n\n{HOSTILE}\n␛[2J{'x' * 200}\n" in text
    assert "\x1b" not in text
