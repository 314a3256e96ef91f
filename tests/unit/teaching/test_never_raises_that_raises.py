"""Whatever a case file holds leads to a case or to sentences, and nothing of it to a log."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
import yaml

from lems_rules.knowledge.content import Content
from lems_rules.knowledge.problems.cases import MOST_TEXT, MOST_TITLE
from lems_rules.knowledge.yaml_text import YamlError, read_yaml
from lems_rules.reasoning.assessment import read_answers
from lems_rules.schema.case import Case
from lems_rules.teaching.own_case import OWN, case_file, draft_of, load_case
from tests.support.lesson import case, source

SEXAGESIMAL = ":".join(["10"] * 300)
SCALARS = (
    "!!int ''",
    "!!float ''",
    "!!bool SOMETHING",
    "!!timestamp x",
    SEXAGESIMAL,
    '"\\U00110000"',
    '"\\UFFFFFFFF"',
    # Their twins
    "!!null x",
    "!!binary \xff",
    "!!set [1]",
    "!!omap 1",
    "!own x",
    "! x",
    '"\\ud800"',
    "2026-02-30",
    "2026-01-01T00:00:00+99:99",
    "9" * 5_000,
    "0x" + "f" * 5_000,
    "1e400",
    ".inf",
    ".nan",
    "-.inf",
    "=",
    "190:20:30",
    "1_000",
)


def problems(content: Content, data: bytes) -> list[str]:
    loaded = load_case(content, data)
    assert loaded.case is None
    assert loaded.problems
    for one in loaded.problems:
        assert "\n" not in str(one)
        assert len(str(one)) < 600
    return [str(one) for one in loaded.problems]


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@pytest.mark.parametrize("scalar", SCALARS, ids=lambda value: value[:20])
def test_no_scalar_of_yaml_crashes_a_case_or_is_logged(
    content: Content,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    scalar: str,
    loader: str,
) -> None:
    monkeypatch.setattr("lems_rules.knowledge.yaml_text._Safe", getattr(yaml, loader))
    with caplog.at_level(logging.DEBUG):
        for text in (scalar, f"difficulty: {scalar}\n", f"answers: {{karnofsky: {scalar}}}\n"):
            problems(content, text.encode())
        problems(content, f"{scalar}: 1\n".encode())
    assert caplog.text == ""
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("text", ["1:30", "010", "0x1F", "0b11", "1_000", ".inf", "12:30:00"])
def test_a_number_is_a_decimal_number_and_nothing_else(text: str) -> None:
    assert read_yaml(f"a: {text}") == {"a": text}


@pytest.mark.parametrize(
    ("text", "value"), [("0", 0), ("-12", -12), ("1.5", 1.5), (".5", 0.5), ("2.5e-07", 2.5e-07)]
)
def test_decimal_numbers_are_read(text: str, value: float) -> None:
    assert read_yaml(f"a: {text}") == {"a": value}


@pytest.mark.parametrize("tag", ["!!str 5", "!!int 5", "!x 5", "! 5", "!!python/name:os.system x"])
def test_a_tag_is_refused_with_its_line(tag: str) -> None:
    with pytest.raises(YamlError, match=r"^line 2: uses a tag"):
        read_yaml(f"a: 1\nb: {tag}\n")


# The form


def rewritten(content: Content, made: Case) -> Case:
    """The case after its form was opened and written again."""
    answers = read_answers(content, made.answers)
    text = case_file(content, draft_of(made), answers, made.today, made)
    loaded = load_case(content, text.encode())
    assert loaded.problems == ()
    assert loaded.case is not None
    return loaded.case


def with_lesson(**changes: Any) -> Case:
    made = case()
    assert made.lesson is not None
    return made.model_copy(update={"id": OWN, "lesson": made.lesson.model_copy(update=changes)})


@pytest.mark.parametrize(
    "text",
    ["One.\nTwo.", "One.\n\nTwo -> three.\nFour.", "A\u2028B\x85C", "plain"],
)
def test_an_expected_answer_of_several_lines_survives_the_form(content: Content, text: str) -> None:
    made = case()
    assert made.lesson is not None
    first = made.lesson.stages[0]
    prompt = first.prompts[0].model_copy(update={"expect": text})
    stage = first.model_copy(update={"prompts": (prompt, *first.prompts[1:])})
    again = rewritten(content, with_lesson(stages=(stage, *made.lesson.stages[1:])))
    assert again.lesson is not None
    prompts = again.lesson.stages[0].prompts
    assert len(prompts) == len(first.prompts)
    assert prompts[0].expect.split("\n") == text.splitlines()
    assert prompts[0].ask == first.prompts[0].ask


def test_a_question_with_an_arrow_in_it_stays_one_question(content: Content) -> None:
    made = case()
    assert made.lesson is not None
    first = made.lesson.stages[0]
    prompt = first.prompts[0].model_copy(update={"ask": "Low\nat rest -> why?"})
    stage = first.model_copy(update={"prompts": (prompt,)})
    again = rewritten(content, with_lesson(stages=(stage, *made.lesson.stages[1:])))
    assert again.lesson is not None
    (kept,) = again.lesson.stages[0].prompts
    assert (kept.ask, kept.expect) == ("Low\nat rest ⇒ why?", prompt.expect)


@pytest.mark.parametrize("field", ["objectives", "errors"])
def test_an_entry_of_several_lines_stays_one_entry(content: Content, field: str) -> None:
    again = rewritten(content, with_lesson(**{field: ("One,\ntwo.", "Three.")}))
    assert getattr(again.lesson, field) == ("One,\ntwo.", "Three.")


# Lengths


@pytest.mark.parametrize(
    ("field", "most", "entry"),
    [("title", MOST_TITLE, "title"), ("turned_out", MOST_TEXT, "turned_out")],
)
def test_a_text_of_a_case_has_an_end(content: Content, field: str, most: int, entry: str) -> None:
    made = source(lesson={**source()["lesson"], field: "x" * most})
    assert load_case(content, yaml.safe_dump(made).encode()).case is not None
    made["lesson"][field] = "x" * (most + 1)
    [says] = problems(content, yaml.safe_dump(made).encode())
    assert f"{entry}: has {most + 1:,} characters, more than {most:,}. Shorten it" in says


def test_a_title_of_90_000_characters_is_refused(content: Content) -> None:
    made = source(lesson={**source()["lesson"], "title": "x" * 90_000})
    assert "title: has 90,000 characters" in problems(content, yaml.safe_dump(made).encode())[0]


def test_the_title_of_a_step_has_an_end_too(content: Content) -> None:
    made = case()
    draft = draft_of(made)
    steps = (replace(draft.steps[0], title="x" * 151), *draft.steps[1:])
    answers = read_answers(content, made.answers)
    text = case_file(content, replace(draft, steps=steps), answers, made.today, made)
    assert "title of step 1: has 151 characters" in problems(content, text.encode())[0]


def test_a_scan_after_the_day_of_the_case_is_named(content: Content) -> None:
    made = source(answers={"chest_ct_date": "2199-01-01"})
    made["lesson"]["stages"][0]["reveals"] = ["chest_ct_date"]
    for stage in made["lesson"]["stages"][1:]:
        stage["reveals"] = []
    assert any(
        "lies in the future" in one for one in problems(content, yaml.safe_dump(made).encode())
    )
