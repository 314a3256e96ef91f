from __future__ import annotations

from datetime import date

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers, sort_out_answers
from lems_rules.version import __version__
from lems_rules.wording.summary.report import Report, report

TODAY = date(2026, 11, 23)
DIAGNOSED = {"lems_established": "yes", "age_at_onset_years": 60}


def tell(content: Content, notes: str = "", **answers: object) -> Report:
    return report(Consideration(content, read_answers(content, answers), TODAY), notes)


# What stands on every report


def test_every_report_says_what_it_is_and_is_not(content: Content) -> None:
    told = tell(content)
    assert told.disclaimer.startswith("Educational only. Not a medical device")
    assert told.privacy.startswith("Nothing you enter about a patient is stored on the server")
    assert (told.edition, told.digest) == (content.edition.edition, content.digest)
    assert told.today == "2026-11-23"
    assert told.version == __version__
    for text in (told.version, told.edition, told.digest, told.today):
        assert text in told.made


def test_the_notes_are_carried_unchanged(content: Content) -> None:
    assert tell(content, "  <b>*x*</b>\n").notes == "  <b>*x*</b>\n"


@pytest.mark.parametrize(
    ("entered", "says"),
    [
        ({"karnofsky": 500}, "Karnofsky performance: 500 cannot be used here; write a whole"),
        ({"karnofsky": 60, "needs_assistance": "no"}, "'Karnofsky performance' and 'Needed help"),
        ({"ptosiss": "no"}, "answers, 'ptosiss': no item is called that; did you mean 'ptosis'?"),
        ({"sex": "female", "erectile_dysfunction": "no"}, "Erectile dysfunction: set aside"),
    ],
    ids=["wrong", "contradictory", "unknown", "hidden"],
)
def test_what_was_set_aside_is_told_in_words(
    content: Content, entered: dict[str, object], says: str
) -> None:
    reading = sort_out_answers(content, entered)
    told = report(Consideration(content, reading.answers, TODAY), problems=reading.problems)
    (line,) = told.not_used
    assert line.startswith(says)
    assert tell(content).not_used == ()


def test_every_item_is_either_answered_missing_or_cannot_apply(content: Content) -> None:
    answers: dict[str, object] = {"sex": "female", "ptosis": "no", "ever_smoked": "no"}
    told = tell(content, **answers)
    missing = {one.id for section in told.missing for one in section.items}
    assert missing.isdisjoint(answers)
    given = Consideration(content, read_answers(content, answers), TODAY)
    assert missing == set(given.unanswered)
    assert "erectile_dysfunction" not in missing  # cannot apply, so it is not open either


def test_a_section_with_every_question_answered_is_not_listed_as_missing(content: Content) -> None:
    examined = {
        item.id: item.option_ids[-1] for item in content.checklist.in_section("examination")
    }
    titles = [section.title for section in tell(content, **examined).missing]
    assert "Examination" not in titles
    assert "Symptoms" in titles


def test_the_answers_are_grouped_by_section_in_words(content: Content) -> None:
    told = tell(content, ptosis="no", chest_ct="suspicious")
    assert told.answered == (
        ("Symptoms", ("Drooping eyelid: no",)),
        ("Imaging so far", ("CT of the chest: suspicious",)),
    )


def test_everything_cited_stands_among_the_references(content: Content) -> None:
    told = tell(content, **DIAGNOSED, sensory_loss="yes", achr_antibody="positive", dyspnoea="yes")
    listed = {one.id for one in told.references}
    cards = [*told.safety, *told.counter_flags, *told.discordances, *told.plan.lines]
    shown = {source.id for card in cards for source in card.basis.sources}
    shown |= {source.id for one in told.lookalikes for source in one.sources}
    shown |= {source.id for cohort in told.score.cohorts for source in cohort.sources}
    assert len(told.safety) == 2
    assert told.lookalikes
    assert shown <= listed


def test_the_level_and_the_schedule_are_cited_too(content: Content) -> None:
    told = tell(
        content,
        **DIAGNOSED,
        chest_ct="normal",
        proximal_leg_weakness="yes",
        dry_mouth="yes",
        tendon_reflexes="absent",
    )
    listed = {one.id for one in told.references}
    assert told.level.basis is not None
    assert told.plan.schedule is not None
    for basis in (told.level.basis, told.plan.schedule.basis):
        assert {source.id for source in basis.sources} <= listed


# The trace


def test_the_trace_has_every_rule_in_order_and_one_that_decides(content: Content) -> None:
    told = tell(content, proximal_leg_weakness="yes", dry_mouth="yes", tendon_reflexes="absent")
    assert [line.id for line in told.trace] == [rule.id for rule in content.suspicion.rules]
    deciding = [line for line in told.trace if line.decides]
    assert [line.id for line in deciding] == ["H3"]
    assert deciding[0].verdict == "Yes"
    assert told.level.rule.startswith("H3")


