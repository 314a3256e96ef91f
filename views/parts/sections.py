"""The questions component's view of the checklist: words from content, nothing decided here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration
from lems_rules.schema.checklist import Item, Reading
from lems_rules.wording.presenter import Presenter, shown_items
from lems_rules.wording.view import SoFar
from views.components.questions import Question, QuestionsView, Section
from views.parts.template import fill
from views.state.now import Now


def questions_view(content: Content, say: Presenter, *, second_door: bool) -> QuestionsView:
    """All questions in words."""
    return QuestionsView(
        sections=_sections(content, say),
        words=_words(content),
        order=content.checklist.second_door if second_door else (),
        reasons=tuple({"id": one.id, "label": one.label} for one in content.reasons),
        onward=tuple(
            {"page": page, "text": content.words[f"to_{page}"]} for page in ("result", "mechanism")
        ),
    )


def now_view(
    content: Content, given: Consideration, reading: Reading, raw: Mapping[str, Any], so_far: SoFar
) -> Now:
    """What the panel, the questions and the figure show after the last answer."""
    words = content.words
    # A safety message stands with the line that it asks for; one without a line by itself.
    cards = {card.id: card for card in so_far.safety}
    told = {line.rule for line in so_far.do_now.lines}
    problems: dict[str, str] = {}
    for problem in reading.problems:
        for name in problem.items:
            problems.setdefault(name, problem.plain or problem.says)
    return Now(
        parts={
            "so_far": fill(
                "checklist/so_far.html",
                view=so_far,
                cards=cards,
                others=[card for name, card in cards.items() if name not in told],
                do_now_title=words["do_now_title"],
                by_answers=words["by_answers"],
            ),
            "beside": fill("checklist/step.html", step=so_far.step, more=words["to_mechanism"])
            + fill(
                "checklist/sides.html",
                view=so_far,
                title=words["sides_title"],
                none_yet=words["none_yet"],
                all_known=words["all_known"],
            ),
        },
        shown=shown_items(content, given, raw),
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


@lru_cache(maxsize=4)
def _sections(content: Content, say: Presenter) -> tuple[Section, ...]:
    checklist = content.checklist
    return tuple(
        {
            "id": section.id,
            "title": section.title,
            "intro": section.intro,
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
        "least": item.least,
        "most": item.most,
        "whole": item.whole,
    }
