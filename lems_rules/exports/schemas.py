"""JSON Schemas of what goes in and what comes out, for whoever writes the program in between.

Each is of one edition and names it: what an answer may be, and which ids a result can hold, stands
in the content.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, get_args

from lems_rules.cohort.files.codebook import answer_schema
from lems_rules.intake.document import MOST_NOTES
from lems_rules.knowledge.content import Content
from lems_rules.reasoning.result import Assessment
from lems_rules.schema.questions.item import Reason

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_Schema = dict[str, Any]


def answers_schema(content: Content) -> _Schema:
    """Of a file with one patient's answers: a flat object, or one with them under ``answers``.

    What it accepts, ``assess`` reads; only then can be said whether answers contradict each other.
    """
    items = content.checklist.items
    flat = _closed({one.id: {"anyOf": [answer_schema(one), {"type": "null"}]} for one in items})
    reasons = get_args(Reason.model_fields["id"].annotation)
    document = {
        "type": "object",
        "required": ["answers"],
        "properties": {
            "answers": {"$ref": "#/$defs/answers"},
            "notes": {"type": ["string", "null"], "maxLength": MOST_NOTES},
            "reasons": _closed({one.id: {"enum": list(reasons)} for one in items}),
        },
    }
    return {
        **_head(content, "answers", "Answers of one patient"),
        "anyOf": [{"$ref": "#/$defs/answers"}, document],
        "$defs": {"answers": flat},
    }


def result_schema(content: Content) -> _Schema:
    """Of what ``assess`` prints: every key, and of every id those that this edition has."""
    schema = Assessment.model_json_schema(mode="serialization")
    parts, top = schema["$defs"], schema["properties"]
    for part in (schema, *parts.values()):
        part["additionalProperties"] = False
    known = _ids(content)
    score, could = parts["ScoreResult"]["properties"], parts["Could"]["properties"]
    level = parts["SuspicionResult"]["properties"]
    top["edition"] = {"const": content.edition.edition}
    top["content_digest"] = {"const": content.digest}
    top["findings"] = _every(known["finding"], top["findings"])
    score["items"] = _every(known["point"], score["items"])
    level["id"] = could["level"] = _one(known["level"])
    level["level"] = {"enum": [one.rank for one in content.suspicion.levels]}
    parts["WorkupLine"]["properties"]["id"] = _one(known["advice"])
    parts["Question"]["properties"]["item"] = _one(known["item"])
    top["next_item"] = _one([*known["item"], None])
    for place in (top, could, parts["Branch"]["properties"]):
        name = "schedule_rule" if place is top else "schedule"
        place[name] = _one([*known["schedule"], None])
    for place, of in (
        (level["because"], "item"),
        (top["unanswered"], "item"),
        (top["look_alikes"], "lookalike"),
        (top["safety"], "safety"),
        (could["safety"], "safety"),
        (could["advice"], "advice"),
        (top["counter_flags"], "flag"),
    ):
        place["items"] = _one(known[of])
    return {**_head(content, "result", "Result of one patient"), **_without_titles(schema)}


SCHEMAS: Mapping[str, Callable[[Content], _Schema]] = MappingProxyType(
    {"answers": answers_schema, "result": result_schema}
)


def as_text(schema: _Schema) -> str:
    """A schema as the file that it is handed on as."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _head(content: Content, name: str, title: str) -> _Schema:
    edition = content.edition
    return {
        "$schema": DIALECT,
        "$id": f"urn:lems-checklist:{name}:{edition.edition}",
        "title": f"{title}, edition {edition.edition}",
        "description": edition.disclaimer,
    }


def _ids(content: Content) -> dict[str, list[str]]:
    """The ids of each kind that this edition has."""
    plan = content.screening
    return {
        "item": [one.id for one in content.checklist.items],
        "finding": list(content.findings),
        "point": [one.key for one in content.points],
        "level": [one.id for one in content.suspicion.levels],
        "advice": [one.id for one in (*plan.advice, *plan.schedules)],
        "schedule": [one.id for one in plan.schedules],
        "safety": [one.id for one in content.safety],
        "flag": [one.id for one in content.counter_flags],
        "lookalike": [one.id for one in content.lookalikes],
    }


def _one(ids: Iterable[str | None]) -> _Schema:
    return {"enum": list(ids)}


def _closed(properties: Mapping[str, _Schema]) -> _Schema:
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _every(names: Iterable[str], values: _Schema) -> _Schema:
    """An object with each of these names and no other."""
    value: _Schema = values["additionalProperties"]
    properties = {name: value for name in names}  # noqa: C420 - its type would be lost
    return {**_closed(properties), "required": list(properties)}


def _without_titles(schema: _Schema) -> _Schema:
    """Without the names and the notes that are meant for whoever reads the code."""

    def less(part: Any) -> Any:
        if isinstance(part, list):
            return [less(one) for one in part]
        if not isinstance(part, dict):
            return part
        return {
            name: {one: less(value) for one, value in inner.items()}
            if name in {"properties", "$defs"}
            else less(inner)
            for name, inner in part.items()
            if name not in {"title", "description"}
        }

    told: _Schema = less(schema)
    return told
