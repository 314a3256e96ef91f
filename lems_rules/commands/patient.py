"""``assess`` and ``export``: one patient, as a result or as a file."""

from __future__ import annotations

import argparse
from typing import Any

from lems_rules.commands.given import answers_file, made, today
from lems_rules.exports.catalogue import FORMATS, export_of_file
from lems_rules.exports.texts.terminal import in_full, in_short
from lems_rules.intake.patient import Patient, read_patient
from lems_rules.knowledge.checks import load_content
from lems_rules.knowledge.content import Content
from lems_rules.streams import bytes_of, put, refuse_the_input, tell, write
from lems_rules.wording.summary.report import report


def add(commands: Any) -> None:
    """Tell the parser of both commands."""
    assess = commands.add_parser("assess", help="one patient: answers in, result out")
    answers_file(assess)
    assess.add_argument(
        "--format",
        choices=("json", "text"),
        default="json",
        help="JSON for machines (default) or text for a person",
    )
    assess.add_argument(
        "--full", action="store_true", help="with text: everything, not two screens of it"
    )
    assess.set_defaults(run=_assess)

    export = commands.add_parser("export", help="one patient's summary as a file")
    answers_file(export)
    export.add_argument("--to", choices=tuple(FORMATS), required=True, help="the format")
    export.add_argument(
        "-o",
        "--output",
        metavar="PATH",
        help="where to write it (default: lems-summary-YYYY-MM-DD.EXT in this folder)",
    )
    export.set_defaults(run=_export)


def _assess(given: argparse.Namespace) -> int:
    patient = _patient_in(load_content(), given)
    considered = patient.considered
    if given.format == "text":
        told = report(considered, patient.document.notes, considered.set_aside, patient.reasons)
        put(in_full(told) if given.full else in_short(told))
    else:
        put(considered.result().model_dump_json(indent=2) + "\n")
    return 0


def _export(given: argparse.Namespace) -> int:
    refuse_the_input(given.file, given.output)
    patient = _patient_in(load_content(), given)
    told = export_of_file(patient)
    form = FORMATS[given.to]
    output = given.output or form.file_name(patient.considered.today)
    refuse_the_input(given.file, output)
    write(output, made(lambda: form.build(told)))
    if given.output is None:
        put(f"{output}\n")
    return 0


def _patient_in(content: Content, given: argparse.Namespace) -> Patient:
    """The patient in the file that was named; whoever named it is told what was set aside."""
    patient = read_patient(content, bytes_of(given.file), today(given))
    for sentence in patient.said:
        tell(sentence)
    return patient
