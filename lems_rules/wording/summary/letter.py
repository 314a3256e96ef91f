"""The patient in words: a clinical summary made from the answers, and blanks for who it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.schema.questions.item import Answers, Item, Part
from lems_rules.wording.phrase import lower_first
from lems_rules.wording.presenter import Presenter

_TESTED = ("tests", "imaging")  # the parts of a case in which results come in


@dataclass(frozen=True, slots=True)
class PatientView:
    """The patient in sentences: age, sex and course, what is found, what is absent, what was done.

    What has no answer is not mentioned; a sentence that nothing was answered for is empty.
    """

    course: str
    found: str
    absent: str
    done: str

    @property
    def said(self) -> tuple[str, ...]:
        """The sentences that there are."""
        return tuple(one for one in (self.course, self.found, self.absent, self.done) if one)


def patient_view(content: Content, say: Presenter, answers: Answers) -> PatientView:
    """One patient's answers as a clinical summary."""
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
    return PatientView(
        course=_said(say, "request_course", course),
        found=_said(say, "request_found", found),
        absent=_said(say, "request_absent", absent),
        done=_said(say, "request_done", done),
    )


def _said(say: Presenter, key: str, phrases: list[str]) -> str:
    if not phrases:
        return ""
    return say.text(key, says="; ".join([phrases[0], *map(lower_first, phrases[1:])]))


def _answered(content: Content, answers: Answers) -> Iterator[tuple[Item, Part]]:
    """The items with an answer, in their order, each with the part of a case it is told in."""
    for section in content.checklist.sections:
        for item in content.checklist.in_section(section.id):
            if item.id in answers:
                yield item, section.told_in
