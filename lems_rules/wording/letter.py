"""The patient in a letter: blanks for who it is, and a clinical summary made from the answers."""

from __future__ import annotations

from collections.abc import Iterator

from lems_rules.knowledge.content import Content
from lems_rules.schema.checklist import Answers, Item, Part
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.presenter import Presenter

_TESTED = ("tests", "imaging")  # the parts of a case in which results come in


def clinical_summary(content: Content, say: Presenter, answers: Answers) -> tuple[str, ...]:
    """Paragraphs for a letter: blanks for name and birth, the course, what is found, what was done.

    What has no answer is not mentioned; a paragraph that nothing was answered for is left out.
    """
    course: list[str] = []
    found: list[str] = []
    absent: list[str] = []
    done: list[str] = []
    dates = {
        scan.item: scan.date
        for scan in content.checklist.roles.scans
        if scan.item in answers and scan.date in answers
    }
    for item, told_in in _answered(content, answers):
        value = answers[item.id]
        if item.id in dates:
            says = say.answer(item, answers)
            done.append(say.text("request_on", says=says, day=answers[dates[item.id]]))
        elif item.id in dates.values():
            continue  # said with its scan
        elif told_in in _TESTED:
            done.append(say.answer(item, answers))
        elif value == "yes":
            found.append(item.label)
        elif value == "no":
            absent.append(item.label)
        else:
            told = found if told_in == "examination" else course
            told.append(say.answer(item, answers))
    parts = {"course": course, "found": found, "absent": absent, "done": done}
    return (
        say.text("request_blanks"),
        *(
            say.text(f"request_{name}", says="; ".join([says[0], *map(lower_first, says[1:])]))
            for name, says in parts.items()
            if says
        ),
    )


def _answered(content: Content, answers: Answers) -> Iterator[tuple[Item, Part]]:
    """The items with an answer, in their order, each with the part of a case it is told in."""
    for section in content.checklist.sections:
        for item in content.checklist.in_section(section.id):
            if item.id in answers:
                yield item, section.told_in
