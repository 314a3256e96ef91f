"""What a table of patients may hold: an empty one to fill in, and its data dictionary."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from lems_rules.intake.csv_sheet import guarded
from lems_rules.knowledge.content import Content
from lems_rules.logic.number import as_shown
from lems_rules.schema.questions.item import Item

HEAD = (
    "item",
    "section",
    "kind",
    "label",
    "question",
    "options",
    "unit",
    "least",
    "most",
    "allowed",
)

# A data dictionary of REDCap has these columns, in this order.
REDCAP = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
_FORM = "lems_checklist"


def template(content: Content) -> str:
    """A CSV with a column for each question, in their order, and no row."""
    return _csv([[item.id for item in content.checklist.items]])


def codebook_csv(content: Content) -> str:
    """One row for each question: what it asks, and what its column may hold."""
    return _csv([HEAD, *(_row(item) for item in content.checklist.items)])


def codebook_redcap(content: Content) -> str:
    """A data dictionary for REDCap, with one form; its raw export is a table that can be read.

    Answers are coded by their words, so that nobody has to know which number is yes. The first
    field is the name of the record, as REDCap demands.
    """
    sections = {section.id: section.title for section in content.checklist.sections}
    record = _redcap("record_id", "", "text", "Record")
    rows = [record]
    for item in content.checklist.items:
        header = sections.pop(item.section, "")
        rows.append(_redcap_field(item, header))
    return _csv([REDCAP, *rows])


def codebook_schema(content: Content) -> str:
    """A JSON Schema of one row as an object; an unanswered question is left out."""
    edition = content.edition
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers of one patient, edition {edition.edition}",
        "description": edition.disclaimer,
        "type": "object",
        "properties": {item.id: answer_schema(item) for item in content.checklist.items},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _row(item: Item) -> tuple[str, ...]:
    options = "; ".join(f"{option.id} = {option.label}" for option in item.options)
    return (
        item.id,
        item.section,
        item.kind,
        item.label,
        item.ask,
        options,
        item.unit or "",
        *_limits(item),
        item.allowed(),
    )


def _limits(item: Item) -> tuple[str, str]:
    least, most = ("" if one is None else as_shown(one) for one in (item.least, item.most))
    return least, most


def _redcap(
    name: str,
    header: str,
    kind: str,
    label: str,
    choices: str = "",
    note: str = "",
    validation: tuple[str, str, str] = ("", "", ""),
) -> tuple[str, ...]:
    told = (name, _FORM, header, kind, label, choices, note, *validation)
    return (*told, *[""] * (len(REDCAP) - len(told)))


def _redcap_field(item: Item, header: str) -> tuple[str, ...]:
    match item.kind:
        case "number":
            kind = ("integer" if item.whole else "number", *_limits(item))
            return _redcap(item.id, header, "text", item.ask, "", item.unit or "", kind)
        case "date":
            kind = ("date_ymd", "", "")
            return _redcap(item.id, header, "text", item.ask, validation=kind)
        case _:
            labels = {option.id: option.label for option in item.options}
            offered = [f"{name}, {labels.get(name, name.title())}" for name in item.option_ids]
            return _redcap(item.id, header, "radio", item.ask, " | ".join(offered))


def answer_schema(item: Item) -> dict[str, Any]:
    """A JSON Schema of an answer to one question, with what it asks."""
    unit = f" In {item.unit}." if item.unit else ""
    said = {"title": item.label, "description": f"{item.ask}{unit}"}
    match item.kind:
        case "number":
            kind = "integer" if item.whole else "number"
            return {**said, "type": kind, "minimum": item.least, "maximum": item.most}
        case "date":
            return {**said, "type": "string", "format": "date"}
        case "yn":
            return {**said, "enum": list(item.option_ids)}
        case _:
            offered = [{"const": option.id, "title": option.label} for option in item.options]
            return {**said, "oneOf": offered}


def _csv(rows: Iterable[Iterable[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue()
