from __future__ import annotations

import json
from typing import Any

import pytest
from markdown_it import MarkdownIt
from streamlit.testing.v1 import AppTest

from lems_rules.intake.document import MOST_BYTES
from tests.support.screen import asked, case, from_session, go, held, noted, opened, sound, words

DRAFTS = "views/pages/drafts.py"
KEPT = {"ptosis": "no", "karnofsky": 60}


def load(app: AppTest, data: object) -> AppTest:
    """The app after this file was given to the uploader."""
    told = data if isinstance(data, bytes) else json.dumps(data).encode()
    go(app, DRAFTS).file_uploader(key="draft").upload("draft.json", told)
    return sound(app.run())


def saved(answers: dict[str, Any], notes: str = "") -> dict[str, Any]:
    """The draft that would be saved, as read from its bytes."""
    text = from_session("as_json", answers=answers, notes=notes)
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in the draft"))
    assert isinstance(found, dict)
    return found


# Saving and loading


@pytest.mark.parametrize("name", ["022", "024"])
def test_a_saved_draft_loads_with_the_identical_result(name: str) -> None:
    answers = case(name)
    draft = saved(answers, "a *note*")
    app = load(opened(), draft)
    (said,) = [shown(one.value) for one in app.success]
    assert said == (
        f"The draft was loaded: {len(answers)} answers are used, and the notes came with them."
    )
    assert held(app) == answers
    assert asked(app)["answers"] == answers
    assert app.session_state["notes"] == "a *note*"
    assert saved(held(app), "a *note*") == draft


def test_contradictory_answers_are_set_aside_in_the_draft_and_come_back() -> None:
    answers = {"ptosis": "no", "karnofsky": 60, "needs_assistance": "no"}
    draft = saved(answers)
    assert draft["answers"] == {"ptosis": "no"}
    assert draft["set_aside"] == {"karnofsky": 60, "needs_assistance": "no"}
    app = load(opened(), draft)
    assert held(app) == answers
    assert set(asked(app)["problems"]) == {"karnofsky", "needs_assistance"}


@pytest.mark.parametrize("value", [500, "about sixty", "<script>alert(1)</script>", "疲労 💪"])
def test_an_answer_that_cannot_be_used_is_kept_in_the_draft(value: object) -> None:
    draft = saved({"karnofsky": value})
    assert draft["answers"] == {}
    assert draft["set_aside"] == {"karnofsky": value}
    assert held(load(opened(), draft)) == {"karnofsky": value}


def test_the_notes_come_back_on_the_result_page() -> None:
    app = go(load(opened(), {"answers": KEPT, "notes": "Seen today."}), "views/pages/result.py")
    assert noted(app)["text"] == "Seen today."


def test_a_flat_file_of_answers_is_a_draft_too() -> None:
    assert held(load(opened(), KEPT)) == KEPT


def test_a_draft_takes_the_place_of_all_that_was_entered() -> None:
    app = load(opened(answers={"dyspnoea": "yes"}), KEPT)
    assert held(app) == KEPT
    assert "Breathlessness needs" not in words(app).partition("Ask next")[0]


def test_what_a_draft_holds_beside_known_answers_is_named_and_left_out() -> None:
    app = load(opened(), {"ptosis": "no", "ptosiss": "no", "diplopia": ["yes"], "dyspnoea": True})
    assert held(app) == {"ptosis": "no"}
    (warning,) = app.warning
    for name in ("ptosiss", "diplopia", "dyspnoea"):
        assert name in shown(warning.value)


# Files that are no drafts


