"""One patient from a file: read, refused where that is due, and considered.

The command line and the interface for other programs come in here, so that both accept the same
files and refuse the others in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lems_rules.intake.document import Document, read_document
from lems_rules.intake.older_file import read_again
from lems_rules.intake.open_reason import OpenReasons, read_reasons
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.assessment import Consideration, read_strictly
from lems_rules.schema.questions.checklist import Problem
from lems_rules.schema.questions.item import YEARS, AnswerError


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient: what follows, the document it follows from, and why questions were left open.

    ``said`` are sentences for whoever sent the file: what was set aside, what reads differently.
    """

    considered: Consideration
    document: Document
    reasons: OpenReasons
    said: tuple[str, ...] = ()


def read_patient(content: Content, data: bytes, day: date) -> Patient:
    """The patient in a file of any kind that `read_document` takes apart; ``day`` is today.

    Raises:
        AnswerError: the file holds no answers that can be used; one line, with a remedy.
    """
    document = read_document(data, content.checklist)
    later = _dated_later(content, document, day)
    aside = {name for one in later for name in one.items}
    answers = {name: value for name, value in document.answers.items() if name not in aside}
    reading = read_strictly(content, answers, day)
    not_used = (*later, *reading.problems)
    considered = Consideration(content, reading.answers, day, not_used)
    reasons = read_reasons(content, document.reasons, document.answers)
    said = (problem.says for problem in not_used)
    return Patient(
        considered,
        document,
        reasons.reasons,
        (*said, *read_again(considered, document.made), *reasons.problems),
    )


def _dated_later(content: Content, document: Document, day: date) -> tuple[Problem, ...]:
    """Dates that are set aside where a record cannot be corrected: a response of another program.

    In a file of our own they are refused.
    """
    if document.source != "fhir":
        return ()
    checklist = content.checklist
    found = checklist.in_future(checklist.read_values(document.answers).answers, day)
    return tuple(
        replace(one, says=f"{checklist.item(one.items[0]).label}: set aside. {one.plain}")
        for one in found
    )


def read_day(text: str) -> date:
    """A day as it is written everywhere here, ``YYYY-MM-DD``.

    Raises:
        AnswerError: it is none, or too far away to count months from.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or day.year not in YEARS:
        raise AnswerError(
            f"{text!r} is not a date from {YEARS[0]} to {YEARS[-1]}; write YYYY-MM-DD"
        )
    return day
