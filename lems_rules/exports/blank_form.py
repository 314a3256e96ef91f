"""The questions as a form to print and to fill in by hand, as a tagged PDF: typeset by Typst."""

from __future__ import annotations

from datetime import date
from typing import Any

from lems_rules.exports.parts.typesetter import typeset
from lems_rules.knowledge.content import Content
from lems_rules.logic.condition import Leaf
from lems_rules.schema.questions.item import Item

YES_AND_NO = ("questions_yes", "questions_no")


def blank_form(content: Content, day: date) -> bytes:
    """The form as PDF bytes; the same content and day give the same bytes."""
    words, edition = content.words, content.edition
    checklist = content.checklist
    return typeset(
        "form.typ",
        form={
            "title": words["form_title"],
            "subject": words["pdf_subject"],
            "says": words["form_says"],
            "page": words["pdf_page"],
            "disclaimer": edition.disclaimer,
            "review": edition.review,
            "edition": words["form_edition"].format(edition=edition.edition, digest=content.digest),
            "day": {"year": day.year, "month": day.month, "day": day.day},
            "sections": [
                {
                    "title": section.title,
                    "items": [
                        _item(one, content)
                        for one in checklist.in_section(section.id)
                        if not _of_older_drafts(one)
                    ],
                }
                for section in checklist.sections
            ],
        },
    )


def _of_older_drafts(one: Item) -> bool:
    """Whether it is shown only where its own answer was brought along."""
    return isinstance(one.asked_when, Leaf) and one.asked_when.name == one.id


def _item(one: Item, content: Content) -> dict[str, Any]:
    """A question with what stands beside it: boxes, or a line with its unit."""
    boxes = [option.label for option in one.options]
    if one.kind == "yn":
        boxes = [content.words[key] for key in YES_AND_NO]
    unit = content.words["form_date"] if one.kind == "date" else one.unit or ""
    return {"label": one.label, "boxes": boxes, "unit": unit}
