"""A teacher's own case: from the answers of a sitting to a case file, and back from the file.

A file that is loaded goes through the same checks as the shipped cases, and through a few that
only text from outside needs. Nothing is kept here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

import yaml

from lems_rules.knowledge.content import Content, ContentProblem
from lems_rules.knowledge.problems.cases import problems_in_loaded_case
from lems_rules.knowledge.reader import read_case
from lems_rules.reasoning.assessment import Consideration, read_answers
from lems_rules.schema.case import Case, Expected, Prompt, Weight
from lems_rules.schema.questions.item import Answer, Answers, Part
from lems_rules.schema.quote import MOST_TOLD, and_more

OWN = "own_case"
FILE = "case.yaml"
MOST_BYTES = 100_000
# A case has a few hundred; more of them, and reading alone would take a server's time.
MOST_EVENTS = 6_000
BETWEEN = "->"
_BETWEEN = re.compile(r"->|→")  # the page shows the one as the other
BREAK = "↵"  # a line break within an entry, where a line is an entry


@dataclass(frozen=True, slots=True)
class StepDraft:
    """One step as it stands in the form; ``questions`` has one `question -> answer` to a line."""

    part: str = "history"
    title: str = ""
    story: str = ""
    reveals: tuple[str, ...] = ()
    questions: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A case as it stands in the form; texts of several entries have one to a line."""

    title: str = ""
    about: str = ""
    diagnosis: str = ""
    topics: tuple[str, ...] = ()
    difficulty: int = 1
    objectives: str = ""
    steps: tuple[StepDraft, ...] = ()
    alternatives: tuple[str, ...] = ()
    next_tests: tuple[str, ...] = ()
    weights: Mapping[str, tuple[Weight, str]] | None = None
    turned_out: str = ""
    published: str = ""
    ours: str = ""
    errors: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case file as read: the case, or why there is none; ``notes`` are no obstacle."""

    case: Case | None
    problems: tuple[ContentProblem, ...] = ()
    notes: tuple[str, ...] = ()


def first_draft(content: Content, answers: Answers) -> Draft:
    """A form with the answers dealt out to steps in the order in which they usually come in."""
    told_in = {section.id: section.told_in for section in content.checklist.sections}
    dealt: dict[Part, list[str]] = {}
    for item in content.checklist.items:
        if item.id in answers:
            dealt.setdefault(told_in[item.section], []).append(item.id)
    steps = [
        StepDraft(part, reveals=tuple(dealt[part])) for part in get_args(Part) if part in dealt
    ]
    while len(steps) < 2:
        steps.append(StepDraft("course"))
    words = content.words
    return Draft(
        steps=tuple(steps),
        published=words["author_nothing_published"],
        ours=words["author_all_ours"],
    )


def draft_of(case: Case) -> Draft:
    """A case put back into the form."""
    lesson = case.lesson
    assert lesson is not None
    return Draft(
        title=lesson.title,
        about=case.about,
        diagnosis=case.diagnosis,
        topics=lesson.topics,
        difficulty=lesson.difficulty,
        objectives="\n".join(map(_in_a_line, lesson.objectives)),
        steps=tuple(
            StepDraft(
                stage.part,
                stage.title,
                stage.story,
                stage.reveals,
                "\n".join(map(_question, stage.prompts)),
            )
            for stage in lesson.stages
        ),
        alternatives=lesson.alternatives,
        next_tests=lesson.next_tests,
        weights={one.item: (one.weight, one.says) for one in lesson.feedback},
        turned_out=lesson.turned_out,
        published=lesson.published,
        ours=lesson.ours,
        errors="\n".join(map(_in_a_line, lesson.errors)),
    )


def case_file(
    content: Content, draft: Draft, answers: Answers, today: date, base: Case | None = None
) -> str:
    """The draft as the text of a case file, whether or not it is complete.

    The expected result is what the rules give now. ``base`` is the case the draft was made from:
    what the form does not show is kept from it. Without one the case is called composite.
    """
    kept = base.model_dump(mode="json", exclude_none=True) if base else {}
    lesson = {**kept.get("lesson", {}), **_lesson(draft)}
    refs = {one["item"]: one["refs"] for one in kept.get("lesson", {}).get("feedback", ())}
    for one in lesson["feedback"]:
        one["refs"] = refs.get(one["item"], [])
    source = {
        "kind": "composite",
        "coding": "",
        **kept,
        "id": OWN,
        "about": draft.about,
        "diagnosis": draft.diagnosis,
        "today": today,
        "answers": answers_as_plain(answers),
        "expect": expected(content, answers, today),
        "lesson": lesson,
    }
    return yaml.safe_dump(source, sort_keys=False, allow_unicode=True, width=120)


def expected(content: Content, answers: Answers, today: date) -> dict[str, Any]:
    """What the rules give for these answers, as a case file says it."""
    result = Consideration(content, answers, today).result()
    given = Expected(
        level=result.suspicion.id,
        rule=result.suspicion.rule,
        delta_p_applies=result.delta_p.applies,
        delta_p=(result.delta_p.low, result.delta_p.high),
        safety=result.safety,
        counter_flags=result.counter_flags,
    )
    return given.model_dump(mode="json")


def answers_as_plain(answers: Answers) -> dict[str, str | float]:
    """The answers as a case file writes them."""
    return {name: _plain(answers[name]) for name in answers}


def load_case(content: Content, data: bytes) -> Loaded:
    """A case from a file somebody loads; never raises, whatever the file holds."""
    text, problem = _text(data)
    if problem is not None:
        return Loaded(None, (problem,))
    case, problems = read_case(FILE, text, OWN, MOST_EVENTS)
    if case is not None:
        problems += problems_in_loaded_case(content, case, FILE)
    if case is None or problems:
        return Loaded(None, _told(problems))
    now = expected(content, read_answers(content, case.answers), case.today)
    if now != case.expect.model_dump(mode="json"):
        note = content.words["author_expect_differs"].format(level=now["level"], rule=now["rule"])
        return Loaded(case, (), (note,))
    return Loaded(case)


def _text(data: bytes) -> tuple[str, ContentProblem | None]:
    if len(data) > MOST_BYTES:
        what = f"has {len(data):,} bytes; a case needs a few thousand"
        return "", ContentProblem(FILE, "the file", what, f"Keep it below {MOST_BYTES:,}")
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError as error:
        what = f"cannot be read (byte {error.start} is not UTF-8)"
        return "", ContentProblem(FILE, "the file", what, "Write it as UTF-8 text")


def _told(problems: list[ContentProblem]) -> tuple[ContentProblem, ...]:
    """The first of the problems, and how many more there are."""
    if (more := len(problems) - MOST_TOLD) <= 0:
        return tuple(problems)
    rest = ContentProblem(FILE, "the file", and_more(more, "problems"), "Correct these first")
    return (*problems[:MOST_TOLD], rest)


def _lesson(draft: Draft) -> dict[str, Any]:
    return {
        "title": draft.title,
        "topics": list(draft.topics),
        "difficulty": draft.difficulty,
        "objectives": _lines(draft.objectives),
        "stages": [
            {
                "part": step.part,
                "title": step.title,
                "story": step.story,
                "reveals": list(step.reveals),
                "prompts": list(_prompts(step.questions)),
            }
            for step in draft.steps
        ],
        "alternatives": list(draft.alternatives),
        "next_tests": list(draft.next_tests),
        "feedback": [
            {"item": item, "weight": weight, "says": says}
            for item, (weight, says) in (draft.weights or {}).items()
        ],
        "turned_out": draft.turned_out,
        "published": draft.published,
        "ours": draft.ours,
        "errors": _lines(draft.errors),
    }


def _in_a_line(text: str) -> str:
    """An entry on one line of the form; `_lines` makes of it what it was."""
    return BREAK.join(line.strip() for line in text.strip().splitlines())


def _question(prompt: Prompt) -> str:
    """A question with its answer on one line; an arrow in the question itself is no border."""
    ask = _BETWEEN.sub("⇒", _in_a_line(prompt.ask))
    return f"{ask} {BETWEEN} {_in_a_line(prompt.expect)}"


def _lines(text: str) -> list[str]:
    return [entry for line in text.splitlines() if (entry := _broken(line))]


def _broken(line: str) -> str:
    return "\n".join(part.strip() for part in line.split(BREAK)).strip()


def _prompts(text: str) -> Iterator[dict[str, str]]:
    for line in _lines(text):
        ask, *expect = _BETWEEN.split(line, maxsplit=1)
        yield {"ask": ask.strip(), **({"expect": expect[0].strip()} if expect else {})}


def _plain(value: Answer) -> str | float:
    """An answer as YAML writes it: dates as text, whole numbers without a point."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
