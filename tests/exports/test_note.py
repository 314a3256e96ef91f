"""The note in three lengths."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.exports.parts.block import sentence
from lems_rules.exports.texts.note import full, note, one_line, short
from lems_rules.knowledge.content import Content
from lems_rules.version import __version__
from lems_rules.wording.presenter import Presenter
from tests.support.patients import EARLY, RICH, exported

SUSPICIOUS = {"age_at_onset_years": 68, "sex": "male", "chest_ct": "suspicious", "dry_mouth": "yes"}
PATIENTS = [{}, RICH, EARLY, SUSPICIOUS]
IDS = ["nothing", "rich", "early", "suspicious"]


def test_one_line_says_what_a_problem_list_needs(content: Content, say: Presenter) -> None:
    told = exported(content, RICH).told
    unanswered = sum(len(section.items) for section in told.missing)
    assert one_line(told) == (
        "LEMS checklist, 2026-11-23. Now: Check the swallow before food and tablets. "
        "Book the screen overdue since 2026-11-10. This week: Arrange FDG-PET/CT. "
        "Planned: Check new medicines; warn before anaesthesia. Send the SOX1 antibody. "
        "And 2 planned, under Plan and dates. Course: Age at first symptom: 62 years; sex: male; "
        "time since first symptom: 6 months. LEMS established: check the swallow before food "
        "and tablets. DELTA-P 1 to 6 of 6. "
        f"Questions not answered, which is not no: {unanswered}. "
        f"{content.edition.disclaimer} Edition {say.edition()} ({content.digest}), "
        f"app {__version__}."
    )


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_every_length_begins_with_what_to_do_now(
    content: Content, answers: dict[str, object]
) -> None:
    told = exported(content, answers).told
    first = told.do_now.lines[0]
    said = f"{first.soon}: {first.text}"
    assert one_line(told).startswith(f"LEMS checklist, 2026-11-23. {said}")
    assert short(told).splitlines()[2:4] == ["Do now:", f"1. {sentence(said)}"]
    title, disclaimer, heading, lines, *_ = full(told).split("\n\n")
    assert (title, heading) == ("LEMS CHECKLIST SUMMARY, 2026-11-23", "DO NOW")
    assert disclaimer.startswith(told.disclaimer)
    assert lines.startswith(f"- {said}")


def test_every_length_has_age_sex_course_and_pack_years(content: Content) -> None:
    told = exported(content, {**SUSPICIOUS, "symptom_duration_months": 6, "pack_years": 40}).told
    course = (
        "Course: Age at first symptom: 68 years; sex: male; time since first symptom: 6 months; "
        "pack-years: 40 pack-years."
    )
    assert [course in text for text in (one_line(told), short(told), full(told))] == [True] * 3


def test_a_safety_message_that_is_not_among_the_first_lines_is_named_all_the_same(
    content: Content,
) -> None:
    told = exported(content, RICH).told
    assert "S5" not in one_line(told)
    lines = tuple(one for one in told.do_now.lines if one.rule != "S5")
    without = replace(told, do_now=replace(told.do_now, lines=lines))
    said = "Safety: S5 Medicines and anaesthesia can weaken transmission further."
    assert said in one_line(without)


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_one_line_is_one_line(content: Content, answers: dict[str, object]) -> None:
    told = one_line(exported(content, answers, "typed\nnotes").told)
    assert "\n" not in told
    assert "  " not in told
    assert ".." not in told


def test_one_line_without_a_rule_names_none(content: Content) -> None:
    told = one_line(exported(content, {}).told)
    assert "Not enough information (level 0 of 4). Questions" in told
    assert "Course" not in told
    assert "DELTA-P" not in told
    assert "screen" not in told


def test_one_line_says_when_screens_have_no_date_yet(content: Content) -> None:
    assert "Repeat screens without a date yet." in one_line(exported(content, EARLY).told)


def test_one_line_passes_over_screens_that_are_done(content: Content) -> None:
    seen = {**RICH, "latest_negative_screen_date": "2026-11-12"}
    told = exported(content, seen).told
    assert "Next screen on 2027-05-10." in one_line(told)
    none = replace(told, do_now=replace(told.do_now, lines=()))
    assert "Next repeat screen 2027-05-10 (due)." in one_line(none)


def test_a_screen_that_do_now_names_is_not_named_again(content: Content) -> None:
    told = one_line(exported(content, RICH).told)
    assert told.count("2026-11-10") == 1
    assert "Next repeat screen" not in told


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_the_short_note_has_every_part_of_the_result(
    content: Content, answers: dict[str, object]
) -> None:
    told = exported(content, answers).told
    text = short(told)
    wanted = [
        told.disclaimer,
        *([] if told.level.established else [told.level.title]),
        told.level.headline,
        *(one.text for one in told.do_now.lines),
        told.made,
        *(card.title for card in (*told.safety, *told.plan.lines)),
        *(line.title for line in (*told.speaks_for, *told.speaks_against, *told.not_known)),
        *(one.due or one.when for one in told.plan.screens),
        *(one.label for one in told.questions),
        told.score.total if told.score.applies else told.score.reason,
    ]
    assert [one for one in wanted if one not in text] == []
    assert "\n\n" not in text
    assert len(text) < 4_000


def test_a_referral_for_a_suspicious_scan_is_in_the_short_note(content: Content) -> None:
    assert "W3 A suspicious scan" in short(exported(content, SUSPICIOUS).told)


def test_the_short_note_quotes_the_cohorts_only_before_a_scan(content: Content) -> None:
    before, after = (short(exported(content, answers).told) for answers in (EARLY, RICH))
    for cohort in content.scores["delta_p"].cohorts:
        assert f"- {cohort.title}: " in before
        assert f"- {cohort.title}: " not in after
    assert content.scores["delta_p"].not_quoted_says.split(".")[0] in after


def test_an_offered_screen_says_so(content: Content) -> None:
    told = exported(content, RICH).told
    first = replace(told.plan.screens[0], offered=True)
    offered = replace(told, plan=replace(told.plan, screens=(first,)))
    assert "2026-11-10 (overdue, offered)." in short(offered)


def test_with_nothing_left_that_matters_the_short_note_says_so(content: Content) -> None:
    told = replace(exported(content, RICH).told, questions=())
    assert "None of them could change the result." in short(told)


def test_the_full_note_has_no_markup(content: Content) -> None:
    text = full(exported(content, EARLY, "as *typed*").told)
    assert "as *typed*" in text
    bare = text.replace("as *typed*", "")
    assert not [mark for mark in ("**", "*", "##", "| ", "<http", "\\") if mark in bare]
    assert "\nSAFETY FIRST\n" in text
    assert "\n- Months: 3; Date: T0 + 3 months; Status: No date yet\n" in text


def test_the_file_has_all_three_lengths_under_their_names(content: Content) -> None:
    told = exported(content, RICH, "typed").told
    text = note(told)
    lengths = {"One line": one_line(told), "Short": short(told), "Full": full(told)}
    parts = [f"=== {name} ===\n\n{one.strip()}\n" for name, one in lengths.items()]
    assert text == "\n".join(parts)
