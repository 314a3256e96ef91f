from __future__ import annotations

import pytest

from lems_rules.knowledge.content import Content
from lems_rules.schema.case import Case
from lems_rules.wording.presenter import Presenter
from tests.support.cases import each_case
from tests.support.screen import DISCLAIMER, PAGES, case, drawn, go, held, opened, words, written

RESULT = "views/pages/result.py"
HEADLINE = '<h1 id="headline" class="level">'
DATED = {
    "lems_established": "yes",
    "age_at_onset_years": 60,
    "chest_ct": "normal",
    "chest_ct_date": "2026-08-10",
}


def result(answers: dict[str, object]) -> str:
    return words(go(opened(answers=answers), RESULT))


def test_without_answers_the_result_points_to_the_checklist() -> None:
    app = go(opened(), RESULT)
    assert "Nothing has been answered yet." in written(app)
    (link,) = app.get("page_link")
    assert link.proto.label == "Go to the checklist"
    assert HEADLINE not in drawn(app)


@pytest.mark.parametrize(
    ("name", "level", "rank"), [("024", "Some features are present", 2), ("022", "Strongly", 3)]
)
def test_a_published_case_shows_the_level_and_the_rule_that_gave_it(
    content: Content, name: str, level: str, rank: int
) -> None:
    app = go(opened(answers=case(name)), RESULT)
    assert f'aria-label="Level {rank} of 4"' in drawn(app)
    assert f"{HEADLINE}{level}" in drawn(app)
    assert f"{content.cases[f'case_{name}'].expect.rule} · " in words(app)
    assert drawn(app).count("Yes, decides") == 1


def test_the_score_is_a_range_beside_both_cohorts(content: Content) -> None:
    text = result(case("022"))
    assert "2 to 5 of 6" in text
    for cohort in content.scores["delta_p"].cohorts:
        assert cohort.title in text


def test_before_the_gate_the_score_says_why_it_waits(content: Content) -> None:
    app = go(opened(answers=case("024")), RESULT)
    assert content.scores["delta_p"].not_yet in written(app)
    assert "The six points" not in words(app)


def test_a_suspicious_scan_asks_for_referral_at_any_level() -> None:
    assert "A suspicious scan, urgent thoracic referral" in result(case("024"))


def test_a_dated_plan_shows_its_dates() -> None:
    text = result(DATED)
    assert "2026-11-10" in text
    assert "Negative first screen" in text


def test_every_unanswered_question_is_listed(content: Content) -> None:
    text = result({"ptosis": "no"})
    missing = text.partition("Not answered is not no.")[2]
    for item in content.checklist.items:
        if item.id != "ptosis" and item.asked_when is None:
            assert item.label in missing


def test_the_result_reads_from_safety_to_references() -> None:
    app = go(opened(answers={**DATED, "dyspnoea": "yes", "smoking_at_onset": "yes"}), RESULT)
    text = words(app)
    order = [
        "LEMS established: ",
        "Do now",
        "Breathlessness needs a same-day assessment",
        "Not answered is not no.",
        "Checked:",
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    opened_by = [one.label.replace("\\", "").partition(":")[0] for one in app.expander]
    folds = ["Why", "Tests and letters", "DELTA-P score", "Plan and dates", "Look-alikes"]
    folds += ["What would change", "Not answered", "Note, notes of your own", "References"]
    found = [one for one in opened_by if one.startswith(tuple(folds))]
    assert [one[: len(fold)] for one, fold in zip(found, folds, strict=True)] == folds


def test_request_texts_are_ready_to_copy() -> None:
    app = go(opened(answers=case("024")), RESULT)
    *texts, _ = [one.value for one in app.code]  # the last is the note to copy
    assert len(texts) == 3
    assert all(text.startswith("Question:") for text in texts)


def test_a_what_if_shows_both_results_and_changes_nothing() -> None:
    answers = case("024")
    app = go(opened(answers=answers), RESULT)
    app.selectbox(key="what_if_item").select("tendon_reflexes").run()
    app.segmented_control(key="what_if_tendon_reflexes").set_value("reduced").run()
    assert not app.exception
    text = words(app)
    assert "Level Some features are present (F1) Strongly suggestive (H3)" in text
    assert f"{HEADLINE}Some features are present" in drawn(app)
    assert held(app) == answers


def test_every_question_can_be_tried_in_a_what_if(content: Content) -> None:
    app = go(opened(answers={**DATED, "sex": "male", "ever_smoked": "yes"}), RESULT)
    offered = app.selectbox(key="what_if_item").options
    assert len(offered) > 30
    for name in offered[::6]:
        app.selectbox(key="what_if_item").set_value(
            next(item.id for item in content.checklist.items if item.label == name)
        ).run()
        assert not app.exception


# The other pages


@pytest.mark.parametrize("where", PAGES)
@pytest.mark.parametrize("answers", [{}, DATED], ids=["empty", "answered"])
def test_the_disclaimer_and_the_edition_stand_on_every_page(
    content: Content, say: Presenter, where: str, answers: dict[str, object]
) -> None:
    app = go(opened(answers=answers), where)
    top, *_, foot = (one.proto.body for one in app.get("html") if DISCLAIMER in one.proto.body)
    assert "Nothing you enter about a patient is stored on the server." in top
    assert f"Content edition {say.edition()} ({content.digest})" in foot
    assert "No clinician has reviewed this edition." in foot


def test_no_page_has_a_field_for_who_the_patient_is() -> None:
    app = opened(answers=DATED)
    for page in PAGES:
        go(app, page)
        labels = {one.label for one in (*app.text_input, *app.text_area)}
        assert labels <= {
            "Notes for the summary, no names or numbers that identify anybody",
            "Find rules, references and all else on this page",
        }


@each_case
def test_every_case_goes_through_the_pages_that_show_it(case: Case) -> None:
    app = opened(answers=dict(case.answers))
    go(app, RESULT)
    go(app, "views/pages/mechanism.py")