def test_without_answers_no_rule_decides_and_none_is_said_to_fail(content: Content) -> None:
    trace = tell(content).trace
    assert not any(line.decides for line in trace)
    assert {line.verdict for line in trace} == {"Not known yet"}


def test_a_rule_that_holds_but_is_stopped_says_by_what(content: Content) -> None:
    told = tell(
        content,
        proximal_leg_weakness="yes",
        dry_mouth="yes",
        tendon_reflexes="absent",
        upper_motor_neuron_signs="yes",
    )
    line = next(line for line in told.trace if line.id == "H3")
    assert line.verdict == "Stopped"
    assert line.because == "Upper motor neuron signs: yes"
    assert not line.decides


@pytest.mark.parametrize(
    ("weakness", "says", "because"),
    [
        ("no", "No", "Leg weakness near the hip: no"),
        (None, "Not known yet", "Leg weakness near the hip"),
    ],
)
def test_a_rule_that_does_not_hold_is_not_called_stopped(
    content: Content, weakness: str | None, says: str, because: str
) -> None:
    told = tell(
        content,
        proximal_leg_weakness=weakness,
        dry_mouth="yes",
        tendon_reflexes="absent",
        upper_motor_neuron_signs="yes",
    )
    line = next(line for line in told.trace if line.id == "H3")
    assert (line.verdict, line.because) == (says, because)


# DELTA-P


def test_before_the_gate_the_score_gives_its_reason_instead(content: Content) -> None:
    score = tell(content, dry_mouth="yes").score
    assert not score.applies
    assert score.reason == content.scores["delta_p"].not_yet


def test_the_score_is_a_range_with_each_point_and_what_it_waits_for(content: Content) -> None:
    score = tell(content, **DIAGNOSED, weight_loss_percent=5, smoking_at_onset="no").score
    assert score.applies
    assert (score.low, score.high, score.most) == (2, 5, 6)
    assert score.total == "2 to 5 of 6"
    assert score.open_points == "3 of 6 points not settled."
    points = {point.letter: point for point in score.points}
    assert "".join(points) == "DELTAP"
    assert points["A"].verdict == "Yes"
    assert points["A"].because == "Age at first symptom: 60 years"
    assert points["A"].item is None
    assert points["T"].verdict == "No"
    assert points["P"].verdict == "Not known yet"
    assert not points["P"].known
    assert points["P"].item == "karnofsky"
    assert points["P"].because.startswith("Karnofsky performance")


def test_a_score_with_nothing_open_says_so(content: Content) -> None:
    score = tell(
        content,
        **DIAGNOSED,
        sex="female",
        early_bulbar_involvement="no",
        smoking_at_onset="no",
        weight_loss_percent=4.9,
        karnofsky=70,
    ).score
    assert score.total == "1 of 6"
    assert score.open_points == "All six points are settled."
    assert score.tier


def test_both_cohorts_stand_side_by_side_with_the_patients_range_marked(content: Content) -> None:
    score = tell(content, **DIAGNOSED, weight_loss_percent=5, smoking_at_onset="no").score
    assert len(score.cohorts) == 2
    for cohort in score.cohorts:
        assert [row.score for row in cohort.rows] == list(range(7))
        assert [row.score for row in cohort.rows if row.within] == [2, 3, 4, 5]
        assert cohort.sources
    first, second = score.cohorts
    assert first.rows[2].risk == "not verified"
    assert first.rows[2].percent is None
    assert first.rows[0].risk == "0 to 2.6 %"
    assert second.rows[2].risk == "45 %"
    assert second.rows[2].interval
    assert " of " in second.rows[2].patients


# The plan


def test_before_the_gate_the_plan_says_why_there_is_none(content: Content) -> None:
    plan = tell(content).plan
    assert plan.no_plan.startswith("There is no screening plan yet")
    assert plan.schedule is None
    assert plan.screens == ()


def test_a_line_of_the_workup_knows_whether_it_was_done(content: Content) -> None:
    status = {
        chest_ct: next(
            card.status
            for card in tell(content, **DIAGNOSED, **chest_ct_given(chest_ct)).plan.lines
            if card.id == "W1"
        )
        for chest_ct in ("", "normal")
    }
    assert status == {"": "To do", "normal": "Done"}


def chest_ct_given(result: str) -> dict[str, str]:
    return {"chest_ct": result} if result else {}


