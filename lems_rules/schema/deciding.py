"""What an entry of the content decides, as against what it says: the ground of the digest."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

# What an entry says, as against what it decides. Anything not named here counts as deciding.
_WORDING = {
    "ask",
    "also",
    "auc",
    "counts_note",
    "description",
    "group",
    "help",
    "hpo",
    "if_no",
    "if_yes",
    "intro",
    "label",
    "limits",
    "offer_says",
    "percent",
    "percent_to",
    "points_to",
    "refs",
    "says",
    "short",
    "start_says",
    "state",
    "step",
    "title",
    "unit",
    "unlikely",
    "why",
    "window",
    "always_say",
    "cohorts",
    "none_says",
    "not_quoted_says",
    "other_interval",
    "not_yet",
    "supporting",
}


def decided(entry: BaseModel) -> dict[str, Any]:
    """What an entry decides, as plain data: without its wording and what stands at its default."""
    plain = entry.model_dump(mode="json", exclude_defaults=True)
    return _without_wording(plain)  # type: ignore[no-any-return]


def _without_wording(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_wording(one) for key, one in value.items() if key not in _WORDING}
    if isinstance(value, list):
        return [_without_wording(one) for one in value]
    return value
