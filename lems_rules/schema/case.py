"""Published and composite cases: the facts, what the rules give, and how they are taught."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from lems_rules.logic.condition import Condition
from lems_rules.schema.citation import Citation, Entry
from lems_rules.schema.questions.item import Part
from lems_rules.schema.quote import MOST_SHOWN, MOST_TOLD, and_more

Weight = Literal["decisive", "supports", "against", "distracts", "safety"]


class Expected(Entry):
    """What the rules give for the whole case; a test compares it with what they do give."""

    level: str
    rule: str | None
    delta_p_applies: bool
    delta_p: tuple[int, int]
    safety: tuple[str, ...] = ()
    counter_flags: tuple[str, ...] = ()


class Prompt(Entry):
    """A question for the room, and what a good answer holds."""

    ask: str
    expect: str


class Stage(Entry):
    """One instalment of the story, and the answers that become known with it."""

    part: Part
    title: str
    story: str
    reveals: tuple[str, ...]
    prompts: tuple[Prompt, ...] = Field(min_length=1)


class Feedback(Entry):
    """What one finding was worth in this case.

    ``weight`` is said of LEMS, whatever the case turned out to be: `supports` speaks for LEMS,
    `against` speaks against it or for something else, `decisive` settled the question either way,
    `distracts` draws the eye and settles nothing, `safety` changes what comes first.
    """

    item: str
    weight: Weight
    says: str
    refs: tuple[Citation, ...] = ()


class Lesson(Entry):
    """How a case is taught.

    Until the last commitment a learner sees the title, the topics, and the stages so far: none of
    them may give the diagnosis away. ``alternatives`` and ``also_right`` are ids of diagnoses (see
    `known_diagnoses` in ``case_linking``); a learner who names one of ``also_right`` is right too.
    ``next_tests`` are ids of tests, the words ``test_<id>`` of ``words.yaml``.
    """

    title: str
    topics: tuple[str, ...] = Field(min_length=1)
    difficulty: int = Field(ge=1, le=3)
    objectives: tuple[str, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(min_length=2)
    alternatives: tuple[str, ...] = Field(min_length=2)
    also_right: tuple[str, ...] = ()
    next_tests: tuple[str, ...] = Field(min_length=1)
    feedback: tuple[Feedback, ...] = Field(min_length=2)
    turned_out: str
    published: str
    ours: str
    errors: tuple[str, ...] = Field(min_length=1)


class Case(Entry):
    """One patient. Facts live in ``answers`` once; the stages of a lesson say which they reveal."""

    id: str
    kind: Literal["published", "composite"]
    about: str
    diagnosis: str
    tumour: str | None = None
    today: date
    answers: dict[str, str | float]
    coding: str
    refs: tuple[Citation, ...] = ()
    expect: Expected
    lesson: Lesson | None = None

    @model_validator(mode="after")
    def _cited(self) -> Case:
        if self.kind == "published" and not self.refs:
            raise ValueError("a published case cites its report under refs")
        return self

    @model_validator(mode="after")
    def _revealed_once(self) -> Case:
        if self.lesson is None:
            return self
        named = [name for stage in self.lesson.stages for name in stage.reveals]
        if twice := sorted(name for name, times in Counter(named).items() if times > 1):
            raise ValueError(f"revealed twice: {_few(twice)}")
        if missing := sorted(set(self.answers) - set(named)):
            raise ValueError(f"never revealed: {_few(missing)}")
        if extra := sorted(set(named) - set(self.answers)):
            raise ValueError(f"revealed without an answer: {_few(extra)}")
        return self


def _few(names: list[str]) -> str:
    """The first names, each cut to a length, and how many more there are."""
    shown = [name[:MOST_SHOWN] for name in names[:MOST_TOLD]]
    more = [and_more(len(names) - MOST_TOLD, "names")] if len(names) > MOST_TOLD else []
    return ", ".join([*shown, *more])


class Picture(Entry):
    """One cell: what a source says of this row in this illness, and when a patient is like it."""

    says: str
    fits: Condition | None = None
    differs: Condition | None = None
    refs: tuple[Citation, ...] = Field(min_length=1)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The conditions written here."""
        return tuple(one for one in (self.fits, self.differs) if one is not None)


class ScriptRow(Entry):
    """One line of the comparison; ``items`` are the answers that are this patient's part of it."""

    id: str
    title: str
    items: tuple[str, ...] = Field(min_length=1)
    cells: dict[str, Picture]

    @property
    def refs(self) -> tuple[Citation, ...]:
        """The citations of all cells."""
        return tuple(citation for cell in self.cells.values() for citation in cell.refs)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """When a patient is like each cell, and when not."""
        return tuple(one for cell in self.cells.values() for one in cell.conditions)


class Column(Entry):
    """One illness of the comparison."""

    id: str
    title: str


class IllnessScripts(Entry):
    """Several illnesses side by side, row by row; nothing in an edition that has none yet."""

    columns: tuple[Column, ...] = Field((), min_length=2)
    rows: tuple[ScriptRow, ...] = Field((), min_length=1)

    @model_validator(mode="after")
    def _both_or_neither(self) -> IllnessScripts:
        if bool(self.columns) != bool(self.rows):
            raise ValueError("columns and rows need each other")
        return self


class Programme(Entry):
    """Cases for one session with a room, in their order, and the minutes they take together."""

    id: str
    title: str
    minutes: int = Field(ge=10, le=90)
    cases: tuple[str, ...] = Field(min_length=1, max_length=8)


class Teaching(Entry):
    """What a learner can choose from, and lists of cases for a session.

    ``tests`` are by id, with the items that each would answer.
    """

    tests: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    programmes: tuple[Programme, ...] = ()
