"""The answers with their result as JSON: a draft to load again, and a record to read by machine."""

from __future__ import annotations

import json
from collections.abc import Mapping

from lems_rules.assessment import Consideration
from lems_rules.checklist import Answers


def answers_as_written(answers: Answers) -> dict[str, str | float]:
    """Answers in the form that they are written in files: words, numbers, ISO dates."""
    written: dict[str, str | float] = {}
    for name, value in answers.items():
        if isinstance(value, float):
            written[name] = int(value) if value.is_integer() else value
        else:
            written[name] = value if isinstance(value, str) else value.isoformat()
    return written


def json_document(
    given: Consideration, notes: str = "", set_aside: Mapping[str, object] | None = None
) -> str:
    """One document: answers, notes, what was entered and not used, and the result."""
    document = {
        "answers": answers_as_written(given.answers),
        "notes": notes,
        "set_aside": dict(set_aside or {}),
        "edition": given.content.edition.edition,
        "result": given.result().model_dump(mode="json"),
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
