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


def template(content: Content) -> str:
    """A CSV with a column for each question, in their order, and no row."""
    return _csv([[item.id for item in content.checklist.items]])


def codebook_csv(content: Content) -> str:
    """One row for each question: what it asks, and what its column may hold."""
    return _csv([HEAD, *(_row(item) for item in content.checklist.items)])


def codebook_schema(content: Content) -> str:
    """A JSON Schema of one row as an object; an unanswered question is left out."""
    edition = content.edition
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers of one patient, edition {edition.edition}",
        "description": edition.disclaimer,
        "type": "object",
        "properties": {item.id: _property(item) for item in content.checklist.items},
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _row(item: Item) -> tuple[str, ...]:
    options = "; ".join(f"{option.id} = {option.label}" for option in item.options)
    limits = ["" if limit is None else as_shown(limit) for limit in (item.least, item.most)]
    return (
        item.id,
        item.section,
        item.kind,
        item.label,
        item.ask,
        options,
        item.unit or "",
        *limits,
        item.allowed(),
    )


def _property(item: Item) -> dict[str, Any]:
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
