"""A teacher's own case: from answers to a file and back, and files that are no case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import yaml

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.yaml_text import read_yaml
from lems_rules.reasoning.assessment import read_answers
from lems_rules.schema.questions.item import Answers
from lems_rules.teaching.own_case import (
    MOST_BYTES,
    MOST_EVENTS,
    OWN,
    Draft,
    StepDraft,
    case_file,
    draft_of,
    first_draft,
    load_case,
)
from tests.conftest import Copy
from tests.support.lesson import case, source

TODAY = date(2026, 11, 23)
Patient = Callable[..., Answers]


def as_file(**changes: Any) -> bytes:
    """The sample case as a file, with some entries changed."""
    return yaml.safe_dump(source(**changes), allow_unicode=True).encode()


def problems(content: Content, data: bytes) -> list[str]:
    loaded = load_case(content, data)
    assert loaded.case is None
    return [str(one) for one in loaded.problems]


# From answers to a draft


def test_a_new_section_is_dealt_out_where_it_says(copy: Copy) -> None:
    section = (
        "  - {id: new, title: New, intro: New., effort: laboratory, told_in: course}\nitems:\n"
    )
    copy.replace("checklist.yaml", "\nitems:\n", "\n" + section)
    copy.replace("checklist.yaml", "- id: sex\n    section: context", "- id: sex\n    section: new")
    draft = first_draft(copy.read(), {"sex": "male", "ptosis": "yes"})
    assert [(step.part, step.reveals) for step in draft.steps] == [
        ("history", ("ptosis",)),
        ("course", ("sex",)),
    ]


def test_answers_are_dealt_out_to_the_steps_they_usually_come_in(
    content: Content, patient: Patient
) -> None:
    answers = patient(
        chest_ct="normal",
        tendon_reflexes="absent",
        dry_mouth="yes",
        ever_smoked="yes",
        creatine_kinase="raised",
        cmap_amplitude_at_rest="low",
    )
    draft = first_draft(content, answers)
    assert [(step.part, step.reveals) for step in draft.steps] == [
        ("history", ("dry_mouth", "ever_smoked")),
        ("examination", ("tendon_reflexes",)),
        ("tests", ("cmap_amplitude_at_rest", "creatine_kinase")),
        ("imaging", ("chest_ct",)),
    ]


def test_a_story_has_two_steps_even_if_all_answers_belong_to_one(
    content: Content, patient: Patient
) -> None:
    assert [step.part for step in first_draft(content, patient(ptosis="no")).steps] == [
        "history",
        "course",
    ]
    assert len(first_draft(content, {}).steps) == 2


def test_an_unfinished_draft_makes_a_file_whose_check_says_what_is_missing(
    content: Content, patient: Patient
) -> None:
    answers = patient(ptosis="no")
    text = case_file(content, first_draft(content, answers), answers, TODAY)
    found = "\n".join(problems(content, text.encode()))
    assert "lesson.objectives: Tuple should have at least 1 item" in found
    assert "lesson.stages.0.prompts" in found


def test_a_question_without_an_expected_answer_is_named(content: Content) -> None:
    made = case()
    draft = draft_of(made)
    steps = (replace(draft.steps[0], questions="What now?"), *draft.steps[1:])
    text = case_file(
        content, replace(draft, steps=steps), read_answers(content, made.answers), TODAY, made
    )
    assert "lesson.stages.0.prompts.0.expect: Field required" in problems(content, text.encode())[0]


@pytest.mark.parametrize("between", ["->", " -> ", "→", " → "])
def test_a_question_and_its_answer_stand_on_one_line(content: Content, between: str) -> None:
    steps = (StepDraft(questions=f"\n  Why not?{between}Because -> of it\n"),)
    text = case_file(content, Draft(steps=steps), {}, TODAY)
    (prompt,) = read_yaml(text)["lesson"]["stages"][0]["prompts"]
    assert prompt == {"ask": "Why not?", "expect": "Because -> of it"}


def test_dates_and_whole_numbers_are_written_so_that_they_can_be_read_again(
    content: Content, patient: Patient
) -> None:
    answers = patient(
        age_at_onset_years=60, symptom_duration_months=1.5, chest_ct_date="2026-05-04"
    )
    text = case_file(content, Draft(), answers, TODAY)
    written = read_yaml(text)["answers"]
    assert written == {
        "age_at_onset_years": 60,
        "symptom_duration_months": 1.5,
        "chest_ct_date": "2026-05-04",
    }
    assert isinstance(written["age_at_onset_years"], int)
    assert read_answers(content, written) == answers


def test_a_case_comes_back_from_its_file_as_it_was(content: Content) -> None:
    made = case()
    answers = read_answers(content, made.answers)
    text = case_file(content, draft_of(made), answers, made.today, made)
    loaded = load_case(content, text.encode())
    assert loaded.problems == ()
    assert loaded.notes == ()
    assert loaded.case == made.model_copy(update={"id": OWN})


def test_what_the_form_does_not_show_is_kept_from_the_case_it_was_made_from(
    content: Content,
) -> None:
    published = case(
        kind="published", tumour="sclc", refs=[{"ref": "oneill_1988", "at": "abstract"}]
    )
    text = case_file(
        content, draft_of(published), read_answers(content, published.answers), TODAY, published
    )
    again = load_case(content, text.encode()).case
    assert again is not None
    assert again.lesson is not None
    assert (again.kind, again.tumour, again.refs) == ("published", "sclc", published.refs)
    assert again.lesson.also_right == ("myasthenia_lems_overlap",)
    assert again.lesson.feedback[1].refs[0].ref == "oneill_1988"


def test_a_new_case_is_called_composite_and_its_result_is_what_the_rules_give(
    content: Content,
) -> None:
    made = case()
    text = case_file(content, draft_of(made), read_answers(content, made.answers), made.today)
    again = load_case(content, text.encode()).case
    assert again is not None
    assert again.kind == "composite"
    assert again.expect == made.expect


def test_a_result_that_has_changed_is_told_and_does_not_stand_in_the_way(content: Content) -> None:
    stale = {**source()["expect"], "level": "features_present", "rule": "F1"}
    loaded = load_case(content, as_file(expect=stale))
    assert loaded.case is not None
    assert "strongly_suggestive by rule H3" in loaded.notes[0]


# Files that are no case


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe\x00", "byte 0 is not UTF-8"),
        (b"- a\n- b\n", "has no entries"),
        (b"", "has no entries"),
        (b"title: [", "is not readable YAML"),
        (b"a: 1\na: 2\n", "written twice: a"),
        (b"today: 2026-02-30\n", "is not readable YAML (day is out of range for month)"),
        (b"a: &x [1]\nb: *x\n", "line 1: uses an anchor"),
        (b"b: *x\n", "line 1: uses an anchor"),
        (b"x" * (MOST_BYTES + 1), "bytes; a case needs a few thousand"),
        (b"[" + b"1," * MOST_EVENTS + b"]", "has more entries, or deeper ones,"),
        (b"[" * 2000 + b"]" * 2000, "is not readable YAML"),
        (b"[" * 40 + b"]" * 40, "has more entries, or deeper ones,"),
        (b'title: "\\ud800"\n', "is not readable YAML"),
        (b"? [1, 2]\n: 3\n", "is not readable YAML"),
        (b"difficulty: " + b"9" * 301 + b"\n", "is not readable YAML (a number of 301 digits)"),
        (b"a: !!python/object/apply:os.system [ls]\n", "line 1: uses a tag (!)"),
    ],
    ids=lambda value: str(value)[:24],
)
def test_a_file_that_is_no_case_is_refused_in_a_sentence(
    content: Content, data: bytes, says: str
) -> None:
    found = problems(content, data)
    assert says in found[0]
    assert all(len(one) < 600 for one in found)


def test_a_key_that_is_no_text_is_refused(content: Content) -> None:
    assert problems(content, b"{1: 2, 2026-01-01: 3}")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"diagnosis": "gout"}, "diagnosis: no diagnosis 'gout'"),
        ({"today": "1850-01-01"}, "today: is 1850-01-01"),
        ({"answers": {"ptosis": "perhaps"}}, "never revealed: ptosis"),
        ({"refs": [{"ref": "nobody_1900", "at": "page"}]}, "refs: no reference 'nobody_1900'"),
        ({"lesson": None}, "lesson: is missing"),
        ({"lesson": {"title": " "}}, "title: is empty"),
    ],
)
def test_a_case_that_does_not_hang_together_is_refused_by_the_content_checks(
    content: Content, changes: dict[str, Any], says: str
) -> None:
    made = source(**{k: v for k, v in changes.items() if k != "lesson"})
    if "lesson" in changes:
        made["lesson"] = changes["lesson"] and {**made["lesson"], **changes["lesson"]}
    found = problems(content, yaml.safe_dump(made).encode())
    assert any(says in one for one in found), found


def test_a_file_may_begin_with_a_byte_order_mark(content: Content) -> None:
    assert load_case(content, b"\xef\xbb\xbf" + as_file()).case is not None


def test_whatever_id_a_file_gives_the_case_is_the_own_one(content: Content) -> None:
    loaded = load_case(content, as_file(id="case_024"))
    assert loaded.case is not None
    assert loaded.case.id == OWN


def test_markup_in_a_case_is_only_text(content: Content) -> None:
    hostile = "<script>alert(1)</script> **bold** ${x}"
    loaded = load_case(content, as_file(lesson={"title": hostile}))
    assert loaded.case is not None
    assert draft_of(loaded.case).title == hostile


def test_an_empty_step_in_the_form_is_an_empty_step_in_the_file(content: Content) -> None:
    text = case_file(content, Draft(steps=(StepDraft(),)), {}, TODAY)
    written = read_yaml(text)["lesson"]["stages"]
    assert written == [{"part": "history", "title": "", "story": "", "reveals": [], "prompts": []}]