WRONG: dict[str, bytes] = {
    "empty": b"",
    "no JSON": b"\x89PNG\r\n\x1a\n",
    "text": b"hello",
    "a list": b"[1, 2]",
    "answers a list": b'{"answers": []}',
    "a key twice": b'{"ptosis": "no", "ptosis": "yes"}',
    "NaN": b'{"karnofsky": NaN}',
    "nested": b"[" * 50_000,
    "UTF-16": "{}".encode("utf-16"),
    "long notes": json.dumps({"answers": {}, "notes": "x" * 4_001}).encode(),
    "half a character": b'{"answers": {}, "notes": "\\ud800"}',
    "half a character as an answer": b'{"karnofsky": "\\ud800"}',
    "huge": b"{}".ljust(MOST_BYTES + 1),
    "digits": b'{"karnofsky": ' + b"9" * 5_000 + b"}",
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_a_file_that_is_no_draft_is_refused_and_the_answers_stay(data: bytes) -> None:
    app = load(opened(answers=KEPT, notes="mine"), data)
    (error,) = app.error
    assert shown(error.value).startswith("The draft was not loaded: the file")
    assert held(app) == KEPT
    assert app.session_state["notes"] == "mine"
    sound(app.run())
    assert not app.error  # said once


@pytest.mark.parametrize(
    "data",
    [
        b'{"karnofsky": 1e999}',
        b'{"karnofsky": -1e999}',
        b'{"karnofsky": ' + b"9" * 400 + b"}",
        b'{"answers": {}, "set_aside": {"karnofsky": 1e999}}',
    ],
    ids=["infinite", "minus infinite", "400 digits", "set aside"],
)
def test_a_value_that_cannot_travel_breaks_neither_the_page_nor_the_next_draft(
    data: bytes,
) -> None:
    app = load(opened(answers=KEPT), data)
    asked(app)
    go(app, "views/pages/result.py")
    go(app, "views/pages/checklist.py")
    assert isinstance(json.dumps(saved(held(app))).encode(), bytes)
    assert "karnofsky" not in saved(held(app))["answers"]
    from_session("as_json", answers=held(app)).encode()


HOSTILE = [
    "<script>alert(1)</script>",
    "[click](https://example.org) ![x](x.png)",
    ":red[danger] :material/home: $x^2$ `code` **bold**",
    "# heading",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_file_calls_its_answers_is_never_read_as_markup(name: str) -> None:
    app = load(opened(), {name: "no"})
    (warning,) = app.warning
    assert name[:10] in shown(warning.value)


def shown(markdown: str) -> str:
    """The words of a message, having checked that they are plain text."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "softbreak"}
    text = "".join(child.content for child in children)
    for mark in (":", "$", "[", "]"):  # Streamlit's own directives, emoji and formulas
        assert markdown.count(mark) == markdown.count("\\" + mark)
    return text


# Start again


def test_start_again_clears_answers_and_notes() -> None:
    app = go(opened(answers=KEPT, notes="a note"), "views/pages/result.py")
    go(app, DRAFTS).button(key="start_again").click().run()
    sound(app)
    assert held(app) == {}
    assert app.session_state["notes"] == ""
    go(app, "views/pages/checklist.py")
    assert asked(app)["answers"] == {}
    assert "Not enough information" in words(app)


def test_start_again_at_the_second_door_leads_back_to_the_first() -> None:
    app = opened()
    app.segmented_control(key="door").set_value("diagnosed").run()
    go(app, DRAFTS).button(key="start_again").click().run()
    sound(app)
    assert held(app) == {}
    assert app.segmented_control(key="door").value == "could"


def test_a_draft_of_somebody_undiagnosed_leads_back_to_the_first_door() -> None:
    app = opened()
    app.segmented_control(key="door").set_value("diagnosed").run()
    load(app, {"ptosis": "no"})
    assert held(app) == {"ptosis": "no"}
    assert app.segmented_control(key="door").value == "could"


def test_null_in_a_draft_is_no_answer_and_no_problem() -> None:
    app = load(opened(), {"ptosis": None, "diplopia": "no"})
    assert held(app) == {"diplopia": "no"}
    assert not app.warning


def test_a_draft_of_a_diagnosed_patient_and_the_door_do_not_disagree() -> None:
    app = load(opened(), {"lems_established": "yes", "ptosis": "no"})
    assert held(app) == {"lems_established": "yes", "ptosis": "no"}
    assert app.segmented_control(key="door").value == "diagnosed"
    assert "LEMS established: " in words(app)
    assert "LEMS is diagnosed, as entered." in asked(app)["status"]


def test_a_draft_brings_its_reasons_and_names_those_that_cannot_be_used() -> None:
    answers = {"ptosis": "no"}
    reasons = {"dry_mouth": "asked_declined", "ptosis": "not_asked", "diplopia": "tired"}
    app = load(opened(), {"answers": answers, "reasons": reasons})
    assert held(app) == answers
    assert app.session_state["reasons"] == {"dry_mouth": "asked_declined"}
    (said,) = [str(one.value) for one in app.warning]
    assert "the question has an answer" in said
    assert "tired" in said
    back = json.loads(from_session("as_json", answers=answers, reasons=reasons))
    assert back["reasons"] == {"dry_mouth": "asked_declined"}
    cleared = sound(go(app, DRAFTS).button(key="start_again").click().run())
    assert cleared.session_state["reasons"] == {}


def test_an_answer_that_others_hide_is_set_aside_and_named_whatever_file_brought_it() -> None:
    answers = {"sex": "female", "proximal_leg_weakness": "yes", "erectile_dysfunction": "no"}
    items = [
        {"linkId": name, "answer": [{"valueCoding": {"code": f"{name}.{value}"}}]}
        for name, value in answers.items()
    ]
    form = {"resourceType": "QuestionnaireResponse", "status": "in-progress", "item": items}
    for file in (answers, form, saved(answers)):
        app = load(opened(), file)
        assert held(app) == answers
        (named,) = asked(app)["problems"].items()
        assert named[0] == "erectile_dysfunction"
        assert "other answers leave nothing to ask here" in named[1]
    assert saved(answers)["set_aside"] == {"erectile_dysfunction": "no"}
    assert saved(answers)["result"]["findings"]["autonomic_features"] == "unknown"


def test_a_number_stays_in_the_draft_as_it_was_typed() -> None:
    answers = {"cmap_increment_percent": 59.999999999999986, "increment_reported": "yes"}
    draft = saved(answers)
    assert draft["answers"] == answers
    assert draft["set_aside"] == {}
    assert draft["result"]["findings"]["marked_increment"] == "yes"
    app = load(opened(), draft)
    assert held(app) == answers
    assert saved(held(app)) == draft
