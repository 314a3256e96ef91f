"""Kind 5, a number that means something else: asked about, never guessed, and named when loaded."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import AnswerError
from tests.support.screen import asked, from_session, go, held, opened, sound

DRAFTS = "views/pages/drafts.py"


def load(data: object) -> AppTest:
    app = go(opened(), DRAFTS)
    app.file_uploader(key="draft").upload("draft.json", json.dumps(data).encode())
    return sound(app.run())


def said(app: AppTest) -> str:
    """The one message, less the marks that keep it from being read as markup."""
    (message,) = [*app.success, *app.warning]
    return str(message.value).replace("\\", "")


@pytest.mark.parametrize(
    ("typed", "thousand", "little"),
    [
        ("1.250", "1250", "1.25"),
        ("1,250", "1250", "1.25"),
        ("12.500", "12500", "12.5"),
        ("100,000", "100000", "100"),
        ("-1.250", "-1250", "-1.25"),
    ],
)
def test_a_number_that_could_be_two_is_asked_about(
    content: Content, typed: str, thousand: str, little: str
) -> None:
    app = opened(answers={"cmap_increment_percent": typed})
    problem = asked(app)["problems"]["cmap_increment_percent"]
    assert problem == (
        f"'{typed}' could be {thousand} or {little}; "
        f"write {thousand} without a mark, or at most two decimals."
    )
    with pytest.raises(AnswerError, match="answers, 'cmap_increment_percent': "):
        content.checklist.item("cmap_increment_percent").read(typed)


@pytest.mark.parametrize("typed", ["0.125", "1250.125", "1.25.000", "1.2500", "1 250", "1.٢٥٠"])
def test_what_could_be_no_thousand_is_refused_as_any_text(content: Content, typed: str) -> None:
    with pytest.raises(AnswerError, match="is not an answer here"):
        content.checklist.item("cmap_increment_percent").read(typed)


def test_loading_says_how_many_answers_are_used_and_how_many_values_are_not() -> None:
    app = load({"ptosis": "no", "dry_mouth": "yes", "karnofsky": 500, "ptosiss": "no"})
    told = said(app)
    assert told.startswith("The draft was loaded: 2 answers are used. 2 values are not used: ")
    assert "'ptosiss': no item is called that" in told
    assert (
        "Karnofsky performance: 500 cannot be used here; write a whole number from 0 to 100" in told
    )
    assert held(app)["karnofsky"] == 500  # it stands at its question, to be corrected


def test_one_answer_and_one_value_are_counted_as_one() -> None:
    told = said(load({"answers": {"ptosis": "no", "karnofsky": "1.250"}, "notes": "seen"}))
    assert told.startswith(
        "The draft was loaded: 1 answer is used, and the notes came with them. "
        "1 value is not used: Karnofsky performance: '1.250' could be 1250 or 1.25"
    )


def test_two_answers_that_contradict_are_one_thing_not_used() -> None:
    told = said(load({"ptosis": "no", "karnofsky": 60, "needs_assistance": "no"}))
    assert told.startswith("The draft was loaded: 1 answer is used. 1 value is not used: ")
    assert "below 70 means help was needed" in told


def test_of_many_values_the_first_five_are_named_and_the_rest_counted() -> None:
    numbers = (
        *("age_at_onset_years", "symptom_duration_months", "karnofsky"),
        *("weight_loss_percent", "cmap_increment_percent", "rns_decrement_percent"),
    )
    told = said(load({"ptosis": "no", **dict.fromkeys(numbers, "1.250")}))
    assert "6 values are not used: " in told
    assert told.endswith(" And 1 more.")


def test_a_file_of_which_nothing_can_be_used_says_so() -> None:
    told = said(load({"answers": {"nothing": "x"}}))
    assert told.startswith("The draft was loaded: 0 answers are used. 1 value is not used: ")


# A scan that is dated later than today


FUTURE = {"chest_ct": "normal", "chest_ct_date": "2126-05-04", "lems_established": "yes"}


def in_days(days: int) -> str:
    return (date.today() + timedelta(days=days)).isoformat()


def test_a_scan_of_next_year_is_kept_shown_set_aside_and_named() -> None:
    app = load(FUTURE)
    told = said(app)
    assert told.startswith("The draft was loaded: 2 answers are used. 1 value is not used: ")
    assert "Date of the chest CT: 2126-05-04 lies in the future" in told
    assert held(app)["chest_ct_date"] == "2126-05-04"
    assert asked(app)["answers"]["chest_ct_date"] == "2126-05-04"
    assert "lies in the future" in asked(app)["problems"]["chest_ct_date"]


@pytest.mark.parametrize(
    "dates",
    [
        {"fdg_pet": "normal", "fdg_pet_date": "2126-05-04"},
        {"latest_negative_screen_date": "2126-05-04"},
        {"negative_screen_date": "2126-05-04"},
    ],
    ids=["PET", "latest screen", "screen"],
)
def test_its_twins_move_no_plan_either(dates: dict[str, str]) -> None:
    known = {"lems_established": "yes", "chest_ct": "normal", "chest_ct_date": "2026-01-05"}
    without = {key: value for key, value in dates.items() if not key.endswith("_date")}
    plans = [
        json.loads(from_session("as_json", answers={**known, **given}))["result"]["schedule"]
        for given in (without, dates)
    ]
    assert plans[0]
    assert plans[0] == plans[1]


def test_the_draft_keeps_a_scan_of_the_future_among_what_is_set_aside() -> None:
    draft = json.loads(from_session("as_json", answers=FUTURE))
    assert draft["set_aside"] == {"chest_ct_date": "2126-05-04"}
    assert "chest_ct_date" not in draft["answers"]
    assert held(load(draft)) == FUTURE


@pytest.mark.parametrize(("days", "used"), [(0, True), (1, True), (2, False)])
def test_tomorrow_is_let_through_since_it_may_be_tomorrow_elsewhere(days: int, used: bool) -> None:
    app = opened(answers={"chest_ct": "normal", "chest_ct_date": in_days(days)})
    assert ("chest_ct_date" not in asked(app)["problems"]) is used
