"""Which edition this is, and what of it decides as against what it says."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, Field

from lems_rules.schema.citation import Entry

IN_PREPARATION: Final = "in preparation"


def _quoted(name: object) -> object:
    if isinstance(name, float):
        raise ValueError("write it in quotes: as numbers, 2026.1 and 2026.10 are the same")
    return name


# The year, and a count within it.
Name = Annotated[str, BeforeValidator(_quoted), Field(pattern=r"^\d{4}\.[1-9]\d*$")]


class Edition(Entry):
    """Which edition of the content this is, and how far it was reviewed."""

    edition: Name
    released: date | Literal["in preparation"]
    review: str
    disclaimer: str
    privacy: str
    digest: str


class Release(Entry):
    """An edition that was released, and the digest of what decided its results then."""

    edition: Name
    released: date
    digest: str = Field(pattern=r"^[0-9a-f]{12}$")


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
