"""The note in three lengths."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lems_rules.exports.note import full, note, one_line, short
from lems_rules.knowledge.content import Content
from lems_rules.version import __version__
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.presenter import Presenter
from tests.support.patients import EARLY, RICH, exported

SUSPICIOUS = {"age_at_onset_years": 68, "sex": "male", "chest_ct": "suspicious", "dry_mouth": "yes"}
PATIENTS = [{}, RICH, EARLY, SUSPICIOUS]
IDS = ["nothing", "rich", "early", "suspicious"]


def test_one_line_says_what_a_problem_list_needs(content: Content, say: Presenter) -> None:
    told = exported(content, RICH).told
    unanswered = sum(len(section.items) for section in told.missing)
    assert one_line(told) == (
        "LEMS checklist, 2026-11-23: Safety: S2 Trouble swallowing, check swallow and aspiration; "
        "S5 Medicines and anaesthesia can weaken transmission further. LEMS established: "
        f"{lower_first(told.do_now.lines[0].text)}."
        f" DELTA-P 1 to 6 of 6. Next repeat screen 2026-11-10 (overdue). "
        f"Questions not answered, which is not no: {unanswered}. "
        f"{content.edition.disclaimer} Edition {say.edition()} ({content.digest}), "
        f"app {__version__}."
    )


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_one_line_is_one_line(content: Content, answers: dict[str, object]) -> None:
    told = one_line(exported(content, answers, "typed\nnotes").told)
    assert "\n" not in told
    assert "  " not in told
    assert ".." not in told


def test_one_line_without_a_rule_names_none(content: Content) -> None:
    told = one_line(exported(content, {}).told)
    assert "Not enough information (level 0 of 4). Questions" in told
    assert "DELTA-P" not in told
    assert "screen" not in told


def test_one_line_says_when_screens_have_no_date_yet(content: Content) -> None:
    assert "Repeat screens without a date yet." in one_line(exported(content, EARLY).told)


def test_one_line_passes_over_screens_that_are_done(content: Content) -> None:
    seen = {**RICH, "latest_negative_screen_date": "2026-11-12"}
    assert "Next repeat screen 2027-05-10 (due)." in one_line(exported(content, seen).told)


@pytest.mark.parametrize("answers", PATIENTS, ids=IDS)
def test_the_short_note_has_every_part_of_the_result(
    content: Content, answers: dict[str, object]
) -> None:
    told = exported(content, answers).told
    text = short(told)
    wanted = [
        told.disclaimer,
        told.level.headline,
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