def test_a_dated_ct_gives_a_dated_plan_that_knows_what_is_overdue(content: Content) -> None:
    plan = tell(content, **DIAGNOSED, chest_ct="normal", chest_ct_date="2026-08-10").plan
    assert plan.start_date == "2026-08-10"
    assert plan.start.startswith("Counted from the normal CT")
    first = plan.screens[0]
    assert (first.months, first.due, first.status, first.status_id) == (
        3,
        "2026-11-10",
        "Overdue",
        "overdue",
    )
    assert plan.screens[1].status == "Due"


def test_dates_lie_ahead_until_every_screen_is_done(content: Content) -> None:
    dated = {**DIAGNOSED, "chest_ct": "normal", "chest_ct_date": "2016-08-10"}
    assert tell(content, **dated).plan.dates_ahead
    assert not tell(content, **dated, latest_negative_screen_date="2026-08-10").plan.dates_ahead
    assert not tell(content, **DIAGNOSED, chest_ct="normal").plan.dates_ahead


def test_a_ct_without_a_date_gives_months_and_no_dates(content: Content) -> None:
    plan = tell(content, **DIAGNOSED, chest_ct="normal").plan
    assert plan.start_date == ""
    assert [one.due for one in plan.screens] == [""] * len(plan.screens)
    assert plan.screens[0].when == "T0 + 3 months"
    assert plan.screens[0].status == "No date yet"


def test_while_missing_answers_can_change_the_schedule_each_way_is_named(content: Content) -> None:
    plan = tell(content, **DIAGNOSED, chest_ct="normal").plan
    assert not plan.settled
    assert len(plan.branches) > 1
    assert all(text.startswith("DELTA-P ") for text in plan.branches)


def test_a_settled_schedule_names_no_other_ways(content: Content) -> None:
    plan = tell(
        content,
        **DIAGNOSED,
        chest_ct="normal",
        smoking_at_onset="yes",
        weight_loss_percent=10,
    ).plan
    assert plan.branches == ()


def test_an_offered_further_screen_says_that_it_is_an_offer(content: Content) -> None:
    plan = tell(
        content,
        **DIAGNOSED,
        sex="female",
        chest_ct="normal",
        chest_ct_date="2026-11-01",
        early_bulbar_involvement="no",
        smoking_at_onset="no",
        weight_loss_percent=0,
        karnofsky=90,
        ever_smoked="no",
    ).plan
    offered = [one for one in plan.screens if one.offered]
    assert bool(offered) == bool(plan.offer)


def test_a_small_cell_cancer_not_in_remission_leaves_no_schedule(content: Content) -> None:
    known = {"known_cancer": "sclc", "sclc_in_remission": "no"}
    told = tell(content, **DIAGNOSED, **known, chest_ct="normal")
    assert told.plan.schedule is None
    assert told.plan.start == ""
    assert "K1" in {card.id for card in told.plan.lines}
    assert not told.score.applies


@pytest.mark.parametrize("known", [{}, {"sclc_in_remission": "yes"}])
def test_a_small_cell_cancer_in_remission_or_not_told_to_be_has_a_schedule_of_its_own(
    content: Content, known: dict[str, str]
) -> None:
    told = tell(content, **DIAGNOSED, known_cancer="sclc", chest_ct="normal", **known)
    assert told.plan.schedule is not None
    assert told.plan.schedule.id == "TK1"
    assert told.plan.start
    assert "K1" in {card.id for card in told.plan.lines}
    assert not told.score.applies


# Around the level


def test_discordant_results_bring_a_next_step(content: Content) -> None:
    told = tell(content, vgcc_pq_antibody="positive", cmap_increment_percent=30)
    cards = {card.id: card for card in told.discordances}
    assert cards["antibody_without_facilitation"].points[0].startswith("Repeat the increment")


def test_a_request_is_ready_to_copy(content: Content) -> None:
    told = tell(content)
    for one in told.requests:
        opening, blanks, body, closing = one.text.split("\n\n")
        assert blanks == "Name: ______ Date of birth: ______"
        assert opening.startswith("Question:")
        assert all(line.startswith("- ") for line in body.splitlines())
        assert closing
        assert "  " not in body


@pytest.mark.parametrize("name", ["myasthenia_gravis", "botulism"])
def test_a_look_alike_brings_its_trap_its_tests_and_its_sources(
    content: Content, name: str
) -> None:
    told = tell(content, achr_antibody="positive", cmap_increment_percent=30)
    one = next(one for one in told.lookalikes if one.id == name)
    assert one.speaks_for
    assert one.trap
    assert one.tests
    assert one.sources


def test_the_same_patient_gives_the_same_report(content: Content) -> None:
    assert tell(content, "n", **DIAGNOSED) == tell(content, "n", **DIAGNOSED)
