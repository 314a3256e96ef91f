"""The end of the result page: notes, a note to copy in three lengths, and every download."""

from __future__ import annotations

import json
from typing import Any

import pytest
from icalendar import Calendar
from streamlit.testing.v1 import AppTest

from lems_rules.exports.catalogue import FORMATS, USES, Export, export_of
from lems_rules.exports.parts.plan_name import plan_id
from lems_rules.exports.texts import note
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_answers
from tests.support.patients import RICH
from tests.support.screen import case, from_session, go, held, opened, sound, words, written

RESULT = "views/pages/result.py"
DATED = dict(RICH)
TYPED = "zq7 **bold** <script>alert(1)</script>\n=1+1\nالعضلات 💪🏽"


def buttons(app: AppTest) -> dict[str, Any]:
    """Each download by its key."""
    return {one.proto.id.rpartition("-")[2]: one.proto for one in app.get("download_button")}


def load(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader(key="draft").upload(name, data)
    return sound(app.run())


def test_every_format_has_a_button_with_a_line_on_what_it_is_for(content: Content) -> None:
    app = go(opened(answers=DATED), RESULT)
    shown = buttons(app)
    assert set(shown) == {f"download_{name}" for name in FORMATS}
    captions = [one.value for one in app.caption]
    for name in FORMATS:
        assert shown[f"download_{name}"].label == content.words[f"export_{name}"]
        assert captions.count(content.words[f"export_{name}_says"]) == 1
        assert not shown[f"download_{name}"].disabled
    headings = [one.value for one in app.subheader]
    assert [content.words[f"export_use_{use}"] for use in USES] == headings[-3:]


def test_no_file_is_made_before_it_is_asked_for() -> None:
    app = go(opened(answers=DATED), RESULT)
    shown = buttons(app)
    assert len(shown) == len(FORMATS)
    for one in shown.values():
        assert one.deferred_file_id
        assert not one.url


def test_without_a_date_there_is_no_calendar_and_the_page_says_why(content: Content) -> None:
    app = go(opened(answers={"ptosis": "no"}), RESULT)
    off = [name for name, one in buttons(app).items() if one.disabled]
    assert off == ["download_ics"]
    assert content.words["export_ics_none"] in [one.value for one in app.caption]


def test_a_plan_that_stopped_can_still_be_taken_out_of_a_calendar(content: Content) -> None:
    app = go(opened(answers={**DATED, "fdg_pet": "suspicious"}), RESULT)
    assert not buttons(app)["download_ics"].disabled
    assert content.words["export_ics_back"] in [one.value for one in app.caption]


@pytest.mark.parametrize(("form", "name"), [("json", "json"), ("csv", "csv"), ("fhir", "json")])
def test_a_calendar_follows_when_the_date_of_the_first_scan_is_corrected(
    content: Content, form: str, name: str
) -> None:
    """What is loaded again carries the name of the plan, on this page and to the command line."""
    draft = from_session(form, answers=DATED)
    first = Calendar.from_ical(from_session("ics", answers=DATED))
    app = load(go(opened(), "views/pages/drafts.py"), f"draft.{name}", draft)
    sitting = app.session_state["sitting"]
    named = plan_id(read_answers(content, DATED), content.checklist.roles)
    assert sitting.plan == named is not None
    corrected = {**DATED, "chest_ct_date": "2026-08-11"}
    again = Calendar.from_ical(from_session("ics", answers=corrected, sitting=sitting))
    fresh = Calendar.from_ical(from_session("ics", answers=corrected))
    names = [{str(one["uid"]) for one in made.walk("VEVENT")} for made in (first, again, fresh)]
    assert names[0] == names[1]
    assert names[0].isdisjoint(names[2])


def test_a_fresh_start_forgets_the_name_of_the_plan() -> None:
    draft = from_session("json", answers=DATED)
    app = load(go(opened(), "views/pages/drafts.py"), "draft.json", draft)
    assert app.session_state["sitting"].plan is not None
    go(app, "views/pages/drafts.py").button(key="start_again").click()
    assert sound(app.run()).session_state["sitting"].plan is None


def this_sitting(content: Content, answers: dict[str, Any]) -> Export:
    """What the app has before it, on the day of the test."""
    answered = read_answers(content, answers)
    return export_of(
        Consideration(content, answered), TYPED, plan=plan_id(answered, content.checklist.roles)
    )


@pytest.mark.parametrize("format_id", [name for name in FORMATS if name != "docx"])
def test_a_download_is_the_file_of_this_sitting(content: Content, format_id: str) -> None:
    known = case("024")
    made = from_session(format_id, answers=known, notes=TYPED)
    assert made == FORMATS[format_id].build(this_sitting(content, known))


@pytest.mark.parametrize(
    ("length", "text"),
    [("note_one_line", note.one_line), ("note_short", note.short), ("note_full", note.full)],
)
def test_the_note_can_be_copied_in_three_lengths(content: Content, length: str, text: Any) -> None:
    app = go(opened(answers=case("024"), notes=TYPED), RESULT)
    app.segmented_control(key="note_length").set_value(length)
    sound(app.run())
    assert app.code[-1].value == text(this_sitting(content, case("024")).told).rstrip()


def test_the_short_note_is_offered_first(content: Content) -> None:
    app = go(opened(answers=DATED), RESULT)
    assert app.segmented_control(key="note_length").value == "note_short"
    assert content.words["summary_title"] in app.code[-1].value


def test_the_full_note_carries_the_notes_as_typed() -> None:
    app = go(opened(answers=DATED, notes=TYPED), RESULT)
    app.segmented_control(key="note_length").set_value("note_full")
    sound(app.run())
    assert f"\nNOTES\n\n{TYPED}\n\n" in app.code[-1].value
    assert "zq7" not in written(app)


def test_notes_that_look_like_a_person_are_pointed_out_and_nothing_is_stopped(
    content: Content,
) -> None:
    words = content.words
    app = go(opened(answers=DATED, notes="Mrs Smith, DOB 3/4/1958"), RESULT)
    what = f"{words['notes_look_like_date_of_birth']}, {words['notes_look_like_name']}"
    assert [one.value for one in app.warning] == [words["notes_look_like"].format(what=what)]
    assert not any(one.disabled for one in buttons(app).values())
    assert app.session_state["notes"] == "Mrs Smith, DOB 3/4/1958"
    plain = go(opened(answers=DATED, notes="weak since May, CMAP 0.8 mV"), RESULT)
    assert not plain.warning


def test_what_was_set_aside_is_named_in_the_note() -> None:
    app = go(opened(answers={"ptosis": "no", "karnofsky": 500}), RESULT)
    app.segmented_control(key="note_length").set_value("note_full")
    sound(app.run())
    assert "ENTERED AND NOT USED\n\nKarnofsky performance: 500" in app.code[-1].value


# Loading what was taken away


def test_a_draft_of_an_older_edition_says_what_reads_differently(content: Content) -> None:
    draft = json.loads(from_session("json", answers=DATED))
    draft |= {"edition": "2025.9", "content_digest": "0123456789ab"}
    draft["result"]["suspicion"] = {"id": "features_present", "rule": "F1"}
    app = load(go(opened(), "views/pages/drafts.py"), "draft.json", json.dumps(draft).encode())
    (warning,) = app.warning
    told = warning.value.replace("\\", "")
    assert told.startswith(
        f"The draft was loaded: {len(DATED)} answers are used. "
        "This file was made with content edition 2025.9"
    )
    assert "Level: was Some features are present (F1), now Strongly suggestive (H2)." in told
    assert held(app) == DATED
    assert "Strongly suggestive" in words(go(app, RESULT))


def test_a_draft_of_this_edition_says_nothing_more() -> None:
    draft = from_session("json", answers=DATED)
    app = load(go(opened(), "views/pages/drafts.py"), "draft.json", draft)
    (said,) = [one.value.replace("\\", "") for one in app.success]
    assert said == f"The draft was loaded: {len(DATED)} answers are used."
    assert not app.warning


def test_an_exported_csv_is_a_draft_too() -> None:
    file = from_session("csv", answers=DATED, notes=TYPED)
    app = load(go(opened(), "views/pages/drafts.py"), "lems-checklist.csv", file)
    assert held(app) == DATED
    assert app.session_state["notes"] == TYPED
