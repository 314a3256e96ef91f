"""Checks that a case hangs together: its answers, its names, and that it keeps its secret.

Used on the shipped cases by `checks.problems_in`, and on a case that somebody loads.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from lems_rules.knowledge.content import (
    Content,
    ContentProblem,
    known_diagnoses,
    known_tests,
    known_topics,
)
from lems_rules.knowledge.contradiction import contradicted
from lems_rules.schema.case import Case, Feedback, Lesson
from lems_rules.schema.questions.item import YEARS
from lems_rules.schema.quote import MOST_SHOWN, MOST_TOLD, and_more, quoted

MOST_STAGES = 6
MOST_TITLE = 150  # what a card on the shelf can show
MOST_TEXT = 5_000
# Words that are part of a diagnosis and of everyday stories too.
_COMMON = {"disease", "syndrome", "other", "excess", "chronic", "cord", "body", "stroke"}


def problems_in_cases(content: Content) -> Iterator[ContentProblem]:
    """What is wrong with the cases of the content, and with what they are taught by."""
    yield from _aids(content)
    for case in content.cases.values():
        yield from problems_in_case(content, case, f"cases/{case.id}.yaml")


def _aids(content: Content) -> Iterator[ContentProblem]:
    items = [item.id for item in content.checklist.items]
    columns = [column.id for column in content.scripts.columns]
    for row in content.scripts.rows:
        yield from _unknown(row.items, items, "item", "illness_scripts.yaml", repr(row.id))
        yield from _unknown(row.cells, columns, "column", "illness_scripts.yaml", repr(row.id))
    titled = known_tests(content)
    yield from _unknown(content.teaching.tests, titled, "word test_", "teaching.yaml", "tests")
    yield from _unknown(titled, content.teaching.tests, "test", "words.yaml", "test_")
    for test, answered in content.teaching.tests.items():
        yield from _unknown(answered, items, "item", "teaching.yaml", repr(test))
    taught = [case.id for case in content.cases.values() if case.lesson]
    for one in content.teaching.programmes:
        yield from _unknown(one.cases, taught, "case with a lesson", "teaching.yaml", repr(one.id))


def problems_in_case(content: Content, case: Case, file: str) -> Iterator[ContentProblem]:
    """What is wrong with one case; citations are left to `checks`."""
    yield from _answers(content, case, file)
    if case.today.year not in YEARS:
        yield ContentProblem(
            file, "today", f"is {case.today}", f"Write a year from {YEARS[0]} to {YEARS[-1]}"
        )
    levels = [level.id for level in content.suspicion.levels]
    rules = [rule.id for rule in content.suspicion.rules]
    yield from _unknown([case.expect.level], levels, "level", file, "expect")
    given = [case.expect.rule] if case.expect.rule else []
    yield from _unknown(given, rules, "rule", file, "expect")
    yield from _unknown([case.diagnosis], known_diagnoses(content), "diagnosis", file, "diagnosis")
    if case.lesson is not None:
        yield from _lesson(content, case, case.lesson, file)


def problems_in_loaded_case(content: Content, case: Case, file: str) -> Iterator[ContentProblem]:
    """What is wrong with a case that stands outside the content, its citations included."""
    yield from problems_in_case(content, case, file)
    cited = [*case.refs, *(one for item in _judged(case) for one in item.refs)]
    names = [citation.ref for citation in cited]
    yield from _unknown(names, content.references, "reference", file, "refs")
    if case.lesson is None:
        yield ContentProblem(file, "lesson", "is missing", "Write one; see content/README.md")


def _judged(case: Case) -> tuple[Feedback, ...]:
    return case.lesson.feedback if case.lesson else ()


def _answers(content: Content, case: Case, file: str) -> Iterator[ContentProblem]:
    reading = content.checklist.read_values(case.answers)
    later = content.checklist.in_future(reading.answers, case.today)
    for problem in (*reading.problems, *later):
        yield ContentProblem(file, "answers", problem.says, "Correct the answer, or leave it out")
    for contradiction in contradicted(content, reading.answers):
        yield ContentProblem(
            file, "answers", content.checklist.refusal(contradiction), "Correct one of them"
        )


def _lesson(content: Content, case: Case, lesson: Lesson, file: str) -> Iterator[ContentProblem]:
    diagnoses = known_diagnoses(content)
    topics, tests = known_topics(content), known_tests(content)
    yield from _unknown(lesson.topics, topics, "topic", file, "topics")
    yield from _unknown(lesson.alternatives, diagnoses, "diagnosis", file, "alternatives")
    yield from _unknown(lesson.also_right, diagnoses, "diagnosis", file, "also_right")
    yield from _unknown(lesson.next_tests, tests, "test", file, "next_tests")
    judged = [one.item for one in lesson.feedback]
    yield from _unknown(judged, case.answers, "answer in this case", file, "feedback")
    for name in sorted(name for name, times in Counter(judged).items() if times > 1):
        yield ContentProblem(file, "feedback", f"judges {quoted(name)} twice", "Say it once")
    for entry, text in _texts(lesson):
        most = MOST_TITLE if "title" in entry else MOST_TEXT
        if not text.strip():
            yield ContentProblem(file, entry, "is empty", "Write it")
        elif len(text) > most:
            what = f"has {len(text):,} characters, more than {most:,}"
            yield ContentProblem(file, entry, what, "Shorten it")
    if len(lesson.stages) > MOST_STAGES:
        yield ContentProblem(
            file,
            "stages",
            f"has {len(lesson.stages)} steps",
            f"Tell the story in at most {MOST_STAGES}, so that ten minutes are enough",
        )
    if case.diagnosis in diagnoses:
        yield from _given_away(content, case, lesson, file)


def _texts(lesson: Lesson) -> Iterator[tuple[str, str]]:
    """Every text of a lesson, with the entry it stands in."""
    yield "title", lesson.title
    yield "turned_out", lesson.turned_out
    yield "published", lesson.published
    yield "ours", lesson.ours
    yield from (("objectives", one) for one in lesson.objectives)
    yield from (("errors", one) for one in lesson.errors)
    yield from ((f"feedback on {one.item!r}", one.says) for one in lesson.feedback)
    for number, stage in enumerate(lesson.stages, 1):
        yield f"title of step {number}", stage.title
        yield f"story of step {number}", stage.story
        for prompt in stage.prompts:
            yield f"question of step {number}", prompt.ask
            yield f"expected answer of step {number}", prompt.expect


def _given_away(
    content: Content, case: Case, lesson: Lesson, file: str
) -> Iterator[ContentProblem]:
    """Where a learner would read the diagnosis before having committed to one."""
    disease = content.edition.disease
    names = disease.names if case.diagnosis == disease.id else ()
    telling = _telling_words(case.diagnosis, names)
    titles = [("title", lesson.title), *(("stages", stage.title) for stage in lesson.stages)]
    for place, title in titles:
        if found := [word for word in telling if re.search(rf"\b{word}", title, re.IGNORECASE)]:
            yield ContentProblem(
                file,
                place,
                f"{quoted(title)} gives the diagnosis away ({', '.join(found)})",
                "Name what the patient complains of instead",
            )
    name = _name(case.diagnosis, names)
    for stage in lesson.stages:
        if re.search(name, _plain(stage.story), re.IGNORECASE):
            yield ContentProblem(
                file,
                "stages",
                f"the story of {quoted(stage.title)} names the diagnosis",
                "Leave it for turned_out",
            )


def _telling_words(diagnosis: str, names: tuple[str, ...]) -> tuple[str, ...]:
    if names:
        return tuple(word for name in names for word in _words(name))
    words = (word for word in diagnosis.split("_") if word not in _COMMON and len(word) > 3)
    return tuple(dict.fromkeys(words)) or tuple(diagnosis.split("_"))


def _name(diagnosis: str, names: tuple[str, ...]) -> str:
    """The name as a story would write it, for a search."""
    if names:
        return rf"\b({'|'.join('.'.join(_words(name)) for name in names)})\b"
    return r"\b" + r"[\s-]+".join(diagnosis.split("_"))


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+", _plain(name).lower())


def _plain(text: str) -> str:
    """The text without accents, as ids are written."""
    return "".join(one for one in unicodedata.normalize("NFKD", text) if ord(one) < 128)


def _unknown(
    names: Iterable[str], known: Iterable[str], kind: str, file: str, entry: str
) -> Iterator[ContentProblem]:
    choices = dict.fromkeys(known)
    strange = [name for name in names if name not in choices]
    for name in strange[:MOST_TOLD]:
        near = difflib.get_close_matches(name[:MOST_SHOWN], choices, 1, 0.5)
        listed = ", ".join([*choices][:40]) + (" …" if len(choices) > 40 else "")
        hint = f"Did you mean {near[0]!r}?" if near else f"Choose from {listed}"
        yield ContentProblem(file, entry, f"no {kind} {quoted(name)}", hint)
    if more := len(strange[MOST_TOLD:]):
        yield ContentProblem(
            file, entry, and_more(more, f"of which there is no {kind}"), "See above"
        )
