"""Why a question was left open. It is said beside the question and changes no conclusion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lems_rules.knowledge.content import Content
from lems_rules.schema.quote import quoted

OpenReasons = Mapping[str, str]  # item id -> id of the reason


@dataclass(frozen=True, slots=True)
class ReasonsRead:
    """The reasons that can be used, and in one sentence each what was left out."""

    reasons: OpenReasons
    problems: tuple[str, ...] = ()


def read_reasons(
    content: Content, raw: Mapping[str, object], answered: Mapping[str, object]
) -> ReasonsRead:
    """Sort reasons out. Since none decides anything, a wrong one is left out and never refused.

    ``answered`` are the answers as entered; a question that has one is not open.
    """
    known = [reason.id for reason in content.reasons]
    reasons: dict[str, str] = {}
    strange = content.checklist.unknown_among(k for k, value in raw.items() if value is not None)
    problems = [f"reasons, {one.says.removeprefix('answers, ')}; left out." for one in strange]
    for name, value in raw.items():
        if value is None or name not in content.checklist:
            continue
        if answered.get(name) is not None:
            problems.append(f"reasons, {name!r}: the question has an answer; left out.")
        elif isinstance(value, str) and value in known:
            reasons[name] = value
        else:
            shown = quoted(value) if isinstance(value, str) else type(value).__name__
            problems.append(
                f"reasons, {name!r}: {shown} is no reason here; left out. "
                f"There are {', '.join(known)}."
            )
    return ReasonsRead(reasons, tuple(problems))
