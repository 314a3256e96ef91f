"""The questions component's view of the checklist: words from content, nothing decided here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any

from lems_rules.intake.typed_unit import told
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.questions.checklist import Reading
from lems_rules.schema.questions.item import Item
from lems_rules.wording.asking import asked_next
from lems_rules.wording.definitions import definitions
from lems_rules.wording.presenter import Presenter, shown_items
from lems_rules.wording.view import SoFar
from views.components.questions import First, Marked, Question, QuestionsView, Section
from views.parts.glossary import explained
from views.parts.template import fill
from views.state.now import Now


def questions_view(content: Content, say: Presenter, *, second_door: bool) -> QuestionsView:
    """All questions in words."""
    return QuestionsView(
        sections=_sections(content, say),
        words=_words(content),
        first=_first(content, second_door=second_door),
        terms={one.id: {"term": one.term, "says": one.says} for one in content.glossary},
        marked=_marked(content),
        worksheet=content.checklist.roles.increment,
        reasons=tuple(
            {"id": one.id, "label": one.label, "on_card": one.on_card} for one in content.reasons
        ),
        onward=tuple(
            {"page": page, "text": content.words[f"to_{page}"]} for page in ("result", "mechanism")
        ),
    )


@dataclass(frozen=True)
class Entered:
    """What was entered: the answers, what was typed in another unit, and why the rest is open.

    ``from_record`` is what is said at the answers that a record gave.
    """

    answers: Mapping[str, Any]
    typed: Mapping[str, Any]
    reasons: Mapping[str, str]
    from_record: Mapping[str, str] = field(default_factory=dict)


def now_view(
    content: Content,
    given: Consideration,
    reading: Reading,
    entered: Entered,
    so_far: SoFar,
    *,
    second_door: bool,
) -> Now:
    """What the panel, the questions and the figure show after the last answer."""
    words, checklist = content.words, content.checklist
    # A safety message stands with the line that it asks for; one without a line by itself.
    cards = {card.id: card for card in so_far.safety}
    lines = {line.rule for line in so_far.do_now.lines}
    problems: dict[str, str] = {}
    for problem in reading.problems:
        for name in problem.items:
            problems.setdefault(name, problem.plain or problem.says)
    return Now(
        parts={
            "so_far": explained(
                content,
                fill(
                    "checklist/so_far.html",
                    view=so_far,
                    cards=cards,
                    others=[card for name, card in cards.items() if name not in lines],
                    do_now_title=words["do_now_title"],
                    by_answers=words["by_answers"],
                ),
            ),
            "beside": explained(
                content,
                fill("checklist/step.html", step=so_far.step, more=words["to_mechanism"])
                + fill(
                    "checklist/sides.html",
                    view=so_far,
                    title=words["sides_title"],
                    none_yet=words["none_yet"],
                    all_known=words["all_known"],
                ),
            ),
        },
        shown=shown_items(content, given, entered.answers),
        next=asked_next(given, entered.reasons, checklist.second_door if second_door else ()),
        stored={
            name: text
            for name, typed in entered.typed.items()
            if (text := told(checklist.item(name), typed))
        },
        record=entered.from_record,
        problems=problems,
        warnings=given.warnings(),
        status=so_far.status,
        step=so_far.step.id,
        state=so_far.step.state,
    )


@lru_cache(maxsize=4)
def _words(content: Content) -> Mapping[str, str]:
    """The component's own words: those of ``words.yaml`` that begin with its name."""
    return {
        key.removeprefix("questions_"): text
        for key, text in content.words.items()
        if key.startswith("questions_")
    }


def _first(content: Content, *, second_door: bool) -> First:
    """What the first screen asks at this door."""
    words, leading = content.words, content.checklist.first_screen
    door = "diagnosed" if second_door else "could"
    return {
        "title": words[f"questions_first_{door}"],
        "items": list(leading.diagnosed if second_door else leading.could),
    }


@lru_cache(maxsize=4)
def _marked(content: Content) -> Mapping[str, list[Marked]]:
    """The texts of the questions in which there are technical words, cut at these.

    In the texts of one question a word is taken once: where it is met first.
    """
    cut = definitions(content).pieces
    found: dict[str, list[Marked]] = {}
    for texts in _texts(content):
        seen: set[str] = set()
        for text in texts:
            pieces = list(cut(text, seen))
            if any(piece.means for piece in pieces):
                found.setdefault(
                    text,
                    [(one.text, one.means.id if one.means else None) for one in pieces],
                )
    return found


def _texts(content: Content) -> Iterator[list[str]]:
    """The texts that are read together, in the order in which they are read."""
    for section in content.checklist.sections:
        yield [section.intro]
    for item in content.checklist.items:
        texts = (item.ask, item.help, item.why, item.if_yes, item.if_no)
        yield [text for text in texts if text]


@lru_cache(maxsize=4)
def _sections(content: Content, say: Presenter) -> tuple[Section, ...]:
    checklist = content.checklist
    return tuple(
        {
            "id": section.id,
            "title": section.title,
            "intro": section.intro,
            "waits": section.waits,
            "groups": [
                {"title": title or "", "items": [_item(item, say) for item in items]}
                for title, items in groupby(
                    checklist.in_section(section.id), key=lambda item: item.group
                )
            ],
        }
        for section in checklist.sections
    )


def _item(item: Item, say: Presenter) -> Question:
    return {
        "id": item.id,
        "kind": item.kind,
        "ask": item.ask,
        "why": item.why,
        "if_yes": item.if_yes,
        "if_no": item.if_no,
        "help": item.help,
        "sources": [
            {"text": source.label, "href": source.link} for source in say.sources(item.refs)
        ],
        "options": [{"id": name, "label": item.wording(name)} for name in item.option_ids],
        "unit": item.unit,
        "units": [{"unit": one.unit, "pair": one.lost} for one in item.typed_as],
        "specialist": item.specialist,
        "least": item.least,
        "most": item.most,
        "whole": item.whole,
    }
