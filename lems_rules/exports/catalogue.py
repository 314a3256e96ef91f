"""Every format that a summary is offered in: one table, for the command line and for the app.

A format's library is imported when the format is built, never before: some take half a second.
What each format is called and what it is for stands in ``content/words.yaml``, under
``export_<id>`` and ``export_<id>_says``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Literal
from uuid import UUID

from lems_rules.exports.parts.plan_name import plan_in
from lems_rules.exports.parts.press import pressed
from lems_rules.intake.open_reason import OpenReasons
from lems_rules.intake.patient import Patient
from lems_rules.reasoning.assessment import Consideration, sort_out_answers
from lems_rules.schema.questions.checklist import Problem
from lems_rules.wording.summary.report import Report, report

Use = Literal["read", "analyse", "exchange"]
USES: tuple[Use, ...] = ("read", "analyse", "exchange")
CARRIES_PLAN = frozenset(("json", "csv", "fhir", "ics"))  # the formats that name the plan


@dataclass(frozen=True, slots=True)
class Export:
    """What every format is built from: one patient's result, in figures and in words.

    ``set_aside`` is what was entered and could not be used, as entered, and ``reasons`` are all
    that were given, also to questions that cannot apply now; only the draft carries them.
    ``entered`` are the answers as they were typed: the draft keeps all digits of their numbers.
    ``plan`` is what the plan is called in calendars, where a draft has carried it; every format
    that is read again carries it on (`CARRIES_PLAN`).
    """

    given: Consideration
    told: Report
    set_aside: Mapping[str, object] = field(default_factory=dict)
    reasons: OpenReasons = field(default_factory=dict)
    entered: Mapping[str, object] = field(default_factory=dict)
    plan: UUID | None = None


def export_of(
    given: Consideration,
    notes: str = "",
    set_aside: Mapping[str, object] | None = None,
    problems: Iterable[Problem] = (),
    reasons: OpenReasons | None = None,
    entered: Mapping[str, object] | None = None,
    plan: UUID | None = None,
) -> Export:
    """The patient put into words, ready for any format; ``problems`` say what was set aside."""
    told = report(given, notes, problems, reasons)
    return Export(
        given, told, dict(set_aside or {}), dict(reasons or {}), dict(entered or {}), plan
    )


def export_of_file(patient: Patient) -> Export:
    """The patient of a file put into words, with everything that the file brought along."""
    given, document = patient.considered, patient.document
    entered = {name: value for name, value in document.answers.items() if value is not None}
    unused = {name: value for name, value in entered.items() if name not in given.answers}
    aside = {**document.set_aside, **unused}
    sorted_out = sort_out_answers(given.content, {**aside, **entered}, given.today)
    problems = sorted_out.problems if aside else ()
    plan = plan_in(document.made)
    return export_of(given, document.notes, aside, problems, patient.reasons, entered, plan)


@dataclass(frozen=True, slots=True)
class Format:
    """One format: what it is used for, how its files end, and how its bytes are made."""

    id: str
    use: Use
    ending: str
    mime: str
    build: Callable[[Export], bytes]

    def file_name(self, day: date) -> str:
        """What a file of this day is called; of the patient it tells nothing."""
        return dated("summary", day, self.ending)


def dated(kind: str, day: date, ending: str) -> str:
    """The name of a file, by its kind and its day."""
    return f"lems-{kind}-{day.isoformat()}.{ending}"


def _html(one: Export) -> bytes:
    from lems_rules.exports.web_page import html

    return html(one.told).encode()


def _pdf(one: Export) -> bytes:
    from lems_rules.exports.pdf import pdf

    return pdf(one.told)


def _docx(one: Export) -> bytes:
    from lems_rules.exports.docx import docx

    return pressed(docx, one.told)


def _markdown(one: Export) -> bytes:
    from lems_rules.exports.texts.markdown import markdown

    return markdown(one.told).encode()


def _note(one: Export) -> bytes:
    from lems_rules.exports.texts.note import note

    return note(one.told).encode()


def _json(one: Export) -> bytes:
    from lems_rules.exports.json_document import json_document

    return json_document(
        one.given, one.told, one.set_aside, one.reasons, one.entered, one.plan
    ).encode()


def _csv(one: Export) -> bytes:
    from lems_rules.exports.tables.csv_table import csv

    return csv(one.given, one.told, one.plan).encode(
        "utf-8-sig"
    )  # the mark tells spreadsheets the encoding


def _xlsx(one: Export) -> bytes:
    from lems_rules.exports.tables.xlsx import xlsx

    return pressed(xlsx, one.given, one.told)


def _fhir(one: Export) -> bytes:
    from lems_rules.exports.fhir import fhir_bundle

    return pressed(fhir_bundle, one.given, one.told, one.plan).encode()


def _phenopacket(one: Export) -> bytes:
    from lems_rules.exports.phenopacket import phenopacket

    return phenopacket(one.given, one.told).encode()


def _ics(one: Export) -> bytes:
    from lems_rules.exports.ics import ics

    return ics(one.given, one.told, one.plan)


_OFFICE = "application/vnd.openxmlformats-officedocument"
_WORD, _EXCEL = f"{_OFFICE}.wordprocessingml.document", f"{_OFFICE}.spreadsheetml.sheet"

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        one.id: one
        for one in (
            Format("pdf", "read", "pdf", "application/pdf", _pdf),
            Format("docx", "read", "docx", _WORD, _docx),
            Format("html", "read", "html", "text/html", _html),
            Format("md", "read", "md", "text/markdown", _markdown),
            Format("note", "read", "txt", "text/plain", _note),
            Format("json", "analyse", "json", "application/json", _json),
            Format("csv", "analyse", "csv", "text/csv", _csv),
            Format("xlsx", "analyse", "xlsx", _EXCEL, _xlsx),
            Format("ics", "exchange", "ics", "text/calendar", _ics),
            Format(
                "fhir",
                "exchange",
                "fhir.json",
                "application/fhir+json",
                _fhir,
            ),
            Format(
                "phenopacket",
                "exchange",
                "phenopacket.json",
                "application/json",
                _phenopacket,
            ),
        )
    }
)
